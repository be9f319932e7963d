"""Bills as people paste them: a service a line, or a CSV of months. What cannot be read names its line, and nothing of it is taken."""

import csv
import re
from datetime import date
from typing import Any

from bot.errors import Unclear
from bot.records.costs import LONGEST_NAME, MOST, read_month

FACTS = ("revenue", "customers", "used", "stored", "accessed", "budget", "runway")
SAME = {"mrr": "revenue", "utilisation": "used", "utilization": "used"}
MOST_LINES = 2_000
_AMOUNT = re.compile(r"[$€£]?\s*(-?\d[\d,_]*(?:\.\d+)?)\s*%?$")
_PAIR = re.compile(r"^(?P<name>.+?)[\s:=,;\t|]+(?P<amount>[$€£]?\s*-?\d[\d,_]*(?:\.\d+)?\s*%?)$")
_BETWEEN = re.compile(r";|\n|,\s")

Facts = dict[str, Any]


def number(words: str, where: str) -> float:
    """An amount as it is typed: 1,200.50, $1200. Raises Unclear with where it stands."""
    found = _AMOUNT.match(words.strip())
    if found is None:
        raise Unclear(f"{where}: “{words.strip()[:40]}” is no amount.", field="spend")
    value = float(found[1].replace(",", "").replace("_", ""))
    if not 0 <= value <= MOST:
        raise Unclear(f"{where}: {value:g} cannot be.", field="spend")
    return value


def read_lines(text: str) -> Facts:
    """Services with what they cost, one a line or after commas; and facts by their words: "AWS 1200, Datadog 300, revenue 20000"."""
    facts: Facts = {"spend": {}}
    for at, line in enumerate((part.strip() for part in _BETWEEN.split(text)), 1):
        if not line:
            continue
        found = _PAIR.match(line)
        if found is None:
            raise Unclear(f"Line {at}: “{line[:40]}” should be a service and what it cost, as in `AWS 1200`.", field="spend")
        name, value = " ".join(found["name"].split()), number(found["amount"], f"Line {at}")
        _put(facts, name, value, f"Line {at}")
    return facts


def read_csv(text: str, today: date) -> dict[str, Facts]:
    """Months by name: a row for each service (month,service,amount), or one for each month, with a column for each service or fact."""
    rows = _rows(text.strip().lstrip("\ufeff"))
    if len(rows) < 2:  # noqa: PLR2004 - a heading, and something below it
        raise Unclear("A CSV has a heading and a row: `month,service,amount`, or `month,revenue,customers,AWS,…`", field="csv")
    if len(rows) > MOST_LINES:
        raise Unclear(f"That is more than {MOST_LINES} lines: a part at a time, please.", field="csv")
    heading = [cell.lstrip("'").strip() for cell in rows[0]]
    lowered = [cell.lower() for cell in heading]
    if "month" not in lowered:
        raise Unclear("Line 1: there is no column `month`.", field="csv")
    is_long = {"service", "amount"} <= set(lowered)
    months: dict[str, Facts] = {}
    for at, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        if len(row) != len(heading):
            raise Unclear(f"Line {at}: {len(row)} cells below {len(heading)} columns.", field="csv")
        _row(months, dict(zip(lowered if is_long else heading, row, strict=True)), at, today, is_long=is_long)
    return months


def _rows(text: str) -> list[list[str]]:
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(text.splitlines(), delimiter=_delimiter(text))]
    except csv.Error as error:
        raise Unclear(f"That is no CSV: {error}.", field="csv") from None


def _row(months: dict[str, Facts], row: dict[str, str], at: int, today: date, *, is_long: bool) -> None:
    where = f"Line {at}"
    written = next(value for name, value in row.items() if name.lower() == "month")
    try:
        month = read_month(written[:7] or "-", today)
    except Unclear as unclear:
        raise Unclear(f"{where}: {unclear.sentence}", field="csv") from None
    facts = months.setdefault(month, {"spend": {}})
    cells = [(row["service"], row["amount"])] if is_long else [(name, value) for name, value in row.items() if name.lower() != "month"]
    for name, value in cells:
        if value:
            try:
                _put(facts, name.lstrip("'"), number(value, where), where)
            except Unclear as unclear:
                raise Unclear(unclear.sentence, field="csv") from None


def _put(facts: Facts, name: str, value: float, where: str) -> None:
    fact = SAME.get(name.lower(), name.lower())
    if fact in FACTS:
        facts[fact] = int(value) if fact == "customers" else value
        return
    if not name or len(name) > LONGEST_NAME:
        raise Unclear(f"{where}: a service needs a name of at most {LONGEST_NAME} characters.", field="spend")
    facts["spend"][name] = facts["spend"].get(name, 0.0) + value


def _delimiter(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return max(",;\t", key=first.count)
