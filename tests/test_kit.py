"""Our vocabulary on Block Kit: whatever goes in, Slack takes what comes out."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks import incidents as blocks
from handlers.blocks import kit
from sandbox.blocks.limits import problems_in
from sandbox.blocks.pings import pings

DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ANY_WORDS = st.text(max_size=5_000)
WORDS = st.text(min_size=1, max_size=200)


@given(ANY_WORDS)
def test_a_header_is_one_line_that_fits(words: str) -> None:
    block = kit.header(words)

    assert len(block["text"]["text"]) <= kit.HEADER
    assert "\n" not in block["text"]["text"]


@given(WORDS.filter(str.strip))
def test_slack_takes_every_block_of_ours(words: str) -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    line = [
        kit.struck(kit.text(words, bold=True, italic=True)),
        kit.code(words),
        *kit.said(words, 100),
        kit.when(at),
        kit.link("https://a.b", "↗"),
    ]

    assert problems_in([kit.header(words), kit.rich(line, line), kit.preformatted(words), kit.context(words), kit.section(words)]) == []


@given(st.text(alphabet="<>!@#&|^channelherU123 ", min_size=1))
def test_peoples_words_ping_nobody(words: str) -> None:
    blocks = [kit.header(words), kit.rich(kit.said(words, 1_000), [kit.text(words)]), kit.preformatted(words)]

    assert pings(blocks, kit.fallback(words)) == set()


@given(words=st.text(alphabet=st.characters(exclude_characters=DIRECTIONS), max_size=5_000), limit=st.integers(1, 200))
def test_a_cut_is_never_longer_than_its_limit_and_shows_that_it_is_one(words: str, limit: int) -> None:
    cut = kit.cut(words, limit)

    assert len(cut) <= limit
    assert cut == words if len(words) <= limit else cut.endswith("…")


@given(words=st.text(alphabet=f"ab {DIRECTIONS}", max_size=300), limit=st.integers(1, 200))
def test_words_that_turn_the_direction_of_writing_are_cut_to_their_limit_too(words: str, limit: int) -> None:
    assert len(kit.cut(words, limit)) <= limit


@pytest.mark.parametrize(
    ("words", "links"),
    [
        ("see https://a.example/b?c=d#e.", ["https://a.example/b?c=d#e"]),
        ("(https://a.example)", ["https://a.example"]),
        ("https://a.example/x, https://b.example!", ["https://a.example/x", "https://b.example"]),
        ("<https://a.example>", ["https://a.example"]),
        ("https:// is no address", []),
        ("ftp://a.example", []),
    ],
)
def test_addresses_in_what_people_say_become_links(words: str, links: list[str]) -> None:
    elements = kit.said(words, 1_000)

    assert [element["url"] for element in elements if element["type"] == "link"] == links
    assert "".join(element["text"] for element in elements) == words


def test_an_address_that_was_cut_leads_nowhere() -> None:
    words = "see https://a.example/" + "x" * 100

    elements = kit.said(words, 50)

    assert not [element for element in elements if element["type"] == "link"]


def test_a_very_long_address_stays_within_slacks_limit_for_links() -> None:
    elements = kit.said("https://a.example/" + "x" * 4_000, blocks.LINE)

    assert problems_in([kit.rich(elements)]) == []


def test_an_instant_is_shown_in_the_readers_zone_with_words_for_old_clients() -> None:
    element = kit.when(datetime(2026, 11, 20, 14, 5, tzinfo=UTC))

    assert element["timestamp"] == 1795183500
    assert element["fallback"] == "2026-11-20 14:05 UTC"


def test_words_to_type_in_a_sentence_are_code_and_the_rest_is_not() -> None:
    elements = kit.sentence("Type `/incident help` for all words.")

    assert [(element["text"], bool(element.get("style"))) for element in elements] == [
        ("Type ", False),
        ("/incident help", True),
        (" for all words.", False),
    ]


def test_the_size_of_blocks_counts_the_words_in_them() -> None:
    drawn: list[dict[str, Any]] = [kit.header("12345"), kit.rich([kit.text("67"), kit.text("890")])]

    assert kit.length(drawn) == 10


def test_a_permalink_leads_into_the_thread() -> None:
    assert kit.permalink("https://acme.slack.com/", "C1", "1795.000100") == "https://acme.slack.com/archives/C1/p1795000100"
    assert (
        kit.permalink("https://acme.slack.com/", "C1", "1796.000200", "1795.000100")
        == "https://acme.slack.com/archives/C1/p1796000200?thread_ts=1795.000100&cid=C1"
    )
