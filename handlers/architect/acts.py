"""What is done to a plan, whichever door it came through: kept, audited, found, shown, and gone on with."""

from datetime import datetime

from bot.records.people import Viewer
from bot.records.plans import KIND, Plan, State, Status
from bot.records.search import Searchable
from handlers.architect.which import CARD
from storage.audit import Change
from storage.store import Transaction

WORK, SHOW, DELIVER, EXPORT = (f"{KIND}.{what}" for what in ("work", "show", "deliver", "export"))
LONGEST_STEP = 40


async def begun(plan: Plan, db: Transaction, *, door: str) -> Plan:
    """Keep a new one, and begin to work on it."""
    made = await db.plans.add(plan)
    change = Change(made.key, "begin", made.by, "", made.title, door, made.made_at)
    await db.audit.changed(made.team, change)
    await _found(made, db)
    await enqueue_show(made, db)
    await enqueue_work(made, db)
    return made


async def saved(before: Plan, after: Plan, db: Transaction, *, by: str, door: str, did: str, at: datetime, again: bool = False) -> Plan:
    """Keep a changed one; what it is at now is worked on, unless that is under way. `again`: it is, whatever was under way."""
    if after is before:
        return before
    await db.plans.save(after)
    change = Change(after.key, did[:LONGEST_STEP], by, _stands(before), _stands(after), door, at)
    await db.audit.changed(after.team, change)
    await _found(after, db)
    await enqueue_show(after, db)
    if again or _at(after) != _at(before):
        await enqueue_work(after, db)
    return after


async def enqueue_show(plan: Plan, db: Transaction) -> None:
    """Have its card, and what its thread shows of its steps, say what is true now. Not behind its work, which may take a minute."""
    await db.jobs.enqueue(SHOW, team=plan.team, room=f"{KIND}-card:{plan.id}", plan=plan.id)


async def enqueue_work(plan: Plan, db: Transaction) -> None:
    """Have the step it is at worked on, where that is not for a person to do."""
    if step := _at(plan):
        await db.jobs.enqueue(WORK, team=plan.team, room=f"{KIND}:{plan.id}", plan=plan.id, step=step)


async def enqueue_delivery(plan: Plan, step: str, document: int, db: Transaction) -> None:
    """Have what was delegated delivered. It holds up nothing else of the plan."""
    await db.jobs.enqueue(DELIVER, team=plan.team, room=f"delivery:{document}", plan=plan.id, step=step)


async def seen(plan: int, team: str, db: Transaction) -> Plan | None:
    """A plan, as a job reads it."""
    return await db.plans.get(plan, seen_by=Viewer.operator(team))


def _at(plan: Plan) -> str:
    """The step that is worked on; "" for none."""
    step = plan.current if plan.status is Status.RUNNING else None
    return step.name if step and step.state is State.WORKING else ""


def _stands(plan: Plan) -> str:
    step = plan.current
    return f"{plan.status}{f', {step.name} {step.state}' if step else ''}"


async def _found(plan: Plan, db: Transaction) -> None:
    """Let it be found by its words."""
    said = "\n".join([plan.requirement, *plan.answers.values(), *(one.filed for one in plan.steps if one.filed)])
    await db.search.keep(
        Searchable(
            team=plan.team,
            kind=KIND,
            record=plan.id,
            key=plan.key,
            channel=plan.channel,
            published=plan.published,
            title=plan.title or "A plan being read",
            body=said,
            status=plan.status,
            happened_at=plan.done_at or plan.made_at,
            shown_as=CARD,
            revision=plan.revision,
        )
    )
