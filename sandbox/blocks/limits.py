"""Which blocks a message may have, and how big, as Slack refuses them."""

from collections.abc import Collection, Iterator
from typing import Any

from sandbox.blocks.elements import (
    ACCESSORIES,
    ACTIONS,
    ELEMENTS,
    IMAGE_FIELDS,
    INPUTS,
    RICH_TEXT,
    URL,
    image,
    text,
)
from sandbox.blocks.schema import Problems, Rule, anything, choice, flag, items, number, one_of, shape, string, wrong

Json = dict[str, Any]
MOST_BLOCKS = 50
MOST_CHARACTERS = 13_200
# Slack counts containers too, without saying how. Measured by others: 9,597 characters in 50 blocks pass, 11,341 in 45 do not
# (bolt-js#2867), 13,297 in one markdown block do (bolt-js#2509). About 50 for each further block agrees with all three.
CHARACTERS_A_BLOCK = 50

_ANY = {"block_id": string(255)}
_RICH_TEXT = shape({"elements": items(one_of(RICH_TEXT), 1000, least=0)}, _ANY)
_CELL = one_of(
    {
        "rich_text": _RICH_TEXT,
        "raw_text": shape({"text": string(40_000)}),
        "raw_number": shape({}, {"number": anything, "value": anything, "text": anything}),
    }
)


def _section(value: object, at: str, problems: Problems) -> None:
    shape(
        {},
        {
            **_ANY,
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": one_of(ELEMENTS, ACCESSORIES),
            "expand": flag,
        },
    )(value, at, problems)
    if isinstance(value, dict) and not value.get("text") and not value.get("fields"):
        wrong(problems, at, "missing required field: text")


def _picture(value: object, at: str, problems: Problems) -> None:
    shape({"alt_text": string(2000, least=1)}, {**_ANY, **IMAGE_FIELDS, "title": text(2000, "plain_text")})(value, at, problems)
    if isinstance(value, dict) and "image_url" not in value and "slack_file" not in value:
        wrong(problems, at, "missing required field: image_url")


def _loose(*required: str) -> Rule:
    """Ask for a newer block: only what it cannot do without is asked for."""

    def rule(value: object, at: str, problems: Problems) -> None:
        for name in required:
            if isinstance(value, dict) and name not in value:
                wrong(problems, at, f"missing required field: {name}")

    return rule


def _child(value: object, at: str, problems: Problems) -> None:
    one_of(BLOCKS, IN_MESSAGES)(value, at, problems)


_CONTEXT = one_of({"image": image, "plain_text": text(2000, "plain_text"), "mrkdwn": text(2000, "mrkdwn")})
_CARD_PARTS: dict[str, Rule] = {
    "hero_image": image,
    "title": text(150),
    "body": text(200),
    "actions": items(one_of(ELEMENTS, ("button",)), 25),
}


def _card(value: object, at: str, problems: Problems) -> None:
    shape({}, {**_ANY, **_CARD_PARTS, "subtitle": text(150), "icon": image})(value, at, problems)
    if isinstance(value, dict) and not any(value.get(name) for name in _CARD_PARTS):
        wrong(problems, at, f"must have at least one of {', '.join(_CARD_PARTS)}")


def _container(value: object, at: str, problems: Problems) -> None:
    _CONTAINER(value, at, problems)
    if isinstance(value, dict) and not value.get("title") and not value.get("rich_text_title"):
        wrong(problems, at, "missing required field: title")
    if isinstance(value, dict) and value.get("is_collapsible") and value.get("has_header_divider"):
        wrong(problems, at, "has_header_divider does not go with is_collapsible")


