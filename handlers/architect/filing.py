"""What confirming a step does: a document is filed, linked to the plan and to the others of it, or written into; then the plan goes on.

All of it in the transaction in which the plan notes it, so that nothing is filed twice, and nothing is noted that is not filed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.errors import Conflict
from bot.records.adrs import PROPOSE
from bot.records.architect.proposed import KINDS, body_of
from bot.records.documents import Document, Origin
from bot.records.entries import Message
from bot.records.links import Record, Relation
from bot.records.plans import (
    ADR,
    BREAKDOWN,
    DATA,
    DELEGATION,
    DESIGN,
    KIND,
    RFC,
    SECURITY,
    SPEC,
    TECHNOLOGY,
    Plan,
    State,
    Step,
)
from bot.records.workings import Kept, Safety, Tasks
from handlers.architect import acts
from handlers.architect.ground import (
    filed,
    ground_of,
    grounded,
    proposal,
    steps_after_breakdown,
    steps_after_technology,
    understood,
)
from handlers.architect.outlines import NOTES, outline
from handlers.asking import Asked
from handlers.documents import acts as of_documents
from handlers.reply import Reply
from storage.store import Transaction

IMPLEMENTS = {SPEC: (RFC, ADR), DESIGN: (RFC, ADR), DELEGATION: (SPEC, DESIGN)}
"""What a document is said to implement: the first of these that was filed. A design and its spec relate to each other."""
INTO = {DATA: "data", SECURITY: "security"}
"""The section of a spec and of a design that these are written into."""


async def confirmed(plan: Plan, step: Step, asked: Asked, db: Transaction) -> Reply:
    """Do what a step is for, and go on."""
    after, said = await _done(plan, step, asked, db)
    await acts.saved(plan, after, db, by=asked.viewer.user, door=asked.place.door, did=f"confirm {step.name}", at=asked.now)
    return Reply.saying(said, recorded=True)


async def all_delegated(plan: Plan, asked: Asked, db: Transaction) -> Reply:
    """File every delegation that is left, as the breakdown has it."""
    after, keys = plan, []
    ground = await ground_of(plan, db)
    while (step := after.current) and step.kind == DELEGATION:
        if step.state is State.WORKING:
            title, body = outline(replace(ground, plan=after), step)
            after = after.proposed(step.name, proposal(body, title), origin=Origin.OUTLINE, note=NOTES[DELEGATION], at=asked.now)
        after, _ = await _done(after, after.step(step.name), asked, db)
        keys.append(after.step(step.name).filed)
    if not keys:
        raise Conflict(f"{plan.key} has nothing to delegate just now.")
    await acts.saved(plan, after, db, by=asked.viewer.user, door=asked.place.door, did="confirm all delegations", at=asked.now)
    return Reply.saying(f"Filed: {', '.join(keys)}.", recorded=True)


async def _done(plan: Plan, step: Step, asked: Asked, db: Transaction) -> tuple[Plan, str]:
    """The plan once that is done, and what is said of it."""
    facts: dict[str, Any] = {}
    said = f"{step.title} of {plan.key} is settled."
    if step.kind in KINDS:
        document = await _filed(plan, step, asked, db)
        key = document.key(KINDS[step.kind])
        facts = {"filed": key, "record": document.id}
        said = f"{step.title} is filed as {key}."
    elif step.kind in INTO:
        said = await _written_into(plan, step, asked, db)
    after = plan.confirmed(step.name, by=asked.viewer.user, at=asked.now, steps=_following(plan, step), **facts)
    if step.kind == DELEGATION:
        await acts.enqueue_delivery(after, step.name, int(facts["record"]), db)
    return after, said


def _following(plan: Plan, step: Step) -> list[Step] | None:
    """What comes after it, where that depends on what it says."""
    if step.kind == TECHNOLOGY:
        return steps_after_technology(grounded(plan, understood(plan)))
    body = body_of(step) if step.kind == BREAKDOWN else None
    return steps_after_breakdown(body) if isinstance(body, Tasks) else None


async def _filed(plan: Plan, step: Step, asked: Asked, db: Transaction) -> Document:
    """The document a step proposes, in the plan's thread, written by whoever confirmed it."""
    kind, body = KINDS[step.kind], body_of(step)
    if body is None:
        raise Conflict(f"{step.title} of {plan.key} has nothing to file. Have it written again.")
    title = str((step.proposal or {}).get("title") or plan.title)
    source = Message(channel=plan.channel, ts=plan.thread, thread_ts=plan.thread) if plan.thread else None
    document = await of_documents.draft(asked, db, kind, title=title, body=body, channel=plan.channel, source=source)
    document = document.model_copy(update={"project": plan.project, "origin": step.origin, "note": step.note})
    await db.documents.of(kind).save(document, did="", by=asked.viewer.user)
    if step.kind == ADR and not await _is_alone(plan, db):
        document = await of_documents.move(asked, db, kind, document, verb=PROPOSE.verb)
    await _linked(plan, step, document, asked, db)
    return document


async def _linked(plan: Plan, step: Step, document: Document, asked: Asked, db: Transaction) -> None:
    """It follows from the plan; what it implements, and the design beside a spec, are told from both ends."""
    this = Record(kind=document.kind, id=document.id)
    await of_documents.link(asked, db, this, relation=Relation.FOLLOWS_FROM, target=Record(kind=KIND, id=plan.id))
    others = [(Relation.IMPLEMENTS, next((one for kind in IMPLEMENTS.get(step.kind, ()) if (one := plan.filed(kind))), None))]
    if step.kind == DESIGN:
        others.append((Relation.RELATES_TO, plan.filed(SPEC)))
    for relation, other in others:
        if other is None:
            continue
        end = Record(kind=KINDS[other.kind].name, id=other.record)
        await of_documents.link(asked, db, this, relation=relation, target=end)
        ids: dict[str, int | str] = {"of": end.kind, "record": end.id}
        await db.jobs.enqueue("documents.linked", team=plan.team, room=f"{end.kind}:{end.id}", **ids)


async def _written_into(plan: Plan, step: Step, asked: Asked, db: Transaction) -> str:
    """Data and security stand in the spec and in the design, in place of what these began with, or below what people wrote since."""
    body, section = body_of(step), INTO[step.kind]
    if not isinstance(body, Kept | Safety):
        raise Conflict(f"{step.title} of {plan.key} has nothing to keep. Have it written again.")
    written = []
    for name, document in (await filed(plan, asked.viewer, db)).items():
        kind = KINDS[plan.step(name).kind]
        began = body_of(plan.step(name))
        if plan.step(name).kind not in {SPEC, DESIGN} or began is None or document.status not in kind.lifecycle.may_be_edited:
            continue
        locked = await db.documents.of(kind).for_change(document.id, seen_by=asked.viewer) or document
        text = _text(getattr(locked.body, section), getattr(began, section), body.text)
        if text == getattr(locked.body, section):
            continue
        await of_documents.edit(asked, db, kind, locked, body=locked.body.changed(section, text))
        written.append(document.key(kind))
    where = f"is in {' and '.join(written)} now" if written else "is kept with the plan"
    return f"{step.title} of {plan.key} {where}."


def _text(now: str, began: str, new: str) -> str:
    return new if now.strip() in {"", began.strip()} else f"{now}\n\n{new}"


async def _is_alone(plan: Plan, db: Transaction) -> bool:
    """In a direct message nobody else would see a proposal."""
    known = await db.people.channel(plan.team, plan.channel)
    return bool(known and known.direct)
