"""The reaction that offers to draft from a thread, where one is set: to whoever reacted alone, since a reaction may be a joke."""

from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Offer
from bot.records.documents import Kind
from handlers.calls import Refused, asked
from handlers.reply import Reply
from storage.store import Transaction


async def reacted(event: dict[str, Any], team: str, db: Transaction, now: datetime, *, reaction: str, kind: Kind) -> None:
    """Somebody reacted; with the one that is set, they are offered a draft."""
    item = event.get("item", {})
    if not reaction or event.get("reaction", "").partition("::")[0] != reaction or item.get("type") != "message":
        return
    await db.people.joined(team, item["channel"], event["user"], at=now)
    ids = {"channel": item["channel"], "ts": item["ts"], "user": event["user"]}
    await db.jobs.enqueue(f"{kind.name}.offer", team=team, room=f"recent:{event['user']}", **ids)


async def offer(*, channel: str, ts: str, user: str, slack: AsyncWebClient, kind: Kind) -> None:
    """Offer it in the message's thread, which an event does not name, to one person alone. Where it is gone, nothing is said."""
    try:
        answer = await asked(slack.conversations_replies(channel=channel, ts=ts, limit=1, inclusive=True))
    except Refused:
        return
    found = next((one for one in answer.get("messages") or [] if one.get("ts") == ts), None)
    if found is None:
        return
    thread = found.get("thread_ts")
    words = f"{kind.name} from {channel} {thread or ts}"
    reply = Reply.saying(f"Shall I draft {kind.article} {kind.called} from this thread?", offers=[Offer("Draft it", words)])
    await asked(slack.chat_postEphemeral(channel=channel, user=user, thread_ts=thread, **reply.as_message()))
