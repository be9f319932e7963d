"""Making channels and changing them: conversations.create, archive, rename, setTopic and their kin."""

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Refused
from sandbox.web_api.call import Call, Json, Method

MOST_NAME = 80
MOST_WORDS = 250
MANAGE = {"channel": "channels:manage", "group": "groups:write", "im": "im:write", "mpim": "mpim:write"}
_TOPIC = {kind: f"{kind}s:write.topic" for kind in ("channel", "group")} | {kind: f"{kind}:write.topic" for kind in ("im", "mpim")}


async def create(call: Call) -> Json:
    """Make a channel with the bot in it."""
    private = call.flag("is_private")
    call.need_scope(MANAGE["group" if private else "channel"])
    name = _free_name(call)
    channel = call.workspace.channel(name, private=private, members=[call.bot], by=call.bot, emit=True)
    return {"channel": wire.conversation(channel, call.bot.id)}


async def archive(call: Call) -> Json:
    """Archive a channel the bot is in."""
    channel = managed(call)
    if channel.is_archived:
        raise Refused("already_archived")
    if channel.name == "general":
        raise Refused("cant_archive_general")
    await call.workspace.archives(channel, call.bot)
    return {}


async def unarchive(call: Call) -> Json:
    """Bring a channel back that the bot was in."""
    channel = managed(call)
    if not channel.is_archived:
        raise Refused("not_archived")
    await call.workspace.unarchives(channel, call.bot)
    return {}


async def rename(call: Call) -> Json:
    """Rename a channel of the bot's own making."""
    channel = _in_use(managed(call))
    name = _free_name(call)
    # Only who made a channel, or an admin, may rename it, and a bot is no admin.
    if channel.creator != call.bot.id:
        raise Refused("not_authorized")
    await call.workspace.renames(channel, name, call.bot)
    return {"channel": wire.conversation(channel, call.bot.id)}


async def set_topic(call: Call) -> Json:
    """Set what a conversation is about now."""
    channel = _in_use(managed(call, _TOPIC))
    channel.describe("topic", _words(call, "topic"), call.bot.id)
    return {"channel": wire.conversation(channel, call.bot.id)}


async def set_purpose(call: Call) -> Json:
    """Set what a conversation is for."""
    channel = _in_use(managed(call, _TOPIC))
    channel.describe("purpose", _words(call, "purpose"), call.bot.id)
    return {"purpose": channel.purpose}


def managed(call: Call, narrower: dict[str, str] | None = None, *, direct: bool | None = None) -> Channel:
    """Find a conversation the bot is in and may change; narrower are scopes that do as well; direct: whether messages to people do."""
    channel = call.channel()
    if channel.kind in {"im", "mpim"} and not (bool(narrower) if direct is None else direct):
        raise Refused("method_not_supported_for_channel_type")
    call.need_scope(*[scopes[channel.kind] for scopes in (MANAGE, narrower or {}) if channel.kind in scopes])
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _in_use(channel: Channel) -> Channel:
    if channel.is_archived:
        raise Refused("is_archived")
    return channel


def _words(call: Call, name: str) -> str:
    words = call.text(name)
    if len(words) > MOST_WORDS:
        raise Refused("too_long")
    return words


def _free_name(call: Call) -> str:
    """Read a channel's new name; refused when it is none, or another's, an archived one's too."""
    name = call.text("name").removeprefix("#")
    if not name:
        raise Refused("invalid_name_required")
    if len(name) > MOST_NAME:
        raise Refused("invalid_name_maxlength")
    if not any(letter.isalnum() for letter in name):
        raise Refused("invalid_name_punctuation")
    if name != name.lower() or not all(letter.isalnum() or letter in "-_" for letter in name):
        raise Refused("invalid_name_specials")
    if any(one.name == name for one in call.workspace.channels.values() if not one.is_im):
        raise Refused("name_taken")
    return name


METHODS: dict[str, Method] = {
    "conversations.create": create,
    "conversations.archive": archive,
    "conversations.unarchive": unarchive,
    "conversations.rename": rename,
    "conversations.setTopic": set_topic,
    "conversations.setPurpose": set_purpose,
}
