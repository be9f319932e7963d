"""Socket Mode: two connections to Slack, each watched, and made anew when it stays silent."""

import asyncio
import contextlib
import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.payloads import unreadable

CONNECTIONS = 2
"""While Slack renews one, deliveries come through the other."""
PING_SECONDS = 5.0
LOOK_SECONDS = 2.0
ANEW_AFTER_SECONDS = 45.0
"""The client reconnects by itself within four pings; one that has not by then never will (python-slack-sdk #1922)."""

log = structlog.get_logger()


class Sockets:
    """Both connections. `were_connected` says whether one ever was."""

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        slack: AsyncWebClient,
        *,
        connections: int = CONNECTIONS,
        look_every: float = LOOK_SECONDS,
        anew_after: float = ANEW_AFTER_SECONDS,
    ) -> None:
        self._app = app
        self._token = app_token
        self._slack = slack
        self._wanted = connections
        self._look_every = look_every
        self._anew_after = anew_after
        self._handlers: list[_Counting] = []
        self._watch: asyncio.Task[None] | None = None
        self._connecting: set[asyncio.Task[None]] = set()
        self.were_connected = False

    def start(self) -> None:
        """Begin to connect; it does not wait, and does not give up."""
        self._handlers = [self._new() for _ in range(self._wanted)]
        self._watch = asyncio.create_task(self._watching())

    async def connected(self) -> int:
        """How many connections are up."""
        up = [await handler.client.is_connected() for handler in self._handlers]
        self.were_connected = self.were_connected or any(up)
        return sum(up)

    async def stop(self, within: float) -> None:
        """Take nothing new, wait up to `within` seconds for the listeners under way, then close."""
        if self._watch:
            self._watch.cancel()
        for task in self._connecting:
            task.cancel()
        for handler in self._handlers:
            handler.takes = False
        until = time.monotonic() + within
        while any(handler.under_way for handler in self._handlers) and time.monotonic() < until:  # noqa: ASYNC110 - a look now and then will do
            await asyncio.sleep(0.01)
        for handler in self._handlers:
            await _closed(handler)

    def _new(self) -> "_Counting":
        handler = _Counting(self._app, self._token, self._slack)
        task = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
        self._connecting.add(task)
        task.add_done_callback(self._connecting.discard)
        return handler

    async def _watching(self) -> None:
        silent_since: dict[int, float] = {}
        while True:
            await asyncio.sleep(self._look_every)
            for index, handler in enumerate(self._handlers):
                if await handler.client.is_connected():
                    self.were_connected = True
                    silent_since.pop(index, None)
                elif time.monotonic() - silent_since.setdefault(index, time.monotonic()) > self._anew_after:
                    log.warning("socket.anew", connection=index)
                    self._handlers[index] = self._new()
                    silent_since.pop(index, None)
                    await _closed(handler)


class _Counting(AsyncSocketModeHandler):
    """Bolt's handler, which knows what is under way. What arrives once it takes nothing is not acked: Slack sends it again."""

    client: SocketModeClient

    def __init__(self, app: AsyncApp, app_token: str, slack: AsyncWebClient) -> None:
        super().__init__(app, app_token, web_client=slack, ping_interval=PING_SECONDS)
        self.under_way = 0
        self.takes = True

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt itself has it
        """Answer one envelope."""
        if not self.takes:
            return
        if field := unreadable(req.payload):
            log.warning("socket.unreadable", field=field, type=req.type)
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))  # or it would come three times more
            return
        self.under_way += 1
        try:
            await super().handle(client, req)
        finally:
            self.under_way -= 1


async def _closed(handler: _Counting) -> None:
    """Close a connection whatever state it is in, and wait for its tasks, which close() only cancels."""
    with contextlib.suppress(Exception):
        await handler.close_async()  # type: ignore[no-untyped-call]
    client = handler.client
    tasks = [task for task in (client.message_processor, client.current_session_monitor, client.message_receiver) if task]
    await asyncio.gather(*tasks, return_exceptions=True)
