"""Slack's markup and plain words: what people type arrives in the one, is kept and shown as the other."""

import re
from collections.abc import Mapping

_TOKEN = re.compile(r"<([^<>]+)>")
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def mentioned(text: str) -> set[str]:
    """The ids of the people named in it."""
    return set(_MENTION.findall(text))


def plain(text: str, names: Mapping[str, str]) -> str:
    """Slack's markup as the plain words a person meant: @Bo, #general, an address. `names` are people's, by user id."""
    words = _TOKEN.sub(lambda token: _said(token[1], names), text)
    for entity, character in _ENTITIES:
        words = words.replace(entity, character)
    return clean(words)


def kept(text: str) -> str:
    """Slack's markup as plain words, in which only people stay as they are named: <@U1>. To travel in a button, and be read again."""
    parts = _MENTION.split(text)  # which gives the ids between the words
    return clean("".join(f"<@{part}>" if at % 2 else _unspaced(part) for at, part in enumerate(parts)))


def escaped_but_mentions(words: str) -> str:
    """What travelled in a button, as Slack's markup again."""
    parts = _MENTION.split(words)
    return "".join(f"<@{part}>" if at % 2 else escaped(part) for at, part in enumerate(parts))


def clean(words: str) -> str:
    """The same words without what no database takes: a NUL, half a surrogate pair."""
    return words.replace("\0", "").encode(errors="ignore").decode().strip()


def escaped(words: str) -> str:
    """Plain words for a place where Slack reads markup, where they must neither ping nor format."""
    for entity, character in reversed(_ENTITIES):
        words = words.replace(character, entity)
    return words


def _unspaced(text: str) -> str:
    """Plain words with the spaces around them."""
    inner = plain(text, {})
    return text[: len(text) - len(text.lstrip())] + inner + (text[len(text.rstrip()) :] if inner else "")


def _said(token: str, names: Mapping[str, str]) -> str:
    target, _, label = token.partition("|")
    if target.startswith("@"):
        return "@" + (names.get(target[1:]) or label or target[1:])
    if target.startswith("#"):
        return "#" + (label or target[1:])
    if target.startswith("!"):
        return label or "@" + target[1:].split("^", maxsplit=1)[0]
    address = target.removeprefix("mailto:")
    if not label or label == address or address.endswith(f"://{label}"):
        return address
    return f"{label} ({address})"
