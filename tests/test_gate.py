"""Jobs make way for whoever is being answered: the rule, and what becomes of a job while somebody waits."""

import asyncio
from contextlib import AsyncExitStack, ExitStack

import pytest

from storage.gate import Gate
from tests.deployment import Team
from tests.work import PATIENT


async def steps(gate: Gate, name: str, done: list[str], patience: float = PATIENT) -> None:
    async with gate.step(patience):
        done.append(name)
        await asyncio.sleep(0)


async def turns() -> None:
    """Let everything that can go on do so."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_steps_wait_while_somebody_is_answered_and_then_go_on_in_their_order() -> None:
    gate, done = Gate(at_once=1), list[str]()
    with gate.answering():
        with gate.answering():
            waiting = [asyncio.create_task(steps(gate, name, done)) for name in ("first", "second", "third")]
            await turns()
        await turns()
        assert done == []

    await asyncio.gather(*waiting)

    assert done == ["first", "second", "third"]


async def test_a_step_goes_on_when_its_patience_is_at_an_end_though_somebody_waits() -> None:
    gate, done = Gate(), list[str]()

    with gate.answering():
        async with gate.step(0.01) as waited:
            done.append("late")
        async with gate.step(0):
            done.append("at once")

    assert done == ["late", "at once"]
    assert waited >= 0.01


@pytest.mark.parametrize("meanwhile", ["the gate opens", "it is cancelled"])
async def test_whatever_comes_in_the_moment_its_patience_ends_the_next_step_is_taken(meanwhile: str) -> None:
    gate, done, loop, wrong = Gate(at_once=1), list[str](), asyncio.get_running_loop(), list[object]()
    loop.set_exception_handler(lambda _, context: wrong.append(context))
    answering = ExitStack()
    answering.enter_context(gate.answering())
    ends = loop.time() + 0.05
    waiting = asyncio.create_task(steps(gate, "first", done, patience=0.05))
    await turns()
    loop.call_later(0, answering.pop_all().close if meanwhile == "the gate opens" else waiting.cancel)
    while loop.time() < ends + 0.01:
        pass  # the loop finds both due at once
    await turns()
    answering.close()

    await asyncio.gather(waiting, return_exceptions=True)
    late = asyncio.create_task(steps(gate, "second", done))
    await turns()

    loop.set_exception_handler(None)
    assert wrong == []
    assert done[-1:] == ["second"]
    assert late.done()


async def test_only_so_many_steps_are_taken_at_once() -> None:
    gate, done = Gate(at_once=2), list[str]()
    async with AsyncExitStack() as both:
        await both.enter_async_context(gate.step(PATIENT))
        await both.enter_async_context(gate.step(PATIENT))
        third = asyncio.create_task(steps(gate, "third", done))
        await turns()
        assert done == []

    await third

    assert done == ["third"]


@pytest.mark.parametrize("moment", ["while it waits", "when its turn has come"])
async def test_a_step_that_is_cut_short_stands_in_nobodys_way(moment: str) -> None:
    gate, done = Gate(at_once=1), list[str]()
    with gate.answering():
        cut, other = (asyncio.create_task(steps(gate, name, done)) for name in ("cut", "other"))
        await turns()
        if moment == "while it waits":
            cut.cancel()
            await turns()
    cut.cancel()

    await asyncio.wait_for(other, PATIENT)

    assert cut.cancelled()
    assert done == ["other"]


async def test_what_a_job_reads_waits_for_those_who_are_answered_and_what_it_reads_meanwhile_does_not(team: Team) -> None:
    gate, job = team.store.database.gate, team.store.making_way(PATIENT)

    async def reads() -> str | None:
        async with job.reading() as outer, job.reading() as db:
            assert outer is not db
            return await db.people.bot_user(team.id)

    with gate.answering():
        reading = asyncio.create_task(reads())
        await turns()
        async with team.store.reading() as db:
            bot = await db.people.bot_user(team.id)
        assert not reading.done()

    assert await reading == bot


async def test_somebody_whose_form_is_yet_to_be_opened_is_being_answered(team: Team) -> None:
    def answers() -> int:
        return sum(team.deployment.copilot.metrics.acks.counts.get(("command", "200"), []))

    held = team.slack.faults.add("views.open", "hold_before", team=team.id)
    before = answers()
    asked = asyncio.create_task(team.ana.runs("/incident declare", in_=team.general))
    await held.reached()

    async with team.store.database.gate.step(PATIENT):
        by_then = answers()
    held.release()
    await asked

    assert by_then == before + 1


async def test_an_incident_is_shown_though_somebody_is_being_answered_all_the_time(team: Team) -> None:
    with team.store.database.gate.answering():
        await team.declares(team.ana, "SEV2 Checkout is down")

    assert any("Checkout is down" in one.shown for one in team.general.messages if not one.ephemeral_to)
