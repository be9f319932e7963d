"""Words of a review: to ask for it, whom to ask, what waits for whoever asks. What they say then is in verdicts.py."""

import re
from collections.abc import Sequence
from functools import partial

from bot.errors import Conflict, Offer
from bot.records.documents import Document, Kind
from handlers.asking import Answers, Asked
from handlers.blocks import reviews as drawn
from handlers.blocks.documents import called
from handlers.documents import acts, forms, looks, readiness, saying, standing, verdicts
from handlers.documents.readiness import anyway_form
from handlers.documents.review_asks import enqueue_asks
from handlers.documents.standing import reviews_of, submit_of
from handlers.documents.which import to_change
from handlers.people_meant import must_be_known
from handlers.reply import Form, Reply
from storage.store import Transaction

NOW = "now"
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")


def answers(kind: Kind) -> dict[str, Answers]:
    """What the words of a review do; none for a kind without."""
    reviews = kind.lifecycle.reviews
    if reviews is None:
        return {}
    words = {submit_of(kind): submit, "ask": ask, "review": review}
    words |= {reviews.verb: verdicts.approve, "object": verdicts.object_, "withdraw": verdicts.withdraw}
    return {word: partial(answer, kind=kind) for word, answer in words.items()}


def by_status(kind: Kind) -> dict[str, Answers]:
    """The same, said by the status that is to be reached: approved is what it becomes then, though not everybody has spoken."""
    reviews = kind.lifecycle.reviews
    return {**answers(kind), reviews.verb: partial(verdicts.settle, kind=kind)} if reviews else {}


async def submit(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`submit RFC-0001 [@who …] [anyway <why>]`: asks whom, unless they are named, or it is to be done now."""
    document = await to_change(asked, db, kind)
    verb = submit_of(kind)
    document.moved(verb, kind, at=asked.now)  # which raises where it cannot be
    is_anyway, why = readiness.is_anyway(asked)
    if is_anyway:
        if not why:
            return anyway_form(asked, document, kind, verb)
        why = await readiness.overridden(asked, db, kind, document, verb, why=why)
        return await submitted(asked, db, kind, document, reviewers=[*document.deciders, asked.viewer.user], why=why)
    readiness.must_be_ready(asked, document, kind, verb)
    named = _MENTION.findall(asked.intent.rest)
    in_sight = not await forms.is_alone(document, asked, db)
    if in_sight and (named or why.lower() == NOW):
        return await submitted(asked, db, kind, document, reviewers=named or document.deciders)
    projects = await forms.projects_to_choose(asked, db, document)
    view = drawn.submit(document, reviewers=named or document.deciders, projects=projects, channel=not in_sight)
    words = f"{kind.name} {verb} {document.key(kind)}"
    form = Form(f"{kind.name}.{verb}", view, {"document": document.id})
    return Reply.asking(
        form, "Who should review it?", Offer("Choose them", words), *([Offer("Anybody", f"{words} {NOW}")] if in_sight else [])
    )


async def submitted(
    asked: Asked, db: Transaction, kind: Kind, document: Document, *, reviewers: Sequence[str], why: str = ""
) -> Reply:  # fmt: skip
    """In review, and each of these is asked."""
    named = [user for user in dict.fromkeys(reviewers) if user != document.author]
    await _must_see_it(document, kind, named, asked, db)
    document = document.decided_by(named, at=asked.now)
    after = await acts.move(asked, db, kind, document, verb=submit_of(kind), why=why)
    await enqueue_asks(after, kind, named, asked.now, db)
    return await saying.moved(after, db, kind, "in review")


async def ask(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`ask RFC-0001 @who …`: some more people."""
    document = await to_change(asked, db, kind)
    if document.status not in {kind.lifecycle.first, reviews_of(kind).at}:
        raise Conflict(f"{document.key(kind)} is {document.status}: there is nothing to review any more.")
    named = _MENTION.findall(asked.intent.rest)
    if not named:
        view = drawn.submit(document, reviewers=document.deciders, projects={}, channel=False)
        words = f"{kind.name} ask {document.key(kind)}"
        form = Form(f"{kind.name}.ask", view, {"document": document.id})
        return Reply.asking(form, f"Whom? `/{words} @who`", Offer("Choose them", words))
    return await asked_of(asked, db, kind, document, [*document.deciders, *named])


async def asked_of(asked: Asked, db: Transaction, kind: Kind, document: Document, reviewers: Sequence[str]) -> Reply:
    """These review it from now on; who was not asked before hears of it."""
    named = [user for user in dict.fromkeys(reviewers) if user != document.author]
    new = [user for user in named if user not in document.deciders]
    await _must_see_it(document, kind, new, asked, db)
    after = await acts.decided_by(asked, db, kind, document, named)
    if after.status == reviews_of(kind).at:
        await enqueue_asks(after, kind, new, asked.now, db)
    names = await db.people.names(after.team, set(named))
    who = ", ".join(called(names, user) for user in named)
    sentence = f"Asked to review {after.key(kind)}: {who}." if who else f"Nobody in particular is asked to review {after.key(kind)}."
    return Reply.saying(sentence, recorded=True)


async def review(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`review [RFC-0001]`: that one, or those that wait for whoever asks."""
    if asked.intent.number is not None or asked.room:
        return await looks.show(asked, db, kind)
    shelf = db.documents.of(kind)
    open_ = await shelf.listed(seen_by=asked.viewer, statuses=[reviews_of(kind).at], limit=looks.LISTED)
    mine = [one for one in open_ if one.author != asked.viewer.user and await standing.waits_for(one, kind, asked.viewer, db)]
    if not mine:
        offers = [Offer("In review", f"{kind.name} list {reviews_of(kind).at}")] if open_ else []
        return Reply.saying(f"No {kind.called} waits for your review.", offers=offers)
    return await looks.those(mine, asked, db, kind, heading=f"{len(mine)} wait{'s' if len(mine) == 1 else ''} for your review")


async def _must_see_it(document: Document, kind: Kind, users: Sequence[str], asked: Asked, db: Transaction) -> None:
    """Raise Conflict for who could not read what they are asked about."""
    await must_be_known(users, asked, db, field="reviewers")
    names = await db.people.names(document.team, set(users))
    for user in users:
        viewer = await db.people.viewer(document.team, user)
        if await db.documents.of(kind).get(document.id, seen_by=viewer) is None:
            where = f"Invite them to its channel, or let everybody read it: `/{kind.name} publish {document.key(kind)}`"
            raise Conflict(f"{called(names, user)} cannot see {document.key(kind)}. {where}", field="reviewers")
