"""Slack's markup in, plain words out; and plain words into places where markup is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.markup import escaped, mentioned, plain
from sandbox.blocks.mrkdwn import pinged, readable

NAMES = {"U1": "Ana", "U2": "Bo"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("checkout is down", "checkout is down"),
        ("  checkout is down \n", "checkout is down"),
        ("<@U1> says so", "@Ana says so"),
        ("<@U1|ana> says so", "@Ana says so"),
        ("<@U9> says so", "@U9 says so"),
        ("<@U9|dee> says so", "@dee says so"),
        ("see <#C1|general>", "see #general"),
        ("see <#C1|>", "see #C1"),
        ("see <#C1>", "see #C1"),
        ("<!channel> look", "@channel look"),
        ("<!here|here> look", "here look"),
        ("<!subteam^S1|@oncall> look", "@oncall look"),
        ("<!subteam^S1> look", "@subteam look"),
        ("at <!date^1795224355^{time}|14:05>", "at 14:05"),
        ("<https://a.example/b?c=d&amp;e=f>", "https://a.example/b?c=d&e=f"),
        ("<https://a.example|a.example>", "https://a.example"),
        ("<https://a.example|the graph>", "the graph (https://a.example)"),
        ("<mailto:ana@a.example|ana@a.example>", "ana@a.example"),
        ("a &lt; b &amp;&amp; c &gt; d", "a < b && c > d"),
        ("&lt;!channel&gt;", "<!channel>"),
        ("&amp;lt;", "&lt;"),
        ("a\0b", "ab"),
        ("half \ud83d a pair", "half  a pair"),
        ("line one\nline two", "line one\nline two"),
        ("🔥 שלום", "🔥 שלום"),
    ],
)
def test_markup_becomes_the_words_a_person_meant(typed: str, meant: str) -> None:
    assert plain(typed, NAMES) == meant


def test_who_is_mentioned_is_found_with_and_without_a_label() -> None:
    assert mentioned("<@U1> and <@U2|bo>, not &lt;@U3&gt; nor <#C1|general> nor <!channel>") == {"U1", "U2"}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_what_people_type_comes_out_as_they_typed_it(words: str) -> None:
    assert plain(escaped(words), {}) == words.strip()


@given(st.text(alphabet="<>!@#&|^;channelhereUS123 ltgamp"))
def test_escaped_words_ping_nobody_and_read_as_they_are(words: str) -> None:
    assert pinged(escaped(words)) == set()
    assert readable(escaped(words), _Nobody()) == words


class _Nobody:
    def user_name(self, user_id: str) -> str | None:  # noqa: ARG002
        return None

    def channel_name(self, channel_id: str) -> str | None:  # noqa: ARG002
        return None
