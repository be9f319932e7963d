from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Message, Person, Sandbox, Workspace
from tests.sandbox_client.scopes import refusal

PROMPTS = [{"title": "What is open?", "message": "What is open right now?"}]


@pytest.fixture
def dm(workspace: Workspace, ana: Person) -> Channel:
    return workspace.dm(ana)


@pytest.fixture
async def asked(ana: Person, dm: Channel) -> Message:
    return await ana.says("Should we?", in_=dm)


async def test_a_status_stands_until_the_answer_comes_or_two_minutes_went_by(
    slack: Sandbox, client: AsyncWebClient, dm: Channel, asked: Message
) -> None:
    def status() -> str:
        return dm.agent.status(asked.ts, slack.clock.now())

    await client.assistant_threads_setStatus(channel_id=dm.id, thread_ts=asked.ts, status="is thinking…", loading_messages=["Hm"])
    seen = [status()]
    await client.chat_postMessage(channel=dm.id, thread_ts=asked.ts, text="Yes.")
    seen.append(status())
    await client.assistant_threads_setStatus(channel_id=dm.id, thread_ts=asked.ts, status="is thinking…")
    slack.clock.advance(121)

    assert [*seen, status()] == ["is thinking…", "", ""]
    assert await refusal(client.assistant_threads_setStatus(channel_id=dm.id, thread_ts="1.000001", status="x")) == "invalid_thread_ts"
    assert await refusal(client.assistant_threads_setStatus(channel_id="D0NOWHERE", thread_ts=asked.ts, status="x")) == "channel_not_found"


async def test_a_thread_gets_a_title_and_prompts_are_offered_above_all_threads(client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    await client.assistant_threads_setTitle(channel_id=dm.id, thread_ts=asked.ts, title="Postgres or not")
    await client.assistant_threads_setSuggestedPrompts(channel_id=dm.id, thread_ts=asked.ts, prompts=PROMPTS)
    ignored = dict(dm.agent.prompts)
    await client.assistant_threads_setSuggestedPrompts(channel_id=dm.id, prompts=PROMPTS, title="Ask me")

    assert dm.agent.titles == {asked.ts: "Postgres or not"}
    assert (ignored, dm.agent.prompts) == ({}, {"title": "Ask me", "prompts": PROMPTS})
    for prompts in ([], PROMPTS * 5, [{"title": "x"}]):
        assert await refusal(client.assistant_threads_setSuggestedPrompts(channel_id=dm.id, prompts=prompts)) == "invalid_arguments"


async def test_a_session_has_a_status_and_keeps_its_first_title(client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    async def setting(**more: Any) -> Any:
        return await client.agents_sessions_setStatus(**{"channel_id": dm.id, "thread_ts": asked.ts, "status": "processing", **more})

    await setting(title="Postgres or not")
    answer = await setting(status="closed", title="Something else")

    assert dm.agent.sessions == {asked.ts: {"status": "closed", "title": "Postgres or not"}}
    assert (answer["agent_status"], answer["title"]) == ("closed", "Postgres or not")
    await client.agents_sessions_rename(channel_id=dm.id, thread_ts=asked.ts, title="Postgres")
    assert dm.agent.sessions[asked.ts]["title"] == "Postgres"
    assert await refusal(setting(status="busy")) == "invalid_arguments"
    assert await refusal(setting(thread_ts="1.000001")) == "invalid_thread_ts"


async def test_a_stream_begins_a_session_and_its_end_releases_it(client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    stream = await client.chat_stream(channel=dm.id, thread_ts=asked.ts, buffer_size=1)
    await stream.append(markdown_text="Yes")
    during = dm.agent.session(asked.ts)["status"]

    await stream.stop(session_status="suspended")

    assert (during, dm.agent.session(asked.ts)["status"]) == ("processing", "suspended")


async def test_only_agents_have_sessions(slack: Sandbox, client: AsyncWebClient, dm: Channel, asked: Message) -> None:
    slack.manifest.is_agent = False
    refused = await refusal(client.agents_sessions_setStatus(channel_id=dm.id, thread_ts=asked.ts, status="active"))
    slack.manifest.is_agent = True

    assert refused == "not_allowed"
