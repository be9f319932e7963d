"""What people say in a review: they approve, object, take it back; and what follows once everybody who was asked has spoken."""

from collections.abc import Sequence

from bot.errors import Conflict, NotAllowed, Offer
from bot.records.bodies import Lack
from bot.records.documents import Document, Kind
from bot.records.people import Standing
from bot.records.reviews import BACKED, OBJECTED, WITHDREW, pending, unmet
from handlers.asking import Asked
from handlers.blocks import reviews as drawn
from handlers.blocks.documents import called
from handlers.documents import acts, readiness, saying, standing
from handlers.documents.readiness import anyway_form
from handlers.documents.standing import reviews_of, submit_of
from handlers.documents.which import to_change
from handlers.reply import Form, Reply
from storage.store import Transaction

NOW = "now"


async def approve(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`approve RFC-0001 [why | now | anyway <why>]`."""
    document = await to_change(asked, db, kind)
    reviews = reviews_of(kind)
    document.moved(reviews.verb, kind, at=asked.now)  # which raises where it cannot be
    await may_approve(asked, db, kind, document)
    is_anyway, why = readiness.is_anyway(asked)
    if is_anyway and not why:
        return anyway_form(asked, document, kind, reviews.verb)
    if not why:
        key = document.key(kind)
        view = drawn.why("Approve", "What convinced you?", "Approve", optional=True)
        words = f"{kind.name} {reviews.verb} {key}"
        return Reply.asking(
            Form(f"{kind.name}.{reviews.verb}", view, {"document": document.id}), f"What convinced you? `/{words} <why>`",
            Offer("Say why", words), Offer("Just approve", f"{words} {NOW}"),
        )  # fmt: skip
    return await approved(asked, db, kind, document, why="" if why.lower() == NOW else why, anyway=is_anyway)


async def approved(asked: Asked, db: Transaction, kind: Kind, document: Document, *, why: str, anyway: bool = False) -> Reply:
    """Their approval is kept; it is settled once everybody who was asked has spoken, and nothing stands against it."""
    after = await _spoke(asked, db, kind, document, did=BACKED, why=why)
    left = pending(after, await standing.voices_of(after, kind, db))
    return await _settled(asked, db, kind, after, left=left, why=why, anyway=anyway)


async def settle(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`status RFC-0001 --set APPROVED`: it is so if nothing stands against it, though some who were asked have not spoken."""
    document = await to_change(asked, db, kind)
    reviews = reviews_of(kind)
    document.moved(reviews.verb, kind, at=asked.now)  # which raises where it cannot be
    is_anyway, why = readiness.is_anyway(asked)
    if is_anyway and not why:
        return anyway_form(asked, document, kind, reviews.verb)
    said = await standing.voices_of(document, kind, db)
    has_spoken = any(one.by == asked.viewer.user and one.current and not one.objects for one in said)
    if not has_spoken and (asked.viewer.user != document.author or not reviews.by_another or await standing.is_alone(document.team, db)):
        await may_approve(asked, db, kind, document)
        document = await _spoke(asked, db, kind, document, did=BACKED, why=why)
        return await _settled(asked, db, kind, document, left=[], why=why, anyway=is_anyway)
    also = await _unmet(document, kind, db)
    if not is_anyway or also:
        readiness.must_be_ready(asked, document, kind, reviews.verb, also=also)
    return await _settled(asked, db, kind, document, left=[], why=why, anyway=is_anyway)


async def object_(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`object RFC-0001 <why>`."""
    document = await to_change(asked, db, kind)
    must_be_in_review(document, kind)
    if not asked.rest:
        view = drawn.why("Object", "What stands against it?", "Object", before="It is shown on its card and in its thread, with your name.")
        words = f"{kind.name} object {document.key(kind)}"
        return Reply.asking(Form(f"{kind.name}.object", view, {"document": document.id}), f"Why? `/{words} <why>`", Offer("Say why", words))
    return await objected(asked, db, kind, document, why=asked.rest)


async def objected(asked: Asked, db: Transaction, kind: Kind, document: Document, *, why: str) -> Reply:
    """Their objection is kept; it holds until they take it back."""
    must_be_in_review(document, kind)
    after = await _spoke(asked, db, kind, document, did=OBJECTED, why=why)
    return Reply.saying(f"Your objection to {after.key(kind)} is on its card. It holds until you take it back.", recorded=True)


async def withdraw(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`withdraw RFC-0001`: take one's word back."""
    document = await to_change(asked, db, kind)
    must_be_in_review(document, kind)
    said = await standing.voices_of(document, kind, db)
    if asked.viewer.user not in {one.by for one in said}:
        raise Conflict(f"You have said nothing of {document.key(kind)} that could be taken back.")
    await _spoke(asked, db, kind, document, did=WITHDREW, why=asked.rest)
    return Reply.saying(f"You took back what you said of {document.key(kind)}.", recorded=True)


async def may_approve(asked: Asked, db: Transaction, kind: Kind, document: Document) -> None:
    """Raise NotAllowed for guests, and for who wrote it where somebody else has to."""
    if asked.viewer.standing is not Standing.MEMBER:
        raise NotAllowed(f"A full member approves it. What you think counts all the same: `/{kind.name} object {document.key(kind)} <why>`")
    if asked.viewer.user != document.author or not reviews_of(kind).by_another or await standing.is_alone(document.team, db):
        return
    asked_already = document.deciders
    names = await db.people.names(document.team, set(asked_already))
    who = f" Asked: {', '.join(called(names, user) for user in asked_already)}." if asked_already else ""
    raise NotAllowed(
        f"You wrote {document.key(kind)}, so somebody else approves it.{who}",
        offers=[Offer("Ask somebody", f"{kind.name} ask {document.key(kind)}")],
    )


def must_be_in_review(document: Document, kind: Kind) -> None:
    """Raise Conflict, unless words of a review have a place now."""
    reviews = reviews_of(kind)
    if document.status == kind.lifecycle.first:
        verb = submit_of(kind)
        raise Conflict(
            f"{document.key(kind)} is {document.status}: nobody was asked to review it yet.",
            offers=[Offer(kind.lifecycle.verbs[verb].label, f"{kind.name} {verb} {document.key(kind)}")],
        )
    if document.status != reviews.at or document.state:
        offers = (
            [Offer("Write the next one", f"{kind.name} replace {document.key(kind)}")] if document.status == kind.lifecycle.settled else []
        )
        raise Conflict(f"{document.key(kind)} is {document.state or document.status}: its review is over.", offers=offers)


async def _settled(
    asked: Asked, db: Transaction, kind: Kind, document: Document, *, left: Sequence[str], why: str, anyway: bool
) -> Reply:  # fmt: skip
    """Settled, or what still stands between; that their word is kept they read either way."""
    reviews, key = reviews_of(kind), document.key(kind)
    to = kind.lifecycle.settled
    if anyway:
        await readiness.overridden(asked, db, kind, document, reviews.verb, why=why)
    lacks = [*([] if anyway else document.body.lacks(to)), *await _unmet(document, kind, db)]
    if lacks:
        sentence = f"Your approval is kept. {readiness.told(document, kind, to, lacks)}"
        return Reply.saying(sentence, offers=readiness.offers(asked, document, kind, reviews.verb, lacks), recorded=True, tells=True)
    if left:
        names = await db.people.names(document.team, set(left))
        who = ", ".join(called(names, user) for user in left)
        enough = Offer("That is enough", f"{kind.name} status {key} --set {to}")
        return Reply.saying(f"Your approval of {key} is kept. Still asked: {who}.", offers=[enough], recorded=True, tells=True)
    after = await acts.move(asked, db, kind, document, verb=reviews.verb)
    return await saying.moved(after, db, kind, kind.lifecycle.verbs[reviews.verb].says)


async def _unmet(document: Document, kind: Kind, db: Transaction) -> Sequence[Lack]:
    said = await standing.voices_of(document, kind, db)
    names = await db.people.names(document.team, {one.by for one in said})
    alone = await standing.is_alone(document.team, db)
    return unmet(document, reviews_of(kind), said, names, alone=alone)


async def _spoke(asked: Asked, db: Transaction, kind: Kind, document: Document, *, did: str, why: str) -> Document:
    return await acts.saved(asked, db, kind, document.with_(at=asked.now), did=did, before=document, why=why)
