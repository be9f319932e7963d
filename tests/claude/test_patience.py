"""How long a job waits for Claude before it makes do without."""

import pytest

from bot.claude import Away, Busy, Claude, NotYet, Patience, Trouble
from bot.claude.patience import ATTEMPTS, LONG_SECONDS
from bot.errors import Unavailable
from sandbox.claude import ScriptedClaude, drops, fails
from storage.jobs.failure import backoff
from storage.jobs.port import Retry
from storage.store import Store
from tests.claude.asked import WHO, Draft, prompt, spent, whole


@pytest.mark.parametrize(
    ("attempt", "away", "took", "raised"),
    [
        (1, Away(), 0.1, NotYet),
        (ATTEMPTS - 1, Away(), 60.0, NotYet),
        (ATTEMPTS, Away(), 0.1, Away),
        (ATTEMPTS + 1, Away(), 0.1, Away),
        (1, Away(), LONG_SECONDS, Away),
        (1, Busy(20), 0.1, Retry),
        (ATTEMPTS, Busy(20), 0.1, Away),
    ],
)
def test_the_job_is_tried_again_until_it_was_long_enough(attempt: int, away: Away, took: float, raised: type[Exception]) -> None:
    assert type(Patience(attempt).told(away, took)) is raised


def test_what_has_a_job_tried_again_is_no_trouble_that_an_outline_would_be_made_for() -> None:
    assert not issubclass(NotYet, Trouble)
    assert not issubclass(Retry, Trouble)
    assert issubclass(NotYet, Unavailable)


def test_in_the_end_it_is_a_trouble_with_its_sentence_and_asks_for_no_more() -> None:
    told = Patience(ATTEMPTS).told(Busy(20), 0.1)

    assert isinstance(told, Trouble)
    assert not isinstance(told, Retry)
    assert told.sentence == "Claude has too much to do just now."


def test_where_it_is_refused_at_once_the_attempts_take_about_half_a_minute() -> None:
    waits = [[backoff(attempt, 1.0, chance) for attempt in range(1, ATTEMPTS)] for chance in (0, 1)]

    assert [sum(several) for several in waits] == [15.5, 31.0]


async def test_a_pause_that_the_api_asks_for_is_the_jobs(claude: Claude, api: ScriptedClaude) -> None:
    api.will(fails(429, retry_after=20))

    with pytest.raises(Retry) as retry:
        await claude.within(Patience(1)).parse(Draft, prompt(), **WHO)

    assert (type(retry.value), retry.value.after) == (Retry, 20)


async def test_words_that_break_off_are_begun_again_with_the_job(claude: Claude, api: ScriptedClaude) -> None:
    api.will(drops(6), drops(6))

    with pytest.raises(NotYet):
        await whole(claude.within(Patience(1)), prompt())
    with pytest.raises(Away):
        await whole(claude.within(Patience(2, attempts=2)), prompt())


async def test_what_was_not_taken_costs_nothing_however_often_it_is_tried(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(*[fails(503)] * ATTEMPTS)

    for attempt in range(1, ATTEMPTS):
        with pytest.raises(NotYet):
            await claude.within(Patience(attempt)).parse(Draft, prompt(), **WHO)
    with pytest.raises(Away):
        await claude.within(Patience(ATTEMPTS)).parse(Draft, prompt(), **WHO)

    assert await spent(store) == 0
