"""Names of emoji in people's words: drawn in lines as Slack draws them in a headline; what only looks like one stays."""

from datetime import UTC, datetime

import pytest

from bot.records.periods import Timing
from bot.records.windows import last_days
from handlers.blocks import kit
from handlers.blocks.digests import News, digest


@pytest.mark.parametrize(
    ("words", "drawn"),
    [
        (":fire: Checkout is down", ["fire", " Checkout is down"]),
        ("well :+1::skin-tone-3: done :tada:", ["well ", "+1::skin-tone-3", " done ", "tada"]),
        ("from 10:30:45 to 11:00", ["from 10:30:45 to 11:00"]),
        ("std::chrono::now", ["std::chrono::now"]),
        ("http://x:port:y", ["http://x:port:y"]),
    ],
)
def test_a_named_emoji_is_an_element_of_its_own(words: str, drawn: list[str]) -> None:
    [section] = kit.rich([kit.text(words, bold=True)])["elements"]

    assert [one.get("name") or one["text"] for one in section["elements"]] == drawn
    assert all(one["style"] == {"bold": True} for one in section["elements"])


def test_words_to_type_have_no_emoji() -> None:
    [section] = kit.rich([kit.code(":fire:")])["elements"]

    assert section["elements"] == [kit.code(":fire:")]


def test_a_digest_of_a_hundred_projects_fits_a_message_and_counts_the_rest() -> None:
    news = News(happened=[[kit.text("x")]] * 30, overdue=[[kit.text("y")]], decide=[[kit.text("z")]])
    window = last_days(datetime(2026, 11, 21, 12, tzinfo=UTC))[-1]

    drawn = digest(
        [(f"P{one}", news) for one in range(100)], [kit.divider()] * 9, window, Timing(zone="UTC"), late=window.end, is_direct=True
    )

    assert len(drawn) <= kit.MESSAGE_BLOCKS
    assert any("more projects" in str(one) for one in drawn)
