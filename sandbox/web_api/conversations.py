"""Which conversations there are and who is in them: conversations.info, list, members."""

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Refused
from sandbox.web_api.call import Call, Json, Method, next_page

READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


async def info(call: Call) -> Json:
    """About one conversation."""
    channel = _readable(call)
    return {"channel": wire.conversation(channel, call.bot.id, with_count=call.flag("include_num_members"))}


async def list_all(call: Call) -> Json:
    """Answer with the conversations the bot may know of, page by page."""
    channels, cursor = call.page(known(call), 100)
    return {"channels": [wire.conversation(one, call.bot.id) for one in channels], **next_page(cursor)}


async def members(call: Call) -> Json:
    """Answer with the ids of who is in a conversation, page by page."""
    channel = _readable(call)
    page, cursor = call.page(channel.members, 100)
    return {"members": page, **next_page(cursor)}


def _readable(call: Call) -> Channel:
    channel = call.channel()
    call.need_scope(READ[channel.kind])
    return channel


def known(call: Call, member: str | None = None) -> list[Channel]:
    """List the conversations of the types asked for that the bot may know of, or those with a certain member."""
    types = call.words("types", "public_channel")
    if any(one not in _TYPES for one in types):
        raise Refused("invalid_types")
    kinds = {_TYPES[one] for one in types}
    for kind in sorted(kinds):
        call.need_scope(READ[kind])
    found = [one for one in call.workspace.channels.values() if one.kind in kinds]
    if call.flag("exclude_archived"):
        found = [one for one in found if not one.is_archived]
    return [one for one in found if _may_know(call, one) and (member is None or member in one.members)]


def _may_know(call: Call, channel: Channel) -> bool:
    return channel.kind == "channel" or call.bot.id in channel.members


METHODS: dict[str, Method] = {
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.members": members,
}
