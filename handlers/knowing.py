"""What the co-pilot has read before it says anything: each kind gives its part in a line where it registers, and neither knows the other.

doors.knows.of("Open incidents", incidents.known)
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.prompts import Fact, Ours, Said
from bot.records.people import Viewer
from handlers.blocks import kit
from storage.store import Transaction

LONGEST_LINE = 600
A_PART = 4_000
ALL = 30_000
"""So many characters are read before an answer; the rest can be looked up."""
_PING = re.compile(r"<+(?=[@!])")


@dataclass(frozen=True)
class Reader:
    """For whom it is read: only what `viewer` may see, who may be the whole of a channel. `alone`: nobody else reads the answer."""

    viewer: Viewer
    now: datetime
    alone: bool


Tells = Callable[[Reader, Transaction], Awaitable[Sequence[Said]]]
"""What a kind knows, the most important first; each line names its record by `id`."""


@dataclass(frozen=True)
class Part:
    """One kind's part: what it is called, who tells it, and how much of it is read."""

    heading: str
    tells: Tells
    characters: int = A_PART


@dataclass
class Knowledge:
    """Everything that was registered, in that order."""

    parts: list[Part] = field(default_factory=list)

    def of(self, heading: str, tells: Tells, *, characters: int = A_PART) -> None:
        """Let a part be read before every answer. It is read anew each time, so it holds no time of day: what is the same is paid once."""
        self.parts.append(Part(heading, tells, characters))

    async def told(self, reader: Reader, db: Transaction) -> list[str | Said]:
        """All of it, within the budget: what does not fit is counted, so that it can be looked up."""
        found: list[str | Said] = []
        left = ALL
        for part in self.parts:
            lines = [line(one.text, by=one.by, id_=one.id) for one in await part.tells(reader, db)]
            kept, over = _within(lines, min(part.characters, left))
            left -= sum(len(one.text) for one in kept)
            more: list[str | Said] = [Ours(f"… {over} more: search_records finds them.")] if over else []
            nothing: list[str | Said] = [] if kept else [Ours("Nothing that is known here.")]
            found += [Ours(f"## {part.heading}"), *kept, *nothing, *more]
        return found


def line(text: str, *, by: str = "", id_: str = "", at: datetime | None = None, longest: int = LONGEST_LINE) -> Said:
    """Somebody's words as they may be read: what would ping, were it said again, is not in them."""
    return Said(kit.cut(harmless(text), longest), by=harmless(kit.cut(kit.one_line(by), 80)), id=id_, at=at)


def harmless(text: str) -> str:
    """The same words without a mention in Slack's own spelling, which an answer might repeat."""
    return _PING.sub("", text)


def sources(facts: Sequence[Fact]) -> int:
    """How many records were read."""
    return sum(isinstance(one, Said) for one in facts)


def _within(lines: Sequence[Said], characters: int) -> tuple[list[Said], int]:
    kept: list[Said] = []
    for one in lines:
        characters -= len(one.text)
        if characters < 0:
            break
        kept.append(one)
    return kept, len(lines) - len(kept)
