"""Bringing something to a channel that it comes to by itself: where the bot is not and may be, it lets itself in."""

from collections.abc import Callable
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.calls import Refused, asked
from handlers.posts import Showing, show
from storage.store import Store

log = structlog.get_logger()


async def arrive(showing: Showing, *, team: str, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> str | None:
    """Show it once. Returns its ts; None where the bot cannot post."""
    ts = await show(showing, team=team, store=store, slack=slack, clock=clock)
    if ts:
        return ts
    async with store.reading() as db:
        channel = await db.people.channel(team, showing.channel)
    if not (channel and channel.is_public):
        log.warning("scorecards.not_in_channel", kind=showing.kind, channel=showing.channel)
        return None
    try:
        await asked(slack.conversations_join(channel=showing.channel))
    except Refused as refused:
        log.warning("channel.join_refused", channel=showing.channel, error=refused.error)
        return None
    async with store.transaction() as db:
        await db.people.bot_is_in(team, showing.channel, is_in=True)
    return await show(showing, team=team, store=store, slack=slack, clock=clock)
