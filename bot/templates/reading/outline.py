"""A Markdown file taken apart: its headings, what stands under each, the items of a list, the rows of a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.templates.guarded import OWN_DEPTH, fenced

_HEADING = re.compile(rf"^ {{0,3}}(#{{1,{OWN_DEPTH}}})(?:[ \t]+(.*))?$")
_UNDERLINE = re.compile(r"^ {0,3}(?:(=+)|-{2,})[ \t]*$")
_NO_PARAGRAPH = re.compile(r"^\s*(?:[-*+>|#]|\d+[.)]\s|$)")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RESIDUE = re.compile(
    r"^[ \t]*<!--\s*(?:This is an optional|optional|numbers? of options|markdownlint|you can|in case).*?-->[ \t]*\n?",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
_ITEM = re.compile(r"^[-*+](?:[ \t](.*))?$")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass
class Part:
    """A heading of depth `depth`, 0 for what stands above the first, and the lines under it up to the next. `line` is its line."""

    depth: int
    heading: str
    line: int
    lines: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The heading as it is compared."""
        return " ".join(re.sub(r"[*_`’']", lambda sign: "'" if sign[0] in "’'" else "", self.plain).lower().rstrip(":#").split())

    @property
    def plain(self) -> str:
        """The heading without what a template's author noted in it."""
        return " ".join(_COMMENT.sub("", self.heading).split())

    @property
    def text(self) -> str:
        """What stands under it."""
        return "\n".join(self.lines).strip("\n")


def outline(content: str, first_line: int) -> list[Part]:
    """Every part of a text, in order. Deeper headings belong to the text."""
    lines = content.split("\n")
    quiet = set(fenced(lines))
    parts = [Part(0, "", first_line)]
    for number, line in enumerate(lines):
        heading = None if number in quiet else _HEADING.match(line)
        under = None if number in quiet or number == 0 or number - 1 in quiet else _UNDERLINE.match(line)
        if heading:
            parts.append(Part(len(heading[1]), (heading[2] or "").strip(), first_line + number))
        elif under and parts[-1].lines and not _NO_PARAGRAPH.match(parts[-1].lines[-1]):
            title = parts[-1].lines.pop().strip()
            parts.append(Part(1 if under[1] else 2, title, first_line + number - 1))
        else:
            parts[-1].lines.append(line)
    return parts


def without_residue(content: str) -> str:
    """A text without the comments of the template it was made from."""
    return _RESIDUE.sub("", content)


def items(lines: Iterable[str], indent: str = "") -> Iterator[tuple[str | None, list[str]]]:
    """The items of a list, with the lines under each as they are; None for lines that come before the first."""
    current: tuple[str | None, list[str]] | None = None
    for line in lines:
        found = _ITEM.match(line.removeprefix(indent)) if line.startswith(indent) else None
        if found:
            if current:
                yield current
            current = (found[1] or "", [])
        elif current:
            current[1].append(line)
        elif line.strip():
            current = (None, [line])
    if current:
        yield current


def joined(item: str, below: Sequence[str]) -> tuple[str, list[str]]:
    """An item with the lines it goes on in, and what else is below it."""
    rest = list(below)
    words = [item]
    while rest and rest[0].strip() and not _BULLET.match(rest[0]):
        words.append(rest.pop(0).strip())
    return " ".join(words), rest


def as_lines(lines: Sequence[str], indent: str = "") -> Iterator[str]:
    """What several said: a line for each item or paragraph."""
    for item, below in items(lines, indent):
        first, *paragraphs = _paragraphs(below)
        if item is not None:
            yield " ".join([item, *first, *(word for one in paragraphs for word in one)])
        else:
            yield from (" ".join(one) for one in [first, *paragraphs])


def _paragraphs(lines: Iterable[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return found if found[-1] or len(found) == 1 else found[:-1]


def rows(lines: Iterable[str]) -> list[list[str]]:
    """The cells of a table's rows, the heading's row first; empty where there is none."""
    found = [_cells(line.strip()) for line in lines if line.strip().startswith("|")]
    return [row for row in found if not all(re.fullmatch(r":?-+:?", cell) for cell in row)] if len(found) > 1 else []


def _cells(line: str) -> list[str]:
    return [cell.strip(" \t") for cell in _PIPE.split(line.removeprefix("|").removesuffix("|") if not line.endswith("\\|") else line[1:])]
