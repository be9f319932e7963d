"""What can be the matter with Claude, and that nobody sleeps through it."""

from time import monotonic

import pytest
from pydantic import SecretStr

from bot.claude import Away, Busy, Claude, CutOff, Refused, Rejected
from bot.claude.turn import Purse
from bot.claude.wire import Wire
from bot.config import MODEL
from sandbox.claude import Fault, ScriptedClaude, cut_off, drops, fails, garbles, hangs, refuses, says
from storage.jobs.failure import failure
from storage.jobs.port import LONGEST_WAIT_SECONDS, Job, Jobs, Retry
from storage.store import Store
from tests.claude.asked import KEY, NOW, WHO, Draft, prompt, set_up, spent, whole


async def test_a_refusal_and_an_answer_cut_off_are_told_apart_and_paid_for(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(refuses(), refuses(having_said="Well, "), cut_off('{"title": "Keep or'))

    for trouble in (Refused, Refused, CutOff):
        before = await spent(store)
        with pytest.raises(trouble):
            await claude.parse(Draft, prompt(), **WHO)
        assert await spent(store) > before


async def test_the_api_asking_for_a_pause_is_a_retry_after_it_that_nobody_sleeps_through(claude: Claude, api: ScriptedClaude) -> None:
    api.will(fails(429, retry_after=20), fails(529, retry_after=3600))
    await claude.ready()
    began = monotonic()

    with pytest.raises(Busy) as busy:
        await claude.parse(Draft, prompt(), **WHO)
    with pytest.raises(Busy) as overloaded:
        await claude.parse(Draft, prompt(), **WHO)

    assert monotonic() - began < 3
    assert isinstance(busy.value, Retry)
    assert busy.value.sentence == "Claude has too much to do just now."
    assert failure(Job("adr.draft", "T1", "adr:1", {}), busy.value, Jobs(), 1.0).after == 20
    assert overloaded.value.after == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("fault", [fails(500), fails(529), fails(504), drops(), drops(4), garbles(), fails(529, in_stream_after=3)])
async def test_an_api_that_fails_or_goes_away_is_away(claude: Claude, api: ScriptedClaude, fault: Fault) -> None:
    api.will(fault)

    with pytest.raises(Away, match="does not answer just now"):
        await claude.parse(Draft, prompt(), **WHO)

    assert len(api.log) == 1


@pytest.mark.parametrize("after", [None, 4])
async def test_an_api_that_falls_silent_is_away(api: ScriptedClaude, store: Store, after: int | None) -> None:
    api.will(hangs(after))
    claude = Claude(Wire(SecretStr(KEY), api.url, silence=0.3), Purse(store, lambda: NOW, set_up(api).copilot_monthly_budget_usd), MODEL)

    with pytest.raises(Away):
        await claude.parse(Draft, prompt(), **WHO)

    await claude.close()


async def test_an_answer_that_never_ends_is_away(store: Store) -> None:
    async with ScriptedClaude(lambda _asked: says("and so on " * 400), pace=0.01) as slow:
        purse = Purse(store, lambda: NOW, set_up(slow).copilot_monthly_budget_usd)
        claude = Claude(Wire(SecretStr(KEY), slow.url, within=1.0), purse, MODEL)
        await claude.ready()

        with pytest.raises(Away):
            await whole(claude, prompt())

        await claude.close()


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "ANTHROPIC_API_KEY"), (404, "COPILOT_MODEL"), (413, "more here than"), (400, "400")]
)
async def test_what_will_not_go_better_another_time_is_not_tried_again(
    claude: Claude, api: ScriptedClaude, status: int, sentence: str
) -> None:
    api.will(fails(status))

    with pytest.raises(Rejected, match=sentence) as rejected:
        await claude.parse(Draft, prompt(), **WHO)

    assert not isinstance(rejected.value, Away | Retry)
