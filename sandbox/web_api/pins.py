"""Pins: pins.*."""

from sandbox import wire
from sandbox.content import Refused
from sandbox.messages import Message
from sandbox.web_api.call import Call, Json, Method

MOST_PINS = 100


async def add(call: Call) -> Json:
    """Pin a message to its channel."""
    message = _message(call)
    if message.pinned:
        raise Refused("already_pinned")
    if sum(one.pinned is not None for one in message.channel.live) >= MOST_PINS:
        raise Refused("too_many_pins")
    message.channel.pin(message, call.bot.id)
    return {}


async def remove(call: Call) -> Json:
    """Take a pin off again."""
    message = _message(call)
    if not message.pinned:
        raise Refused("not_pinned")
    message.channel.unpin(message, call.bot.id)
    return {}


async def list_all(call: Call) -> Json:
    """Answer with what is pinned to a channel, the latest first."""
    call.need_scope("pins:read")
    channel = call.channel()
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    pinned = sorted((one for one in channel.live if one.pinned), key=lambda one: -one.pinned["at"] if one.pinned else 0)
    return {"items": [wire.pinned_item(one) for one in pinned]}


def _message(call: Call) -> Message:
    call.need_scope("pins:write")
    channel = call.channel()
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    if not call.text("timestamp"):
        raise Refused("no_item_specified")
    message = channel.find(call.text("timestamp"))
    if message is None or message.deleted:
        raise Refused("message_not_found")
    return message


METHODS: dict[str, Method] = {"pins.add": add, "pins.remove": remove, "pins.list": list_all}
