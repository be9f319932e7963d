"""What a person types with marks becomes rich text: Slack's composer makes it while they type, and sends both the blocks and the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from sandbox import emoji
from sandbox.blocks.mrkdwn import escaped
from sandbox.composer import Composer, Part, as_text
from sandbox.ids import new_secret

if TYPE_CHECKING:
    from sandbox.people import Person

Json = dict[str, Any]
_FENCED = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
_QUOTE = re.compile(r"> ?(.*)")
_ITEM = re.compile(r"( *)(?:([•◦▪*-])|(\d+)\.) (.*)")
# An address or a token is left alone, whatever marks are in it; a mark is one at the edges of words only.
_MARKED = re.compile(
    r"https?://[^\s<>|]+|<[^<>\n]+>|`(?P<code>[^`\n]+)`"
    r"|(?<![\w*_~])(?P<mark>[*_~])(?=\S)(?P<inside>(?:(?!(?P=mark))[^\n])*?\S)(?P=mark)(?![\w*_~])"
)
_EMOJI = re.compile(r":([a-z0-9_+'-]+):")
_STYLES = {"*": "bold", "_": "italic", "~": "strike"}
_BULLETS = "•◦▪"
_SPACES_A_LEVEL = 4
_DEEPEST = 8


@dataclass(frozen=True)
class _Kind:
    """What a line is part of: words, a quotation, or a list of a style at an indent."""

    name: str = "words"
    style: str = ""
    indent: int = 0


@dataclass
class _Lines:
    """Neighbouring lines of one kind; of an ordered list the first number is kept."""

    kind: _Kind
    words: list[str] = field(default_factory=list)
    first: int = 1


@dataclass
class _Inline:
    """Words within a line, as elements and as the text that stands for them."""

    elements: list[Json] = field(default_factory=list)
    text: str = ""

    def __iadd__(self, other: _Inline) -> Self:
        self.elements += other.elements
        self.text += other.text
        return self


def written(typed: str, person: Person) -> tuple[str, list[Json]]:
    """Give the text of a message and the block Slack's composer makes of what somebody typed."""
    writer = _Writer(person)
    parts: list[tuple[Json, str]] = []
    for code, words in _fenced(typed):
        parts += [_preformatted(words)] if code else [writer.lines(one) for one in _grouped(words)]
    block = {"type": "rich_text", "block_id": new_secret(5), "elements": [part for part, _ in parts]}
    return "\n".join(text for _, text in parts), [block]


def _fenced(typed: str) -> Iterator[tuple[bool, str]]:
    """What is typed, cut at its code blocks: whether it is one, and what is in it."""
    end = 0
    for match in _FENCED.finditer(typed):
        before = typed[end : match.start()].removesuffix("\n")
        if before:
            yield False, before
        yield True, match[1]
        end = match.end() + typed[match.end() :].startswith("\n")
    if end < len(typed) or not typed:
        yield False, typed[end:]


def _preformatted(words: str) -> tuple[Json, str]:
    return {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": words}]}, f"```{escaped(words)}```"


def _grouped(words: str) -> list[_Lines]:
    found: list[_Lines] = []
    for line in words.split("\n"):
        kind, inside, number = _read(line)
        if not found or found[-1].kind != kind:
            found.append(_Lines(kind, first=number))
        found[-1].words.append(inside)
    return found


def _read(line: str) -> tuple[_Kind, str, int]:
    if quote := _QUOTE.fullmatch(line):
        return _Kind("quote"), quote[1], 1
    if item := _ITEM.fullmatch(line):
        indent = min(len(item[1]) // _SPACES_A_LEVEL, _DEEPEST)
        return _Kind("list", "bullet" if item[2] else "ordered", indent), item[4], int(item[3] or 1)
    return _Kind(), line, 1


class _Writer:
    """Writes with the eyes of one person: the names they may know become mentions."""

    def __init__(self, person: Person) -> None:
        self._workspace = person.workspace
        self._composer = Composer(person.workspace, person)

    def lines(self, lines: _Lines) -> tuple[Json, str]:
        """Give an element of rich text for lines of one kind, and their text."""
        if lines.kind.name == "list":
            return self._list(lines)
        inside = self._inline("\n".join(lines.words), {})
        if lines.kind.name == "quote":
            return {"type": "rich_text_quote", "elements": inside.elements}, "\n".join(f"&gt; {one}" for one in inside.text.split("\n"))
        return {"type": "rich_text_section", "elements": inside.elements}, inside.text

    def _list(self, lines: _Lines) -> tuple[Json, str]:
        style, indent = lines.kind.style, lines.kind.indent
        items = [self._inline(one, {}) for one in lines.words]
        marks = [_BULLETS[indent % len(_BULLETS)] if style == "bullet" else f"{lines.first + at}." for at in range(len(items))]
        offset = {"offset": lines.first - 1} if style == "ordered" and lines.first > 1 else {}
        sections = [{"type": "rich_text_section", "elements": one.elements} for one in items]
        text = "\n".join(f"{' ' * _SPACES_A_LEVEL * indent}{mark} {one.text}" for mark, one in zip(marks, items, strict=True))
        return {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": sections, **offset}, text

    def _inline(self, typed: str, style: Json) -> _Inline:
        found, end = _Inline(), 0
        for match in _MARKED.finditer(typed):
            if not (match["code"] or match["mark"]):
                continue
            found += self._plain(typed[end : match.start()], style)
            if match["code"]:
                styled = {"type": "text", "text": match["code"], "style": {**style, "code": True}}
                found += _Inline([styled], f"`{escaped(match['code'])}`")
            else:
                inside = self._inline(match["inside"], {**style, _STYLES[match["mark"]]: True})
                found += _Inline(inside.elements, f"{match['mark']}{inside.text}{match['mark']}")
            end = match.end()
        found += self._plain(typed[end:], style)
        return found

    def _plain(self, typed: str, style: Json) -> _Inline:
        parts = self._composer.parts(typed)
        styled = {"style": style} if style else {}
        elements = [{**one, **styled} for part in parts for one in _elements(part)]
        return _Inline(elements, as_text(parts, self._workspace))


def _elements(part: Part) -> list[Json]:
    made: dict[str, Callable[[str], list[Json]]] = {
        "text": _with_emoji,
        "user": lambda value: [{"type": "user", "user_id": value}],
        "channel": lambda value: [{"type": "channel", "channel_id": value}],
        "broadcast": lambda value: [{"type": "broadcast", "range": value}],
        "link": lambda value: [{"type": "link", "url": value}],
    }
    return made[part.kind](part.value)


def _with_emoji(words: str) -> list[Json]:
    """Words, with an element for each emoji there is; 14:05:30 stays what it is."""
    found: list[Json] = []
    end = 0
    for match in _EMOJI.finditer(words):
        picture = emoji.by_name().get(match[1])
        if picture is None or match.start() < end:
            continue
        if end < match.start():
            found.append({"type": "text", "text": words[end : match.start()]})
        found.append({"type": "emoji", "name": match[1], "unicode": "-".join(f"{ord(one):x}" for one in picture)})
        end = match.end()
    return [*found, {"type": "text", "text": words[end:]}] if end < len(words) else found
