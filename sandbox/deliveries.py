"""What the workspace sends the app: each envelope, each attempt at it, and Slack's retries."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

if TYPE_CHECKING:
    from sandbox.server import Sandbox
    from sandbox.socket_mode import Connection

Json = dict[str, Any]
# Slack tries an event again at once, after a minute, and after five more.
RETRY_AFTER = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))

# "At once" leaves an app that is just reconnecting this long.
RECONNECTING_SECONDS = 1.0


@dataclass(eq=False)
class Attempt:
    """One envelope on one connection.

    problem is empty while it is under way and when it was acked in time, else timeout or connection_failed; payload is what
    came with the ack; late is true when an ack came after Slack had given up; seconds is how long was waited for the answer.
    """

    at: datetime
    number: int
    envelope_id: str
    connection: str | None = None
    acked: bool = False
    payload: Any = None
    seconds: float = 0.0
    problem: str = ""
    late: bool = False
    answer: asyncio.Future[Json] | None = field(default=None, repr=False)


@dataclass(eq=False)
class Delivery:
    """Something the app is told: type is events_api, slash_commands or interactive; due is when it is tried again, by the clock."""

    team: str
    type: str
    payload: Json
    accepts_response: bool = False
    attempts: list[Attempt] = field(default_factory=list)
    in_flight: bool = False
    due: datetime | None = None

    @property
    def event(self) -> Json:
        """The event of an events_api delivery, else nothing."""
        found: Json = self.payload.get("event", {})
        return found

    @property
    def name(self) -> str:
        """What it is in a word: the event's type, the command, or the interaction's type."""
        return str(self.event.get("type") or self.payload.get("command") or self.payload.get("type"))

    @property
    def acked(self) -> bool:
        """Whether any attempt was acked in time."""
        return any(attempt.acked for attempt in self.attempts)

    def __repr__(self) -> str:
        return f"<{self.type} {self.name} {['acked' if one.acked else one.problem for one in self.attempts]}>"


class Deliveries:
    """The post office: sends envelopes, waits for acks, retries events by the clock, and keeps the log."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self.log: list[Delivery] = []
        self._open: set[Delivery] = set()
        self._pending: dict[str, Attempt] = {}
        self._past: dict[str, Attempt] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def unsettled(self) -> list[Delivery]:
        """What is in flight, or due at the clock's present."""
        now = self._slack.clock.now()
        return [one for one in self._open if one.in_flight or (one.due is not None and one.due <= now)]

    @property
    def retries_due(self) -> list[Delivery]:
        """What will be tried again, soonest first; each says when in due."""
        return sorted((one for one in self._open if one.due is not None), key=lambda one: one.due or self._slack.clock.now())

    def send_event(self, delivery: Delivery) -> Delivery:
        """Deliver an event in the background, with Slack's retries."""
        self.log.append(delivery)
        delivery.in_flight = True
        self._open.add(delivery)
        task = asyncio.get_running_loop().create_task(self._with_retries(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    async def send_once(self, delivery: Delivery) -> Attempt:
        """Deliver a command or an interaction: one attempt, no retries."""
        self.log.append(delivery)
        return await self._attempt(delivery)

    async def repeat(self, delivery: Delivery, times: int) -> list[Attempt]:
        """Send the same payload again that many times, one after the other, whatever became of it before."""
        return [await self._attempt(delivery, reason="timeout") for _ in range(times)]

    def acked(self, message: Json) -> None:
        """Take an ack from the app; one that nobody waits for any more is only marked late."""
        envelope_id = str(message.get("envelope_id"))
        attempt = self._pending.get(envelope_id)
        if attempt and attempt.answer and not attempt.answer.done():
            attempt.answer.set_result(message)
        elif envelope_id in self._past:
            self._past[envelope_id].late = not self._past[envelope_id].acked
            self._slack.changes.tell()

    def lost(self, connection: Connection) -> None:
        """Give up on what was under way on a connection that died."""
        for attempt in self._pending.values():
            if attempt.connection == connection.id and attempt.answer and not attempt.answer.done():
                attempt.answer.set_exception(ConnectionError("the connection died"))

    async def stop(self) -> None:
        """End all retries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _with_retries(self, delivery: Delivery) -> None:
        attempt = await self._attempt(delivery)
        for wait in RETRY_AFTER:
            if attempt.acked:
                return
            delivery.due = self._slack.clock.now() + wait
            self._moved(delivery)
            await self._slack.clock.reaches(delivery.due)
            if not wait and self._slack.socket_mode.was_connected:
                await self._slack.socket_mode.connected(within=RECONNECTING_SECONDS)
            attempt = await self._attempt(delivery, reason=attempt.problem)

    async def _attempt(self, delivery: Delivery, reason: str = "") -> Attempt:
        loop = asyncio.get_running_loop()
        attempt = Attempt(self._slack.clock.now(), len(delivery.attempts), str(uuid4()), answer=loop.create_future())
        delivery.attempts.append(attempt)
        delivery.in_flight, delivery.due = True, None
        self._moved(delivery)
        began = loop.time()
        try:
            await self._exchange(delivery, attempt, reason)
        except TimeoutError:
            attempt.problem = "timeout"
        except ConnectionError:
            attempt.problem = "connection_failed"
        finally:
            attempt.seconds, attempt.answer = loop.time() - began, None
            delivery.in_flight = False
            self._moved(delivery)
        return attempt

    async def _exchange(self, delivery: Delivery, attempt: Attempt, reason: str) -> None:
        envelope: Json = {
            "envelope_id": attempt.envelope_id,
            "type": delivery.type,
            "accepts_response_payload": delivery.accepts_response,
            "payload": delivery.payload,
        }
        if delivery.type == "events_api":
            envelope |= {"retry_attempt": attempt.number, "retry_reason": reason}
        self._pending[attempt.envelope_id] = attempt
        try:
            await self._slack.socket_mode.send(envelope, attempt)
            if attempt.answer:
                message = await asyncio.wait_for(attempt.answer, self._slack.ack_seconds)
                attempt.acked, attempt.payload = True, message.get("payload")
        finally:
            self._past[attempt.envelope_id] = self._pending.pop(attempt.envelope_id)

    def _moved(self, delivery: Delivery) -> None:
        if delivery.in_flight or delivery.due is not None:
            self._open.add(delivery)
        else:
            self._open.discard(delivery)
        self._slack.changes.tell()
