"""Whom a message notifies."""

from typing import Any

from sandbox.blocks.mrkdwn import pinged

Json = dict[str, Any]


def pings(blocks: list[Json], text: str, attachments: list[Json] | None = None) -> set[str]:
    """User ids, S… ids of user groups, and channel, here or everyone: of the text, mrkdwn, Markdown and rich text; never of plain_text."""
    found = pinged(text)
    for part in [*blocks, *(attachments or [])]:
        found |= _in_part(part)
    return found


def _in_part(part: object) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_in_part, part))
    if not isinstance(part, dict):
        return set()
    kind, found = part.get("type"), set()
    if kind in {"mrkdwn", "markdown"}:
        return pinged(part.get("text") or "")
    if kind == "user":
        found = {part.get("user_id", "")}
    elif kind == "usergroup":
        found = {part.get("usergroup_id", "")}
    elif kind == "broadcast":
        found = {part.get("range", "")}
    elif kind is None:
        # A legacy attachment: its text fields are mrkdwn.
        found = set().union(*(pinged(part[key]) for key in ("text", "pretext") if isinstance(part.get(key), str)))
    return found.union(*(_in_part(value) for value in part.values() if isinstance(value, dict | list)))
