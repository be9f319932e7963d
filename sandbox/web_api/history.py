"""conversations.history and conversations.replies."""

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Refused
from sandbox.messages import Message
from sandbox.web_api.call import Call, Json, Method, next_page

_SCOPES = {"channel": "channels:history", "group": "groups:history", "im": "im:history", "mpim": "mpim:history"}


async def history(call: Call) -> Json:
    """Answer with a conversation's messages, newest first: no replies but those also sent to the channel."""
    channel = _readable(call)
    told = [one for one in channel.live if not one.ephemeral_to and (not one.is_reply or one.broadcast)]
    page, cursor = call.page(_between(call, told)[::-1], 100)
    return {
        **_told(call, page),
        "has_more": bool(cursor),
        "pin_count": sum(one.pinned is not None for one in channel.live),
        **next_page(cursor),
    }


async def replies(call: Call) -> Json:
    """Answer with a thread, oldest first, with its first message on the first page; of a reply's timestamp only that reply."""
    channel = _readable(call)
    message = channel.find(call.need("ts"))
    if message is None:
        raise Refused("thread_not_found")
    thread = [message] if message.is_reply else [message, *_between(call, message.replies)]
    page, cursor = call.page(thread, 1000)
    return {**_told(call, page), "has_more": bool(cursor), **next_page(cursor)}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope(_SCOPES[channel.kind])
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _told(call: Call, messages: list[Message]) -> Json:
    return {"messages": [wire.message(one, metadata=call.flag("include_all_metadata")) for one in messages]}


def _between(call: Call, messages: list[Message]) -> list[Message]:
    """Those after oldest and before latest, with the ends when inclusive."""
    oldest, latest, inclusive = call.text("oldest"), call.text("latest"), call.flag("inclusive")
    try:
        first = float(oldest) if oldest else 0.0
        last = float(latest) if latest and latest != "now" else float("inf")
    except ValueError:
        raise Refused("invalid_ts_oldest" if oldest else "invalid_ts_latest") from None
    return [one for one in messages if first < float(one.ts) < last or (inclusive and float(one.ts) in {first, last})]


METHODS: dict[str, Method] = {"conversations.history": history, "conversations.replies": replies}
