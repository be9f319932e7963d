"""Where a review stands: who said what, who is still asked, whether there is anybody else at all."""

from bot.errors import Unclear
from bot.records.documents import READING, Document, Kind
from bot.records.lifecycles import Reviews
from bot.records.people import Viewer
from bot.records.reviews import VERDICTS, Voice, backers, pending, voices
from handlers.blocks import kit
from handlers.blocks import reviews as blocks
from storage.store import Transaction


async def voices_of(document: Document, kind: Kind, db: Transaction) -> list[Voice]:
    """What people said of it last."""
    said = await db.documents.of(kind).done(document, of=VERDICTS, seen_by=Viewer.operator(document.team))
    return voices(said, document)


async def is_alone(team: str, db: Transaction) -> bool:
    """Whether the workspace has one full member, whose own word has to be enough."""
    return await db.people.full_members(team) <= 1


async def rows(document: Document, kind: Kind, db: Transaction) -> list[kit.Block]:
    """What its card tells of its review, and of words that weigh too much; nothing for a kind without reviews."""
    reviews = kind.lifecycle.reviews
    if reviews is None or document.state:
        return []
    said = await voices_of(document, kind, db)
    asked = pending(document, said) if document.status == reviews.at else []
    names = await db.people.names(document.team, {*asked, *(one.by for one in said)})
    alone = document.status == reviews.at and await is_alone(document.team, db)
    loaded = blocks.loaded(document, kind, document.body.lacks(reviews.at)) if document.status in kind.lifecycle.may_be_edited else []
    return [*loaded, *blocks.said(document, kind, said, asked, names, alone=alone)]


async def waits_for(document: Document, kind: Kind, viewer: Viewer, db: Transaction) -> bool:
    """Whether it is theirs to go on with: a draft of theirs, a review they are asked for, or their own once all have spoken."""
    reviews = kind.lifecycle.reviews
    if document.state == READING:
        return False
    if reviews is None or document.status != reviews.at:
        return True
    said = await voices_of(document, kind, db)
    asked = pending(document, said)
    if document.author != viewer.user:
        return viewer.user in asked
    return not asked and bool(backers(said) or any(one.objects for one in said) or await is_alone(document.team, db))


def reviews_of(kind: Kind) -> Reviews:
    """How its reviews are. Raises Unclear for a kind that has none."""
    if kind.lifecycle.reviews is None:
        raise Unclear(f"{kind.article.capitalize()} {kind.called} has no review.")
    return kind.lifecycle.reviews


def submit_of(kind: Kind) -> str:
    """The word by which it gets into review."""
    return next(verb for verb, move in kind.lifecycle.verbs.items() if move.to == reviews_of(kind).at)
