"""Messages: chat.*."""

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Content, Refused, read_content
from sandbox.messages import Message
from sandbox.web_api.call import Call, Json, Method


async def post_message(call: Call) -> Json:
    """Post a message, or a reply in a thread."""
    call.need_scope("chat:write")
    channel = _addressed(call)
    must_write(call, channel)
    content = _content(call)
    if content.is_empty:
        raise Refused("no_text")
    root = root_of(call, channel)
    message = channel.say(
        call.bot.id, content, thread_ts=root.ts if root else None, broadcast=root is not None and call.flag("reply_broadcast")
    )
    return {"channel": channel.id, "ts": message.ts, "message": wire.message(message, metadata=True), **_warned(content)}


async def post_ephemeral(call: Call) -> Json:
    """Post what only one person in the channel sees."""
    call.need_scope("chat:write")
    channel = call.channel()
    must_write(call, channel)
    call.need("user")
    if call.text("user") not in channel.members:
        raise Refused("user_not_in_channel")
    content = _content(call)
    if content.is_empty:
        raise Refused("no_text")
    root = root_of(call, channel)
    message = channel.say(call.bot.id, content, thread_ts=root.ts if root else None, ephemeral_to=call.text("user"))
    return {"message_ts": message.ts, **_warned(content)}


async def update(call: Call) -> Json:
    """Change a message of the bot's own; blocks that are not given stay."""
    call.need_scope("chat:write")
    channel, message = _own(call, "cant_update_message")
    if message.stream and message.stream.is_live(call.slack.clock.now()):
        raise Refused("streaming_state_conflict")
    message.stream = None
    content = _content(call, editing=True)
    if content.is_empty and content.blocks is None and content.attachments is None:
        raise Refused("no_text")
    channel.edit(message, content, call.bot.id)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": wire.message(message, metadata=True)}


async def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    call.need_scope("chat:write")
    channel, message = _own(call, "cant_delete_message")
    channel.delete(message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(call: Call) -> Json:
    """Answer with a message's link."""
    channel = call.channel()
    message = channel.find(call.need("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": message.permalink}


def _content(call: Call, *, editing: bool = False) -> Content:
    content = read_content(call.params, editing=editing)
    call.workspace.files.check(content.blocks or [], call.bot)
    return content


def _addressed(call: Call) -> Channel:
    """Find the conversation to post in; a user's id stands for the direct messages with them."""
    person = call.workspace.people.get(call.text("channel"))
    if person is None:
        return call.channel()
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deactivated:
        raise Refused("user_disabled")
    return call.workspace.dm(person)


def must_write(call: Call, channel: Channel) -> None:
    """Refuse a conversation the bot cannot post in."""
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.is_im and not call.slack.manifest.messages_tab:
        raise Refused("messages_tab_disabled")
    if call.bot.id not in channel.members and "chat:write.public" not in call.slack.manifest.scopes:
        raise Refused("not_in_channel")


def root_of(call: Call, channel: Channel) -> Message | None:
    """Find the first message of the thread to reply in."""
    ts = call.text("thread_ts")
    if not ts:
        return None
    message = channel.find(ts)
    if message is None:
        raise Refused("thread_not_found")
    # A reply's own timestamp makes a thread that nobody finds; docs.slack.dev warns, we refuse.
    if message.is_reply:
        raise Refused("cannot_reply_to_message")
    return message


def _own(call: Call, refusal: str) -> tuple[Channel, Message]:
    channel = call.channel()
    message = channel.find(call.need("ts"))
    if message is None or message.deleted:
        raise Refused("message_not_found")
    if message.user != call.bot.id:
        raise Refused(refusal)
    if channel.is_archived:
        raise Refused("is_archived")
    return channel, message


def _warned(content: Content) -> Json:
    if not content.warnings:
        return {}
    return {"warning": ",".join(content.warnings), "response_metadata": {"warnings": content.warnings}}


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
