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
    every = await _of_project(subject, db, all_of_it=True)
    if not every:
        return None
    summary, worst = counted(every), top(await _of_project(subject, db, all_of_it=False))
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
    every = await _of_project(subject, db, all_of_it=True)
    seen = await _of_project(subject, db, all_of_it=False)
    window = subject.window
    logged = sum(window.start <= one.logged_at < window.end for one in every)
    happened: list[Line] = [[kit.text(f"{logged} of tech debt logged.")]] if logged else []
    paid = [one for one in seen if one.resolved_at and window.start <= one.resolved_at < window.end]
    happened += [[kit.text(f"✅ {one.key} ", bold=True), kit.text(f"{_title(one)} is paid.")] for one in paid]
    critical = [one for one in seen if one.is_open and one.priority is Priority.CRITICAL]
    decide: list[Line] = [[kit.text(f"{one.key} ", bold=True), kit.text(f"{_title(one)} is critical: when?")] for one in critical[:NAMED]]
    return News(happened=happened, decide=decide) if happened or decide else None


async def _of_project(subject: Subject, db: Transaction, *, all_of_it: bool) -> list[Debt]:
    viewer = subject.operator if all_of_it else subject.viewer
    return [one for one in await db.debts.all(seen_by=viewer) if one.project in subject.whose]


def _title(debt: Debt) -> str:
    return kit.cut(kit.one_line(debt.title), TITLE)
