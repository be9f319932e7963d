"""What bills give to the scorecard, as far as everybody who reads it may see them."""

from bot.records.costs import Month, amount, before, money_lasts, percent
from bot.records.papers import Sort
from handlers.blocks import kit
from handlers.dates import today_in
from handlers.parts import Part, Subject
from storage.store import Transaction


async def of(subject: Subject, db: Transaction) -> Part | None:
    """The latest bill that was due by the end of the window; None where there is none."""
    there = await months(subject, db)
    if not there:
        return None
    month = there[-1]
    driver = month.services[0][0] if month.services else ""
    figures = {
        "monthlySpend": month.total,
        "spendAsPercentOfRevenue": round(month.share * 100, 1) if month.share is not None else None,
        "costPerCustomer": round(month.per_customer, 2) if month.per_customer is not None else None,
        "topCostDriver": driver,
    }
    earlier = before(month.name, there)
    change = f" ({percent(month.total / earlier.total - 1, sign=True)})" if earlier and earlier.total else ""
    share = f", {percent(month.share)} of revenue" if month.share is not None else ""
    first = f", most of it {kit.cut(kit.one_line(driver), 60)}" if driver else ""
    lasts = await _lasts(month, subject, db)
    line = [kit.text("Infrastructure: ", bold=True), kit.text(f"{month.name} cost {amount(month.total)}{change}{share}{first}{lasts}")]
    said = [f"Infrastructure takes {percent(month.share)} of revenue."] if month.share is not None else []
    return Part(figures, lines=[line], investors=said)


async def _lasts(month: Month, subject: Subject, db: Transaction) -> str:
    """How long the money lasts, as of now; of a window that is over nobody knows it any more."""
    if subject.window.end < subject.now:
        return ""
    project = subject.project.id if subject.project else None
    left = money_lasts(
        month, await db.papers.latest(Sort.FORECAST, project, seen_by=subject.viewer), today_in(subject.viewer.tz, subject.now)
    )
    return f". Runway: {left.says}" if left else ""


async def months(subject: Subject, db: Transaction) -> list[Month]:
    """The bills of a project until the end of the window, by month; those of no project where they count for it."""
    last = f"{subject.window.end:%Y-%m}"
    found: dict[str, Month] = {}
    for project in sorted(subject.whose, key=lambda one: one or 0):
        found |= {one.name: one for one in await db.costs.all(project, seen_by=subject.viewer) if one.name <= last}
    return [found[name] for name in sorted(found)]
