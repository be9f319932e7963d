"""What is read before every answer, of the kinds that keep it: each as one line a record, the most important first."""

from collections.abc import Sequence
from datetime import timedelta

from bot.prompts import Said
from bot.records.incidents import Incident
from bot.records.paydown import WEEKS_COUNTED
from bot.records.paydown import plan as planned
from bot.records.scorecards import Figure, Scorecard
from bot.records.stack import PARTS, Stack
from bot.records.windows import last_days
from handlers.knowing import Knowledge, Reader, Tells, line
from handlers.parts import Parts, subject_of
from storage.store import Transaction

LISTED = 12
TOLD_APART = "techDebt"
"""Debt is read item by item."""
RECENT = 8
DECISIONS = ("adr", "rfc", "spec", "design")
STANDS = ("accepted", "approved", "implemented", "proposed", "review")


def register(knows: Knowledge, parts: Parts) -> None:
    """What is read, in this order; whatever a kind gives to the scorecard is read, too."""
    knows.of("Stack, stage and constraints", stacks)
    knows.of("Open incidents", open_incidents, characters=2_500)
    knows.of("Incidents that are over, the latest first", past_incidents, characters=2_500)
    knows.of("Decisions that stand or are proposed", decisions, characters=3_000)
    knows.of("Technical debt, in the order it pays back", debts, characters=3_500)
    knows.of("Cost, security and team, as they stand", standing(parts), characters=1_500)
    knows.of("The last scorecard of each project", scorecards, characters=2_000)
    knows.of("What the one who asks has promised", promised, characters=1_500)


async def stacks(reader: Reader, db: Transaction) -> list[Said]:
    """What they run on, how far they are, what binds them; and what nobody has said."""
    found: list[Said] = []
    there = await db.projects.all(seen_by=reader.viewer)
    for project, name in [(None, ""), *((one.id, one.name) for one in there)]:
        stack = await db.stacks.of(project, seen_by=reader.viewer)
        if stack:
            found += [line(f"{name}: {said}" if name else said, id_=f"STACK-{stack.id}") for said in _of_a_stack(stack)]
    return found


async def open_incidents(reader: Reader, db: Transaction) -> list[Said]:
    """Those that are not over."""
    return [_incident(one) for one in await db.incidents.open(seen_by=reader.viewer)]


async def past_incidents(reader: Reader, db: Transaction) -> list[Said]:
    """The last ones, with what fixed them."""
    found = await db.incidents.newest(seen_by=reader.viewer, limit=RECENT * 2)
    return [_incident(one) for one in found if not one.is_open and not one.drill][:RECENT]


async def decisions(reader: Reader, db: Transaction) -> list[Said]:
    """Documents of every kind, by title; what they say can be looked up."""
    found = await db.search.newest(seen_by=reader.viewer, kinds=DECISIONS, statuses=STANDS, limit=LISTED * 2)
    return [line(f"{one.title} ({one.status}, {one.happened_at:%Y-%m-%d})", id_=one.key) for one in found]


async def debts(reader: Reader, db: Transaction) -> list[Said]:
    """What is owed, with why it stands where it does."""
    owed = await db.debts.all(seen_by=reader.viewer, open_=True)
    caused = await db.debts.incidents_caused(reader.now - timedelta(weeks=WEEKS_COUNTED), seen_by=reader.viewer)
    made = planned(owed, caused)
    ranked = sorted((*made.pay, *made.later), key=lambda one: (not one.is_now, one.pays_back, one.debt.number))
    return [line(f"{one.debt.title}: {one.debt.priority}. {one.why}", id_=one.debt.key) for one in ranked]


async def scorecards(reader: Reader, db: Transaction) -> list[Said]:
    """The numbers that were last published, with where each stands."""
    found: list[Said] = []
    there = await db.projects.all(seen_by=reader.viewer)
    for project in (None, *(one.id for one in there)):
        for published in await db.scorecards.newest(project, seen_by=reader.viewer, limit=1):
            found += [line(said, id_=f"scorecard {published.card.window.name}") for said in _of_a_card(published.card)]
    return found


def standing(parts: Parts) -> Tells:
    """What kinds give to a scorecard, as it would say it now."""

    async def standing_(reader: Reader, db: Transaction) -> list[Said]:
        found: dict[str, Said] = {}
        for project in [None, *await db.projects.all(seen_by=reader.viewer)]:
            subject = await subject_of(project, last_days(reader.now)[-1], reader.viewer, db, now=reader.now)
            for name, scores in parts.scores.items():
                part = await scores(subject, db) if name != TOLD_APART else None
                for drawn in part.lines if part else ():
                    said = "".join(element.get("text", "") for element in drawn)
                    found.setdefault(said, line(f"{project.name}: {said}" if project else said))
        return list(found.values())

    return standing_


async def promised(reader: Reader, db: Transaction) -> list[Said]:
    """The open actions of the one who asks, where nobody else reads along."""
    if not reader.alone:
        return []
    found = await db.actions.open(seen_by=reader.viewer, owner=reader.viewer.user, limit=LISTED)
    return [line(f"{one.what}, due {one.due_on}", id_=one.key) for one in found]


def _incident(incident: Incident) -> Said:
    known = [
        f"{incident.severity}, {incident.status}, began {incident.started_at:%Y-%m-%d}",
        f"impact: {incident.impact}" if incident.impact else "",
        f"fixed by: {incident.fix}" if incident.fix else "",
        "" if incident.is_open or incident.fix else "what fixed it is not known",
    ]
    return line(f"{incident.title} ({'; '.join(one for one in known if one)})", id_=incident.key)


def _of_a_stack(stack: Stack) -> Sequence[str]:
    judged = stack.stage
    binds = [f"budget ${stack.budget:,.0f} a month" if stack.budget is not None else "", *stack.compliance, *stack.hard_constraints]
    told = [
        f"stage: {judged.stage} ({'; '.join(judged.reasons)})" if judged else "",
        f"constraints: {', '.join(one for one in binds if one)}" if any(binds) else "",
        *(f"{name}: {getattr(stack, name).said}" for name in PARTS if getattr(stack, name).said),
        *(f"what hurts: {one}" for one in stack.pains),
        *(f"does not fit: {one.says}" for one in stack.advice),
    ]
    gaps = [f"{about}: {', '.join(names)}" for about, names in stack.gaps.items()]
    return [*(one for one in told if one), *([f"nobody has said: {'; '.join(gaps)}"] if gaps else [])]


def _of_a_card(card: Scorecard) -> Sequence[str]:
    begins = " ".join(part for part in (card.project, card.window.name) if part)
    return [f"{begins}, {figure.metric}: {_of_a_figure(figure)}" for figure in card.figures]


def _of_a_figure(figure: Figure) -> str:
    if not figure.current:
        return f"not known, {figure.why}"
    return ", ".join(part for part in (figure.current, f"target {figure.aim}" if figure.aim else "", str(figure.colour or "")) if part)
