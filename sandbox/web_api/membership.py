"""Coming into conversations and going: conversations.open, join, invite, kick, leave."""

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Refused
from sandbox.people import Person
from sandbox.web_api.call import Call, Json, Method
from sandbox.web_api.channels import managed

MOST_IN_A_GROUP = 8
_INVITE = {"channel": "channels:write.invites", "group": "groups:write.invites"}


async def open_direct(call: Call) -> Json:
    """Answer with the direct messages with one person, or with several."""
    if call.text("channel"):
        call.need_scope("im:write", "mpim:write")
        return _opened(call, call.channel(), new=False)
    people = [_reachable(call, user) for user in call.words("users")]
    if not people:
        raise Refused("users_list_not_supplied")
    if len(people) > MOST_IN_A_GROUP:
        raise Refused("too_many_users")
    call.need_scope("im:write" if len(people) == 1 else "mpim:write")
    before = len(call.workspace.channels)
    channel = call.workspace.dm(people[0]) if len(people) == 1 else call.workspace.group_dm(*people, call.bot)
    return _opened(call, channel, new=len(call.workspace.channels) > before)


def _opened(call: Call, channel: Channel, *, new: bool) -> Json:
    told = wire.conversation(channel, call.bot.id) if call.flag("return_im") or channel.kind == "mpim" else {"id": channel.id}
    return {"channel": told} if new else {"no_op": True, "already_open": True, "channel": told}


def _reachable(call: Call, user: str) -> Person:
    person = call.workspace.people.get(user)
    if person is None:
        raise Refused("user_not_found")
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deactivated:
        raise Refused("user_disabled")
    return person


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
    channel = managed(call, _INVITE, direct=False)
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


async def kick(call: Call) -> Json:
    """Take someone out of a channel the bot is in."""
    channel = managed(call)
    if not call.text("user"):
        raise Refused("no_user")
    user = call.person().id
    if user == call.bot.id:
        raise Refused("cant_kick_self")
    if channel.name == "general":
        raise Refused("cant_kick_from_general")
    if not channel.remove_member(user, by=call.bot.id):
        raise Refused("not_in_channel")
    return {"errors": {}}


async def leave(call: Call) -> Json:
    """Go out of a channel; being out of it already is no error."""
    channel = call.channel()
    if call.bot.id not in channel.members:
        return {"not_in_channel": True}
    managed(call)
    if channel.name == "general":
        raise Refused("cant_leave_general")
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.members == [call.bot.id]:
        raise Refused("last_member")
    channel.remove_member(call.bot.id)
    return {}


METHODS: dict[str, Method] = {
    "conversations.open": open_direct,
    "conversations.join": join,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.leave": leave,
}
