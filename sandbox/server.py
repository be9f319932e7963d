"""The server on which everything of a sandbox listens."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any, Self

from aiohttp import web

from sandbox.changes import PATIENCE_SECONDS, Changes
from sandbox.clock import Clock
from sandbox.deliveries import Attempt, Deliveries, Delivery, Transport
from sandbox.faults import Faults
from sandbox.http_mode import HttpMode
from sandbox.ids import Serials, new_id, new_secret
from sandbox.manifest import Manifest
from sandbox.messages import Message
from sandbox.page.routes import Page
from sandbox.response_urls import ResponseUrls
from sandbox.socket_mode import SocketMode
from sandbox.triggers import Triggers
from sandbox.web_api.api import LoggedCall, WebApi
from sandbox.workspace import Workspace

Json = dict[str, Any]


class Sandbox:
    """A Slack on this machine: one app, as its manifest describes it, in as many workspaces as are made.

    The app's own client and Socket Mode handler talk to it over HTTP, by api_url and app_token. ack_seconds is Slack's patience,
    processing_seconds is how long it looks a file over; both in real time.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any] | Manifest,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        ack_seconds: float = 3.0,
    ) -> None:
        self.manifest = manifest if isinstance(manifest, Manifest) else Manifest(dict(manifest))
        self.clock = clock or Clock()
        self.ack_seconds = ack_seconds
        self.app_id = new_id("A")
        self.app_token = f"xapp-sandbox-{new_secret()}"
        self.signing_secret = new_secret(32)
        self.refuse_connections = False
        self.processing_seconds = 0.05
        self.workspaces: dict[str, Workspace] = {}
        self.changes = Changes()
        self.faults = Faults()
        self.serials = Serials()
        self.triggers = Triggers(ack_seconds)
        self.response_urls = ResponseUrls(self)
        self.outbox = Deliveries(self)
        self.socket_mode = SocketMode(self)
        self.transport: Transport = self.socket_mode
        self.web_api = WebApi(self)
        self.page = Page(self)
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None
        self._background: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; from now on url and api_url are known."""
        app = web.Application(client_max_size=32 * 1024**2)
        self.web_api.add_routes(app)
        self.page.add_routes(app)
        app.router.add_get("/link/", self.socket_mode.accept)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._host, self._port)
        await site.start()
        self._port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Let go of what is held, end retries, close every connection."""
        self.faults.clear()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.outbox.stop()
        await self.socket_mode.stop()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """Where it listens, with a slash at the end."""
        return f"http://{self._host}:{self._port}/"

    @property
    def api_url(self) -> str:
        """The base URL for the app's client."""
        return f"{self.url}api/"

    def workspace(self, name: str) -> Workspace:
        """Make a new workspace with the app installed and nobody in it."""
        workspace = Workspace(self, name)
        self.workspaces[workspace.team_id] = workspace
        return workspace

    def workspace_of(self, token: str) -> Workspace | None:
        """Find the workspace whose bot token this is."""
        # A token of ours names its team, so that many workspaces cost no search; one that was given does not.
        named = self.workspaces.get(token.split("-")[1]) if token.count("-") > 1 else None
        candidates = [named] if named else self.workspaces.values()
        return next((one for one in candidates if one.bot_token == token), None)

    def permalink(self, message: Message) -> str:
        """Return a message's link, as chat.getPermalink answers it."""
        link = f"{self.url}archives/{message.channel.id}/p{message.ts.replace('.', '')}"
        return f"{link}?thread_ts={message.thread_ts}&cid={message.channel.id}" if message.is_reply else link

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything the app was told, oldest first."""
        return self.outbox.log

    @property
    def retries_due(self) -> list[Delivery]:
        """What Slack will tell again, soonest first; each says when in due."""
        return self.outbox.retries_due

    @property
    def calls(self) -> list[LoggedCall]:
        """Every call the app made, oldest first; answers through response URLs too."""
        return self.web_api.log

    @property
    def connections(self) -> int:
        """How many connections of the app stand and were not told to go."""
        return len(self.socket_mode.fresh)

    async def redeliver(self, delivery: Delivery, times: int = 1) -> list[Attempt]:
        """Send the same payload again, one after the other, as retries and duplicates do; returns the attempts with their acks."""
        return await self.outbox.repeat(delivery, times)

    async def settled(self, within: float = PATIENCE_SECONDS) -> None:
        """Wait until nothing is unacked, no retry is due at the clock's present and no file is being looked over.

        Raises TimeoutError with what is left.
        """
        if not await self.changes.until(lambda: not (self.outbox.unsettled or self._background), within):
            raise TimeoutError(f"not settled within {within} s: {self.outbox.unsettled}")

    async def connected(self, n: int = 1, within: float = PATIENCE_SECONDS) -> None:
        """Wait until the app has that many connections; raises TimeoutError when it does not."""
        if not await self.socket_mode.connected(n, within):
            raise TimeoutError(f"{self.connections} connections within {within} s, not {n}")

    def deliver_to(self, request_url: str | None, signing_secret: str | None = None) -> None:
        """Tell the app everything by signed requests to that address from now on; None goes back to Socket Mode."""
        self.signing_secret = signing_secret or self.signing_secret
        self.transport = HttpMode(self, request_url) if request_url else self.socket_mode

    async def verify_url(self, url: str) -> bool:
        """Ask an address for a challenge, as Slack does before it takes it as a request URL, and tell whether it came back."""
        return await HttpMode(self, url).verify()

    def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go and come again, as Slack does every few hours."""
        self.socket_mode.disconnect(reason)

    def cut(self) -> None:
        """Abort every connection without a word."""
        self.socket_mode.cut()

    def in_background(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do what Slack does after it has answered; settled waits for it."""
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        self.changes.tell()

    def changed(self) -> None:
        """Take note that something people see changed."""
        self.changes.tell()
        self.page.changed()
