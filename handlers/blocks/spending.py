"""How spending looks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice

from bot.records.spending import Month, Share
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

MILLION = 1_000_000
CENT = 10_000
PEOPLE = 15
NAME = 80
ABBREVIATIONS = {"adr", "rfc"}

OFF = "Claude is not set up here: drafts are outlines, all else works. Whoever runs me can set `ANTHROPIC_API_KEY`, as docs/set-up.md says."
COUNTED = (
    "What is under way, or broke off, counts as the most it can have cost. A call that the rest of the budget might not cover is not made;"
    " there is an outline instead. Months end at midnight UTC."
)


def spent(month: Month, now: datetime, viewer: str, names: Mapping[str, str] | None) -> list[Block]:
    """The month by purpose, with the viewer's part; with `names`, which only admins may know, everybody's."""
    off = [kit.rich(kit.sentence(OFF))] if month.budget is None else []
    if off and not month.by_purpose:
        return off
    of = "" if month.budget is None else f" of ${month.budget:,.2f}"
    lines = [[kit.text(f"Claude in {now.astimezone(UTC):%B}: {dollars(month.usd)}{of}", bold=True)]]
    own = month.of(viewer)
    lines += [_purpose(share, own.get(share.purpose, 0)) for share in month.by_purpose] or [[kit.text("Nothing was asked of it yet.")]]
    drawn = [*off, kit.rich(*lines)]
    if names is not None and month.people:
        drawn.append(kit.rich([kit.text("By person, which only they and admins see", bold=True)], *_people(month.people, names)))
    return [*drawn, kit.context(COUNTED)]


def dollars(usd: int) -> str:
    """Millionths of a dollar, as people say them."""
    return "less than 1 ¢" if 0 < usd < CENT else f"${Decimal(usd) / MILLION:,.2f}"


def _purpose(share: Share, own: int) -> list[Element]:
    words = " ".join(word.upper() if word in ABBREVIATIONS else word for word in share.purpose.split("_"))
    calls = "1 call" if share.calls == 1 else f"{share.calls:,} calls"
    yours = f", yours {dollars(own)}" if own else ""
    return [kit.text(f"{words[:1].upper()}{words[1:]}: {dollars(share.usd)} for {calls}{yours}")]


def _people(people: Mapping[str, int], names: Mapping[str, str]) -> list[list[Element]]:
    said = [
        [kit.text(f"{kit.cut(kit.one_line(names.get(user, user)), NAME)}: {dollars(usd)}")] for user, usd in islice(people.items(), PEOPLE)
    ]
    more = len(people) - PEOPLE
    return [*said, [kit.text(f"… {more} more", italic=True)]] if more > 0 else said
