"""Any other Socket Mode server, by SLACK_API_URL alone: what it lacks is done without, and nothing ends."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import WSMsgType, web

from tests.at_once import on_both_at_once
from tests.process import started


class Bare:
    """The least there is to a Slack: who am I, a socket, and messages. It knows no people, no channels, no history, no reactions."""

    def __init__(self) -> None:
        self.posted: list[dict[str, Any]] = []
        self.asked: list[str] = []
        self._socket: web.WebSocketResponse | None = None
        self._answers: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self.url = ""

    async def api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.asked.append(method)
        if method == "auth.test":
            return web.json_response({"ok": True, "team_id": "T1", "team": "Bare", "user_id": "UBOT", "url": "http://bare/"})
        if method == "apps.connections.open":
            return web.json_response({"ok": True, "url": self.url.replace("http", "ws") + "socket"})
        if method in {"chat.postMessage", "chat.update"}:
            self.posted.append({"method": method, **await request.json()})
            return web.json_response({"ok": True, "ts": f"17000000{len(self.posted):02}.000100", "channel": "C1"})
        return web.json_response({"ok": False, "error": "unknown_method"})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        self._socket = web.WebSocketResponse()
        await self._socket.prepare(request)
        await self._socket.send_json({"type": "hello", "num_connections": 1})
        async for message in self._socket:
            if message.type is WSMsgType.TEXT and (ack := json.loads(message.data)).get("envelope_id") in self._answers:
                self._answers[ack["envelope_id"]].set_result(ack.get("payload", {}))
        return self._socket

    async def delivers(self, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
        assert self._socket is not None
        name = f"e{len(self._answers)}"
        self._answers[name] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"envelope_id": name, "type": kind, "payload": payload, "accepts_response_payload": True})
        return await asyncio.wait_for(self._answers[name], 5)

    async def command(self, text: str) -> dict[str, Any]:
        facts = {"team_id": "T1", "channel_id": "C1", "channel_name": "ops", "user_id": "U1", "user_name": "ann", "command": "/incident"}
        return await self.delivers("slash_commands", {**facts, "text": text, "trigger_id": f"1.{len(self._answers)}"})


@asynccontextmanager
async def bare_slack() -> AsyncIterator[Bare]:
    bare = Bare()
    app = web.Application()
    app.add_routes([web.route("*", "/api/{method}", bare.api), web.get("/socket", bare.socket)])
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bare.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    try:
        yield bare
    finally:
        await runner.cleanup()


@on_both_at_once
async def test_an_incident_is_run_on_a_slack_that_can_do_next_to_nothing(migrated_url: str) -> None:
    async with (
        bare_slack() as bare,
        started(
            SLACK_BOT_TOKEN="xoxb-1",
            SLACK_APP_TOKEN="xapp-1",
            SLACK_API_URL=f"{bare.url}api/",
            DATABASE_URL=migrated_url,
        ) as process,
    ):
        await process.ready()

        declared = await bare.command("declare SEV1 Checkout is down")
        noted = await bare.command("note -15m rolled back")
        resolved = await bare.command("resolve reverted")
        await _until(lambda: any("Resolved" in json.dumps(one) for one in bare.posted))
        mention = {"type": "app_mention", "user": "U1", "text": "<@UBOT> incident note by mention", "ts": "1.2", "channel": "C1"}
        await bare.delivers("events_api", {"team_id": "T1", "event_id": "Ev1", "type": "event_callback", "event": mention})
        listed = await bare.command("list all")
        alive, _ = await process.get("/healthz")

        assert "INC-1 is open." in declared["text"]
        assert "Noted on INC-1: " in noted["text"]
        assert "INC-1 is resolved." in resolved["text"]
        assert len([one for one in bare.posted if one["method"] == "chat.postMessage" and "thread_ts" not in one]) == 1
        assert "INC-1" in json.dumps(listed)
        assert {"users.list", "conversations.list"} <= set(bare.asked)
        assert alive == 200
        assert process.process.returncode is None


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.02)


async def test_the_bare_slack_is_as_bare_as_it_says() -> None:
    async with bare_slack() as bare, aiohttp.ClientSession() as session, session.post(f"{bare.url}api/users.list") as answer:
        body = await answer.json()

        assert body == {"ok": False, "error": "unknown_method"}
