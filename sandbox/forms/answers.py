"""What one person has filled in so far."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sandbox.forms.fields import MANY, VALUES, Field, fields

Json = dict[str, Any]


class Answers:
    """What one person has filled in on a view or a message.

    It outlives a redraw where block_id and action_id stay the same, and then the field's new initial value is not looked at: so
    does Slack's client.
    """

    def __init__(self) -> None:
        self._given: dict[tuple[str, str, str], Any] = {}
        self.found: dict[tuple[str, str, str], list[Json]] = {}

    def drawn(self, blocks: Iterable[Json], here: str | None = None) -> None:
        """Take the blocks as they stand now; here is the conversation the person is in, for menus that begin with it."""
        kept = [field for field in fields(blocks) if field.is_kept]
        self._given = {field.id: self._given[field.id] if field.id in self._given else _begun(field, here) for field in kept}

    def of(self, field: Field) -> Any:
        """Tell what a field holds: None or an empty list when nothing."""
        return self._given.get(field.id, [] if field.kind in MANY else None)

    def fill(self, field: Field, value: Any) -> None:
        """Put a value into a field."""
        self._given[field.id] = value

    def values(self) -> Json:
        """Draw state.values: every field by block and action, the empty ones too."""
        drawn: Json = {}
        for (block_id, action_id, kind), value in self._given.items():
            drawn.setdefault(block_id, {})[action_id] = {"type": kind, VALUES[kind]: value}
        return drawn


def _begun(field: Field, here: str | None) -> Any:
    if here and field.element.get("default_to_current_conversation") and not field.initial:
        return [here] if field.kind in MANY else here
    return field.initial
