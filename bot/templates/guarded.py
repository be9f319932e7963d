r"""People's Markdown inside a document of ours: it formats as they wrote it, breaks no section, runs no HTML, and reads back to the same.

What would break something gets a mark that is taken off when it is read: a backslash before what begins a line (`\## Title`), a numeric
entity for what begins a tag (`&#60;script>`). What looks like such a mark already gets one more, so that nothing is ambiguous. Reading
needs to know nothing of what is code; only writing does, and where it cannot be sure it takes words for no code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt

from bot.templates.markdown import Escaped

OWN_DEPTH = 3
"""Headings of documents go so deep; deeper ones in a section may stay headings."""
LOOKED_INTO = 20_000
"""Lines are looked into up to so many characters, which can take a second; in longer texts code with a tag in it is no code."""

_BEGINS = re.compile(rf"^( {{0,3}})(\\*)(?=#{{1,{OWN_DEPTH}}}(?:[ \t]|$)|`{{3}}|~{{3}}|=+$|-[- ]*$)")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-+)$")
_HEADING = re.compile(rf"^ {{0,3}}#{{1,{OWN_DEPTH}}}(?:[ \t]|$)")
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}(?=[^`]*$)|~{3,})")
_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!https?://[^\s<>`]+>)")
_BREAK = re.compile(r"<(?=br\s*/?>)")
_LESS = re.compile(r"&#(0*)60;")
_PIPE = re.compile(r"&#(0*)124;")
_CLOSING = re.compile(r"(?<!\S)(?=\\*#+$)")
_TICKS = re.compile(r"`+")


def text(words: str) -> Escaped:
    """A section of Markdown."""
    lines = words.splitlines()
    light = "\n".join(_guarded(lines, code=_code(words), fenced=frozenset(fenced(lines))))
    return Escaped(light if is_contained(light) else "\n".join(_guarded(lines)))


def as_text(written: str) -> str:
    """A section as it was before `text`."""
    return "\n".join(_as_begun(line) for line in _as_less(written).splitlines())


def line(words: str) -> Escaped:
    """Markdown on one line, in a list."""
    return Escaped(_without_tags([_begun(words)])[0])


def as_line(written: str) -> str:
    """A line as it was before `line`."""
    return _as_begun(_as_less(written))


def title(words: str) -> Escaped:
    """Markdown on one line, in a heading."""
    return Escaped(_CLOSING.sub(r"\\", _without_tags([words])[0]))


def as_title(written: str) -> str:
    """A title as it was before `title`."""
    return re.sub(r"(?<!\S)\\(?=\\*#+$)", "", _as_less(written))


def cell(words: str) -> Escaped:
    """A text, or a line, in a table."""
    lines = [_PIPE.sub(r"&#0\g<1>124;", one) for one in _without_tags(words.splitlines(), at_once=True)]
    # A backslash before a pipe may stand for itself, on which the dialects of Markdown differ.
    return Escaped("<br>".join(re.sub(r"(?<!\\)\|", r"\\|", one.replace("\\|", "\\&#124;")) for one in lines))


def as_cell(written: str) -> str:
    """What stands in a cell of a table, as it was before `cell`."""
    plain = re.sub(r"<br\s*/?>", "\n", written.strip(" ")).replace(r"\|", "|")
    return _as_less(_PIPE.sub(lambda one: f"&#{one[1][1:]}124;" if one[1] else "|", plain))


def fenced(lines: Sequence[str]) -> Iterator[int]:
    """The lines that stand in a fence that is no part of a list, those of the fence itself too, by number."""
    opened = ""
    for number, one in enumerate(lines):
        if opened:
            yield number
            if re.match(rf"^ {{0,3}}{opened[0]}{{{len(opened)},}}[ \t]*$", one):
                opened = ""
        elif found := _FENCE.match(one):
            opened = found["fence"]
            yield number


def is_contained(written: str) -> bool:
    """Whether what follows a section stays outside it, and nothing in it is a heading of ours or HTML."""
    after = [*written.splitlines(), "", "# after"]
    if len(after) - 1 in set(fenced(after)):
        return False
    code = _code(written)
    is_tagged = any(number not in code and _TAG.search(one) for number, one in enumerate(written.splitlines()))
    if is_tagged and len(written) > LOOKED_INTO:
        return False
    for parser in _dialects(is_tagged):
        tokens = parser.parse("\n".join(after))
        headings = [token for token in tokens if token.type == "heading_open" and token.level == 0 and int(token.tag[1]) <= OWN_DEPTH]
        inline = [child.type for token in tokens for child in token.children or []]
        if len(headings) != 1 or headings[0].map != [len(after) - 1, len(after)]:
            return False
        if "html_inline" in inline or any(token.type == "html_block" for token in tokens):
            return False
    return True


def _guarded(lines: Sequence[str], *, code: frozenset[int] = frozenset(), fenced: frozenset[int] = frozenset()) -> list[str]:
    """Every line; `code` is in a fence by CommonMark's rules, `fenced` by those of whoever reads it again."""
    begun = [
        _begun(one, only_if_marked=not _breaks(lines, number, is_code=number in code and number in fenced, is_fence=number in code))
        for number, one in enumerate(lines)
    ]
    return _without_tags(begun, code=code)


