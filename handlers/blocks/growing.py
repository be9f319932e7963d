"""What an action item may become, and what it became: buttons that say the words of other kinds."""

from collections.abc import Sequence

from bot.records.actions import Action
from bot.records.search import Found
from handlers.blocks import kit
from handlers.blocks.kit import Element

WAYS = (("debt", "Make it debt", "debt add from {key}"), ("adr", "Make it an ADR", "adr new --from {key}"))
"""The kinds it may become, what the button says, and the words it stands for."""


def moves(action: Action, grown: Sequence[Found]) -> list[Element]:
    """A button for each kind: to make it one; once there is one, to see it."""
    there = {one.kind: one for one in grown}
    shows = {kind: kit.button(one.key, f"{kind} show {one.key}") for kind, one in there.items()}
    makes = {kind: kit.button(label, words.format(key=action.key)) for kind, label, words in WAYS if not action.is_done}
    return list((makes | shows).values())


def told(grown: Sequence[Found]) -> str:
    """What it became, on its line."""
    return "".join(f" → {one.key}" for one in grown)
