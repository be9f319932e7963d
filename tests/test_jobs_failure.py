import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.errors import Unavailable
from storage.jobs.failure import backoff, described, failure
from storage.jobs.port import LONGEST_WAIT_SECONDS, Job, Jobs, Retry

ATTEMPTS = some.integers(1, 10_000)
CHANCES = some.floats(0, 1)
FIRST = some.floats(0.01, LONGEST_WAIT_SECONDS)


@given(ATTEMPTS, FIRST, CHANCES)
def test_a_wait_is_never_longer_than_the_longest_and_never_less_than_half_the_first(attempt: int, first: float, chance: float) -> None:
    assert first / 2 <= backoff(attempt, first, chance) <= LONGEST_WAIT_SECONDS


@given(ATTEMPTS, FIRST, CHANCES)
def test_with_the_same_luck_a_later_attempt_never_waits_shorter(attempt: int, first: float, chance: float) -> None:
    assert backoff(attempt, first, chance) <= backoff(attempt + 1, first, chance)


@pytest.mark.parametrize(("attempt", "longest"), [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (12, 60)])
def test_the_longest_wait_doubles_and_luck_takes_up_to_half_of_it(attempt: int, longest: float) -> None:
    assert (backoff(attempt, 1, 0), backoff(attempt, 1, 1)) == (longest / 2, longest)


@pytest.mark.parametrize(("error", "most"), [(Unavailable("Slack is away."), 15), (ValueError(), 60)])
def test_once_what_was_away_is_back_people_wait_a_quarter_of_a_minute_at_most(error: Exception, most: float) -> None:
    kinds = Jobs()
    kinds.add("line", draw, attempts=100)
    waits = [failure(Job("line", "T1", "room", {}, attempt=attempt), error, kinds, 1.0).after or 0 for attempt in range(8, 60)]

    assert most / 2 <= min(waits) <= max(waits) <= most


async def draw() -> None:
    """Nothing: how long it waits is asked, not what it does."""


class SlackSaid(Exception):
    def __init__(self, said: str) -> None:
        super().__init__(f"The request failed: {said}")
        self.response = {"ok": False, "error": said}


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("Checkout is down"), "ValueError"),
        (Retry(after=30), "Retry after 30 s"),
        (SlackSaid("channel_not_found"), "SlackSaid channel_not_found"),
        (SlackSaid("Checkout is down"), "SlackSaid"),
    ],
)
def test_an_error_is_described_without_its_own_words(error: Exception, words: str) -> None:
    assert described(error) == words
