"""The job that has a delegation delivered and reviewed: one thing each time it runs, by where the delegation stands by then.

It is written as its specialist works, then judged by another prompt against its quality criteria; what is not met is put right, twice at
most, and then it is left to people with the reasons. Accepting is theirs in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.claude import Claude, Off, Trouble
from bot.prompts import Ours, Said, render
from bot.prompts.shapes.work import WrittenDelivery, WrittenReview
from bot.records.architect.deliveries import Delivered, Findings
from bot.records.architect.proposed import KINDS
from bot.records.bodies import as_line
from bot.records.delegations import ACCEPTED, DELEGATION, DELIVER, DELIVERED, MOST_RETURNS, RETURN, Delegation
from bot.records.documents import Document
from bot.records.lifecycles import Move
from bot.records.links import Record
from bot.records.people import Viewer
from bot.records.plans import DELEGATION as OF_A_PLAN
from bot.records.plans import KIND, Plan, Status, Step
from bot.records.specialists import Specialist, named
from handlers.architect import acts
from handlers.architect.drafting import OF_A_DOCUMENT
from handlers.architect.ground import filed
from handlers.documents import acts as of_documents
from storage.audit import Change
from storage.store import Store, Transaction

LONGEST_REASONS = 900
GOOD = "Reviewed: every criterion is met. It is yours to accept."
LEFT = "Reviewed, and left to you: "
BACK = "Returned by the review: "

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Work:
    """A delegation, where it belongs, and what it is built from."""

    plan: Plan
    step: Step
    document: Document
    before: Sequence[Said]

    @property
    def task(self) -> Delegation:
        """What is asked for."""
        body = self.document.body
        return body if isinstance(body, Delegation) else Delegation()

    @property
    def told(self) -> str:
        """The task as it was handed over, without what came back."""
        return self.task.model_copy(update={"delivery": "", "returned": ()}).as_text


async def deliver(
    *, team: str, plan: int, step: str, store: Store, claude: Claude, clock: Clock, specialists: Sequence[Specialist]
) -> None:  # fmt: skip
    """Do what is next: deliver, or review what was delivered."""
    work = await _work(team, plan, step, store)
    if work is None:
        return
    specialist = named(work.task.specialist, specialists)
    claude = claude.about(work.plan.key)
    if work.document.status == DELIVERED:
        if len(work.task.returned) == work.step.attempts:
            await _reviewed(work, store, claude, clock)
    elif work.document.status != ACCEPTED and specialist and not work.document.state and len(work.task.returned) <= MOST_RETURNS:
        await _written(work, specialist, store, claude, clock)


async def sent_back(*, team: str, document: int, store: Store) -> None:
    """Have what a person returned put right by its specialist, where it is of a plan."""
    this = Record(kind=DELEGATION.name, id=document)
    async with store.transaction() as db:
        ends = [end for _, end in (one.seen_from(this) for one in await db.links.of(team, this))]
        plans = [await acts.seen(end.id, team, db) for end in ends if end.kind == KIND]
        steps = [(plan, step) for plan in plans if plan for step in plan.of(OF_A_PLAN) if step.record == document]
        for plan, step in steps:
            await acts.enqueue_delivery(plan, step.name, document, db)


async def _work(team: str, plan: int, step: str, store: Store) -> Work | None:
    """What there is to be done; None where nothing is, or not now."""
    operator = Viewer.operator(team)
    async with store.reading() as db:
        found = await acts.seen(plan, team, db)
        if found is None or found.status is Status.STOPPED:
            return None
        at = found.step(step)
        document = await db.documents.of(DELEGATION).get(at.record, seen_by=operator) if at.filed else None
        if document is None:
            return None
        documents = await filed(found, operator, db)
    before = [
        Said(one.body.as_text[:OF_A_DOCUMENT], id=one.key(KINDS[found.step(name).kind]))
        for name, one in documents.items()
        if KINDS[found.step(name).kind] is not DELEGATION
    ]
    return Work(found, at, document, before)


async def _written(work: Work, specialist: Specialist, store: Store, claude: Claude, clock: Clock) -> None:
    """The specialist's delivery, kept with its status; a review follows."""
    try:
        delivery = await _asked(work, specialist, (), claude, clock)
        if wrong := delivery.problems(work.task):
            delivery = await _asked(work, specialist, wrong, claude, clock)
    except Trouble as trouble:
        if not isinstance(trouble, Off):
            await _noted(work, f"Not delivered: {trouble.sentence} It is for people.", store, clock, is_review=False)
        return
    async with store.transaction() as db:
        if await _moved(work, DELIVER, {"delivery": delivery.text}, db, now=clock()):
            await acts.enqueue_delivery(work.plan, work.step.name, work.document.id, db)


