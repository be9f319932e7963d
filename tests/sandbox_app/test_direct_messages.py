from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import CannotDo, Channel, Person, Sandbox, Workspace
from tests.sandbox_app.told import events
from tests.sandbox_client.scopes import refusal


async def test_what_is_said_to_an_agent_names_a_thread_only_in_one(heard: list[dict[str, Any]], workspace: Workspace, ana: Person) -> None:
    dm = workspace.dm(ana)
    root = await ana.says("Should we?", in_=dm)
    reply = await ana.says("Well?", in_=dm, thread=root)

    first, second = sorted(await events(heard, workspace), key=lambda one: str(one["ts"]))
    assert set(first) == {"type", "channel", "channel_type", "event_ts", "user", "ts", "text", "team", "client_msg_id", "blocks"}
    assert (first["channel"], first["channel_type"], first["user"], first["ts"], first["event_ts"]) == (
        dm.id,
        "im",
        ana.id,
        root.ts,
        root.ts,
    )
    assert (second["thread_ts"], second["parent_user_id"], second["ts"]) == (root.ts, ana.id, reply.ts)


async def test_an_agent_hears_what_someone_looks_at(
    heard: list[dict[str, Any]], workspace: Workspace, ana: Person, general: Channel
) -> None:
    message = await ana.says("a decision", in_=general)

    await ana.looks_at(general)
    await ana.looks_at(message)
    await ana.opens("messages")
    await ana.looks_at(None)

    told = [one for one in await events(heard, workspace) if one["type"].startswith("app_")]
    seen = {
        "type": "slack#/types/message_context",
        "value": {"message_ts": message.ts, "channel_id": general.id},
        "team_id": workspace.team_id,
    }
    contexts = [one["context"] for one in told if one["type"] == "app_context_changed"]
    channel = {"type": "slack#/types/channel_id", "value": general.id, "team_id": workspace.team_id}
    assert sorted(contexts, key=str) == sorted([{"entities": [channel]}, {"entities": [seen]}, {}], key=str)
    opened = next(one for one in told if one["type"] == "app_home_opened")
    assert (opened["tab"], opened["context"], opened["channel"]) == ("messages", {"entities": [seen]}, workspace.dm(ana).id)


async def test_pressing_stop_ends_what_is_being_written(
    heard: list[dict[str, Any]], slack: Sandbox, workspace: Workspace, ana: Person
) -> None:
    client, dm = AsyncWebClient(workspace.bot_token, base_url=slack.api_url), workspace.dm(ana)
    asked = await ana.says("Should we?", in_=dm)
    with pytest.raises(CannotDo):
        await ana.stops(asked)
    ts = str((await client.chat_startStream(channel=dm.id, thread_ts=asked.ts, markdown_text="Well"))["ts"])

    await ana.stops(asked)

    told = next(one for one in await events(heard, workspace) if one["type"] == "agent_session_stopped")
    assert (told["channel"], told["thread_ts"], told["user"], told["streaming_message_ts"]) == (dm.id, asked.ts, ana.id, [ts])
    assert await refusal(client.chat_appendStream(channel=dm.id, ts=ts, markdown_text="x")) == "message_not_in_streaming_state"
    assert dm.agent.session(asked.ts)["status"] == "active"


@pytest.mark.usefixtures("heard")
async def test_an_app_without_a_messages_tab_takes_no_messages(slack: Sandbox, workspace: Workspace, ana: Person) -> None:
    client = AsyncWebClient(workspace.bot_token, base_url=slack.api_url)
    slack.manifest.messages_tab, slack.manifest.messages_read_only = False, True

    refused = await refusal(client.chat_postMessage(channel=ana.id, text="x"))
    with pytest.raises(CannotDo):
        await ana.opens("messages")
    with pytest.raises(CannotDo):
        await ana.says("x", in_=workspace.dm(ana))

    slack.manifest.messages_tab, slack.manifest.messages_read_only = True, False
    assert refused == "messages_tab_disabled"
