"""The text a person sees of a message's blocks."""

from collections.abc import Callable
from typing import Any

from sandbox.blocks.mrkdwn import Names, date_shown, readable, unescaped

Json = dict[str, Any]


def shown(blocks: list[Json], text: str, names: Names, attachments: list[Json] | None = None) -> str:
    """Give what a person reads of a message: its blocks line by line, or its text where there are none."""
    lines = _lines(blocks, names) if blocks else [readable(text, names)] if text else []
    for attachment in attachments or []:
        lines += _lines(attachment.get("blocks") or [], names)
        lines += [readable(attachment[key], names) for key in ("pretext", "title", "text") if attachment.get(key)]
    return "\n".join(lines)


def _lines(blocks: list[Json], names: Names) -> list[str]:
    return [line for block in blocks for line in _READERS.get(block.get("type", ""), _anything)(block, names)]


def text_shown(part: object, names: Names) -> str:
    """Give what a person reads of a text object; tokens are drawn in mrkdwn only."""
    if not isinstance(part, dict):
        return ""
    text = part.get("text") or ""
    return readable(text, names) if part.get("type") == "mrkdwn" else unescaped(text)


def element_shown(element: Json, names: Names) -> str:
    """Give a block element: text as it is, an image as its description, whatever can be pressed in square brackets."""
    if element.get("type") in {"mrkdwn", "plain_text"}:
        return text_shown(element, names)
    if element.get("type") == "image":
        return f"({element.get('alt_text', 'image')})"
    if element.get("type") in {"radio_buttons", "checkboxes", "overflow"}:
        return " ".join(f"[{text_shown(option.get('text'), names)}]" for option in element.get("options", []))
    if element.get("type") == "feedback_buttons":
        return " ".join(f"[{text_shown(element.get(side, {}).get('text'), names)}]" for side in ("positive_button", "negative_button"))
    label = element.get("text") or (element.get("initial_option") or {}).get("text") or element.get("placeholder")
    return f"[{text_shown(label, names)}]"


def _section(block: Json, names: Names) -> list[str]:
    lines = [text_shown(part, names) for part in [block.get("text"), *block.get("fields", [])] if part]
    return [*lines, element_shown(block["accessory"], names)] if block.get("accessory") else lines


def _text(block: Json, names: Names) -> list[str]:
    return [text_shown(block.get("text"), names)]


def _elements(block: Json, names: Names) -> list[str]:
    return [" ".join(element_shown(element, names) for element in block.get("elements", []))]


def _markdown(block: Json, names: Names) -> list[str]:
    return [readable(block.get("text", ""), names)]


def _divider(_block: Json, _names: Names) -> list[str]:
    return ["---"]


def _image(block: Json, names: Names) -> list[str]:
    title = [text_shown(block["title"], names)] if block.get("title") else []
    return [*title, f"({block.get('alt_text', 'image')})"]


def _input(block: Json, names: Names) -> list[str]:
    parts = [text_shown(block.get("label"), names), element_shown(block.get("element", {}), names), text_shown(block.get("hint"), names)]
    return [part for part in parts if part]


def _table(block: Json, names: Names) -> list[str]:
    return [" | ".join(_cell(cell, names) for cell in row) for row in block.get("rows", [])]


def _cell(cell: Json, names: Names) -> str:
    if cell.get("type") == "rich_text":
        return " ".join(_rich_text(cell, names))
    return str(cell.get("text") or cell.get("number") or cell.get("value") or "")


def _rich_text(block: Json, names: Names) -> list[str]:
    lines: list[str] = []
    for part in block.get("elements", []):
        if part.get("type") == "rich_text_list":
            lines += _list(part, names)
            continue
        text = "".join(_inline(element, names) for element in part.get("elements", []))
        lines += ["> " + line for line in text.split("\n")] if part.get("type") == "rich_text_quote" else [text]
    return lines


def _list(part: Json, names: Names) -> list[str]:
    indent = "  " * part.get("indent", 0)
    first = part.get("offset", 0) + 1
    ordered = part.get("style") == "ordered"
    return [
        f"{indent}{f'{first + at}.' if ordered else '•'} {line}"
        for at, item in enumerate(part.get("elements", []))
        for line in _rich_text({"elements": [item]}, names)
    ]


def _inline(element: Json, names: Names) -> str:
    readers: dict[str, Callable[[], str]] = {
        "user": lambda: "@" + (names.user_name(element["user_id"]) or element["user_id"]),
        "channel": lambda: "#" + (names.channel_name(element["channel_id"]) or "unknown-channel"),
        "usergroup": lambda: "@" + element["usergroup_id"],
        "broadcast": lambda: "@" + element["range"],
        "emoji": lambda: f":{element['name']}:",
        "link": lambda: element.get("text") or element["url"],
        "date": lambda: date_shown([str(element.get("timestamp")), element.get("format", "")], element.get("fallback", "")),
        "color": lambda: element["value"],
    }
    return readers.get(element.get("type", ""), lambda: str(element.get("text", "")))()


def _plan(block: Json, names: Names) -> list[str]:
    return [str(block.get("title", "")), *_lines(block.get("tasks") or [], names)]


def _task(block: Json, names: Names) -> list[str]:
    inside = [line for part in ("details", "output") for line in _rich_text(block.get(part) or {}, names)]
    links = [str(one.get("text") or one.get("url", "")) for one in block.get("sources") or []]
    return [f"({block.get('status', 'pending')}) {block.get('title', '')}", *inside, *links]


def _anything(block: Json, names: Names) -> list[str]:
    """Newer blocks (cards, containers …): every text in them, in the order they are written."""
    lines: list[str] = []
    for key, value in block.items():
        if key in {"type", "block_id", "action_id"}:
            continue
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                lines += _part(part, names)
    return lines


def _part(part: Json, names: Names) -> list[str]:
    if part.get("type") in _READERS:
        return _lines([part], names)
    if part.get("type") in {"mrkdwn", "plain_text", "button", "image"}:
        return [element_shown(part, names)]
    return _anything(part, names)


_READERS: dict[str, Callable[[Json, Names], list[str]]] = {
    "actions": _elements,
    "context": _elements,
    "context_actions": _elements,
    "divider": _divider,
    "header": _text,
    "image": _image,
    "input": _input,
    "markdown": _markdown,
    "plan": _plan,
    "rich_text": _rich_text,
    "section": _section,
    "table": _table,
    "task_card": _task,
    "data_table": _table,
}
