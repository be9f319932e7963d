"""The places in blocks where a person types, chooses or presses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.blocks.limits import BLOCKS
from sandbox.blocks.mrkdwn import Names
from sandbox.blocks.shown import text_shown

Json = dict[str, Any]
TYPED = ("plain_text_input", "email_text_input", "url_text_input", "number_input")
PRESSED = frozenset({"button", "icon_button", "feedback_buttons", "workflow_button"})
# What Slack calls the value of each element, in state.values and in an action.
VALUES = {
    **dict.fromkeys(TYPED, "value"),
    "rich_text_input": "rich_text_value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "file_input": "files",
}
MANY = frozenset(kind for kind, value in VALUES.items() if value.endswith("s"))


@dataclass(frozen=True)
class Field:
    """An element in its block."""

    block: Json
    element: Json

    @property
    def kind(self) -> str:
        """The element's type."""
        return str(self.element.get("type"))

    @property
    def block_id(self) -> str:
        """Its block's id."""
        return str(self.block.get("block_id", ""))

    @property
    def action_id(self) -> str:
        """Its own id."""
        return str(self.element.get("action_id", ""))

    @property
    def id(self) -> tuple[str, str, str]:
        """What makes it the same field after a redraw."""
        return self.block_id, self.action_id, self.kind

    @property
    def is_input(self) -> bool:
        """Whether it stands in an input block, and so is sent with the form."""
        return self.block.get("type") == "input"

    @property
    def is_required(self) -> bool:
        """Whether a form cannot be submitted while it is empty."""
        return self.is_input and not self.block.get("optional")

    @property
    def is_kept(self) -> bool:
        """Whether what was chosen stays in it: not so in buttons and overflow menus."""
        return self.kind in VALUES and self.kind != "overflow"

    @property
    def tells_at_once(self) -> bool:
        """Whether the app hears of each choice as it is made, not only when the form is submitted."""
        if not self.is_input:
            return True
        when = (self.element.get("dispatch_action_config") or {}).get("trigger_actions_on") or ["on_enter_pressed"]
        return bool(self.block.get("dispatch_action")) and (self.kind not in TYPED or "on_character_entered" in when)

    @property
    def initial(self) -> Any:
        """What it holds before anybody touched it."""
        name = VALUES[self.kind]
        found = self.element.get(name.replace("selected_", "initial_") if name.startswith("selected_") else "initial_value")
        return list(found or []) if self.kind in MANY else found

    def label(self, names: Names) -> str:
        """Tell what its block is called."""
        return text_shown(self.block.get("label"), names)

    def called(self, names: Names) -> set[str]:
        """Tell everything it may be named by: its ids, its words, its placeholder, its block's label."""
        words = {text_shown(part, names) for part in (self.element.get("text"), self.element.get("placeholder"), self.block.get("label"))}
        return {self.block_id, self.action_id, *words} - {""}

    def may_be_seen_by(self, person_id: str) -> bool:
        """Whether it is there for that person."""
        return "visible_to_user_ids" not in self.element or person_id in self.element["visible_to_user_ids"]


def fields(blocks: Iterable[Json]) -> Iterator[Field]:
    """Go through every element of the blocks that takes something from a person, from top to bottom."""
    for block in blocks:
        yield from _within(block, block)


def _within(part: object, block: Json) -> Iterator[Field]:
    if isinstance(part, list):
        for one in part:
            yield from _within(one, block)
    elif isinstance(part, dict):
        kind = part.get("type")
        if kind == "feedback_buttons":
            for side in ("positive_button", "negative_button"):
                yield Field(block, {**part[side], "type": kind, "action_id": part.get("action_id", "")})
        elif kind in PRESSED or kind in VALUES:
            yield Field(block, part)
        else:
            inner = part if kind in BLOCKS and kind != "image" else block
            for value in part.values():
                yield from _within(value, inner)
