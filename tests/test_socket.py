"""Socket Mode: two connections, and what becomes of one that stays silent."""

import asyncio

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.socket import Sockets
from tests.process import a_slack


async def _nobody(**_: object) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1")


async def test_a_connection_that_will_never_come_back_by_itself_is_made_anew() -> None:
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(base_url=slack.api_url, session=session)
        sockets = Sockets(AsyncApp(client=client, authorize=_nobody), slack.app_token, client, look_every=0.05, anew_after=0.2)
        sockets.start()
        await slack.connected(2)

        stuck = sockets._handlers[0]
        await stuck.client.close()  # type: ignore[no-untyped-call]
        async with asyncio.timeout(10):
            while sockets._handlers[0] is stuck or await sockets.connected() < 2:
                await asyncio.sleep(0.02)

        assert slack.connections == 2
        await sockets.stop(within=1)
        assert slack.connections == 0


async def test_slack_renewing_its_connections_leaves_none_unanswered() -> None:
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        client = AsyncWebClient(base_url=slack.api_url, session=session)
        app = AsyncApp(client=client, authorize=_nobody, process_before_response=True)

        @app.command("/incident")
        async def incident(ack: object) -> None:
            await ack("here")  # type: ignore[operator]  # Bolt injects it

        sockets = Sockets(app, slack.app_token, client)
        sockets.start()
        await slack.connected(2)

        slack.disconnect()
        replies = await asyncio.gather(*(ana.runs("/incident", in_=general) for _ in range(20)))

        assert {reply.shown for reply in replies} == {"here"}
        await sockets.stop(within=1)
