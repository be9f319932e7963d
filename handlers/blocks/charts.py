"""What is drawn as a picture: records in, figures out, which a process of its own draws. `alt` says in words what there is to see.

`shape` is one that bot/chart.py knows; the rest is what that shape takes.
"""

from calendar import month_abbr
from collections.abc import Sequence
from typing import Any

from bot.records.amounts import said
from bot.records.costs import Month, amount
from bot.records.debt import MEANS, Quadrant
from bot.records.delivery import SAYS
from bot.records.paydown import Summary
from bot.records.scorecards import Figure, Scorecard
from handlers.blocks import kit
from handlers.blocks import scorecards as drawn

Figures = dict[str, Any]
ALT = 1_000
MONTHS = 8
"""So many have room for letters that a phone shows large enough."""
SERVICES = 5
"""So many services have a colour; the others are one."""
ROWS, COLUMNS = ("Reckless", "Prudent"), ("Deliberate", "Inadvertent")
CELLS = (
    Quadrant.RECKLESS_DELIBERATE,
    Quadrant.RECKLESS_INADVERTENT,
    Quadrant.PRUDENT_DELIBERATE,
    Quadrant.PRUDENT_INADVERTENT,
)
NAME = 24
TITLE = 34
SHORT = {"Failed deployment recovery time": "Failed deployment recovery", "Mean time to resolve, all incidents": "Mean time to resolve"}
"""What stands above a panel is short enough for it."""


def scorecard(card: Scorecard, labels: Sequence[str]) -> Figures:
    """A panel for each number, with its trend over the windows of these labels."""
    panels = [_panel(figure) for figure in card.figures]
    return {"shape": "panels", "title": drawn.title(card), "labels": list(labels), "panels": panels, "alt": drawn.in_words(card)}


def debt(summary: Summary, project: str) -> Figures:
    """The four quadrants, each with how much there is, what it would take, and what to do about it."""
    most = max(summary.by_quadrant.values(), default=0) or 1
    cells = [_cell(one, summary, most) for one in CELLS]
    title = f"Tech debt{f' of {kit.one_line(project)}' if project else ''}: {summary.items} open"
    told = "; ".join(f"{_called(one)}: {cell['number']}, {', '.join(cell['lines'][:2])}" for one, cell in zip(CELLS, cells, strict=True))
    alt = kit.cut(f"{title}. {told}.", ALT)
    return {"shape": "quadrants", "title": kit.cut(title, TITLE), "rows": ROWS, "columns": COLUMNS, "cells": cells, "alt": alt}


def cost(months: Sequence[Month], project: str) -> Figures:
    """A bar for each month by service, the dearest of all at the bottom; the budget of the last as a line."""
    shown = months[-MONTHS:]
    all_of: dict[str, float] = {}
    for one in shown:
        for service, spent in one.spend.items():
            all_of[service] = all_of.get(service, 0.0) + spent
    dearest = sorted(all_of, key=lambda service: (-all_of[service], service))
    named, others = dearest[:SERVICES], dearest[SERVICES:]
    parts = [{"name": kit.cut(kit.one_line(one), NAME), "series": [month.spend.get(one, 0.0) for month in shown]} for one in named]
    if others:
        rest = [sum(month.spend.get(one, 0.0) for one in others) for month in shown]
        parts.append({"name": f"{len(others)} other{'s' if len(others) > 1 else ''}", "series": rest})
    title = f"Cost a month{f': {kit.one_line(project)}' if project else ''}"
    told = "; ".join(f"{one.name} {amount(one.total)}" for one in reversed(shown))
    dear = ", ".join(f"{service} {amount(spent)}" for service, spent in shown[-1].services[:SERVICES])
    budget = shown[-1].budget
    aimed = f" The budget is {amount(budget)}." if budget is not None else ""
    return {
        "shape": "stacks",
        "title": kit.cut(title, TITLE),
        "labels": [_month(one.name) for one in shown],
        "parts": parts,
        "totals": [_short(one.total) for one in shown],
        "aim": budget,
        "aims": "budget",
        "alt": kit.cut(f"{title}. {told}. In {shown[-1].name}: {dear}.{aimed}", ALT),
    }


def _panel(figure: Figure) -> Figures:
    stands = " · ".join(part for part in (figure.colour, figure.aim and f"target {said(figure.metric, figure.target or 0)}") if part)
    return {
        "name": SHORT.get(SAYS[figure.metric], SAYS[figure.metric]),
        "now": figure.current or "not known",
        "stands": stands,
        "aim": figure.target,
        "series": list(figure.series),
    }


def _cell(quadrant: Quadrant, summary: Summary, most: int) -> Figures:
    days, hours = summary.days_by_quadrant.get(quadrant), summary.hours_by_quadrant.get(quadrant, 0.0)
    lines = [
        "not estimated" if days is None else f"{days:,.1f}".removesuffix(".0") + " days",
        f"{hours:,.1f}".removesuffix(".0") + " h lost a week",
        MEANS[quadrant],
    ]
    number = summary.by_quadrant[quadrant]
    return {"number": str(number), "lines": lines, "share": number / most}


def _called(quadrant: Quadrant) -> str:
    return quadrant.replace("_", ", ")


def _month(name: str) -> str:
    """2026-10 as it stands under a bar: Oct."""
    return month_abbr[int(name.partition("-")[2])]


def _short(value: float) -> str:
    """Money above a bar: 12.4k."""
    for size, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:.1f}".removesuffix(".0") + unit
    return f"{value:.0f}"
