"""How many there are, counted no further than anybody reads: else a list would take longer with every record there ever was."""

from math import ceil

COUNTED = 1_000
"""So many beyond a page are counted."""


def enough(page: int, size: int) -> int:
    """How far to count for a page of that many: one more than is told by its number."""
    return page * size + COUNTED + 1


def many(count: int) -> str:
    """A number of records as it is told: 12, or 1,000+."""
    return str(count) if count <= COUNTED else f"{COUNTED:,}+"


def page_of(page: int, count: int, size: int) -> str:
    """What a button to a page says: Page 2 of 7, and of how many only where all are counted."""
    return f"Page {page} of {ceil(count / size)}" if count <= COUNTED else f"Page {page}"
