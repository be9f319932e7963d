"""What Claude was asked: a request as it came, and how to read it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

_SAID = re.compile(r"<said(?P<attributes>[^>]*)>(?P<words>[^<]*)</said>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


@dataclass(frozen=True)
class Asked:
    """One request, as it came over the wire."""

    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The key it came with."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        return headers.get("x-api-key") or headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def system(self) -> str:
        """What is said to Claude before the conversation."""
        return _text(self.body.get("system", ""))

    @property
    def words(self) -> str:
        """The text of every turn of the conversation."""
        return "\n".join(_text(message["content"]) for message in self.body["messages"])

    @property
    def said(self) -> list[Json]:
        """What people said: the marked sections, as their attributes and their `text`."""
        return [
            {
                **{name: html.unescape(value) for name, value in _ATTRIBUTE.findall(match["attributes"])},
                "text": html.unescape(match["words"]),
            }
            for match in _SAID.finditer(self.words)
        ]

    @property
    def schema(self) -> Json | None:
        """The JSON schema the answer must have, if one is asked for."""
        asked_for: Json | None = ((self.body.get("output_config") or {}).get("format") or {}).get("schema")
        return asked_for

    @property
    def tools(self) -> list[Json]:
        """The tools Claude may ask to be run."""
        return list(self.body.get("tools") or [])

    @property
    def results(self) -> list[Json]:
        """The results of tools in the last turn."""
        last = self.body["messages"][-1]["content"]
        return [] if isinstance(last, str) else [block for block in last if block.get("type") == "tool_result"]


def _text(content: str | list[Json]) -> str:
    if isinstance(content, str):
        return content
    parts: list[str] = []
    for block in content:
        if block.get("type") == "tool_use":
            parts.append(json.dumps(block["input"], ensure_ascii=False))
        else:
            inner = block.get("text") or block.get("content") or ""
            parts.append(_text(inner))
    return "\n".join(parts)
