"""Reactions: reactions.*."""

import re

from sandbox import wire
from sandbox.content import Refused
from sandbox.messages import Message
from sandbox.web_api.call import Call, Json, Method

_NAME = re.compile(r"[a-z0-9_'+-]+(::skin-tone-[2-6])?")


async def add(call: Call) -> Json:
    """Add a reaction of the bot's."""
    message, name = _asked(call)
    if not message.channel.react(message, name, call.bot.id):
        raise Refused("already_reacted")
    return {}


async def remove(call: Call) -> Json:
    """Take a reaction of the bot's off."""
    message, name = _asked(call)
    if not message.channel.react(message, name, call.bot.id, take_off=True):
        raise Refused("no_reaction")
    return {}


async def get(call: Call) -> Json:
    """Answer with a message with its reactions."""
    call.need_scope("reactions:read")
    message = _message(call)
    told = {**wire.message(message), "permalink": message.permalink}
    return {"type": "message", "channel": message.channel.id, "message": told}


def _asked(call: Call) -> tuple[Message, str]:
    call.need_scope("reactions:write")
    message, name = _message(call), call.need("name").strip(":")
    if not _NAME.fullmatch(name):
        raise Refused("invalid_name")
    if message.channel.is_archived:
        raise Refused("is_archived")
    return message, name


def _message(call: Call) -> Message:
    call.need("channel")
    channel = call.channel()
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    message = channel.find(call.need("timestamp"))
    if message is None or message.deleted:
        raise Refused("message_not_found")
    return message


METHODS: dict[str, Method] = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
