"""The app as it is put together: whom it lets in while the database is away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.app import Copilot, build_app
from bot.config import read_settings
from bot.errors import Unavailable
from bot.serving import Service
from bot.socket import Sockets
from storage.store import AWAY, Store, Transaction
from tests.deployment import Team
from tests.looking import told


class Away(Store):
    """A store that nobody reaches."""

    is_there = False

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        if not self.is_there:
            raise Unavailable(AWAY)
        async with super().transaction() as db:
            yield db

    reading = transaction


@asynccontextmanager
async def just_begun(team: Team) -> AsyncIterator[Copilot]:
    """A co-pilot that does not know yet who its bot is, and cannot ask."""
    async with aiohttp.ClientSession() as session:
        yield build_app(
            store=Away(team.store.database, team.store.jobs),
            session=session,
            slack_api_url=team.slack.api_url,
            token_of=lambda asked: team.workspace.bot_token if asked == team.id else None,
            clock=team.slack.clock.now,
            claude_of=team.deployment.claude,
        )


async def test_who_waits_for_an_answer_gets_our_sentence_though_it_is_not_known_yet_who_the_bot_is(team: Team) -> None:
    await team.runs(team.ana, "/incident note rolled back & <b>")
    command = dict(team.slack.deliveries[-1].payload)
    headline = await team.declares(team.bo, "SEV1 Checkout is down")
    await team.clicks(team.bo, "Timeline", on=headline)
    click = dict(team.slack.deliveries[-1].payload)

    async with just_begun(team) as copilot:
        answer = await copilot.app.async_dispatch(AsyncBoltRequest(body=command, mode="socket_mode"))
        clicked = await copilot.app.async_dispatch(AsyncBoltRequest(body=click, mode="socket_mode"))
        await copilot.doors.after.drain()
        elsewhere = await copilot.app.async_dispatch(AsyncBoltRequest(body={**command, "team_id": "T0ELSEWHERE"}, mode="socket_mode"))

    assert (answer.status, AWAY in str(answer.body), "/incident note rolled back" in str(answer.body)) == (200, True, True)
    assert clicked.status == 200
    assert AWAY in told(team, team.bo)[-1].shown
    assert AWAY not in str(elsewhere.body)
    assert copilot.bots == {}


async def test_an_event_comes_again_when_it_cannot_be_told_from_our_own(team: Team) -> None:
    await team.says(team.ana, "@CTO Co-Pilot incident list")
    mention = next(one.payload for one in team.slack.deliveries if one.payload.get("event", {}).get("type") == "app_mention")

    async with just_begun(team) as copilot:
        response: BoltResponse = await copilot.app.async_dispatch(AsyncBoltRequest(body=dict(mention), mode="socket_mode"))

    assert response.status >= 500


async def test_by_http_and_socket_it_is_not_ready_before_the_socket_is(team: Team) -> None:
    service: Any = Service(read_settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1", slack_signing_secret="of nobody"))
    copilot = team.deployment.copilot

    async def answers() -> bool:
        """It begins to listen while the database is asked."""
        service._requests.open(copilot.app)
        service._sockets = Sockets(copilot.app, "xapp-1", copilot.slack(team.id))
        return True

    service._copilot = SimpleNamespace(store=SimpleNamespace(answers=answers, jobs=copilot.store.jobs))

    how = await service._how()

    assert (how["ready"], how["slack"]) == (False, "0 connections")
