"""Conversations and who is in them: conversations.*, without what was said."""

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Refused
from sandbox.web_api.call import Call, Json, Method, next_page

READ = {"channel": "channels:read", "group": "groups:read", "im": "im:read"}
_TYPES = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
_MANAGE = {"channel": ("channels:manage", "channels:write.invites"), "group": ("groups:write", "groups:write.invites")}


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


async def open_dm(call: Call) -> Json:
    """Answer with the direct messages with one person."""
    call.need_scope("im:write")
    if call.text("channel"):
        return {"no_op": True, "already_open": True, "channel": {"id": call.channel().id}}
    users = call.words("users")
    if len(users) != 1:
        raise Refused("users_list_not_supplied" if not users else "method_not_supported_for_channel_type")
    person = call.workspace.people.get(users[0])
    if person is None:
        raise Refused("user_not_found")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deactivated:
        raise Refused("user_disabled")
    channel = call.workspace.dm(person)
    told = wire.conversation(channel, call.bot.id) if call.flag("return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": told}


async def join(call: Call) -> Json:
    """Join a public channel."""
    call.need_scope("channels:join")
    channel = call.channel()
    if channel.kind != "channel":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    new = channel.add_member(call.bot.id)
    warned = {} if new else {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    return {"channel": wire.conversation(channel, call.bot.id), **warned}


async def invite(call: Call) -> Json:
    """Bring people into a channel the bot is in."""
    channel = call.channel()
    if channel.is_im:
        raise Refused("method_not_supported_for_channel_type")
    call.need_scope(*_MANAGE[channel.kind])
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    users = call.words("users")
    if not users:
        raise Refused("no_user")
    refusals = {user: refusal for user in users if (refusal := _not_invited(call, channel, user))}
    if refusals and not (call.flag("force") and len(refusals) < len(users)):
        errors = [{"user": user, "ok": False, "error": refusal} for user, refusal in refusals.items()]
        raise Refused(next(iter(refusals.values())), errors=errors)
    for user in users:
        if user not in refusals:
            channel.add_member(user, inviter=call.bot.id)
    return {"channel": wire.conversation(channel, call.bot.id)}


def _not_invited(call: Call, channel: Channel, user: str) -> str:
    if user == call.bot.id:
        return "cant_invite_self"
    if user not in call.workspace.people or call.workspace.people[user].deactivated:
        return "user_not_found"
    return "already_in_channel" if user in channel.members else ""


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
    for kind in kinds & READ.keys():
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
    "conversations.open": open_dm,
    "conversations.join": join,
    "conversations.invite": invite,
}
