"""How the weekly digest looks, and the forms that say when it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.records.periods import DAYS, Timing
from bot.records.windows import Window
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

Line = list[Element]

SHOWN = 7
"""So many lines of each: what is longer is read by nobody on a Monday."""
HEADINGS = (("happened", "What happened"), ("overdue", "Overdue"), ("decide", "To decide"))
QUIET = "A quiet week: nothing happened, nothing is overdue, nothing waits for a decision."


@dataclass(frozen=True)
class News:
    """A kind's part of a digest: what happened in the window, what is overdue now, and what is to be decided."""

    happened: Sequence[Line] = ()
    overdue: Sequence[Line] = ()
    decide: Sequence[Line] = ()


BELOW = 4
"""So many blocks stand below what is told, at most."""


def digest(
    parts: Sequence[tuple[str, News]], closing: Sequence[Block], window: Window, timing: Timing, *, late: datetime | None, is_direct: bool
) -> list[Block]:
    """The digest. An empty week is one line; `late` is when it was due."""
    blocks: list[Block] = [kit.header(title(window))]
    told = [(name, news) for name, news in parts if news.happened or news.overdue or news.decide]
    for at, (name, news) in enumerate(told):
        part = [kit.rich([kit.text(name, bold=True)])] if name else []
        part += [kit.rich(*_section(heading, getattr(news, which))) for which, heading in HEADINGS if getattr(news, which)]
        if not _fits([*blocks, *part, *closing]):
            more = len(told) - at
            blocks.append(kit.context(f"… {more} more project{'s' if more > 1 else ''}: `/cto read`, and the name of one"))
            break
        blocks += part
    if not told:
        blocks = [kit.rich([kit.text(f"{title(window)}. {QUIET}")])]
    blocks += closing
    if late:
        was = f"{late:%Y-%m-%d %H:%M} UTC"
        blocks.append(kit.context(f"Late: it was due {was}, and I was not running then. Of several that were missed this is the latest."))
    if is_direct:
        where = (kit.button("Post it in …", "scorecard settings"), kit.button("No digest", "scorecard digest off"))
        return [*blocks, kit.context("It comes to you as long as no channel is chosen for it."), kit.actions(*where)]
    return [
        *blocks,
        kit.context(f"Comes {timing.in_words()}. `/scorecard settings` changes that; `/scorecard digest mute` leaves out the next."),
    ]


def title(window: Window) -> str:
    """What it is of."""
    return f"The week to {window.end:%a} {window.end.day} {window.end:%b}"


def in_words(parts: Sequence[tuple[str, News]], window: Window) -> str:
    """The whole of it in a line, for notifications."""
    happened, overdue, decide = (sum(len(getattr(news, which)) for _, news in parts) for which, _ in HEADINGS)
    return f"{title(window)}: {happened} happened, {overdue} overdue, {decide} to decide."


def ask(timing: Timing, *, digest_is_on: bool, card_is_on: bool, project: str, in_a_channel: bool) -> Block:
    """When what comes here by itself comes."""
    blocks = [] if in_a_channel else [kit.asks("channel", "To which channel?", kit.which_channel())]
    on = [("Yes", "on"), ("No", "off")]
    days = [(day, str(number)) for number, day in enumerate(DAYS)]
    weekly = kit.choice(on, "on" if digest_is_on or not in_a_channel else "off")
    blocks += [
        kit.asks("digest", "The digest, each week?", weekly),
        kit.asks("weekday", "On which day?", kit.choice(days, str(timing.weekday or 0))),
        kit.asks("hour", "At which hour? 0 to 23", kit.number(str(timing.hour))),
        kit.asks("zone", "In which time zone?", kit.words(timing.zone, longest=64, placeholder="Europe/Berlin")),
    ]
    label = f"The scorecard of {project}, on the 1st of each month?" if project else "The scorecard, on the 1st of each month?"
    blocks.append(kit.asks("card", label, kit.choice(on, "on" if card_is_on else "off")))
    return kit.modal("What comes by itself", blocks, submit="Save", close="Not now")


def _fits(blocks: list[Block]) -> bool:
    """Whether a message takes these, and what stands below them."""
    return len(blocks) + BELOW <= kit.MESSAGE_BLOCKS and kit.length(blocks) <= kit.MESSAGE_TEXT


def _section(heading: str, lines: Sequence[Line]) -> list[Line]:
    more = [[kit.text(f"… {len(lines) - SHOWN} more", italic=True)]] if len(lines) > SHOWN else []
    return [[kit.text(heading, bold=True)], *([kit.text("• "), *line] for line in lines[:SHOWN]), *more]
