"""What a forecast says of money. No shape of it is agreed on, so that it is looked for by the names people use, and never guessed."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot.records.papers.dated import plain

CASH = ("cash", "cashonhand", "cashbalance", "cashposition", "cashinbank", "currentcash", "bankbalance")
BURN = ("burn", "netburn", "burnrate", "monthlyburn", "monthlynetburn", "netmonthlyburn", "monthlyburnrate", "burnpermonth")
RUNWAY = (
    "runway",
    "runwaymonths",
    "runwayinmonths",
    "monthsofrunway",
    "monthsrunway",
    "cashrunway",
    "cashrunwaymonths",
    "runwaymonthsleft",
)
REVENUE = ("mrr", "monthlyrevenue", "monthlyrecurringrevenue", "revenuemonthly", "revenuepermonth", "currentmrr")
WITHIN = ("value", "months", "amount", "current", "total")
"""Where the number is, of a field that is an object."""
DEEPEST = 4
MOST_MONTHS = 1_200
MOST = 1e15
_NUMBER = re.compile(r"^[^\w\s.-]{0,3}\s*(\d{1,3}(?:[,_ ]\d{3})+|\d+)(\.\d+)?\s*(?:months?|mo|[A-Za-z]{3})?$")


class Money(BaseModel):
    """Amounts are in the forecast's own currency, burn and revenue a month; runway is in months. None is not known."""

    model_config = ConfigDict(frozen=True)

    cash: float | None = None
    burn: float | None = None
    runway: float | None = None
    revenue: float | None = None
    is_computed: bool = False
    """Whether the runway is cash by burn, since the forecast says none."""


def money_in(text: str) -> Money:
    """What a forecast says. Where it says two different things, as in scenarios, none of them is taken."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return Money()
    cash, burn, revenue = (_found(value, names, MOST) for names in (CASH, BURN, REVENUE))
    runway = _found(value, RUNWAY, MOST_MONTHS)
    if runway is None and cash is not None and burn:
        months = cash / burn
        return Money(cash=cash, burn=burn, revenue=revenue, runway=round(months, 1), is_computed=True)
    return Money(cash=cash, burn=burn, revenue=revenue, runway=runway)


def _found(value: Any, names: tuple[str, ...], most: float) -> float | None:
    """The number of a field of one of these names, the first name that is there, where it stands least deep."""
    for level in _levels(value):
        for name in names:
            numbers = {number for field, said in level if plain(field) == name if (number := _number(said, most)) is not None}
            if numbers:
                return numbers.pop() if len(numbers) == 1 else None
    return None


def _levels(value: Any) -> Iterator[list[tuple[str, Any]]]:
    """The fields of an object, then those of the objects in it, and so on; what is in lists are other times than now."""
    objects = [value] if isinstance(value, Mapping) else []
    for _ in range(DEEPEST):
        fields = [(str(name), said) for one in objects for name, said in one.items()]
        yield fields
        objects = [said for _, said in fields if isinstance(said, Mapping)]


def _number(said: Any, most: float) -> float | None:
    if isinstance(said, Mapping):
        within = {plain(str(name)): inner for name, inner in said.items()}
        return next((_number(within[name], most) for name in WITHIN if name in within and not isinstance(within[name], Mapping)), None)
    if isinstance(said, str):
        found = _NUMBER.match(said.strip())
        said = float(re.sub(r"[,_ ]", "", found[1]) + (found[2] or "")) if found else None
    if isinstance(said, bool) or not isinstance(said, int | float) or not math.isfinite(said):
        return None
    return float(said) if 0 <= said <= most else None
