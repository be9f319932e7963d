"""What a person does with the app's commands, buttons and shortcuts, and what they read after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox import wire
from sandbox.blocks.shown import text_shown
from sandbox.composer import Composer, as_command_text
from sandbox.content import Refused, read_content
from sandbox.deliveries import Attempt, Delivery
from sandbox.response_urls import answer

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person

Json = dict[str, Any]
NOT_INTERACTIVE = "This app is not configured to handle interactive responses."


@dataclass
class Reply:
    """What came back to a person: what they read, or the error their client shows.

    error is None, dispatch_failed, operation_timeout, or the sentence of a client that sent nothing; why says more for us;
    message is the answer as it stands in the channel; seconds is how long the app took.
    """

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    shown: str = ""
    error: str | None = None
    why: str = ""
    seconds: float = 0.0
    message: Message | None = None


async def run(person: Person, typed: str, channel: Channel, thread: Message | None) -> Reply:
    """Run a slash command at a channel's composer, or at a thread's, where Slack's client refuses it."""
    name, _, words = typed.strip().partition(" ")
    slack = person.workspace.slack
    if not name.startswith("/"):
        raise ValueError(f"a command begins with a slash: {typed!r}")
    command = slack.manifest.commands.get(name)
    if command is None:
        return await _built_in(person, name, words, channel)
    if thread is not None:
        return _refused(f"{name} is not supported in threads. Sorry!")
    words = words.strip()
    if command.should_escape:
        words = as_command_text(Composer(person.workspace, person).parts(words), person.workspace)
    delivery = Delivery(person.workspace.team_id, "slash_commands", _command(person, name, words, channel), accepts_response=True)
    attempt = await slack.outbox.send_once(delivery)
    return _failed(attempt, name) or _read(attempt, name, person, channel)


async def _built_in(person: Person, name: str, words: str, channel: Channel) -> Reply:
    """Do the few of Slack's own commands that people need here: /invite and /leave."""
    workspace = person.workspace
    if name == "/invite":
        named = [workspace.people[part.value] for part in Composer(workspace, person).parts(words) if part.kind == "user"]
        for who in named:
            await person.invites(who, to=channel)
        return Reply() if named else _refused("/invite needs a name, such as /invite @" + workspace.bot.name)
    if name == "/leave":
        await person.leaves(channel)
        return Reply()
    return _refused(f"{name} is not a valid command")


def _refused(sentence: str) -> Reply:
    return Reply(shown=sentence, error=sentence)


def _command(person: Person, name: str, words: str, channel: Channel) -> Json:
    workspace = person.workspace
    return {
        "token": "sandbox",
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": "directmessage" if channel.is_im else "privategroup" if channel.is_private else channel.name,
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": words,
        "api_app_id": workspace.slack.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.slack.response_urls.new(person, channel),
        "trigger_id": workspace.slack.triggers.new(person),
    }


def _failed(attempt: Attempt, what: str) -> Reply | None:
    if attempt.acked:
        return None
    return _failure(attempt, what, "operation_timeout" if attempt.problem == "timeout" else "dispatch_failed", attempt.problem)


def _failure(attempt: Attempt, what: str, error: str, why: str) -> Reply:
    return Reply(error=error, why=why, shown=f'{what} failed with the error "{error}"', seconds=attempt.seconds)


def _read(attempt: Attempt, name: str, person: Person, channel: Channel) -> Reply:
    """Read what an ack says to the person."""
    body = attempt.payload if isinstance(attempt.payload, dict) else {}
    try:
        content = read_content(body, of_api=False)
    except Refused as refusal:
        # The app did answer, but not with anything Slack can show.
        return _failure(attempt, name, "dispatch_failed", str(refusal))
    if content.is_empty:
        return Reply(seconds=attempt.seconds)
    message = answer(person, channel, content, body)
    return Reply(message.text, message.blocks, message.shown, seconds=attempt.seconds, message=message)


async def click(person: Person, what: str, message: Message, block_id: str | None = None) -> Reply:
    """Click a button, named by its text or its action_id; raises LookupError when there is no such button to be seen."""
    block, element = _button(person, what, message, block_id)
    acting: Json = {name: element[name] for name in ("type", "action_id", "text", "value", "url", "style") if name in element}
    action = {**acting, "block_id": block.get("block_id", ""), "action_ts": person.workspace.timestamp()}
    more: Json = {"actions": [action], "state": {"values": {}}}
    return await _interact(person, {"type": "block_actions", **_clicked(person, message), **more})


def _button(person: Person, what: str, message: Message, block_id: str | None) -> tuple[Json, Json]:
    blocks = [block for block in message.blocks if block_id in {None, block.get("block_id")}]
    buttons = [(block, element) for block in blocks for element in _pressable(block) if _may_see(person, element)]
    for block, element in buttons:
        if what in {element.get("action_id"), text_shown(element.get("text"), person.workspace)}:
            return block, element
    there = [text_shown(element.get("text"), person.workspace) for _, element in buttons]
    raise LookupError(f"no button {what!r} for {person.name}; there are {there}")


def _pressable(part: object) -> Iterator[Json]:
    if isinstance(part, list):
        for one in part:
            yield from _pressable(one)
    elif isinstance(part, dict):
        if part.get("type") in {"button", "icon_button"}:
            yield part
        for value in part.values():
            yield from _pressable(value)


def _may_see(person: Person, element: Json) -> bool:
    return "visible_to_user_ids" not in element or person.id in element["visible_to_user_ids"]


async def use(person: Person, name: str, message: Message) -> Reply:
    """Use a message shortcut, named as in the message's menu or by its callback_id."""
    shortcuts = [one for one in person.workspace.slack.manifest.shortcuts if one.type == "message" and name in {one.name, one.callback_id}]
    if not shortcuts:
        raise LookupError(f"no message shortcut {name!r}")
    clicked = {key: value for key, value in _clicked(person, message).items() if key != "container"}
    more = {"callback_id": shortcuts[0].callback_id, "message_ts": message.ts, "action_ts": person.workspace.timestamp()}
    return await _interact(person, {"type": "message_action", **clicked, **more})


def _clicked(person: Person, message: Message) -> Json:
    """Gather what every interaction with a message tells."""
    workspace, channel = person.workspace, message.channel
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": bool(message.ephemeral_to),
        **thread,
    }
    return {
        "token": "sandbox",
        "api_app_id": workspace.slack.app_id,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": workspace.team_id},
        "channel": {"id": channel.id, "name": "directmessage" if channel.is_im else channel.name},
        "container": container,
        # What only one person sees is not told again in the payload.
        **({} if message.ephemeral_to else {"message": wire.message(message)}),
        "response_url": workspace.slack.response_urls.new(person, channel, message),
        "trigger_id": workspace.slack.triggers.new(person),
    }


async def _interact(person: Person, payload: Json) -> Reply:
    slack = person.workspace.slack
    if not slack.manifest.interactive:
        return _refused(NOT_INTERACTIVE)
    attempt = await slack.outbox.send_once(Delivery(person.workspace.team_id, "interactive", payload))
    return _failed(attempt, "This") or Reply(seconds=attempt.seconds)
