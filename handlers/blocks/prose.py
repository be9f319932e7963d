"""Markdown as documents hold it, drawn with rich text: links, bold, code, bullets. Other signs are shown as they stand; none pings."""

import re
from collections.abc import Iterator

from handlers.blocks import kit
from handlers.blocks.kit import Element

BULLET = "•  "
_BULLET = re.compile(r"^(\s*)[-*+]\s+")
_HEADING = re.compile(r"^#{1,6}\s+")
_LINK = r"\[(?P<label>[^\[\]\n]+)\]\((?P<target>https?://[^\s()<>]+)\)"
_SPAN = re.compile(
    rf"{_LINK}|<(?P<auto>https?://[^\s<>]+)>|\*\*(?P<bold>[^*\n]+)\*\*|`(?P<code>[^`\n]+)`"
    r"|(?P<url>https?://[^\s<>\"|)\]]*[^\s<>\"|.,;:!?)\]}'])"
)
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?P<inside>.*?)(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_TARGETS = re.compile(_LINK)


def divided(markdown: str) -> Iterator[tuple[bool, str]]:
    """The parts of a text that are in a fence, and those that are not; empty ones are left out."""
    end = 0
    for found in _FENCE.finditer(markdown):
        if before := markdown[end : found.start()].strip("\n"):
            yield False, before
        if inside := found["inside"].strip("\n"):
            yield True, inside
        end = found.end()
    if after := markdown[end:].strip("\n"):
        yield False, after


def prose(markdown: str, limit: int) -> tuple[list[Element], int]:
    """Draw what fits into `limit` characters as they are seen, and say how many are left over. A link is never cut."""
    elements: list[Element] = []
    for at, line in enumerate(markdown.splitlines()):
        elements += [*([kit.text("\n")] if at else []), *_line(line)]
    return sized(elements, limit)


def sized(elements: list[Element], limit: int) -> tuple[list[Element], int]:
    """As many of these as fit, the last of them cut if it is no link, and how many characters are left over.

    Slack counts the addresses of links, too; what is left over is told as it would be read.
    """
    shown: list[Element] = []
    left, over = limit, 0
    for element in elements:
        words = element.get("text", "")
        size = len(words) + len(element.get("url", ""))
        if over or (size > left and element["type"] != "text"):
            over += len(words)
        elif size > left:
            cut = kit.cut(words, max(1, left))
            shown.append({**element, "text": cut})
            over += len(words) - len(cut)
        else:
            shown.append(element)
        left -= size
    return shown, over


def spans(line: str) -> list[Element]:
    """The parts of one line."""
    elements: list[Element] = []
    end = 0
    for found in _SPAN.finditer(line):
        if found.start() > end:
            elements.append(kit.text(line[end : found.start()]))
        elements.append(_span(found))
        end = found.end()
    if end < len(line):
        elements.append(kit.text(line[end:]))
    return elements


def as_read(markdown: str) -> str:
    """The words without the addresses behind them: to be searched, or told on one line."""
    return _TARGETS.sub(lambda link: link["label"], markdown)


def _line(line: str) -> list[Element]:
    if heading := _HEADING.match(line):
        return [kit.text(line[heading.end() :], bold=True)]
    elements: list[Element] = []
    if bullet := _BULLET.match(line):
        elements.append(kit.text(f"{'    ' * (len(bullet[1]) // 2)}{BULLET}"))
        line = line[bullet.end() :]
    return elements + spans(line)


def _span(found: re.Match[str]) -> Element:
    if found["label"]:
        return kit.link(found["target"], found["label"])
    if found["bold"]:
        return kit.text(found["bold"], bold=True)
    if found["code"]:
        return kit.code(found["code"])
    url = found["auto"] or found["url"]
    return kit.link(url, url)
