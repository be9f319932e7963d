"""People's words as data: in a marked section that no word can close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape


@dataclass(frozen=True)
class Said:
    """Somebody's words. `by` is their name; `id` is what an answer may cite them by, `at` when they were said."""

    text: str
    by: str = ""
    id: str = ""
    at: datetime | None = None

    @property
    def section(self) -> str:
        """The words between marks. There is no `<` in them, so that they end where the section does."""
        known = {"id": self.id, "by": self.by, "at": self.at.strftime("%Y-%m-%d %H:%M") if self.at else ""}
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in known.items() if value)
        return f"<said{attributes}>{escape(self.text, quote=False)}</said>"
