"""What is told of a file that was brought, and where its records are written."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from bot.records.arrivals import Outcome
from storage.store import Transaction

__all__ = ["Outcome", "Told", "Writing"]

Writing = Callable[[], AbstractAsyncContextManager[Transaction]]


@dataclass
class Told:
    """What became of a file: the key of its record, how many records are new by it, and what should be known of it."""

    name: str
    outcome: Outcome
    key: str = ""
    notes: list[str] = field(default_factory=list)
    new: int = 0
