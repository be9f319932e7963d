"""What needs somebody: each kind says what of its records waits for them; Home and a bare `/cto` show it first, in few lines.

doors.needs(home.needs)
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.records.people import Viewer
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element
from storage.store import Transaction

LINES = 7
"""More would be a list, which nobody reads."""
MOVES = 3


@dataclass(frozen=True)
class Need:
    """One thing, in a line, with the next moves beside it. `by` is the day it is due, where it has one."""

    says: Sequence[Element]
    moves: Sequence[Element] = ()
    by: date | None = None


Needs = Callable[[Viewer, Transaction, datetime], Awaitable[Sequence[Need]]]


async def what_needs(viewer: Viewer, db: Transaction, now: datetime, *, finders: Sequence[Needs]) -> list[Block]:
    """What needs them, the soonest due first, and after those what has no day."""
    found = [need for finder in finders for need in await finder(viewer, db, now)]
    found.sort(key=lambda need: need.by or date.max)
    drawn: list[Block] = [kit.header("What needs you")]
    for need in found[:LINES]:
        drawn.append(kit.rich(list(need.says)))
        drawn += [kit.actions(*need.moves[:MOVES])] if need.moves else []
    if not found:
        drawn.append(kit.rich([kit.text("Nothing, just now.")]))
    if len(found) > LINES:
        drawn.append(kit.context(f"… {len(found) - LINES} more"))
    return drawn