async def _reviewed(work: Work, store: Store, claude: Claude, clock: Clock) -> None:
    """What the review found: it is people's to accept, or goes back with the reasons, or is left to people with them."""
    try:
        found = await _judged(work, (), claude, clock)
        if wrong := found.problems(work.task.criteria):
            found = await _judged(work, wrong, claude, clock)
    except Trouble as trouble:
        if not isinstance(trouble, Off):
            await _noted(work, f"{LEFT}{trouble.sentence}", store, clock)
        return
    left = found.problems(work.task.criteria)  # what a review did not judge twice is for people to look at
    reasons = as_line("; ".join((*found.reasons, *left)))[:LONGEST_REASONS]
    if not reasons:
        await _noted(work, GOOD, store, clock)
    elif not work.task.may_be_returned:
        await _noted(work, f"{LEFT}{reasons}", store, clock)
    else:
        async with store.transaction() as db:
            if await _moved(work, RETURN, {"returned": (*work.task.returned, reasons)}, db, now=clock(), why=reasons):
                await _counted(work, f"{BACK}{reasons}", db, clock())
                await acts.enqueue_delivery(work.plan, work.step.name, work.document.id, db)


async def _asked(work: Work, specialist: Specialist, put_right: Sequence[str], claude: Claude, clock: Clock) -> Delivered:
    prompt = render(
        "delegation_work",
        today=clock().date(),
        persona=Ours(specialist.persona),
        task=work.told,
        before=list(work.before),
        returned=list(work.task.returned),
        delivered=work.task.delivery,
        put_right=list(put_right),
    )
    return (await claude.parse(WrittenDelivery, prompt, team=work.plan.team, user=work.plan.by)).delivered


async def _judged(work: Work, put_right: Sequence[str], claude: Claude, clock: Clock) -> Findings:
    prompt = render(
        "delivery_review",
        today=clock().date(),
        task=work.told,
        criteria=list(work.task.criteria),
        delivery=work.task.delivery,
        put_right=list(put_right),
    )
    return (await claude.parse(WrittenReview, prompt, team=work.plan.team, user=work.plan.by)).found


async def _moved(work: Work, move: Move, said: Mapping[str, object], db: Transaction, *, now: datetime, why: str = "") -> bool:
    """Keep what came of it, unless somebody did something to it meanwhile; says whether it did."""
    shelf = db.documents.of(DELEGATION)
    document = await shelf.for_change(work.document.id, seen_by=Viewer.operator(work.plan.team))
    if document is None or (document.status, document.body) != (work.document.status, work.document.body) or document.state:
        return False
    body = document.body
    for name, value in said.items():
        body = body.changed(name, value)
    after = document if body == document.body else document.edited(DELEGATION, at=now, body=body)
    after = after.moved(move.verb, DELEGATION, at=now)
    after = after.model_copy(update={"revision": document.revision + 1})
    by = await db.people.bot_user(work.plan.team) or work.plan.by
    await shelf.save(after, did=move.says, by=by, why=why)
    change = Change(f"{after.kind} {after.id}", move.verb, by, document.status, after.status, "job", now)
    await db.audit.changed(after.team, change)
    await of_documents.index(db, DELEGATION, after)
    await of_documents.enqueue_show(db, DELEGATION, after)
    return True


async def _noted(work: Work, why: str, store: Store, clock: Clock, *, is_review: bool = True) -> None:
    """What became of it, on the plan's card."""
    async with store.transaction() as db:
        await _counted(work, why, db, clock(), is_review=is_review)


async def _counted(work: Work, why: str, db: Transaction, now: datetime, *, is_review: bool = True) -> None:
    plan = await db.plans.for_change(work.plan.id, seen_by=Viewer.operator(work.plan.team))
    if plan is None or plan.step(work.step.name).attempts != work.step.attempts:
        return
    after = plan.reviewed(work.step.name, why=why, at=now) if is_review else plan.with_step(work.step.name, at=now, why=why)
    await acts.saved(plan, after, db, by=plan.by, door="job", did=f"review {work.step.name}", at=now)
