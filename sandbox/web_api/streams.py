"""Messages that grow: chat.startStream, chat.appendStream, chat.stopStream."""

import json

from sandbox import wire
from sandbox.channels import Channel
from sandbox.content import Refused, invalid_arguments, read_content
from sandbox.messages import Message
from sandbox.streams import MOST_TEXT, Stream
from sandbox.web_api.call import Call, Json, Method
from sandbox.web_api.chat import must_write, root_of


async def start(call: Call) -> Json:
    """Begin a message in a thread; in a channel it is written for one person."""
    call.need_scope("chat:write")
    channel = call.channel()
    must_write(call, channel)
    if channel.is_im:
        call.need("thread_ts")
    elif not call.text("recipient_team_id"):
        raise Refused("missing_recipient_team_id")
    elif not call.text("recipient_user_id"):
        raise Refused("missing_recipient_user_id")
    elif call.text("recipient_user_id") not in call.workspace.people:
        raise Refused("user_not_found")
    mode = call.text("task_display_mode", "timeline")
    if mode not in {"timeline", "plan"}:
        raise invalid_arguments("must be a valid enum value (timeline, plan) [json-pointer:/task_display_mode]")
    root = root_of(call, channel)
    stream = Stream(call.slack.clock.now(), planned=mode == "plan")
    stream.take(_chunks(call))
    message = channel.stream(call.bot.id, stream, thread_ts=root.ts if root else None)
    if call.slack.manifest.is_agent:
        channel.agent.session(root.ts if root else message.ts)["status"] = "processing"
    return {"channel": channel.id, "ts": message.ts}


async def append(call: Call) -> Json:
    """Add to a message that is being written."""
    channel, message, stream = _live(call)
    chunks = _chunks(call)
    if not chunks:
        raise Refused("no_text")
    stream.take(chunks)
    channel.grow(message)
    return {"channel": channel.id, "ts": message.ts}


async def stop(call: Call) -> Json:
    """Finish a message, with blocks at its end where some are given."""
    channel, message, stream = _live(call)
    # Read before anything is taken, so that a refused call leaves the message as it was.
    content = read_content({name: call.params.get(name) for name in ("blocks", "metadata")})
    call.workspace.files.check(content.blocks or [], call.bot)
    stream.take([*_chunks(call), {"type": "blocks", "blocks": content.blocks or []}])
    if not stream.blocks:
        raise Refused("no_text")
    message.metadata = content.metadata
    channel.finish(message)
    if call.slack.manifest.is_agent:
        channel.agent.session(message.thread_ts or message.ts)["status"] = call.text("session_status", "active")
    return {"channel": channel.id, "ts": message.ts, "message": wire.message(message, metadata=True)}


def _live(call: Call) -> tuple[Channel, Message, Stream]:
    call.need_scope("chat:write")
    channel = call.channel()
    must_write(call, channel)
    message = channel.find(call.need("ts"))
    if message is None or message.user != call.bot.id:
        raise Refused("message_not_found")
    if message.stream is None or not message.stream.is_live(call.slack.clock.now()):
        raise Refused("message_not_in_streaming_state")
    return channel, message, message.stream


def _chunks(call: Call) -> list[Json]:
    """Read what is to be added: words, chunks, or both, the words first."""
    chunks = call.params.get("chunks") or []
    if isinstance(chunks, str):
        try:
            chunks = json.loads(chunks)
        except ValueError:
            chunks = None
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks")
    text = call.text("markdown_text")
    if len(text) > MOST_TEXT:
        raise Refused("msg_too_long")
    return [{"type": "markdown_text", "text": text}, *chunks] if text else chunks


METHODS: dict[str, Method] = {"chat.startStream": start, "chat.appendStream": append, "chat.stopStream": stop}
