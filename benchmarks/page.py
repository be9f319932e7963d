"""What was measured, as tables: on the terminal, and in docs/measured.md between two marks."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

PAGE = Path(__file__).parent.parent / "docs" / "measured.md"


@dataclass
class Sheet:
    """A table with a title, its columns and rows, and what is to be known about it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""

    def markdown(self) -> str:
        """As it stands on the page."""
        lines = [self.columns, ["---"] * len(self.columns), *self.rows]
        table = "\n".join("| " + " | ".join(line) + " |" for line in lines)
        return "\n\n".join(filter(None, (f"## {self.title}", table, self.note)))


def over(value: float, base: float) -> str:
    """A figure, and how many times the baseline's it is."""
    return f"{value:.1f} ({value / base:.2f}×)" if base > 0 else f"{value:.1f}"


def show(sheet: Sheet) -> None:
    """Print a table."""
    table = Table(*sheet.columns, title=sheet.title)
    for row in sheet.rows:
        table.add_row(*row)
    console = Console(width=150)
    console.print(table)
    console.print(sheet.note)


def write(mark: str, sheets: Sequence[Sheet], picture: str = "", *, page: Path = PAGE) -> None:
    """Put the tables where the page has that mark, in place of the last ones."""
    stamp = f"Measured on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python {platform.python_version()}."
    parts = [stamp, *([f"![What was measured](pictures/{picture})"] if picture else []), *(one.markdown() for one in sheets)]
    text = page.read_text(encoding="utf-8")
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    found = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if not found.search(text):
        raise LookupError(f"{page} has no {begin}")
    page.write_text(found.sub(lambda _: "\n\n".join([begin, *parts, end]), text), encoding="utf-8")
