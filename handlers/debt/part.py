"""What debt gives to the scorecard and to the weekly digest. Numbers count all of it; titles are those that everybody there may see."""

from bot.records.debt import Debt, Priority
from bot.records.paydown import counted, top
from handlers.blocks import debt as drawn
from handlers.blocks import kit
from handlers.parts import Line, News, Part, Subject
from storage.store import Transaction

TITLE = 100
NAMED = 3


async def of(subject: Subject, db: Transaction) -> Part | None:
    """How much is owed; None where nothing ever was."""
    owed, seen = [_theirs(await db.debts.all(seen_by=viewer, open_=True), subject) for viewer in (subject.operator, subject.viewer)]
    if not owed and not await db.debts.are_there(subject.whose, seen_by=subject.operator):
        return None
    summary, worst = counted(owed), top(seen)
    critical = summary.by_priority[Priority.CRITICAL]
    figures = {
        "criticalItems": critical,
        "totalItems": summary.items,
        "estimatedDays": summary.days,
        "topItem": f"{worst.key} {worst.title}" if worst else "",
    }
    first = f", first {worst.key} {kit.cut(kit.one_line(worst.title), TITLE)}" if worst else ""
    days = f", {drawn.number(summary.days)} days" if summary.days is not None else ""
    line: Line = [kit.text("Tech debt: ", bold=True), kit.text(f"{summary.items} open, {critical or 'none'} critical{days}{first}")]
    said = f"We keep count of technical debt: {summary.items} items open, {critical or 'none'} of them critical."
    return Part(figures, lines=[line], investors=[said])


async def news(subject: Subject, db: Transaction) -> News | None:
    """What was paid and how much was logged in the window; what is critical waits for a decision."""
    window = subject.window
    every, seen = [_theirs(await db.debts.since(window.start, seen_by=viewer), subject) for viewer in (subject.operator, subject.viewer)]
    owed = _theirs(await db.debts.all(seen_by=subject.viewer, open_=True), subject)
    logged = sum(window.start <= one.logged_at < window.end for one in every)
    happened: list[Line] = [[kit.text(f"{logged} of tech debt logged.")]] if logged else []
    paid = [one for one in seen if one.resolved_at and window.start <= one.resolved_at < window.end]
    happened += [[kit.text(f"✅ {one.key} ", bold=True), kit.text(f"{_title(one)} is paid.")] for one in paid]
    critical = [one for one in owed if one.priority is Priority.CRITICAL]
    decide: list[Line] = [[kit.text(f"{one.key} ", bold=True), kit.text(f"{_title(one)} is critical: when?")] for one in critical[:NAMED]]
    return News(happened=happened, decide=decide) if happened or decide else None


def _theirs(debts: list[Debt], subject: Subject) -> list[Debt]:
    return [one for one in debts if one.project in subject.whose]


def _title(debt: Debt) -> str:
    return kit.cut(kit.one_line(debt.title), TITLE)
