"""What was measured, as one picture: bars on a logarithmic scale, in groups, each with what it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite, log10
from pathlib import Path

PLACE = Path(__file__).parent.parent / "docs" / "pictures"
COLOURS = ("#b9a8bd", "#4a154b", "#2eb67d")
WIDTH, LEFT, BAR, GAP, HEAD, FOOT = 960, 300, 11, 12, 62, 14


@dataclass(frozen=True)
class Panel:
    """Groups of bars: a value for each name, in each group; `goal` is drawn as a line, where there is one."""

    title: str
    names: Sequence[str]
    groups: Mapping[str, Sequence[float]]
    goal: float | None = None

    @property
    def height(self) -> int:
        """In pixels."""
        return HEAD + len(self.groups) * (len(self.names) * BAR + GAP) + FOOT

    def drawn(self, top: int) -> list[str]:
        """Its shapes, from so far down on."""
        values = [one for group in self.groups.values() for one in group if isfinite(one) and one > 0] or [1.0]
        least, most = min(*values, self.goal or values[0]) / 1.5, max(*values, self.goal or values[0]) * 1.2

        def across(value: float) -> float:
            return (WIDTH - LEFT - 90) * log10(max(value, least) / least) / log10(most / least)

        parts = [_text(24, top + 22, self.title, size=16, bold=True)]
        for place, name in enumerate(self.names):
            x = LEFT + place * 200
            parts += [_rect(x, top + 34, 11, COLOURS[place]), _text(x + 17, top + 44, name)]
        y: float = top + HEAD
        for group, row in self.groups.items():
            parts.append(_text(LEFT - 10, y + len(row) * BAR / 2 + 4, group, anchor="end"))
            for place, value in enumerate(row):
                if isfinite(value):
                    parts.append(_rect(LEFT, y + place * BAR, max(1.0, across(value)), COLOURS[place]))
                    parts.append(_text(LEFT + across(value) + 5, y + place * BAR + 9, f"{value:.3g}", size=10))
            y += len(row) * BAR + GAP
        if self.goal:
            line = LEFT + across(self.goal)
            parts.append(f'<path d="M{line:.1f} {top + HEAD - 6}V{y:.1f}" stroke="#e01e5a" stroke-dasharray="4 3"/>')
            parts.append(_text(line, y + 8, f"{self.goal:g}", size=10, anchor="middle"))
        return parts


def draw(name: str, panels: Sequence[Panel], *, place: Path = PLACE) -> None:
    """Keep the panels, one below the other, as a picture of that name."""
    parts, top = [], 0
    for panel in panels:
        parts += panel.drawn(top)
        top += panel.height
    said = escape("; ".join(one.title for one in panels))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" font-family="Helvetica, Arial, sans-serif" role="img"'
    background = f'<rect width="{WIDTH}" height="{top}" rx="14" fill="#ffffff"/>'
    (place / name).write_text("\n".join([f'{head} aria-label="{said}">', background, *parts, "</svg>", ""]), encoding="utf-8")


def _text(x: float, y: float, words: str, *, size: int = 12, anchor: str = "start", bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"{weight} fill="#1d1c1d">{escape(words)}</text>'


def _rect(x: float, y: float, width: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{BAR - 2}" fill="{colour}"/>'
