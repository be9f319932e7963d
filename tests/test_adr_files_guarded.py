"""People's Markdown in a document reads back to the same, breaks no section and runs no HTML."""

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from bot.records.adrs import Effort, Option
from bot.templates import decisions, guarded
from tests.nasty import lines, texts


@given(texts)
def test_a_section_reads_back_to_the_same_and_keeps_to_itself(words: str) -> None:
    written = guarded.text(words)

    assert guarded.as_text(written) == words
    for dialect in (MarkdownIt("commonmark"), MarkdownIt("commonmark").enable("table")):
        tokens = dialect.parse(f"# Above\n\n{written}\n\n# Below\n")
        headings = [token for token in tokens if token.type == "heading_open" and token.level == 0 and token.tag in {"h1", "h2", "h3"}]
        assert len(headings) == 2
        assert all(token.type != "html_block" for token in tokens)
        assert all(child.type != "html_inline" for token in tokens for child in token.children or [])


@given(lines)
def test_a_line_reads_back_to_the_same_and_stays_one_item(words: str) -> None:
    written = guarded.line(words)

    assert guarded.as_line(written) == words
    assert guarded.as_title(guarded.title(words)) == words
    tokens = MarkdownIt("commonmark").parse(f"- {written}\n- next\n\n# {guarded.title(words)}\n")
    assert all(token.type != "html_block" for token in tokens)
    assert all(child.type != "html_inline" for token in tokens for child in token.children or [])
    assert [token.type for token in tokens if token.level == 0 and token.nesting >= 0] == ["bullet_list_open", "heading_open"]


@given(texts, lines)
def test_a_cell_reads_back_to_the_same_and_stays_one_cell(words: str, why: str) -> None:
    option = Option(name="x", cons=words, rejected=why)

    assert guarded.as_cell(guarded.cell(words)) == words
    assert decisions.as_cons(decisions.cons(option)) == (words, why)
    row = f"| {decisions.cons(option)} | L |"
    tokens = MarkdownIt("commonmark").enable("table").parse(f"| a | b |\n|---|---|\n{row}\n")
    cells = [token for token in tokens if token.type == "inline"]
    assert len(cells) == 4
    assert cells[3].content == "L"
    html = [child.content for token in cells for child in token.children or [] if child.type == "html_inline"]
    assert set(html) <= {"<br>"}


def test_code_that_is_opened_in_one_part_of_a_cell_lets_no_tag_out_of_another() -> None:
    written = decisions.cons(Option(name="x", cons="````\n```", rejected="````<b>````"))

    assert "<b>" not in written
    assert decisions.as_cons(written) == ("````\n```", "````<b>````")


@given(lines.filter(bool), lines)
def test_an_alternative_keeps_its_name_and_why_it_was_rejected(name: str, why: str) -> None:
    [written] = decisions.alternative(Option(name=name, rejected=why, effort=Effort.M)).split("\n")

    assert decisions.as_name(written) == (name, why)


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("It is `Vec<u8>` here", "It is `Vec<u8>` here"),
        ("`<script>", "`&#60;script>"),
        ("a `` b `<script>` c", "a `` b `&#60;script>` c"),
        ("` a <script>\n- b `", "` a &#60;script>\n- b `"),
        ("` a | <script> `", "` a | &#60;script> `"),
        (r"\`<script>`", r"\`&#60;script>`"),
        ("<!-- gone", "&#60;!-- gone"),
        ("see <https://x.example/a>", "see <https://x.example/a>"),
        ("a < b, 3 <4", "a < b, 3 <4"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("&#60;", "&#060;"),
        ("# Title", r"\# Title"),
        ("#hash", "#hash"),
        ("#### Detail", "#### Detail"),
        (r"\# Title", r"\\# Title"),
        ("Title\n---", "Title\n\\---"),
        ("Title\n\n---\n\nmore", "Title\n\n---\n\nmore"),
        ("```html\n# no title\n<b>\n```", "```html\n# no title\n<b>\n```"),
        ("1. Run\n   ```\n   <b>\n   ```\n2. Look", "1. Run\n   ```\n   <b>\n   ```\n2. Look"),
        ("~~~\n<b>", "\\~~~\n&#60;b>"),
        ("- a\n  ```\nx <b>\n  ```", "- a\n  \\```\nx &#60;b>\n  \\```"),
        ("````\n```\n# x\n````", "````\n```\n# x\n````"),
    ],
)
def test_what_is_written_of_people_s_markdown(words: str, written: str) -> None:
    assert guarded.text(words) == written
