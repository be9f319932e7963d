"""What the workspace sends the app: each envelope, each attempt at it, and Slack's retries."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from uuid import uuid4

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Json = dict[str, Any]
# Slack tries an event again at once, after a minute, and after five more.
RETRY_AFTER = (timedelta(), timedelta(minutes=1), timedelta(minutes=5))
TIMEOUTS = frozenset({"timeout", "http_timeout"})
# "At once" leaves an app that is just reconnecting this long.
RECONNECTING_SECONDS = 1.0


@dataclass(eq=False)
class Attempt:
    """One envelope on one connection, or one request.

    connection is the name of the connection or the address asked, status what the address answered; problem is empty while it is
    under way and when it was acked in time, else timeout or connection_failed, and over HTTP Slack's words in X-Slack-Retry-Reason;
    payload is what came with the ack; late is true when an ack came after Slack had given up; is_last when the app asked for no
    retry; seconds is how long was waited.
    """

    at: datetime
    number: int
    envelope_id: str
    connection: str | None = None
    acked: bool = False
    payload: Any = None
    seconds: float = 0.0
    problem: str = ""
    status: int | None = None
    late: bool = False
    is_last: bool = False


class Undelivered(Exception):
    """Why an attempt failed, in Slack's words for it."""


class Transport(Protocol):
    """A way to the app: Socket Mode or HTTP."""

    async def exchange(self, delivery: Delivery, attempt: Attempt, reason: str) -> Any:
        """Deliver once and return what came with the ack; reason is why the attempt before failed. Raises Undelivered."""

    async def comes_back(self, within: float) -> None:
        """Give an app that was there before a moment to be there again."""


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

    async def stop(self) -> None:
        """End all retries."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _with_retries(self, delivery: Delivery) -> None:
        attempt = await self._attempt(delivery)
        for wait in RETRY_AFTER:
            if attempt.acked or attempt.is_last:
                return
            delivery.due = self._slack.clock.now() + wait
            self._moved(delivery)
            await self._slack.clock.reaches(delivery.due)
            if not wait:
                await self._slack.transport.comes_back(RECONNECTING_SECONDS)
            attempt = await self._attempt(delivery, reason=attempt.problem)

    async def _attempt(self, delivery: Delivery, reason: str = "") -> Attempt:
        loop = asyncio.get_running_loop()
        attempt = Attempt(self._slack.clock.now(), len(delivery.attempts), str(uuid4()))
        delivery.attempts.append(attempt)
        delivery.in_flight, delivery.due = True, None
        self._moved(delivery)
        began = loop.time()
        try:
            attempt.payload = await self._slack.transport.exchange(delivery, attempt, reason)
            attempt.acked = True
        except Undelivered as failure:
            attempt.problem = str(failure)
        finally:
            attempt.seconds = loop.time() - began
            delivery.in_flight = False
            self._moved(delivery)
        return attempt

    def _moved(self, delivery: Delivery) -> None:
        if delivery.in_flight or delivery.due is not None:
            self._open.add(delivery)
        else:
            self._open.discard(delivery)
        self._slack.changed()
