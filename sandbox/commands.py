"""Slash commands, as a person types them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import wire
from sandbox.composer import Composer, as_command_text
from sandbox.content import Refused, read_content
from sandbox.deliveries import Attempt, Delivery
from sandbox.interactions import failed, failure, refused
from sandbox.reply import Reply
from sandbox.response_urls import answer

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.people import Person

Json = dict[str, Any]


async def run(person: Person, typed: str, channel: Channel, thread: Message | None) -> Reply:
    """Run a slash command at a channel's composer, or at a thread's, where Slack's client refuses it."""
    name, _, words = typed.strip().partition(" ")
    slack = person.workspace.slack
    if not name.startswith("/"):
        raise ValueError(f"a command begins with a slash: {typed!r}")
    command = slack.manifest.command(name)
    if command is None:
        return await _built_in(person, name, words, channel)
    if thread is not None:
        return refused(f"{name} is not supported in threads. Sorry!")
    words = words.strip()
    if command.should_escape:
        words = as_command_text(Composer(person.workspace, person).parts(words), person.workspace)
    delivery = Delivery(person.workspace.team_id, "slash_commands", _payload(person, name, words, channel), accepts_response=True)
    attempt = await slack.outbox.send_once(delivery)
    return failed(attempt, name) or _read(attempt, name, person, channel)


async def _built_in(person: Person, name: str, words: str, channel: Channel) -> Reply:
    """Do the few of Slack's own commands that people need here: /invite and /leave."""
    workspace = person.workspace
    if name == "/invite":
        named = [workspace.people[part.value] for part in Composer(workspace, person).parts(words) if part.kind == "user"]
        for who in named:
            await person.invites(who, to=channel)
        return Reply() if named else refused("/invite needs a name, such as /invite @" + workspace.bot.name)
    if name == "/leave":
        await person.leaves(channel)
        return Reply()
    return refused(f"{name} is not a valid command")


def _payload(person: Person, name: str, words: str, channel: Channel) -> Json:
    workspace = person.workspace
    return {
        "token": "sandbox",
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": wire.place_name(channel),
        "user_id": person.id,
        "user_name": person.handle,
        "command": name,
        "text": words,
        "api_app_id": workspace.slack.app_id,
        "is_enterprise_install": "false",
        "response_url": workspace.slack.response_urls.new(person, channel),
        "trigger_id": workspace.slack.triggers.new(person, channel=channel.id),
    }


def _read(attempt: Attempt, name: str, person: Person, channel: Channel) -> Reply:
    """Read what an ack says to the person."""
    body = attempt.payload if isinstance(attempt.payload, dict) else {}
    try:
        content = read_content(body, of_api=False)
    except Refused as refusal:
        # The app did answer, but not with anything Slack can show.
        return failure(attempt, name, "dispatch_failed", str(refusal))
    if content.is_empty:
        return Reply(seconds=attempt.seconds, view=person.view)
    message = answer(person, channel, content, body)
    return Reply(message.text, message.blocks, message.shown, seconds=attempt.seconds, message=message, view=person.view)
