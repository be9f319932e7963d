"""What an agent shows around its conversations: assistant.threads.*, agents.sessions.*."""

import json

from sandbox.channels import Channel
from sandbox.content import Refused, invalid_arguments
from sandbox.web_api.call import Call, Json, Method

MOST_PROMPTS = 4
MOST_LOADING_MESSAGES = 10
MOST_TITLE = 200
_STATUSES = ("active", "processing", "suspended", "closed")


async def set_status(call: Call) -> Json:
    """Show in a thread what the agent is doing."""
    call.need_scope("assistant:write", "chat:write")
    channel, thread_ts = _channel(call), _thread(call)
    if call.params.get("status") is None:
        raise invalid_arguments("missing required field: status")
    if len(call.words("loading_messages")) > MOST_LOADING_MESSAGES:
        raise invalid_arguments(f"no more than {MOST_LOADING_MESSAGES} items allowed [json-pointer:/loading_messages]")
    channel.agent.says_status(thread_ts, call.text("status"), call.slack.clock.now())
    call.slack.changed()
    return {}


async def set_title(call: Call) -> Json:
    """Name a thread in the direct messages with a person."""
    call.need_scope("assistant:write")
    channel, thread_ts = _channel(call), _thread(call)
    channel.agent.titles[thread_ts] = call.need("title")
    call.slack.changed()
    return {}


async def set_suggested_prompts(call: Call) -> Json:
    """Offer up to four things to say."""
    call.need_scope("assistant:write")
    channel, prompts = _channel(call), call.params.get("prompts")
    try:
        prompts = json.loads(prompts) if isinstance(prompts, str) else prompts
    except ValueError:
        prompts = None
    if not isinstance(prompts, list) or not 0 < len(prompts) <= MOST_PROMPTS:
        raise invalid_arguments("must be an array of one to four prompts [json-pointer:/prompts]")
    if not all(isinstance(one, dict) and one.get("title") and one.get("message") for one in prompts):
        raise invalid_arguments("each prompt must have a title and a message [json-pointer:/prompts]")
    # An agent that names a thread is answered as if all were well, and nothing is shown.
    if not (call.slack.manifest.is_agent and call.text("thread_ts")):
        channel.agent.prompts = {"title": call.text("title"), "prompts": prompts}
        call.slack.changed()
    return {}


async def set_session_status(call: Call) -> Json:
    """Set where a session stands; it begins with the first call."""
    channel, thread_ts = _of_agent(call)
    status = call.need("status")
    if status not in _STATUSES:
        raise invalid_arguments(f"must be a valid enum value ({', '.join(_STATUSES)}) [json-pointer:/status]")
    known = thread_ts in channel.agent.sessions
    session = channel.agent.session(thread_ts)
    session["status"] = status
    if not known:
        session["title"] = _title(call)
    call.slack.changed()
    heard = "agent_session_stopped" in call.slack.manifest.events
    return {**session, "agent_status": status, **({} if heard else {"warning": "missing_agent_session_stopped_subscription"})}


async def rename_session(call: Call) -> Json:
    """Give a session another title."""
    channel, thread_ts = _of_agent(call)
    call.need("title")
    if thread_ts not in channel.agent.sessions:
        raise Refused("session_not_found")
    channel.agent.session(thread_ts)["title"] = _title(call)
    call.slack.changed()
    return {"title": call.text("title")}


def _title(call: Call) -> str:
    title = call.text("title")
    if len(title) > MOST_TITLE:
        raise invalid_arguments(f"must be less than {MOST_TITLE + 1} characters [json-pointer:/title]")
    return title


def _of_agent(call: Call) -> tuple[Channel, str]:
    call.need_scope("chat:write")
    if not call.slack.manifest.is_agent:
        raise Refused("not_allowed")
    return _channel(call), _thread(call)


def _channel(call: Call) -> Channel:
    call.need("channel_id")
    channel = call.channel("channel_id")
    if call.bot.id not in channel.members:
        raise Refused("not_in_channel")
    return channel


def _thread(call: Call) -> str:
    """Read the thread that is meant; refused unless its first message is there."""
    thread_ts = call.need("thread_ts")
    message = call.channel("channel_id").find(thread_ts)
    if message is None or message.is_reply:
        raise Refused("invalid_thread_ts")
    return thread_ts


METHODS: dict[str, Method] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_suggested_prompts,
    "agents.sessions.setStatus": set_session_status,
    "agents.sessions.rename": rename_session,
}
