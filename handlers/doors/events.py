"""What Slack tells of: heard in one transaction, once. What could not be kept is not acked, and Slack delivers it again."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.errors import Unavailable
from handlers.doors.desk import Desk
from handlers.places import team_of
from storage.store import Transaction

Hears = Callable[[dict[str, Any], str, Transaction, datetime], Awaitable[None]]
"""A listener to an event: the event, its team, the transaction, now."""

log = structlog.get_logger()


def open_events(app: AsyncApp, desk: Desk, hears: Mapping[str, Sequence[Hears]]) -> None:
    """Listen to every event that is heard by somebody."""
    for name, listeners in hears.items():
        app.event(name)(_listener(desk, name, listeners))


def _listener(desk: Desk, name: str, listeners: Sequence[Hears]) -> Callable[..., Awaitable[BoltResponse]]:
    async def heard_once(body: dict[str, Any]) -> None:
        team, now = team_of(body), desk.answering.clock()
        async with desk.answering.store.transaction() as db:
            if await db.deliveries.is_first(body["event_id"], team=team, at=now):
                for hears in listeners:
                    await hears(body["event"], team, db, now)

    async def listener(body: dict[str, Any]) -> BoltResponse:
        try:
            await desk.in_time(heard_once(body))
        except Unavailable:
            return BoltResponse(status=503)
        except Exception as fault:
            log.exception("event.bug", event_type=name, error=type(fault).__name__)
            return BoltResponse(status=500)
        return BoltResponse(status=200)

    return listener