_CONTAINER = shape(
    {"child_blocks": items(_child, 10)},
    {
        **_ANY,
        "title": text(150),
        "rich_text_title": _RICH_TEXT,
        "subtitle": text(150),
        "icon": image,
        "width": choice("narrow", "standard", "wide", "full"),
        "is_collapsible": flag,
        "default_collapsed": flag,
        "has_header_divider": flag,
    },
)
_TASK = shape(
    {"task_id": string(255, least=1), "title": string(255, least=1)},
    {
        **_ANY,
        "status": choice("pending", "in_progress", "complete", "error"),
        "details": _RICH_TEXT,
        "output": _RICH_TEXT,
        "sources": items(anything, 20),
    },
)
BLOCKS: dict[str, Rule] = {
    "section": _section,
    "divider": shape({}, _ANY),
    "image": _picture,
    "actions": shape({"elements": items(one_of(ELEMENTS, ACTIONS), 25)}, _ANY),
    "context": shape({"elements": items(_CONTEXT, 10)}, _ANY),
    "context_actions": shape({"elements": items(one_of(ELEMENTS, ("feedback_buttons", "icon_button")), 5)}, _ANY),
    "input": shape(
        {"label": text(2000, "plain_text"), "element": one_of(ELEMENTS, INPUTS)},
        {**_ANY, "hint": text(2000, "plain_text"), "optional": flag, "dispatch_action": flag},
    ),
    "header": shape({"text": text(150, "plain_text")}, _ANY),
    "markdown": shape({"text": string(12_000, least=1)}, _ANY),
    "rich_text": _RICH_TEXT,
    "table": shape({"rows": items(items(_CELL, 20), 100)}, {**_ANY, "column_settings": items(anything, 20)}),
    "alert": shape({"text": text(200)}, {**_ANY, "level": choice("default", "info", "warning", "error", "success")}),
    "video": shape(
        {"title": text(200, "plain_text"), "video_url": URL, "thumbnail_url": URL, "alt_text": string(2000, least=1)},
        {
            **_ANY,
            "title_url": URL,
            "description": text(200, "plain_text"),
            "author_name": string(50),
            "provider_name": string(50),
            "provider_icon_url": URL,
        },
    ),
    "task_card": _TASK,
    "plan": shape({"title": string(255)}, {**_ANY, "tasks": items(one_of({"task_card": _TASK}), 50, least=0)}),
    "card": _card,
    "carousel": shape({"elements": items(one_of({"card": _card}), 10)}, _ANY),
    "container": _container,
    "data_table": shape(
        {"rows": items(items(_CELL, 20), 101, least=2), "caption": anything},
        {**_ANY, "page_size": number(1, 100), "row_header_column_index": number(0)},
    ),
    "data_visualization": shape({"title": string(50, least=1), "chart": anything}, _ANY),
    "call": _loose("call_id"),
    "file": _loose("external_id", "source"),
    "auth_provider": _loose(),
}


IN_MESSAGES = frozenset(BLOCKS) - {"alert"}


def problems_in(blocks: list[Any]) -> list[str]:
    """List what Slack refuses about a message's blocks, with the places; nothing when it takes them."""
    problems: Problems = []
    check_blocks(blocks, "/blocks", problems, allowed=IN_MESSAGES, most=MOST_BLOCKS)
    return problems


def check_blocks(blocks: object, at: str, problems: Problems, *, allowed: Collection[str], most: int) -> None:
    """Note what Slack refuses about the blocks of a message or a view: allowed names the types that may stand there."""
    items(one_of(BLOCKS, allowed), most, least=0)(blocks, at, problems)
    _check_unique(blocks if isinstance(blocks, list) else [], at, problems)


def _check_unique(blocks: list[Any], at: str, problems: Problems) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id in seen:
            wrong(problems, f"{at}/{index}/block_id", f"block_id already exists: {block_id}")
        seen.add(block_id if isinstance(block_id, str) else "")
        elements = block.get("elements") if isinstance(block.get("elements"), list) else []
        action_ids = [str(one["action_id"]) for one in elements or [] if isinstance(one, dict) and "action_id" in one]
        for twice in {one for one in action_ids if action_ids.count(one) > 1}:
            wrong(problems, f"{at}/{index}/elements", f"`action_id` {twice} already exists in this block")


def size(blocks: list[Any]) -> int:
    """How big the blocks are as Slack counts them: their characters, and a little for each block."""
    return sum(map(len, _texts(blocks))) + CHARACTERS_A_BLOCK * max(len(blocks) - 1, 0)


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _texts(one)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key == "text" and isinstance(value, str):
                yield value
            else:
                yield from _texts(value)


def tables_in(blocks: list[Any]) -> int:
    """How many tables there are; Slack takes one a message."""
    return sum(isinstance(block, dict) and block.get("type") == "table" for block in blocks)
