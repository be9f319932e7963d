"""Names of emoji in people's words: Slack draws them in a headline by itself, and in lines only where they are elements of their own."""

import re
from typing import Any

_NAMED = re.compile(r"(?<![\w:]):((?:\+1|-1|(?=[\w+'-]*[a-z])[\w+'-]{2,})(?:::skin-tone-[2-6])?):(?![\w:])")


def with_emoji(element: dict[str, Any]) -> list[dict[str, Any]]:
    """The same as elements in which :fire: is an emoji; code and everything but text stays as it is."""
    words, style = element.get("text", ""), element.get("style", {})
    if element.get("type") != "text" or ":" not in words or style.get("code"):
        return [element]
    parts, end = list[dict[str, Any]](), 0
    for found in _NAMED.finditer(words):
        if found.start() > end:
            parts.append({**element, "text": words[end : found.start()]})
        parts.append({"type": "emoji", "name": found[1], **({"style": style} if style else {})})
        end = found.end()
    return [*parts, {**element, "text": words[end:]}] if end < len(words) else parts
