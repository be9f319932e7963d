"""The text of a Markdown file, whatever ends its lines."""

from bot.templates.front_matter import Malformed

LARGEST_FILE = 1_000_000
"""Bytes. Ten times what a document may hold."""


def text_of(content: bytes) -> str:
    """What it says. Raises Malformed."""
    if len(content) > LARGEST_FILE:
        raise Malformed(f"It is larger than {LARGEST_FILE // 1_000_000} MB.")
    if b"\0" in content:
        raise Malformed("It is no text.", line=content[: content.index(b"\0")].count(b"\n") + 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise Malformed("It is not written in UTF-8.", line=content[: wrong.start].count(b"\n") + 1) from None
    if not text.strip():
        raise Malformed("It is empty.")
    return text.replace("\r\n", "\n").replace("\r", "\n")
