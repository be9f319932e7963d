from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Message, Person, Sandbox, Workspace
from tests.sandbox_client.scopes import refusal

Json = dict[str, Any]


@pytest.fixture
def dm(workspace: Workspace, ana: Person) -> Channel:
    return workspace.dm(ana)


@pytest.fixture
async def asked(ana: Person, dm: Channel) -> Message:
    return await ana.says("Should we?", in_=dm)


def task(status: str = "in_progress", **more: Any) -> Json:
    return {"type": "task_update", "id": "look", "title": "Looking it up", "status": status, **more}


async def test_a_message_grows_until_it_is_stopped(client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    stream = await client.chat_stream(channel=dm.id, thread_ts=asked.ts, buffer_size=1)

    await stream.append(markdown_text="**Yes**")
    first = asked.replies[0].shown
    await stream.append(markdown_text=", if")
    answer = await stream.stop(markdown_text=" you must.", blocks=[{"type": "divider"}], metadata={"event_type": "x", "event_payload": {}})

    (message,) = asked.replies
    assert (first, message.ts, message.shown) == ("**Yes**", stream.ts, "**Yes**, if you must.\n---")
    assert (answer["message"]["text"], answer["message"]["streaming_state"]) == ("**Yes**, if you must.", "completed")
    assert message.metadata == {"event_type": "x", "event_payload": {}}
    assert message.edited is None


async def test_a_stopped_stream_takes_nothing_and_a_live_one_no_edit(client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    ts = str((await client.chat_startStream(channel=dm.id, thread_ts=asked.ts, markdown_text="one"))["ts"])

    conflict = await refusal(client.chat_update(channel=dm.id, ts=ts, text="two"))
    await client.chat_stopStream(channel=dm.id, ts=ts)

    assert conflict == "streaming_state_conflict"
    assert await refusal(client.chat_appendStream(channel=dm.id, ts=ts, markdown_text="x")) == "message_not_in_streaming_state"
    assert await refusal(client.chat_stopStream(channel=dm.id, ts=ts)) == "message_not_in_streaming_state"
    await client.chat_update(channel=dm.id, ts=ts, text="two", blocks=[])
    assert asked.replies[0].shown == "two"


async def test_a_stream_dies_after_five_minutes_and_can_still_be_edited(
    slack: Sandbox, client: AsyncWebClient, dm: Channel, asked: Message
) -> None:
    ts = str((await client.chat_startStream(channel=dm.id, thread_ts=asked.ts, markdown_text="one"))["ts"])

    slack.clock.advance(299)
    await client.chat_appendStream(channel=dm.id, ts=ts, markdown_text=" two")
    slack.clock.advance(2)

    assert await refusal(client.chat_appendStream(channel=dm.id, ts=ts, markdown_text="x")) == "message_not_in_streaming_state"
    assert await refusal(client.chat_stopStream(channel=dm.id, ts=ts)) == "message_not_in_streaming_state"
    await client.chat_update(channel=dm.id, ts=ts, markdown_text="one two three")
    assert asked.replies[0].shown == "one two three"


async def test_tasks_are_drawn_where_they_stand_and_drawn_again(client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    ts = str((await client.chat_startStream(channel=dm.id, thread_ts=asked.ts, chunks=[task()]))["ts"])
    message = asked.replies[0]

    source = {"type": "url", "url": "https://x.y", "text": "x"}
    await client.chat_appendStream(channel=dm.id, ts=ts, markdown_text="Found it.")
    await client.chat_appendStream(channel=dm.id, ts=ts, chunks=[task("complete", output="INC-12", sources=[source])])

    card, words = message.blocks
    assert (card["type"], card["status"], card["sources"], words["text"]) == ("task_card", "complete", [source], "Found it.")
    assert card["output"]["elements"][0]["elements"][0]["text"] == "INC-12"


@pytest.mark.parametrize("mode", ["plan", "timeline"])
async def test_tasks_are_gathered_in_a_plan(client: AsyncWebClient, dm: Channel, asked: Message, mode: str) -> None:
    ts = str((await client.chat_startStream(channel=dm.id, thread_ts=asked.ts, task_display_mode=mode, chunks=[task()]))["ts"])

    more: list[Json] = [{"type": "plan_update", "title": "The plan"}, {**task(), "id": "write"}, task("complete")]
    await client.chat_appendStream(channel=dm.id, ts=ts, chunks=more)

    (plan,) = asked.replies[0].blocks
    assert (plan["type"], plan["title"]) == ("plan", "The plan")
    assert [(one["task_id"], one["status"]) for one in plan["tasks"]] == [("look", "complete"), ("write", "in_progress")]


async def test_what_slack_does_not_stream(client: AsyncWebClient, workspace: Workspace, ana: Person, dm: Channel, general: Channel) -> None:
    asked, said = await ana.says("?", in_=dm), await ana.says("?", in_=general)
    ts = str((await client.chat_startStream(channel=dm.id, thread_ts=asked.ts, markdown_text="x" * 11_990))["ts"])

    async def starting(channel: Channel = general, **more: Any) -> str:
        return await refusal(client.api_call("chat.startStream", json={"channel": channel.id, "thread_ts": said.ts, **more}))

    async def appending(**more: Any) -> str:
        return await refusal(client.api_call("chat.appendStream", json={"channel": dm.id, "ts": ts, **more}))

    assert await starting() == "missing_recipient_team_id"
    assert await starting(recipient_team_id=workspace.team_id) == "missing_recipient_user_id"
    assert await starting(dm, thread_ts="") == "invalid_arguments"
    assert await starting(workspace.channel("elsewhere", members=[ana])) == "not_in_channel"
    assert await starting(recipient_team_id="T", recipient_user_id=ana.id, task_display_mode="list") == "invalid_arguments"
    assert await appending() == "no_text"
    assert await appending(markdown_text="x" * 12_001) == "msg_too_long"
    assert await appending(markdown_text="x" * 11) == "msg_too_long"
    assert await appending(chunks=[{"type": "words"}]) == "invalid_chunks"
    assert await appending(chunks=[task("nearly")]) == "invalid_chunks"
    assert await appending(chunks=[{"type": "blocks", "blocks": [{"type": "alert", "text": "x"}]}]) == "invalid_blocks"
    assert await appending(ts=asked.ts, markdown_text="x") == "message_not_found"
    message = asked.replies[0]
    assert len(message.text) == 11_990


async def test_in_a_channel_a_stream_is_for_one_person(client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel) -> None:
    root = await ana.says("?", in_=general)

    stream = await client.chat_stream(channel=general.id, thread_ts=root.ts, recipient_team_id=workspace.team_id, recipient_user_id=ana.id)
    await stream.stop(markdown_text="short")

    assert [one.shown for one in root.replies] == ["short"]
