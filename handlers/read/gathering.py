"""What a read is made from, asked of storage: numbers count everything of a project, names are of what its readers may see."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bot.records.adrs import ADR
from bot.records.costs import Flag, Month, Runway, amount, flags, money_lasts, percent
from bot.records.costs import before as month_before
from bot.records.debt import Debt, Priority, Quadrant
from bot.records.designs import DESIGN
from bot.records.documents import Kind
from bot.records.incidents import Incident, Severity
from bot.records.papers import Sort
from bot.records.paydown import WEEKS_COUNTED, counted
from bot.records.read.facts import Decisions, Facts, Guard, Hiring, Named, Owed, Setup, Spend, Troubles, Unfit
from bot.records.rfcs import RFC
from bot.records.scorecards import Counted, Figure, Scorecard
from bot.records.specs import SPEC
from bot.records.stack import Stack
from bot.records.stages import FROM_HEADCOUNT, NEEDS, Stage, advice
from bot.records.times import in_words
from bot.records.windows import Window, last_days
from handlers.dates import today_in
from handlers.parts import Subject
from storage.reads import Head
from storage.store import Transaction

KINDS = {kind.name: kind for kind in (ADR, RFC, SPEC, DESIGN)}
"""The documents that are decided upon."""
OFTEN = 2
"""Debt that caused so many incidents causes them."""
MONEY = {Flag.SHARE, Flag.FASTER, Flag.BUDGET}
"""The flags for which a bill comes before other things; the others are to be seen."""


async def facts_of(subject: Subject, db: Transaction) -> Facts:
    """Everything there is, as of now, whatever the window of what it closes."""
    windows = last_days(subject.now, count=2)
    decisions, unfit = await _decisions(subject, windows[-1], db)
    setup = await _setup(subject, db)
    months, left = await _money(subject, db)
    return Facts(
        troubles=await _troubles(subject, windows, db),
        owed=await _owed(subject, db),
        decisions=decisions,
        setup=setup.model_copy(update={"unfit": (*setup.unfit, *_unfit(unfit, setup))}),
        figures=await _figures(subject, windows, db),
        spend=_spend(months, left, setup),
        runway=left,
        guard=await _guard(subject, setup, db),
        hiring=await _hiring(subject, db),
    )


async def _troubles(subject: Subject, windows: Sequence[Window], db: Transaction) -> Troubles:
    everyone, viewer, whose, today = subject.operator, subject.viewer, subject.whose, today_in(subject.viewer.tz, subject.now)
    now = Window(name="now", start=subject.now, end=subject.now)
    before, began = [await db.scorecards.counted(whose, window, seen_by=everyone) for window in windows]
    seen = await db.incidents.began(whose, now, seen_by=viewer)
    late = await db.actions.overdue(whose, today, seen_by=viewer)
    owed = await db.postmortems.late(whose, today, seen_by=viewer)
    bad = [one for one in seen if one.severity is not Severity.SEV3]
    return Troubles(
        began=began.total,
        before=before.total,
        severe=began.declared.get(Severity.SEV1, 0),
        open=len(await db.incidents.began(whose, now, seen_by=everyone)),
        leaderless=_open(next((one for one in bad if not one.lead), None), subject.now),
        unresolved=_open(next(iter(bad), None), subject.now),
        late_actions=len(await db.actions.overdue(whose, today, seen_by=everyone)),
        late_action=Named.of(late[0].key, late[0].what, days=(today - late[0].due_on).days) if late else None,
        late_postmortems=len(await db.postmortems.late(whose, today, seen_by=everyone)),
        late_postmortem=_unwritten(*owed[0], today) if owed else None,
    )


def _open(incident: Incident | None, now: datetime) -> Named | None:
    if incident is None:
        return None
    return Named.of(incident.key, incident.title, note=f"{incident.severity}, since {in_words(incident.lasted(now))}")


def _unwritten(number: int, title: str, due: date, today: date) -> Named:
    return Named.of(f"INC-{number}", title, days=(today - due).days)


async def _owed(subject: Subject, db: Transaction) -> Owed:
    every = [one for one in await db.debts.all(seen_by=subject.operator, open_=True) if one.project in subject.whose]
    seen = [one for one in await db.debts.all(seen_by=subject.viewer, open_=True) if one.project in subject.whose]
    caused = await db.debts.incidents_caused(subject.now - timedelta(weeks=WEEKS_COUNTED), seen_by=subject.viewer)
    often = max(seen, key=lambda one: caused.get(one.id, 0), default=None)
    critical = next((one for one in seen if _is_critical(one)), None)
    high = next((one for one in seen if one.priority is Priority.HIGH and not _is_critical(one)), None)
    many = caused.get(often.id, 0) if often else 0
    return Owed(
        items=len(every),
        critical_items=sum(_is_critical(one) for one in every),
        days=counted(every).days,
        recurring=_debt(often, subject.now, f"{many} incidents in {WEEKS_COUNTED} weeks") if many >= OFTEN else None,
        critical=_debt(critical, subject.now, _why(critical)),
        high=_debt(high, subject.now, "of high priority"),
    )


def _is_critical(debt: Debt) -> bool:
    return debt.priority is Priority.CRITICAL or (debt.quadrant is Quadrant.RECKLESS_DELIBERATE and not debt.is_guess)


def _why(debt: Debt | None) -> str:
    return "critical" if debt and debt.priority is Priority.CRITICAL else "reckless, and was known to be"


def _debt(debt: Debt | None, now: datetime, note: str) -> Named | None:
    return Named.of(debt.key, debt.title, days=(now - debt.logged_at).days, note=note) if debt else None


async def _decisions(subject: Subject, window: Window, db: Transaction) -> tuple[Decisions, list[tuple[str, str]]]:
    """What waits and what is due; and key and title of whatever waits or was settled lately, to be held against the stage."""
    today, statuses = today_in(subject.viewer.tz, subject.now), {name: _that_count(kind) for name, kind in KINDS.items()}
    every = await db.reads.documents(statuses, subject.whose, seen_by=subject.operator)
    there = await db.reads.documents(statuses, subject.whose, seen_by=subject.viewer) if every else []
    waits = [one for one in there if not _is_settled(one)]
    due = sorted((one for one in there if _is_due(one, today)), key=lambda one: one.review_on or today)
    found = Decisions(waiting=sum(not _is_settled(one) for one in every), due=sum(_is_due(one, today) for one in every))
    if waits:
        found = found.model_copy(update=_waiting(waits[0], subject.now))
    if due:
        late = (today - (due[0].review_on or today)).days
        found = found.model_copy(update={"due_first": _document(due[0], late), "reviews": f"{due[0].kind} review {_key(due[0])}"})
    lately = [one for one in there if one.decided_at and one.decided_at >= window.start]
    return found, [(_key(one), one.title) for one in dict.fromkeys([*waits, *lately])]


def _that_count(kind: Kind) -> tuple[str, ...]:
    """Those in which one is settled, or waits for those who decide; none in which it is still being written."""
    life = kind.lifecycle
    waits = (status for status in life.statuses if status != life.first and any(move.to == life.settled for move in life.moves[status]))
    return (*waits, life.settled)


def _is_settled(head: Head) -> bool:
    return head.status == KINDS[head.kind].lifecycle.settled


def _is_due(head: Head, today: date) -> bool:
    return _is_settled(head) and head.review_on is not None and head.review_on <= today


def _key(head: Head) -> str:
    return KINDS[head.kind].key(head.number)


def _waiting(head: Head, now: datetime) -> dict[str, Any]:
    life = KINDS[head.kind].lifecycle
    move = next(move for move in life.moves[head.status] if move.to == life.settled)
    return {
        "oldest": _document(head, (now - head.changed_at).days),
        "accepts": f"{head.kind} {move.verb} {_key(head)}",
        "accepts_says": move.label,
        "lists": f"{head.kind} list {head.status}",
    }


def _document(head: Head, days: int) -> Named:
    return Named.of(_key(head), head.title, days=days, note=head.kind)


async def _setup(subject: Subject, db: Transaction) -> Setup:
    project = subject.project.id if subject.project else None
    stack = await db.stacks.of(project, seen_by=subject.viewer)
    if stack is None and None in subject.whose:
        stack = await db.stacks.of(None, seen_by=subject.viewer)
    if stack is None:
        return Setup(next_step=1)
    size, judged = _size(stack), stack.stage
    return Setup(
        headcount=stack.headcount,
        stage=judged.stage if judged else None,
        size=size,
        reasons=tuple(judged.reasons) if judged else (),
        next_step=stack.next_step,
        budget=stack.budget,
        missing=tuple(one for one in NEEDS[size] if one in stack.missing) if size else (),
        unfit=tuple(Unfit(practice=one.practice.name, source="what you run on", says=one.says) for one in stack.advice),
    )


def _size(stack: Stack) -> Stage | None:
    """The stage a team is large enough for, or was said to be at."""
    if stack.stage_override or stack.headcount is None:
        return stack.stage_override
    headcount = stack.headcount
    return next(stage for stage, least in FROM_HEADCOUNT.items() if headcount >= least)


def _unfit(titles: Sequence[tuple[str, str]], setup: Setup) -> list[Unfit]:
    if setup.stage is None:
        return []
    told = [(key, one) for key, title in titles for one in advice(title, setup.stage, setup.headcount)]
    return [Unfit(practice=one.practice.name, source=key, says=one.says) for key, one in told]


async def _figures(subject: Subject, windows: Sequence[Window], db: Transaction) -> tuple[Figure, ...]:
    facts = await db.scorecards.facts(subject.whose, windows[0].start, subject.now, seen_by=subject.operator)
    targets = await db.scorecards.targets(subject.team, subject.project.id if subject.project else None)
    return Scorecard.of(facts, windows, project="", targets=targets, incidents=Counted(), at=subject.now).figures


async def _hiring(subject: Subject, db: Transaction) -> Hiring | None:
    team = await db.teams.of(subject.project.id if subject.project else None, seen_by=subject.viewer)
    if team is None:
        return None
    today = today_in(subject.viewer.tz, subject.now)
    late = sorted((one for one in team.openings if one.is_late(today)), key=lambda one: one.by or today)
    named = Named.of(late[0].key, late[0].role, days=(today - (late[0].by or today)).days) if late else None
    return Hiring(open=len(team.openings), late=named)


async def _money(subject: Subject, db: Transaction) -> tuple[list[Month], Runway | None]:
    """The months there are, and how long the money lasts, to whoever may see it: money is in nobody's numbers who may not."""
    project = subject.project.id if subject.project else None
    months = await db.costs.all(project, seen_by=subject.viewer)
    forecast = await db.papers.latest(Sort.FORECAST, project, seen_by=subject.viewer)
    return months, money_lasts(months[-1] if months else None, forecast, today_in(subject.viewer.tz, subject.now))


def _spend(months: Sequence[Month], left: Runway | None, setup: Setup) -> Spend | None:
    """The last month."""
    if not months:
        return None
    month = months[-1]
    raised = flags(month, month_before(month.name, months), setup.stage, budget=setup.budget, runway=left)
    worst = next((one for one in raised if one.flag in MONEY), None)
    share = f" ({percent(month.share)} of revenue)" if month.share is not None else ""
    says, why, do = f"{amount(month.total)}{share}", worst.why if worst else "", worst.do.replace("`", "") if worst else ""
    return Spend(month=month.name, says=says, flags=len(raised), why=why, do=do)


async def _guard(subject: Subject, setup: Setup, db: Transaction) -> Guard:
    """How security stands for a team that far, to whoever may see it."""
    project = subject.project.id if subject.project else None
    there = await db.securities.of(project, seen_by=subject.viewer)
    if there is None and None in subject.whose:
        there = await db.securities.of(None, seen_by=subject.viewer)
    if there is None:
        return Guard(known=False)
    status, why = there.status(setup.stage or Stage.SURVIVAL, subject.now)
    return Guard(status=status.value, why=why[0] if why else "", vulnerabilities=len(there.open))
