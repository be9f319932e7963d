"""How a read looks: where a team stands, the one priority, what waits, and the next moves as buttons. Or a line, where nothing changed."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.read import Read, Shown, Signal
from bot.records.read.situation import State
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

MARK = {State.CONCERN: "⚠️", State.HEALTHY: "✅"}
CONCERNS, HEALTHY, CHANGES = 6, 3, 5
"""So many lines of each: what is longer is read by nobody at the end of something."""
FULL = "cto read full"


def whole(read: Read, before: Shown | None, *, project: str = "") -> list[Block]:
    """All four parts."""
    concerns = [_signal(one) for one in read.signals if one.state is State.CONCERN]
    healthy = [_signal(one) for one in read.signals if one.state is State.HEALTHY]
    lines: list[list[Element]] = [
        [kit.text(f"Situation of {project}" if project else "Situation", bold=True)],
        [kit.text(read.stage)],
        *_at_most(CONCERNS, concerns),
        *_at_most(HEALTHY, healthy),
        *(_changed(before, read) if before else []),
    ]
    rest: list[list[Element]] = [
        [kit.text("Top priority: ", bold=True), kit.text(read.priority)],
        [kit.text(read.why)],
        [kit.text("Trade-off: ", bold=True), kit.text(read.trade_off)],
        [kit.text("Next moves", bold=True)],
    ]
    buttons = [kit.button(move.label, move.words) for move in read.moves]
    return [kit.divider(), kit.rich(*lines), kit.rich(*rest), kit.actions(*buttons)]


def unchanged(read: Read, since: datetime, *, project: str = "") -> list[Block]:
    """The line it takes where nothing is different."""
    words = f"{FULL} {project}".strip()
    of = f" of {project}" if project else ""
    line = [kit.text(f"The read{of} has not changed since "), kit.when(since), kit.text(": "), kit.text(read.priority, bold=True)]
    return [kit.rich([*line, kit.text(". All of it: "), kit.code(f"/{words}")])]


def in_words(read: Read) -> str:
    """It in a line, for notifications."""
    return f"Top priority: {read.priority}. {read.trade_off}"


def _signal(one: Signal) -> list[Element]:
    return [kit.text(f"{MARK[one.state]} {one.name}: {one.says}  "), kit.code(f"/{one.source}")]


def _changed(before: Shown, read: Read) -> list[list[Element]]:
    changes = before.differs(read)
    told = " · ".join(changes[:CHANGES]) + (f" · {len(changes) - CHANGES} more" if len(changes) > CHANGES else "")
    since = f"Since then: {told}" if told else "The numbers are the same."
    return [[kit.text("Last read: "), kit.when(before.at), kit.text(f". {since}")]]


def _at_most(many: int, lines: Sequence[list[Element]]) -> list[list[Element]]:
    more = [[kit.text(f"… {len(lines) - many} more", italic=True)]] if len(lines) > many else []
    return [*lines[:many], *more]
