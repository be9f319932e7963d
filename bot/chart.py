"""The chart of a scorecard, drawn in a process of its own: figures in as JSON on standard input, a PNG out on standard output.

A plotting library takes a second to import and to draw, and holds what everything else waits for. A card has one picture a month; a process
costs that second where nobody waits, and nothing for the rest of the month.

    python -m bot.chart < figures.json > card.png
"""

import json
import sys
from collections.abc import Sequence
from typing import Any, BinaryIO

INK, FAINT, PAPER = "#1a1a1a", "#5f6368", "#ffffff"
BLUE, VERMILLION = "#0072b2", "#d55e00"
"""Two colours that everybody can tell apart (Okabe and Ito); nothing is said by colour alone."""
WIDE, HIGH, DOTS = 9.0, 10.8, 120
"""Inches, and dots in each: a phone shows it at a third, where the smallest letters are still as large as its own."""
COLUMNS, ROWS = 2, 3
ROOM_FOR_A_WORD = 1.4


def draw(card: dict[str, Any], out: BinaryIO) -> None:
    """Draw the six numbers of a card: its title, the labels of its windows, and a panel each of name, now, stands, aim and series."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - only this process pays for it

    picture = Figure(figsize=(WIDE, HIGH), dpi=DOTS, facecolor=PAPER)
    axes = picture.subplots(ROWS, COLUMNS)
    picture.subplots_adjust(left=0.06, right=0.96, top=0.82, bottom=0.05, hspace=1.0, wspace=0.16)
    picture.text(0.06, 0.95, card["title"], fontsize=28, color=INK, weight="bold", parse_math=False)
    for at, panel in zip(axes.flat, card["panels"], strict=True):
        _panel(at, panel, card["labels"])
    picture.savefig(out, format="png")


def _panel(at: Any, panel: dict[str, Any], labels: Sequence[str]) -> None:
    series: list[float | None] = panel["series"]
    known = [(place, value) for place, value in enumerate(series) if value is not None]
    for height, words, size, ink, weight in (
        (1.56, "name", 18, FAINT, "normal"),
        (1.28, "now", 26, INK, "bold"),
        (1.1, "stands", 17, INK, "normal"),
    ):
        at.text(0, height, panel[words], transform=at.transAxes, fontsize=size, color=ink, weight=weight, parse_math=False)
    at.bar(range(len(series)), [value or 0 for value in series], color=[BLUE] * len(series), width=0.62, zorder=2)
    if known:
        at.bar([known[-1][0]], [known[-1][1]], color=BLUE, width=0.62, edgecolor=INK, linewidth=2.5, zorder=3)
    _target(at, panel["aim"])
    for place, value in enumerate(series):
        if value is None:
            at.text(place, 0, "–", fontsize=17, color=FAINT, ha="center", va="bottom")
    at.set_xticks(range(len(labels)), labels, fontsize=17 if panel["aim"] is None else 14, color=FAINT)
    at.set_yticks([])
    at.set_xlim(-0.6, len(series) - 0.4 + (0 if panel["aim"] is None else ROOM_FOR_A_WORD))
    at.set_ylim(0, max([value for _, value in known] + [panel["aim"] or 0, 1e-9]) * 1.15)
    for side in ("top", "left", "right"):
        at.spines[side].set_visible(False)
    at.spines["bottom"].set_color(FAINT)
    at.tick_params(length=0)


def _target(at: Any, aim: float | None) -> None:
    """A dashed line, with the word at its end."""
    if aim is not None:
        at.axhline(aim, color=VERMILLION, linewidth=2.5, linestyle=(0, (4, 2)), zorder=4)
        label = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
        at.text(
            1,
            aim,
            "target",
            transform=at.get_yaxis_transform(),
            fontsize=16,
            color=VERMILLION,
            ha="right",
            va="center",
            zorder=5,
            bbox=label,
        )


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.stdout.buffer)
