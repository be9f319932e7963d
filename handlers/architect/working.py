"""The job that works on a step: reads what is known, has it written or does it by rule, keeps it once. It may be done anew.

Nothing is held while Claude writes. What is kept is kept only if the step is still worked on, so that whoever comes second changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude
from bot.records.architect.requirements import Requirement
from bot.records.architect.statements import title_of
from bot.records.bodies import as_line
from bot.records.documents import Origin
from bot.records.people import Viewer
from bot.records.plans import COMPLEXITY, LONGEST_TITLE, REQUIREMENTS, TECHNOLOGY, Plan, State, Status
from bot.records.specialists import Specialist
from handlers.architect import acts
from handlers.architect.drafting import Made, drafted
from handlers.architect.ground import Ground, ground_of, kept_requirement, proposal, understood
from handlers.architect.reading import Unreadable, requirement_of
from handlers.architect.understanding import read_by
from handlers.blocks import kit
from storage.store import Store

Clock = Callable[[], datetime]
Does = Callable[[Plan], Plan]
"""What was worked out, as a change of the plan as it is by then."""


async def work(
    *,
    team: str,
    plan: int,
    step: str,
    store: Store,
    slack: AsyncWebClient,
    claude: Claude,
    clock: Clock,
    specialists: Sequence[Specialist],
) -> None:
    """Work on a step, if it is still to be worked on."""
    async with store.reading() as db:
        found = await acts.seen(plan, team, db)
        if found is None or not _is_at(found, step):
            return
        ground = await ground_of(found, db)
    claude = claude.about(found.key)
    if step == REQUIREMENTS:
        does = await _read(found, ground.requirement, store=store, slack=slack, claude=claude, clock=clock)
    elif step == COMPLEXITY:
        does = _assessed(ground, clock)
    elif step == TECHNOLOGY:
        does = _chosen(ground, clock)
    else:
        made = await drafted(ground, found.step(step), claude, today=clock().date(), specialists=specialists)
        does = _proposed(made, step, clock)
    async with store.transaction() as db:
        now = await db.plans.for_change(plan, seen_by=Viewer.operator(team))
        if now and _is_at(now, step, even_if_stopped=True):
            await acts.saved(now, does(now), db, by=now.by, door="job", did=f"work on {step}", at=clock())


def _is_at(plan: Plan, name: str, *, even_if_stopped: bool = False) -> bool:
    """Whether that step is worked on. What was written while somebody stopped the plan is kept, for when it goes on."""
    step = next((one for one in plan.steps if one.name == name), None)
    runs = plan.status is Status.RUNNING or (even_if_stopped and plan.status is Status.STOPPED)
    return runs and step is not None and step.state is State.WORKING


async def _read(
    plan: Plan, known: Requirement, *, store: Store, slack: AsyncWebClient, claude: Claude, clock: Clock
) -> Does:  # fmt: skip
    """The requirement, from where it stands; then what it says."""
    text, left_out = plan.requirement, ""
    if plan.step(REQUIREMENTS).proposal is None:  # else it was read before, and stands in the plan
        try:
            text, left_out = await requirement_of(plan, store=store, slack=slack)
        except Unreadable as unreadable:
            why = unreadable.sentence
            return lambda now: now.failed(REQUIREMENTS, why, at=clock())
    whole = plan.model_copy(update={"requirement": text})
    read, origin, note = await read_by(claude, understood(whole, known.team), user=plan.by, team=plan.team, today=clock().date())
    title = kit.cut(as_line(read.title or title_of(text)), LONGEST_TITLE)
    said = " ".join(part for part in (note, left_out) if part)

    def does(now: Plan) -> Plan:
        # What somebody added meanwhile is read when they go on.
        facts = {"title": title, **({"requirement": text} if now.source and now.requirement == plan.requirement else {})}
        named = now.changed(**facts) if any(getattr(now, name) != value for name, value in facts.items()) else now
        return named.proposed(REQUIREMENTS, kept_requirement(read), origin=origin, note=said, at=clock())

    return does


def _assessed(ground: Ground, clock: Clock) -> Does:
    said = f"{ground.complexity.level}: {'; '.join(ground.complexity.reasons)}"
    return lambda now: now.done(COMPLEXITY, ground.complexity.model_dump(mode="json"), note=said, at=clock())


def _chosen(ground: Ground, clock: Clock) -> Does:
    said = f"{ground.choice.technology}, {ground.choice.pattern}."
    kept = {"technology": ground.choice.technology}
    return lambda now: now.proposed(TECHNOLOGY, kept, origin=Origin.OUTLINE, note=said, at=clock())


def _proposed(made: Made, step: str, clock: Clock) -> Does:
    kept = proposal(made.body, made.title)
    return lambda now: now.proposed(step, kept, origin=made.origin, note=made.note, at=clock())
