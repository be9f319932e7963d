"""What the page shows of an agent at work, and how it is stopped."""

from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox

AGENT: dict[str, Any] = {
    "display_information": {"name": "Agent"},
    "features": {"agent_view": {"agent_description": "Talks"}, "app_home": {"messages_tab_enabled": True}},
    "oauth_config": {"scopes": {"bot": ["assistant:write", "chat:write", "im:history"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.im", "agent_session_stopped"]}},
}


async def test_an_agent_at_work_has_a_title_and_a_stop_until_it_is_pressed() -> None:
    async with Sandbox(AGENT) as slack, aiohttp.ClientSession(slack.url) as page:
        workspace = slack.workspace("Acme")
        ana = workspace.person("Ana")
        direct = workspace.dm(ana)
        asked = await ana.says("what now?", in_=direct)
        client = AsyncWebClient(workspace.bot_token, base_url=slack.api_url)
        there = {"as": ana.id, "channel": direct.id}

        await client.agents_sessions_setStatus(channel_id=direct.id, thread_ts=asked.ts, status="processing", title="What now")
        at_work = await (await page.get("/sandbox/state", params=there)).json()
        await page.post("/sandbox/stop", json={**there, "ts": asked.ts})
        stopped = await (await page.get("/sandbox/state", params=there)).json()
        again = await page.post("/sandbox/stop", json={**there, "ts": asked.ts})

        assert ([one["stops"] for one in at_work["messages"]], at_work["channels"][0]["titles"]) == ([True], {asked.ts: "What now"})
        assert [one["stops"] for one in stopped["messages"]] == [False]
        assert [one.name for one in slack.deliveries] == ["message", "agent_session_stopped"]
        assert (again.status, await again.json()) == (409, {"error": "there is no Stop"})
