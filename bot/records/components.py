"""The parts something is built of, as tech specs and system designs list them."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field

from bot.records.bodies import Item, Line, Text

_NAMED = re.compile(r"(?:\s+[—–-]\s+|:\s+)")
DIAGRAM = "mermaid"
_BEGINS_A_DIAGRAM = re.compile(
    r"^\s*(?:%%|(?:graph|flowchart|sequenceDiagram|classDiagram|stateDiagram(?:-v2)?|erDiagram|C4\w+|architecture-beta|block-beta|mindmap"
    r"|gantt|journey|timeline|gitGraph|requirementDiagram)\b)"
)


class Component(Item):
    """A component: what it does, what it is made with, what others reach it by."""

    name: Line = Field(title="Component", min_length=1)
    responsibility: Line = Field("", title="Responsibility")
    technology: Line = Field("", title="Technology")
    interfaces: Text = Field("", title="Interfaces")

    @classmethod
    def read(cls, line: str) -> Self:
        """`Ledger: keeps what was paid`."""
        name, *rest = _NAMED.split(line.strip(), maxsplit=1)
        return cls(name=name, responsibility=rest[0] if rest else "")


def fenced(text: str) -> str:
    """A diagram as Markdown: Mermaid that somebody typed bare gets the fence by which others draw it."""
    return f"```{DIAGRAM}\n{text}\n```" if _BEGINS_A_DIAGRAM.match(text) else text
