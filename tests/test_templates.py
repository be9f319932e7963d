"""People's words in Markdown read as they were written, and do nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markdown_it import MarkdownIt

from bot.templates import render
from bot.templates.markdown import block, one_line


def test_a_fact_that_is_missing_fails() -> None:
    with pytest.raises(UndefinedError, match="severity"):
        render("postmortem", draft="", title="Checkout is down")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip))
def test_words_in_markdown_read_as_they_were_written(words: str) -> None:
    markdown = MarkdownIt("commonmark").enable("table")

    [_, inline, _] = markdown.parse(f"x {one_line(words)} y")
    table = markdown.parse(f"| a | b |\n|---|---|\n| {one_line(words)} | y |\n")

    assert read(inline) == " ".join(f"x {words} y".split())
    cells = [token for token in table if token.type == "inline"]
    assert [read(cell) for cell in cells[2:]] == [" ".join(words.split()), "y"]


@given(st.lists(st.text(alphabet="#>-+=*_`1.)<&! ab|~[]()\\:/", min_size=1, max_size=12), min_size=1, max_size=4))
def test_lines_in_markdown_begin_nothing(lines: list[str]) -> None:
    written = [" ".join(line.split()) for line in lines if line.strip()]
    markdown = MarkdownIt("commonmark").enable("table")

    tokens = markdown.parse(f"- 14:05 — {block(chr(10).join(lines), 2)}\n- next\n")

    items = [token for token in tokens if token.type == "inline"]
    assert len(items) == 2
    assert [line.strip() for line in read(items[0]).split("\n")] == f"14:05 — {chr(10).join(written)}".strip().split("\n")


def read(inline: object) -> str:
    """The text of a run of Markdown, as a person reads it."""
    parts = []
    for token in inline.children or []:  # type: ignore[attr-defined]
        assert token.type in {"text", "text_special", "hardbreak", "softbreak"}, token
        parts.append("\n" if token.type == "hardbreak" else token.content)
    return "".join(parts)
