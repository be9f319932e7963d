"""How papers look: a line for each with its day, who brought it, and what is read of it."""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.records.costs import amount
from bot.records.papers import Paper
from bot.records.papers.money import Money
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

LISTED = 20
SHOWN = 2_500
OLD = "⚠️"
HOW = "Drop a newer one into a direct message with me, or run `cto-copilot import`: it takes the place of what is here."
ASKED = "I forget it, and read it no more. Whoever wrote it still has it."


def listed(there: Sequence[Paper], today: date, names: Mapping[str, str], projects: Mapping[int, str]) -> list[Block]:
    """Each with what to do about it."""
    drawn = []
    for one in there[:LISTED]:
        project = f"{projects[one.project]}: " if one.project in projects else ""
        drawn.append(kit.titled(f"{project}{heading(one, today)}", removing(one)))
        drawn.append(kit.rich(about(one, names)))
    more = [kit.context(f"… {len(there) - LISTED} more")] if len(there) > LISTED else []
    return [*drawn, *more, kit.actions(kit.menu("Show one…", [(heading(one, today), f"papers show {one.key}") for one in there])), how()]


def shown(paper: Paper, today: date, names: Mapping[str, str], project: str) -> list[Block]:
    """One, as it came, as far as it fits."""
    title = kit.titled(f"{f'{project}: ' if project else ''}{heading(paper, today)}", removing(paper))
    read = [kit.rich([kit.text("Read of it: ", bold=True), kit.text(in_words(paper.money))])] if in_words(paper.money) else []
    return [title, kit.rich(about(paper, names)), *read, kit.preformatted(kit.cut(paper.text, SHOWN)), how()]


def heading(paper: Paper, today: date) -> str:
    """“⚠️ Forecast of 3 Oct, 49 days old”."""
    dated = paper.dated(today)
    return f"{f'{OLD} ' if paper.is_old(today) else ''}{dated[:1].upper()}{dated[1:]}"


def in_words(money: Money) -> str:
    """What a forecast says of money, as far as it is known."""
    runway = "" if money.runway is None else f"runway {money.runway:g} months{' (cash by burn)' if money.is_computed else ''}"
    others = (("cash", money.cash), ("burn a month", money.burn), ("revenue a month", money.revenue))
    return ", ".join(one for one in (runway, *(f"{name} {amount(value)}" for name, value in others if value is not None)) if one)


def about(paper: Paper, names: Mapping[str, str]) -> list[Element]:
    """Where it came from."""
    by = f" by {kit.cut(kit.one_line(names[paper.brought_by]), 80)}" if paper.brought_by in names else ""
    day = "" if paper.is_dated else " It bears no date, so the file's counts."
    return [kit.text(paper.key), kit.text(f" · {paper.name} · brought{by} · "), kit.when(paper.brought_at), kit.text(f".{day}")]


def removing(paper: Paper) -> Element:
    """To have it forgotten."""
    return kit.button("Remove", f"papers remove {paper.key}", confirm=ASKED)


def how() -> Block:
    """How a newer one comes here."""
    return kit.rich(kit.sentence(HOW))
