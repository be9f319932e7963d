"""What a modal and a Home may be, and how big, as Slack refuses them."""

import json
from typing import Any

from sandbox.blocks.elements import text
from sandbox.blocks.limits import BLOCKS, check_blocks
from sandbox.blocks.schema import Problems, Rule, anything, choice, flag, shape, string, wrong

Json = dict[str, Any]
MOST_BLOCKS = 100
MOST_BYTES = 250_000
# What docs.slack.dev/blocks.json allows, and where it is silent, the stricter reading.
_IN_MESSAGES_ONLY = {
    "call",
    "container",
    "context_actions",
    "data_table",
    "data_visualization",
    "file",
    "markdown",
    "plan",
    "table",
    "task_card",
}
IN_MODALS = frozenset(BLOCKS) - _IN_MESSAGES_ONLY - {"carousel"}
IN_HOMES = frozenset(BLOCKS) - _IN_MESSAGES_ONLY - {"alert"}
_SHARED: dict[str, Rule] = {"private_metadata": string(3000), "callback_id": string(255), "external_id": string(255)}
_TITLE = text(24, "plain_text")
_MODAL = shape(
    {"type": choice("modal"), "title": _TITLE, "blocks": anything},
    {**_SHARED, "submit": _TITLE, "close": _TITLE, "clear_on_close": flag, "notify_on_close": flag, "submit_disabled": flag},
)
_HOME = shape({"type": choice("home"), "blocks": anything}, _SHARED)


def problems_in_view(view: Json, kind: str) -> list[str]:
    """List what Slack refuses about a modal or a home, with the places; nothing when it takes it."""
    problems: Problems = []
    if view.get("type") != kind:
        wrong(problems, "/view/type", f"must be {kind}")
        return problems
    (_MODAL if kind == "modal" else _HOME)(view, "/view", problems)
    check_blocks(view.get("blocks", []), "/view/blocks", problems, allowed=IN_MODALS if kind == "modal" else IN_HOMES, most=MOST_BLOCKS)
    if not problems:
        _check_whole(view, problems)
    return problems


def _check_whole(view: Json, problems: Problems) -> None:
    """Note what is wrong with the view as a whole: inputs nobody can submit, two fields that both want the cursor."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if inputs and view["type"] == "modal" and not view.get("submit"):
        wrong(problems, "/view", "missing required field: submit")
    if json.dumps(view).count('"focus_on_load": true') > 1:
        wrong(problems, "/view/blocks", "only one element may have focus_on_load")
    for index, block in enumerate(view["blocks"]):
        element = block.get("element") or {}
        if view["type"] == "home" and element.get("type") == "file_input":
            wrong(problems, f"/view/blocks/{index}/element/type", "unsupported type: file_input")


def too_large(view: Json) -> bool:
    """Whether it is more than Slack keeps of a view."""
    return len(json.dumps(view).encode()) > MOST_BYTES
