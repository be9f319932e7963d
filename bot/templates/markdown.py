"""People's words in a Markdown document: they read as they were written, and neither format, nor link, nor break a table or a list."""

import re

_SIGNS = re.compile(
    r"[\\`*\[\]|~]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word, as in db_primary, it emphasises nothing
    r"|(?<!\S)#"
)
_TAG = re.compile(r"<|&(?=#?\w+;)")
_ENTITY = {"<": "&lt;", "&": "&amp;"}
_LINE_START = re.compile(r"^([-+=>]|\d+(?=[.)]))")
_SPACES = re.compile(r"\s+")


class Escaped(str):
    """Markdown already."""

    __slots__ = ()


def one_line(words: str) -> Escaped:
    """Words on one line, which may stand anywhere but at its beginning, in a table too."""
    signs = _SIGNS.sub(lambda sign: f"\\{sign[0]}", _SPACES.sub(" ", words).strip())
    return Escaped(_TAG.sub(lambda sign: _ENTITY[sign[0]], signs))


def block(words: str, indent: int = 0) -> Escaped:
    """Words on as many lines as they were written on, those after the first indented, as the item of a list wants it."""
    lines = [_begun(one_line(line)) for line in words.splitlines() if line.strip()]
    return Escaped(f"\\\n{' ' * indent}".join(lines))


def unescaped(written: str) -> str:
    """The words that were written with `one_line` or `block`; what others wrote in Markdown stays as it is, but for what they escaped."""
    words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", written)
    return words.replace("&lt;", "<").replace("&amp;", "&")


def capital(markdown: Escaped) -> Escaped:
    """Markdown that begins a line of its own."""
    return Escaped(markdown[:1].upper() + markdown[1:])


def _begun(line: str) -> str:
    r"""A line that begins no list, heading or quotation: - is written \-, and 1. is written 1\."""
    return _LINE_START.sub(lambda sign: f"{sign[0]}\\" if sign[0].isdigit() else f"\\{sign[0]}", line)
