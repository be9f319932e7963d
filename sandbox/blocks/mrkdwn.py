"""Slack's mrkdwn: what a person reads of it, and whom it pings."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

TOKEN = re.compile(r"<([^<>\n]+)>")
_CODE = re.compile(r"```(.+?)```|`([^`\n]+)`", re.DOTALL)
# A mark opens after a space or punctuation and before a word, and closes the other way round, as in Slack.
_MARKED = re.compile(r"(?<![\w*_~])([*_~])(?=\S)((?:(?!\1)[^\n])*?\S)\1(?![\w*_~])")
_DATE_PART = re.compile(r"\{(\w+)\}")
_DATE_FORMATS = {"time": "%H:%M UTC", "time_secs": "%H:%M:%S UTC", "ago": "%Y-%m-%d %H:%M UTC"}
_DATES = ("date", "date_num", "date_short", "date_long", "date_pretty", "date_short_pretty", "date_long_pretty")
_BROADCASTS = {"channel": "channel", "group": "channel", "here": "here", "everyone": "everyone"}


class Names(Protocol):
    """Who can tell the name behind an id."""

    def user_name(self, user_id: str) -> str | None:
        """Give the name a person is shown under."""

    def channel_name(self, channel_id: str) -> str | None:
        """Give the name of a channel, without its #."""


def unescaped(text: str) -> str:
    """Give the text with Slack's three entities resolved, and no others."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escaped(text: str) -> str:
    """Give the text with Slack's three control characters as entities."""
    return html.escape(text, quote=False)


def readable(text: str, names: Names) -> str:
    """Give what a person reads: tokens resolved, marks taken off, entities resolved; dates in UTC."""
    kept: list[str] = []

    def keep(words: str) -> str:
        kept.append(words)
        return f"\0{len(kept) - 1}\0"

    # Marks inside code, addresses and names are no marks, so those are put aside first.
    without_code = _CODE.sub(lambda match: keep(_resolved(match[1] or match[2], names)), text.replace("\0", ""))
    without_tokens = TOKEN.sub(lambda match: keep(_token(match[1], names)), without_code)
    plain = unescaped(_MARKED.sub(lambda match: match[2], _MARKED.sub(lambda match: match[2], without_tokens)))
    # What was put aside last may hold what was put aside before it.
    for at in range(len(kept) - 1, -1, -1):
        plain = plain.replace(f"\0{at}\0", kept[at])
    return plain


def _resolved(code: str, names: Names) -> str:
    """What a person reads of code: its tokens resolved, every mark left in."""
    parts = TOKEN.split(code)
    return "".join(_token(part, names) if at % 2 else unescaped(part) for at, part in enumerate(parts))


def _token(inside: str, names: Names) -> str:
    target, _, label = inside.partition("|")
    readers: dict[str, Callable[[], str]] = {
        "@": lambda: "@" + (names.user_name(target[1:]) or label or target[1:]),
        "#": lambda: "#" + (names.channel_name(target[1:]) or label or "unknown-channel"),
        "!": lambda: _special(target[1:], label),
    }
    if inside[0] in readers:
        return readers[inside[0]]()
    return unescaped(label or target.removeprefix("mailto:"))


def _special(target: str, label: str) -> str:
    if target in _BROADCASTS:
        return f"@{target}"
    if target.startswith("date^"):
        return date_shown(target.split("^")[1:3], unescaped(label))
    return unescaped(label) or f"<!{target}>"


def date_shown(parts: list[str], fallback: str) -> str:
    """Give a date token's seconds and format as a reader in UTC sees it; the fallback when it is not one Slack draws."""
    try:
        seconds, form = parts
        moment = datetime.fromtimestamp(int(seconds), UTC)
    except ValueError:
        return fallback

    def part(match: re.Match[str]) -> str:
        if match[1] in _DATES:
            return moment.strftime("%Y-%m-%d")
        return moment.strftime(_DATE_FORMATS[match[1]]) if match[1] in _DATE_FORMATS else match[0]

    return unescaped(_DATE_PART.sub(part, form))


def pinged(text: str) -> set[str]:
    """Whom the text notifies: user ids, S… ids of user groups, and channel, here or everyone."""
    found: set[str] = set()
    for match in TOKEN.finditer(text):
        target = match[1].partition("|")[0]
        if target.startswith("@"):
            found.add(target[1:])
        elif target[1:] in _BROADCASTS and target.startswith("!"):
            found.add(_BROADCASTS[target[1:]])
        elif target.startswith("!subteam^"):
            found.add(target.removeprefix("!subteam^"))
    return found
