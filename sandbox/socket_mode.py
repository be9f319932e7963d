"""The WebSocket side of Socket Mode: tickets, connections, envelopes out, acks in."""

from __future__ import annotations

import asyncio
import json
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.changes import PATIENCE_SECONDS
from sandbox.content import Refused
from sandbox.envelopes import Envelopes

if TYPE_CHECKING:
    from sandbox.deliveries import Attempt, Delivery
    from sandbox.server import Sandbox

Json = dict[str, Any]
MOST_CONNECTIONS = 10


@dataclass(eq=False)
class Connection:
    """One WebSocket of the app; leaving once it was told to go."""

    id: str
    socket: web.WebSocketResponse
    request: web.Request
    leaving: bool = False
    received: list[str] = field(default_factory=list)

    def abort(self) -> None:
        """Cut the TCP connection."""
        if self.request.transport:
            self.request.transport.abort()


class SocketMode:
    """All connections of the app, and what is sent over them."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._tickets: set[str] = set()
        self.connections: list[Connection] = []
        self.envelopes = Envelopes(slack)
        self.was_connected = False
        self._dismissing: set[asyncio.Task[None]] = set()

    @property
    def fresh(self) -> list[Connection]:
        """Connections that were not told to go."""
        return [one for one in self.connections if not one.leaving]

    def open(self) -> str:
        """Make the URL for one connection, as apps.connections.open answers it; its ticket works once."""
        if self._slack.refuse_connections:
            raise Refused("internal_error")
        ticket = str(uuid4())
        self._tickets.add(ticket)
        return f"{self._slack.url.replace('http', 'ws', 1)}link/?ticket={ticket}&app_id={self._slack.app_id}"

    async def accept(self, request: web.Request) -> web.StreamResponse:
        """Serve one connection until it ends."""
        ticket = request.query.get("ticket", "")
        if self._slack.refuse_connections or ticket not in self._tickets:
            return web.Response(status=503 if self._slack.refuse_connections else 403, text="no")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        connection = Connection(f"connection-{self._slack.serials.next()}", socket, request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await self._tell(connection, _disconnect("too_many_websockets"))
            await socket.close()
            return socket
        await self._serve(connection)
        return socket

    async def _serve(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.was_connected = True
        try:
            await self._tell(connection, self._hello())
            self._slack.changes.tell()
            async for message in connection.socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(connection, message.data)
        finally:
            self.connections.remove(connection)
            self.envelopes.lost(connection.id)
            self._slack.changes.tell()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-1", "build_number": 10, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._slack.app_id},
        }

    def _receive(self, connection: Connection, data: str) -> None:
        connection.received.append(data)
        with suppress(ValueError):
            message = json.loads(data)
            if isinstance(message, dict) and message.get("envelope_id"):
                self.envelopes.acked(message)

    async def exchange(self, delivery: Delivery, attempt: Attempt, reason: str) -> Any:
        """Deliver in one envelope, and return what came with the ack."""
        return await self.envelopes.exchange(delivery, attempt, reason)

    async def comes_back(self, within: float) -> None:
        """Wait a moment for an app that was connected before."""
        if self.was_connected:
            await self.connected(within=within)

    async def send(self, envelope: Json, attempt: Attempt) -> None:
        """Send an envelope over one connection, chosen at random; raises ConnectionError when there is none."""
        candidates = self.fresh or self.connections
        if not candidates:
            raise ConnectionError("the app is not connected")
        connection = secrets.choice(candidates)
        attempt.connection = connection.id
        await self._tell(connection, envelope)

    async def _tell(self, connection: Connection, message: Json) -> None:
        if connection.socket.closed:
            raise ConnectionError("the connection is closed")
        await connection.socket.send_str(json.dumps(message))

    async def connected(self, n: int = 1, within: float = PATIENCE_SECONDS) -> bool:
        """Wait until that many connections stand; False when they do not in time."""
        return await self._slack.changes.until(lambda: len(self.fresh) >= n, within)

    def disconnect(self, reason: str) -> None:
        """Tell every connection to go, as Slack does before a refresh."""
        for connection in self.fresh:
            connection.leaving = True
            task = asyncio.get_running_loop().create_task(self._dismiss(connection, reason))
            self._dismissing.add(task)
            task.add_done_callback(self._dismissing.discard)
        self._slack.changes.tell()

    async def _dismiss(self, connection: Connection, reason: str) -> None:
        with suppress(ConnectionError):
            await self._tell(connection, _disconnect(reason))

    def cut(self) -> None:
        """Abort every TCP connection without a word."""
        for connection in list(self.connections):
            connection.leaving = True
            connection.abort()

    async def stop(self) -> None:
        """Close every connection."""
        closing = [one.socket.close(code=1001, message=b"going away") for one in self.connections]
        await asyncio.gather(*closing, return_exceptions=True)


def _disconnect(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
