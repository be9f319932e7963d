"""Charts, drawn in a process of their own: figures in as JSON on standard input, a PNG out on standard output.

A plotting library takes a second to import and to draw, and holds what everything else waits for. A picture is asked for now and then; a
process costs that second where nobody waits, and nothing the rest of the time. A chart is a function here, and a word in SHAPES.

    python -m bot.chart < figures.json > chart.png
"""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

INK, FAINT, PAPER = "#1a1a1a", "#5f6368", "#ffffff"
BLUE, VERMILLION = "#0072b2", "#d55e00"
SERIES = (BLUE, "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#b0b0b0")
"""Colours that everybody can tell apart (Okabe and Ito), and each with a pattern of its own: nothing is said by colour alone."""
PATTERNS = ("", "//", "..", "xx", "\\\\", "")
TINTS = ("#fbe3d6", "#fdf1d3", "#e0eef7", "#e3f3ec")
"""Behind a quadrant, in the order of reading."""
WIDE, DOTS = 9.0, 120
"""Inches, and dots in each: a phone shows it at a third, where the smallest letters are still as large as its own."""
COLUMNS, ROWS = 2, 3
ROOM_FOR_A_WORD = 1.4


def draw(figures: dict[str, Any], out: BinaryIO) -> None:
    """Draw figures in their shape, under their title."""
    SHAPES[figures["shape"]](figures).savefig(out, format="png")


def panels(card: dict[str, Any]) -> Any:
    """The six numbers of a card: the labels of its windows, and a panel each of name, now, stands, aim and series."""
    picture = _paper(card["title"], high=10.8, at=0.95)
    axes = picture.subplots(ROWS, COLUMNS)
    picture.subplots_adjust(left=0.06, right=0.96, top=0.82, bottom=0.05, hspace=1.0, wspace=0.16)
    for at, panel in zip(axes.flat, card["panels"], strict=True):
        _panel(at, panel, card["labels"])
    return picture


def quadrants(figures: dict[str, Any]) -> Any:
    """Two rows of two cells, each of name, number, lines below it and bars; `rows` and `columns` name what they have in common."""
    picture = _paper(figures["title"], high=9.0, at=0.94)
    axes = picture.subplots(2, COLUMNS)
    picture.subplots_adjust(left=0.09, right=0.98, top=0.83, bottom=0.02, hspace=0.05, wspace=0.03)
    for place, (at, cell) in enumerate(zip(axes.flat, figures["cells"], strict=True)):
        at.set_facecolor(TINTS[place])
        at.set(xticks=[], yticks=[], xlim=(0, 1), ylim=(0, 1))
        for side in at.spines.values():
            side.set_visible(False)
        at.text(0.06, 0.66, cell["number"], fontsize=58, color=INK, weight="bold", parse_math=False)
        for height, words, ink in zip((0.5, 0.36, 0.22), cell["lines"], (INK, INK, FAINT), strict=True):
            at.text(0.06, height, words, fontsize=17, color=ink, parse_math=False)
        share = 0.88 * cell["share"]
        at.barh([0.1], [0.88], left=0.06, height=0.06, color=PAPER)
        at.barh([0.1], [share], left=0.06, height=0.06, color=INK)
    for at, name in zip(axes[0], figures["columns"], strict=True):
        at.set_title(name, fontsize=20, color=FAINT, pad=12, parse_math=False)
    for at, name in zip(axes[:, 0], figures["rows"], strict=True):
        at.set_ylabel(name, fontsize=20, color=FAINT, labelpad=12, parse_math=False)
    return picture


def stacks(figures: dict[str, Any]) -> Any:
    """A bar for each label, of `parts` upon each other, each of a name and its series, with the total above; `aim` is a line across."""
    picture = _paper(figures["title"], high=8.4, at=0.93)
    at = picture.subplots()
    picture.subplots_adjust(left=0.04, right=0.98, top=0.88, bottom=0.3)
    labels: Sequence[str] = figures["labels"]
    reached = [0.0] * len(labels)
    for place, part in enumerate(figures["parts"]):
        look = {"color": SERIES[place % len(SERIES)], "hatch": PATTERNS[place % len(PATTERNS)], "edgecolor": PAPER, "linewidth": 1.0}
        at.bar(range(len(labels)), part["series"], bottom=reached, width=0.68, label=part["name"], zorder=2, **look)
        reached = [below + value for below, value in zip(reached, part["series"], strict=True)]
    for place, words in enumerate(figures["totals"]):
        look = {"fontsize": 17, "color": INK, "weight": "bold", "ha": "center", "va": "bottom", "zorder": 6}
        at.text(place, reached[place], words, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}, parse_math=False, **look)
    _target(at, figures["aim"], figures["aims"])
    at.set_xlim(-0.5, len(labels) - 0.5 + (0 if figures["aim"] is None else ROOM_FOR_A_WORD * len(labels) / 8))
    at.set_ylim(0, max([*reached, figures["aim"] or 0, 1e-9]) * 1.12)
    _bare(at, labels, 17)
    key = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.1), "ncols": COLUMNS, "frameon": False}
    for words in at.legend(fontsize=17, labelcolor=INK, handlelength=1.4, **key).get_texts():
        words.set_parse_math(False)
    return picture


SHAPES: dict[str, Callable[[dict[str, Any]], Any]] = {"panels": panels, "quadrants": quadrants, "stacks": stacks}
"""Every chart there is, by what figures say they are."""


def _paper(title: str, *, high: float, at: float) -> Any:
    from matplotlib.figure import Figure  # noqa: PLC0415 - only this process pays for it

    picture = Figure(figsize=(WIDE, high), dpi=DOTS, facecolor=PAPER)
    picture.text(0.06, at, title, fontsize=28, color=INK, weight="bold", parse_math=False)
    return picture


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
    _target(at, panel["aim"], "target")
    for place, value in enumerate(series):
        if value is None:
            at.text(place, 0, "–", fontsize=17, color=FAINT, ha="center", va="bottom")
    at.set_xlim(-0.6, len(series) - 0.4 + (0 if panel["aim"] is None else ROOM_FOR_A_WORD))
    at.set_ylim(0, max([value for _, value in known] + [panel["aim"] or 0, 1e-9]) * 1.15)
    _bare(at, labels, 17 if panel["aim"] is None else 14)


def _bare(at: Any, labels: Sequence[str], size: int) -> None:
    """Labels below, and a line under the bars; the numbers stand in words."""
    at.set_xticks(range(len(labels)), labels, fontsize=size, color=FAINT)
    at.set_yticks([])
    for side in ("top", "left", "right"):
        at.spines[side].set_visible(False)
    at.spines["bottom"].set_color(FAINT)
    at.tick_params(length=0)


def _target(at: Any, aim: float | None, word: str) -> None:
    """A dashed line, with the word at its end."""
    if aim is not None:
        at.axhline(aim, color=VERMILLION, linewidth=2.5, linestyle=(0, (4, 2)), zorder=4)
        look = {"fontsize": 16, "color": VERMILLION, "ha": "right", "va": "center", "zorder": 5}
        label = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}
        at.text(1, aim, word, transform=at.get_yaxis_transform(), bbox=label, **look)


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.stdout.buffer)
