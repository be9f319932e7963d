"""What people type becomes what Slack's composer sends: the text, and a block of rich text."""

from typing import Any

import pytest

from sandbox import Person, Sandbox
from sandbox.marks import written

Json = dict[str, Any]


@pytest.fixture(scope="module")
def ana() -> Person:
    workspace = Sandbox({"display_information": {"name": "Toy"}}).workspace("Acme")
    workspace.person("Bo")
    return workspace.person("Ana")


def section(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def words(text: str, **style: bool) -> Json:
    return {"type": "text", "text": text, **({"style": style} if style else {})}


def items(style: str, *texts: str, indent: int = 0, **more: int) -> Json:
    lines = [section(words(text)) for text in texts]
    return {"type": "rich_text_list", "style": style, "indent": indent, "border": 0, "elements": lines, **more}


FIRE = {"type": "emoji", "name": "fire", "unicode": "1f525"}
QUOTED = {"type": "rich_text_quote", "elements": [words("said\nso")]}
CODE = {"type": "rich_text_preformatted", "elements": [words("*x*\n<y>")]}


@pytest.mark.parametrize(
    ("typed", "text", "elements"),
    [
        ("plain", "plain", [section(words("plain"))]),
        ("a *b* c", "a *b* c", [section(words("a "), words("b", bold=True), words(" c"))]),
        ("_i_ ~s~ `c*d*`", "_i_ ~s~ `c*d*`", [section(
            words("i", italic=True), words(" "), words("s", strike=True), words(" "), words("c*d*", code=True),
        )]),
        ("*_both_ b*", "*_both_ b*", [section(words("both", bold=True, italic=True), words(" b", bold=True))]),
        ("2 * 3 * 4, snake_case_name", "2 * 3 * 4, snake_case_name", [section(words("2 * 3 * 4, snake_case_name"))]),
        (":fire: 14:05:30 :nothing:", ":fire: 14:05:30 :nothing:", [section(FIRE, words(" 14:05:30 :nothing:"))]),
        ("https://x.y/_a_ <b>", "<https://x.y/_a_> &lt;b&gt;", [section({"type": "link", "url": "https://x.y/_a_"}, words(" <b>"))]),
        ("why\n- one\n- two", "why\n• one\n• two", [section(words("why")), items("bullet", "one", "two")]),
        ("2. two\n3. three", "2. two\n3. three", [items("ordered", "two", "three", offset=1)]),
        ("• a\n    ◦ b", "• a\n    ◦ b", [items("bullet", "a"), items("bullet", "b", indent=1)]),
        ("> said\n> so", "&gt; said\n&gt; so", [QUOTED]),
        ("see\n```\n*x*\n<y>\n```\nthere", "see\n```*x*\n&lt;y&gt;```\nthere", [section(words("see")), CODE, section(words("there"))]),
        ("-15m @CTO", "-15m @CTO", [section(words("-15m @CTO"))]),
    ],
)  # fmt: skip
def test_marks_become_rich_text(ana: Person, typed: str, text: str, elements: list[Json]) -> None:
    made, blocks = written(typed, ana)

    assert (made, [one["elements"] for one in blocks]) == (text, [elements])


def test_people_are_mentioned_within_marks_and_not_within_code(ana: Person) -> None:
    bo = next(one for one in ana.workspace.people.values() if one.name == "Bo")

    text, (block,) = written("*@Bo* `@Bo`", ana)

    mention = {"type": "user", "user_id": bo.id, "style": {"bold": True}}
    assert text == f"*<@{bo.id}>* `@Bo`"
    assert block["elements"] == [section(mention, words(" "), words("@Bo", code=True))]


@pytest.mark.parametrize(
    "typed", ["a *b* _c_ `d`", "• one\n• two\n    ◦ deep", "&gt; a", "> q\nthen\n1. x", "```x```", ":fire: now", "*_x_*"]
)
def test_what_was_sent_is_typed_again_when_it_is_edited(ana: Person, typed: str) -> None:
    text, (block,) = written(typed, ana)
    typed_again = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")

    text_again, (block_again,) = written(typed_again, ana)

    assert (text_again, block_again["elements"]) == (text, block["elements"])
