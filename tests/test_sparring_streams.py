"""An answer comes as a stream, and is whole whatever happens to the stream, to Slack, to Claude or to the process."""

import asyncio

import pytest

from bot.records.conversations import PART_AT_MOST, parts
from sandbox import Message
from sandbox.claude import drops, fails, hangs, says, thinks
from tests.deployment import Team
from tests.talking import answers, asks, calls, steps, written

LONG = "one sentence of an answer. " * 40


@pytest.fixture(autouse=True)
async def _loaded(team: Team) -> None:
    """The SDK takes seconds to load on a busy machine; a process that serves has it loaded."""
    await team.claude.claude.ready()


async def test_a_whole_answer_is_one_stream(team: Team) -> None:
    team.claude.will(says(LONG))

    root = await asks(team, team.bo, "and now?")

    [answer] = answers(team, root)
    assert written(answer) == LONG
    assert [len(calls(team, f"chat.{method}")) for method in ("startStream", "stopStream", "update", "postMessage")] == [1, 1, 0, 0]


@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
@pytest.mark.parametrize("loss", ["drop", "drop_after", "500", "429", "error:message_not_in_streaming_state", "unknown_method"])
async def test_a_stream_that_dies_anywhere_is_one_whole_message_all_the_same(team: Team, method: str, loss: str) -> None:
    team.slack.faults.add(method, loss, team=team.id, seconds=0.05)
    team.claude.will(says(LONG))

    root = await asks(team, team.bo, "and now?")

    assert [written(one) for one in answers(team, root)] == [LONG]
    assert not team.bo.may_stop(root)


@pytest.mark.parametrize("loss", ["drop", "drop_after"])
async def test_a_stream_that_cannot_be_ended_for_a_while_is_ended_later(team: Team, loss: str) -> None:
    fault = team.slack.faults.add("chat.stopStream", loss, times=3, team=team.id)
    team.claude.will(says(LONG))

    root = await asks(team, team.bo, "and now?")

    assert fault.hits >= 2
    assert [written(one) for one in answers(team, root)] == [LONG]
    assert not team.bo.may_stop(root)


@pytest.mark.parametrize("loss", ["drop", "drop_after", "500", "429"])
async def test_an_edit_that_is_lost_is_made_again(team: Team, loss: str) -> None:
    team.slack.faults.add("chat.stopStream", "error:message_not_in_streaming_state", team=team.id)
    fault = team.slack.faults.add("chat.update", loss, team=team.id, seconds=0.05)
    team.claude.will(says(LONG))

    root = await asks(team, team.bo, "and now?")

    assert fault.hits == 1
    assert [written(one) for one in answers(team, root)] == [LONG]
    assert len(team.claude.asked) == 1


async def test_claude_that_breaks_off_is_asked_again_and_the_same_message_is_edited(team: Team) -> None:
    team.claude.will(drops(6), fails(529), says(LONG))

    root = await asks(team, team.bo, "and now?")

    assert [written(one) for one in answers(team, root)] == [LONG]
    assert len(team.claude.asked) == 3


async def test_slack_without_streams_gets_a_message(team: Team) -> None:
    for method in ("chat.startStream", "agents.sessions.setStatus", "assistant.threads.setStatus"):
        team.slack.faults.add(method, "error:not_allowed", team=team.id, times=None)
    team.claude.will(says(LONG))

    root = await asks(team, team.bo, "and now?")

    [answer] = answers(team, root)
    assert (written(answer), steps(answer)) == (LONG, [])
    team.slack.faults.clear()


async def test_stop_ends_it_where_it_is(team: Team) -> None:
    team.claude.will(hangs(8))
    root = await team.bo.says("and now?", in_=team.workspace.dm(team.bo))
    await team.slack.changes.until(lambda: bool(_streamed(root)), 20)

    await team.bo.stops(root)
    await team.settled()

    [answer] = answers(team, root)
    assert "Stopped." in answer.shown
    assert "This is" in written(answer)
    assert not team.bo.may_stop(root)
    team.claude.will(says("Again."))
    await asks(team, team.bo, "go on", thread=root)
    assert written(answers(team, root)[-1]) == "Again."


async def test_stopped_before_a_word_was_written_it_writes_none(team: Team) -> None:
    team.claude.will(hangs())
    root = await team.bo.says("and now?", in_=team.workspace.dm(team.bo))
    await team.slack.changes.until(lambda: team.bo.may_stop(root), 20)

    await team.bo.stops(root)
    await team.settled()

    assert "".join(written(one) for one in answers(team, root)) == ""


async def test_a_question_that_is_deleted_while_it_is_answered_needs_no_answer_and_nobody_to_look(team: Team) -> None:
    team.claude.will(says(LONG), says("First."))
    begun = team.slack.faults.add("chat.startStream", "hold_before", team=team.id)
    root = await team.bo.says("and now?", in_=team.workspace.dm(team.bo))
    await begun.reached()

    await team.bo.deletes(root)
    begun.release()
    await team.settled()

    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []
    assert not [one for one in team.workspace.dm(team.bo).live if one.user == team.bot.id]
    assert [written(one) for one in answers(team, await asks(team, team.bo, "another?"))] == ["First."]


async def test_several_questions_in_a_thread_are_answered_in_turn(team: Team) -> None:
    team.claude.will(says("First."), says("Second."), says("Third."))
    dm = team.workspace.dm(team.bo)
    root = await team.bo.says("one?", in_=dm)

    await asyncio.gather(*(team.bo.says(words, in_=dm, thread=root) for words in ("two?", "three?")))
    await team.settled()

    assert [written(one) for one in answers(team, root)] == ["First.", "Second.", "Third."]


async def test_what_claude_thinks_is_not_shown(team: Team) -> None:
    team.claude.will(thinks("they will not like it") + says("No."))

    root = await asks(team, team.bo, "shall we?")

    assert written(answers(team, root)[0]) == "No."


@pytest.mark.parametrize("unit", ["x", "word ", "a line of it\n", "```\ncode\n```\n", "漢字"])
def test_parts_lose_nothing_and_fit(unit: str) -> None:
    text = (unit * 40_000)[:40_000]

    found = parts(text)

    assert max(len(one) for one in found) <= PART_AT_MOST + 10
    assert "".join(found).replace("```", "").replace("\n", "") == text.replace("```", "").replace("\n", "")


def test_a_part_ends_where_it_ends_whatever_comes_after() -> None:
    text = "some words on a line\n" * 1_500

    for end in range(0, len(text), 997):
        begun = parts(text[:end])
        assert parts(text)[: len(begun) - 1] == begun[:-1]


def _streamed(root: Message) -> list[Message]:
    return [one for one in root.replies if one.stream]
