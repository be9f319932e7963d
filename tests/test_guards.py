"""What comes back from Claude before anybody sees it. Each guard is tried alone: without it, its test fails."""

import re
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.prompts.guards import HELD_AT_MOST, LINK_LEFT_OUT, Flow, at_most, cut, guarded, without_links, without_pings

SOURCES = "<@U1> says see <https://wiki.acme.test/orders?a=1&amp;b=2|the wiki> or https://acme.test/x_(y). Mail to mailto:ana@acme.test"
KNOWN = "https://wiki.acme.test/orders?a=1&b=2"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("<!channel> look", "@channel look"),
        ("<!here|here> look", "@here look"),
        ("<!everyone>", "@everyone"),
        ("<!subteam^S123|@oncall>", "@subteam"),
        ("<@U1> and <@U2> and <@U1|ana>", "<@U1> and someone and <@U1|ana>"),
        ("<@W99>", "someone"),
        ("<<!channel>!channel>", " channel>!channel>"),
        ("a < b, c > d, <https://x.test|x>", "a < b, c > d, <https://x.test|x>"),
    ],
)
def test_nobody_is_pinged_whom_the_sources_do_not_mention(text: str, clean: str) -> None:
    assert without_pings(text, SOURCES) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"see {KNOWN}.", f"see {KNOWN}."),
        (f"see {KNOWN.replace('&', '&amp;')}", f"see {KNOWN.replace('&', '&amp;')}"),
        (f"[the wiki]({KNOWN}), <{KNOWN}|it>, <{KNOWN}>", f"[the wiki]({KNOWN}), <{KNOWN}|it>, <{KNOWN}>"),
        ("(https://acme.test/x_(y))", "(https://acme.test/x_(y))"),
        ("write to mailto:ana@acme.test", "write to mailto:ana@acme.test"),
        (f"{KNOWN}&secret=1", LINK_LEFT_OUT),
        ("see https://evil.test/?q=1, now", f"see {LINK_LEFT_OUT}, now"),
        ("[click](https://evil.test)", "click"),
        ("[click](<https://evil.test> 'title')", "click"),
        ("[click](evil.test/x)", "click"),
        ("[click](//evil.test)", "click"),
        ("![](https://evil.test/pixel.png)", "!"),
        ("<https://evil.test|click>", "click"),
        ("<https://evil.test>", f"<{LINK_LEFT_OUT}>"),
        ("[1]: https://evil.test", f"[1]: {LINK_LEFT_OUT}"),
        ("HTTPS://EVIL.TEST and slack://open and mailto:x@evil.test", f"{LINK_LEFT_OUT} and {LINK_LEFT_OUT} and {LINK_LEFT_OUT}"),
        ("https://wiki.acme.test@evil.test/", LINK_LEFT_OUT),
        ("at 14:05, note: handlers[kind](event)", "at 14:05, note: handlers[kind](event)"),
    ],
)
def test_a_link_is_shown_only_if_the_sources_hold_it(text: str, clean: str) -> None:
    assert without_links(text, SOURCES) == clean


def test_every_text_of_an_answer_is_looked_at() -> None:
    answer = {"a": ["<!here>", {"b": "https://evil.test"}], "n": 3, "none": None}

    assert guarded(answer, SOURCES) == {"a": ["@here", {"b": LINK_LEFT_OUT}], "n": 3, "none": None}


PIECES = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            "!",
            "@",
            "channel",
            "<!here>",
            "<@U1>",
            "<@U9>",
            "[",
            "](",
            ")",
            "|",
            " ",
            "\n",
            "https:",
            "//",
            "evil.test",
            KNOWN,
            "U9",
            "<!x>",
        ]
    ),
    max_size=24,
).map("".join)


@given(text=PIECES)
def test_nothing_gets_through_however_it_is_put_together(text: str) -> None:
    clean = guarded(text, SOURCES)

    assert not re.search(r"<!|<@(?!U1[|>])", clean)
    assert "://evil" not in clean
    assert guarded(clean, SOURCES) == clean


@given(text=PIECES, sizes=st.lists(st.integers(1, 9), min_size=1, max_size=40))
def test_nothing_gets_through_in_pieces(text: str, sizes: list[int]) -> None:
    flow, shown, rest = Flow(SOURCES), "", text
    for size in sizes:
        shown += flow.feed(rest[:size])
        rest = rest[size:]
    shown += flow.feed(rest) + flow.rest()

    assert not re.search(r"<!|<@(?!U1[|>])", shown)
    assert "://evil" not in shown


def test_text_comes_out_as_soon_as_it_can() -> None:
    flow = Flow(SOURCES)

    shown = [flow.feed(piece) for piece in ("All ri", "ght, ", "see [the", " wiki](", KNOWN, ") he", "re")]

    assert shown == ["All ", "right, ", "see ", "", "", f"[the wiki]({KNOWN}) ", ""]
    assert flow.rest() == "here"


def test_a_bracket_that_is_never_closed_does_not_hold_the_rest_for_ever() -> None:
    flow = Flow(SOURCES)

    shown = "".join(flow.feed("if a < b then so ") for _ in range(HELD_AT_MOST // 5))

    assert len(shown) > HELD_AT_MOST


class Shape(BaseModel):
    title: Annotated[str, *at_most(20)]


def test_what_is_too_long_is_cut_and_claude_is_told_the_limit() -> None:
    assert Shape(title="Keep orders in PostgreSQL for now").title == "Keep orders in…"
    assert Shape.model_json_schema()["properties"]["title"]["maxLength"] == 20


@given(text=st.text(), limit=st.integers(1, 50))
def test_a_cut_text_is_never_longer_than_its_limit(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= max(limit, 0)
    assert cut(text, limit) == text or len(text) > limit
