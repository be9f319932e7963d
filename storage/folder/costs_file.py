"""infra_costs.json: the bill of every month, by service, with what it is measured by."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from bot.errors import Unclear
from bot.records.bills import read_csv
from bot.records.costs import LONGEST_NAME, MOST, MOST_SERVICES, Month, read_month
from bot.records.people import Viewer
from storage.belonging import Pages
from storage.costs import KIND
from storage.folder.given import Given, written
from storage.folder.ledgers import VERSION, plain
from storage.folder.pages_file import PagesFile
from storage.store import Transaction

FIELDS = {"revenue": "mrr", "customers": "customers", "used": "utilizationPercent", "stored": "dataStored", "accessed": "dataAccessed"}
LAST = date.max
LIMITS = {"budget": "budget", "runway": "runwayMonths"}


class CostsFile(PagesFile[Month]):
    """A month is one object in the file."""

    file = "infra_costs.json"
    kind = KIND
    listed = "months"
    page = Month

    def pages(self, db: Transaction) -> Pages[Month]:
        """The months."""
        return db.costs

    def id_of(self, item: Mapping[str, Any]) -> str:
        """The month."""
        return str(item.get("month") or "")

    def read(self, given: Given) -> Mapping[str, Any]:
        """A month. What is not said is not known."""
        try:
            name = read_month(given.words("month") or "?", LAST)
        except Unclear:
            given.of("month").wrong("“month” should be a month: YYYY-MM.")
        used = given.number("utilizationPercent", 100)
        numbers = {ours: given.number(theirs, MOST) for ours, theirs in {**FIELDS, **LIMITS}.items() if ours not in {"customers", "used"}}
        return {
            "name": name,
            "spend": _spend(given.part("spend")),
            "customers": given.whole("customers", int(MOST)),
            "used": used,
            **numbers,
        }

    async def page_drawn(self, record: Month, *, seen_by: Viewer, db: Transaction) -> dict[str, Any]:  # noqa: ARG002 - as for all pages
        """A month, with its four ratios."""
        said = {theirs: plain(getattr(record, ours)) for ours, theirs in {**FIELDS, **LIMITS}.items()}
        ratios = {
            "infraPercentOfRevenue": _rounded(record.share, 100),
            "costPerCustomer": _rounded(record.per_customer),
            "computeEfficiencyPercent": plain(record.used),
            "databaseEfficiencyPercent": _rounded(record.read, 100),
        }
        spend = {name: plain(cost) for name, cost in record.services}
        return {"month": record.name, "spend": spend, "total": _rounded(record.total), **said, "metrics": ratios}

    def words(self, record: Month) -> tuple[str, Iterable[str], str]:
        """By its services."""
        return f"Cost of {record.name}", list(record.spend), "recorded"


def of_a_table(name: str, content: bytes) -> bytes:
    """The file that months in a CSV would be in. Raises Unclear, with the line."""
    try:
        months = read_csv(content.decode("utf-8-sig"), LAST)
    except UnicodeDecodeError:
        raise Unclear(f"{name} is not written in UTF-8. Save it so, and drop it here again.") from None
    except Unclear as wrong:
        raise Unclear(f"{name}: {wrong.sentence}") from None
    called = {**FIELDS, **LIMITS, "spend": "spend"}
    listed = [{"month": month, **{called[fact]: value for fact, value in facts.items()}} for month, facts in sorted(months.items())]
    return written({"version": VERSION, CostsFile.listed: listed}).encode()


def _spend(given: Given) -> dict[str, float]:
    if len(given.value) > MOST_SERVICES:
        given.wrong(f"There are more than {MOST_SERVICES} services: sum the small ones up.")
    if long := next((name for name in given.value if len(name) > LONGEST_NAME), None):
        given.of(long).wrong(f"“{long[:20]}…” is longer than {LONGEST_NAME} characters.")
    return {name: cost for name in given.value if (cost := given.number(name, MOST)) is not None}


def _rounded(value: float | None, by: int = 1) -> float | int | None:
    return None if value is None else plain(round(value * by, 2))