def _breaks(lines: Sequence[str], number: int, *, is_code: bool, is_fence: bool) -> bool:
    """Whether a line would be a heading of ours, make one of the line before it, or begin a fence that is none."""
    if is_code:
        return False
    if _UNDERLINE.match(lines[number]):
        return number > 0 and bool(lines[number - 1].strip())
    return bool(_HEADING.match(lines[number])) or (bool(_FENCE.match(lines[number])) and not is_fence)


def _begun(one: str, *, only_if_marked: bool = False) -> str:
    return _BEGINS.sub(lambda at: f"{at[1]}{at[2]}" if only_if_marked and not at[2] else f"{at[1]}\\{at[2]}", one)


def _as_begun(one: str) -> str:
    return _BEGINS.sub(lambda at: f"{at[1]}{at[2][1:]}", one)


def _as_less(written: str) -> str:
    return _LESS.sub(lambda one: f"&#{one[1][1:]}60;" if one[1] else "<", written)


def _without_tags(lines: Sequence[str], *, code: frozenset[int] = frozenset(), at_once: bool = False) -> list[str]:
    """The lines with no `<` that could begin a tag, but in code. `at_once`: they will be one line, in which <br> is ours."""
    done, is_sure = [], True
    for number, one in enumerate(lines):
        quiet = _LESS.sub(r"&#0\g<1>60;", one)
        if at_once:
            quiet = _BREAK.sub("&#60;", quiet)
        if number in code:
            is_sure = True
        else:
            spans = _spans(quiet) if is_sure or (not at_once and not one.strip()) else None
            is_sure = spans is not None
            quiet = _outside(spans or [], quiet, lambda part: _TAG.sub("&#60;", part))
        done.append(quiet)
    return done


def _spans(one: str) -> list[tuple[int, int]] | None:
    """Where the spans of code of a line are; None where another line, or a table, could have a say in it.

    As long as every line closes what it opens, spans are the same wherever a paragraph begins: runs of as many backticks pair up.
    """
    if "\\`" in one:
        return None
    runs, spans, at = list(_TICKS.finditer(one)), [], 0
    while at < len(runs):
        closing = next((later for later in range(at + 1, len(runs)) if len(runs[later][0]) == len(runs[at][0])), None)
        if closing is None or "|" in one[runs[at].end() : runs[closing].start()]:
            return None
        spans.append((runs[at].start(), runs[closing].end()))
        at = closing + 1
    return spans


def _outside(spans: Iterable[tuple[int, int]], one: str, change: Callable[[str], str]) -> str:
    parts, end = [], 0
    for start, stop in spans:
        parts += [change(one[end:start]), one[start:stop]]
        end = stop
    return "".join([*parts, change(one[end:])])


def _code(words: str) -> frozenset[int]:
    """The lines of every fence, those in lists too."""
    tokens = _to_be_written().parse(words) if "```" in words or "~~~" in words else []
    return frozenset(number for token in tokens if token.type == "fence" and token.map for number in range(*token.map))


@cache
def _dialects(within_lines: bool) -> tuple[MarkdownIt, MarkdownIt]:  # noqa: FBT001 - of two ways
    both = MarkdownIt("commonmark"), MarkdownIt("commonmark").enable("table")
    return both if within_lines else (both[0].disable("inline"), both[1].disable("inline"))


@cache
def _to_be_written() -> MarkdownIt:
    """What will be written has no tags and none of these headings, and is not to be taken apart as if it had."""
    return MarkdownIt("commonmark").disable(["html_block", "heading", "lheading", "inline"])
