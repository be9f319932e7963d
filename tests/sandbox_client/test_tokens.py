import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Sandbox, Workspace
from tests.sandbox_client.scopes import SCOPES, refusal


async def test_a_token_belongs_to_its_workspace(slack: Sandbox, workspace: Workspace, client: AsyncWebClient) -> None:
    answer = await client.auth_test()
    team = (await client.team_info())["team"]
    bot = (await client.bots_info(bot=workspace.bot.bot_id))["bot"]

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == (workspace.team_id, workspace.bot.id, workspace.bot.bot_id)
    assert answer.headers["x-oauth-scopes"] == ",".join(SCOPES)
    assert (team["name"], team["domain"]) == ("Acme Inc", "acme-inc")
    assert bot["user_id"] == workspace.bot.id
    assert await refusal(AsyncWebClient("xoxb-other", base_url=slack.api_url).auth_test()) == "invalid_auth"
    assert await refusal(AsyncWebClient(base_url=slack.api_url).auth_test()) == "not_authed"
    assert await refusal(AsyncWebClient(slack.app_token, base_url=slack.api_url).auth_test()) == "not_allowed_token_type"


async def test_after_uninstalling_the_token_is_worth_nothing(workspace: Workspace, client: AsyncWebClient) -> None:
    await workspace.uninstalls()

    assert await refusal(client.auth_test()) == "account_inactive"


async def test_parameters_come_in_the_query_a_form_or_json(slack: Sandbox, workspace: Workspace) -> None:
    url, headers = f"{slack.api_url}api.test", {"Authorization": f"Bearer {workspace.bot_token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        answers = [
            await (await session.get(url, params={"a": "1"})).json(),
            await (await session.post(url, data={"a": "1"})).json(),
            await (await session.post(url, json={"a": "1"})).json(),
        ]

    assert [one["args"] for one in answers] == [{"a": "1"}] * 3


async def test_an_unknown_method_is_named_as_such(slack: Sandbox, client: AsyncWebClient) -> None:
    slack.faults.missing("users.list")

    unknown = await refusal(client.api_call("no.such.method")), await refusal(client.users_list())
    slack.faults.clear()

    assert unknown == ("unknown_method", "unknown_method")
    assert (await client.users_list())["ok"]


@pytest.mark.parametrize(
    ("scope", "method", "params"),
    [
        ("chat:write", "chat.postMessage", {"channel": "general", "text": "x"}),
        ("channels:history", "conversations.history", {"channel": "general"}),
        ("channels:read", "conversations.list", {}),
        ("groups:read", "conversations.list", {"types": "public_channel,private_channel"}),
        ("users:read", "users.list", {}),
        ("im:write", "conversations.open", {"users": "ana"}),
        ("files:write", "files.getUploadURLExternal", {"filename": "x", "length": "1"}),
        ("files:read", "files.info", {"file": "F1"}),
        ("mpim:write", "conversations.open", {"users": "ana,bo"}),
        ("channels:manage", "conversations.create", {"name": "x"}),
        ("groups:write", "conversations.create", {"name": "x", "is_private": "true"}),
        ("mpim:read", "conversations.list", {"types": "mpim"}),
        ("users:read.email", "users.lookupByEmail", {"email": "x"}),
        ("pins:write", "pins.add", {"channel": "general", "timestamp": "1.1"}),
        ("pins:read", "pins.list", {"channel": "general"}),
        ("bookmarks:write", "bookmarks.add", {"channel_id": "general", "title": "x", "type": "link"}),
        ("bookmarks:read", "bookmarks.list", {"channel_id": "general"}),
        ("reactions:write", "reactions.add", {"channel": "general", "timestamp": "1.1", "name": "eyes"}),
    ],
)
async def test_a_method_needs_its_scope(scope: str, method: str, params: dict[str, str]) -> None:
    manifest = {"oauth_config": {"scopes": {"bot": [one for one in SCOPES if one != scope]}}}
    async with Sandbox(manifest) as slack:
        workspace = slack.workspace("Acme")
        ana = workspace.person("Ana")
        ids = {"general": workspace.channel("general", members=[ana, workspace.bot]).id, "ana": ana.id}
        ids["ana,bo"] = f"{ana.id},{workspace.person('Bo').id}"
        client = AsyncWebClient(workspace.bot_token, base_url=slack.api_url)

        with pytest.raises(SlackApiError) as refused:
            await client.api_call(method, params={name: ids.get(value, value) for name, value in params.items()})

    assert (refused.value.response["error"], refused.value.response["needed"]) == ("missing_scope", scope)
    assert refused.value.response["provided"] == ",".join(one for one in SCOPES if one != scope)


async def test_faults_strike_as_often_as_asked_and_only_there(slack: Sandbox, client: AsyncWebClient, general: Channel) -> None:
    team = general.workspace.team_id
    fault = slack.faults.add("chat.postMessage", "429", seconds=7, team=team, when=lambda params: params["text"] == "struck")
    slack.faults.add("chat.postMessage", "error:fatal_error", team=slack.workspace("Other").team_id)

    await client.chat_postMessage(channel=general.id, text="spared")
    with pytest.raises(SlackApiError) as limited:
        await client.chat_postMessage(channel=general.id, text="struck")
    await client.chat_postMessage(channel=general.id, text="struck")

    assert (limited.value.response.status_code, limited.value.response.headers["Retry-After"], fault.hits) == (429, "7", 1)
    assert [one.text for one in general.messages] == ["spared", "struck"]
    calls = [one for one in slack.calls if one.team == team]
    assert [one.answer and one.answer["ok"] for one in calls] == [True, None, True]
    slack.faults.clear()


@pytest.mark.parametrize(("kind", "posted"), [("drop", 1), ("drop_after", 2)])
async def test_a_dropped_call_is_repeated_by_the_client_and_may_have_taken_effect(
    slack: Sandbox, client: AsyncWebClient, general: Channel, kind: str, posted: int
) -> None:
    slack.faults.add("chat.postMessage", kind)

    await client.chat_postMessage(channel=general.id, text="x")

    assert len(general.messages) == posted


async def test_a_held_call_waits_before_or_after_its_effect(slack: Sandbox, client: AsyncWebClient, general: Channel) -> None:
    before = slack.faults.add("chat.postMessage", "hold_before")
    after = slack.faults.add("chat.postMessage", "hold_after")

    calls = []
    for fault in (before, after):
        calls.append(asyncio.create_task(client.chat_postMessage(channel=general.id, text=fault.kind)))
        await fault.reached()
    await general.until(lambda messages: [one.text for one in messages] == ["hold_after"])
    held = [call.done() for call in calls]
    slack.faults.release()
    await asyncio.gather(*calls)

    assert held == [False, False]
    assert [one.text for one in general.messages] == ["hold_after", "hold_before"]
