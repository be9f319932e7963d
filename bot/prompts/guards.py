"""What comes back from Claude before anybody sees it: no pings, no links that were not in the sources, nothing over its limit."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from pydantic import BeforeValidator, WithJsonSchema

HELD_AT_MOST = 600
"""So many characters of a text that comes in pieces are held back, no more: a bracket may never be closed."""

LINK_LEFT_OUT = "(a link was left out)"

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_PING = re.compile(r"(?P<person><@[UW][A-Z0-9]+(?:\|[^<>]*)?>)|<!(?P<group>\w+)[^<>]*>|(?P<opening><+[!@])")
_TARGET = r"[a-zA-Z][a-zA-Z0-9+.-]*:(?://|(?<=mailto:)|(?<=tel:))[^\s<>|\"'`]+"
_MARKDOWN_LINK = re.compile(r"\[(?P<label>[^\[\]]*)\]\(\s*<?(?P<target>[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?[^()]*\)")
_SLACK_LINK = re.compile(rf"<(?P<target>{_TARGET})\|(?P<label>[^<>]*)>")
_BARE_LINK = re.compile(_TARGET)
_UNFINISHED = re.compile(r"<[^<>]*$|\[[^\[\]]*(?:\](?:\([^()]*)?)?$")
_SPACE = re.compile(r"\s")
_AT_THE_END = ".,;:!?)]}*_~…"


def guarded(value: Any, sources: str) -> Any:
    """Take out of a text, or of every text in a JSON value, what may not be shown. `sources` is all that people said in the prompt."""
    if isinstance(value, str):
        return _guarded(value, sources)
    if isinstance(value, dict):
        return {name: guarded(inner, sources) for name, inner in value.items()}
    if isinstance(value, list):
        return [guarded(inner, sources) for inner in value]
    return value


class Flow:
    """The same for a text that comes in pieces: a piece is held back while it may be the beginning of something."""

    def __init__(self, sources: str) -> None:
        self.sources = sources
        self._held = ""

    def feed(self, piece: str) -> str:
        """Take a piece; return what can be shown by now."""
        self._held += piece
        pending = _UNFINISHED.search(self._held) if len(self._held) < HELD_AT_MOST else None
        sure = self._held[: pending.start()] if pending else self._held
        spaces = list(_SPACE.finditer(sure))
        end = spaces[-1].end() if spaces else 0
        return self._release(end if end or len(self._held) < HELD_AT_MOST else len(self._held))

    def rest(self) -> str:
        """Return what is left, when no more comes."""
        return self._release(len(self._held))

    def _release(self, end: int) -> str:
        released, self._held = self._held[:end], self._held[end:]
        return _guarded(released, self.sources)


def without_pings(text: str, sources: str) -> str:
    """Take out every mention that would notify a channel, a group, or somebody whom the sources do not mention."""
    known = set(_MENTION.findall(sources))

    def harmless(ping: re.Match[str]) -> str:
        if ping["person"]:
            return ping[0] if _MENTION.findall(ping[0])[0] in known else "someone"
        return f"@{ping['group']}" if ping["group"] else " "

    return _PING.sub(harmless, text)


def without_links(text: str, sources: str) -> str:
    """Take out every link that does not stand in the sources; its label stays."""
    known = {_bare(link) for link in _BARE_LINK.findall(unescape(sources))}

    def labelled(link: re.Match[str]) -> str:
        leads_nowhere = not set(link["target"]) & set("./:")  # as in handlers[kind](event)
        return link[0] if leads_nowhere or _bare(link["target"]) in known else link["label"]

    def bare(link: re.Match[str]) -> str:
        target = _bare(link[0])
        return link[0] if target in known else LINK_LEFT_OUT + unescape(link[0])[len(target) :]

    return _BARE_LINK.sub(bare, _SLACK_LINK.sub(labelled, _MARKDOWN_LINK.sub(labelled, text)))


def cut(text: str, limit: int) -> str:
    """Cut a text to so many characters, at a word where there is one."""
    if len(text) <= limit:
        return text
    kept = text[: limit - 1]
    at_a_word = kept.rsplit(None, 1)[0] if len(kept.split(None, 1)) > 1 else kept
    return f"{at_a_word.rstrip()}…"


def at_most(limit: int) -> Any:
    """Annotate a shape's text so: Claude is told the limit, and what is longer is cut instead of refused."""
    shorter = BeforeValidator(lambda text: cut(text, limit) if isinstance(text, str) else text)
    return shorter, WithJsonSchema({"type": "string", "maxLength": limit})


def _bare(link: str) -> str:
    return unescape(link).rstrip(_AT_THE_END)


def _guarded(text: str, sources: str) -> str:
    """Until nothing is left to take out: what stood around a link or a ping may have been made to become one without it."""
    while (clean := without_pings(without_links(text, sources), sources)) != text:
        text = clean
    return text
