"""What a person does with the app's buttons, menus and shortcuts, in messages, modals and Homes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import wire
from sandbox.blocks.agreement import options
from sandbox.blocks.elements import OPTION, OPTION_GROUP
from sandbox.blocks.schema import Problems, items
from sandbox.blocks.shown import text_shown
from sandbox.deliveries import TIMEOUTS, Attempt, Delivery
from sandbox.forms.entering import entered
from sandbox.forms.fields import PRESSED, VALUES, Field, fields
from sandbox.messages import Message
from sandbox.reply import CannotDo, Reply

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.views import View

Json = dict[str, Any]
NOT_INTERACTIVE = "This app is not configured to handle interactive responses."
LEAST_SEARCHED = 3


async def click(person: Person, what: str, on: Message | View, block_id: str | None = None) -> Reply:
    """Click a button, named by its text or its action_id; raises LookupError when there is no such button to be seen."""
    field = _field(person, what, on, block_id, pressed=True)
    pressed: Json = {name: field.element[name] for name in ("text", "value", "url", "style") if name in field.element}
    return await _act(person, field, on, pressed)


async def choose(person: Person, given: Any, named: str, on: Message | View, block_id: str | None = None) -> Reply:
    """Choose in a menu, a picker, boxes or circles, or type and press Enter; the app is told where it asked to be."""
    field, answers = _field(person, named, on, block_id), on.answers_of(person)
    value = entered(person, field, given, answers)
    if field.is_kept:
        answers.fill(field, value)
    person.workspace.slack.changed()
    if field.is_input and not field.block.get("dispatch_action"):
        return Reply(view=person.view)
    begun = {name: part for name, part in field.element.items() if name == "placeholder" or name.startswith("initial_")}
    return await _act(person, field, on, {**begun, VALUES[field.kind]: value})


async def search(person: Person, words: str, named: str, on: Message | View, block_id: str | None = None) -> list[str]:
    """Type into a menu whose options the app finds; returns what is offered, which can then be chosen."""
    field, answers = _field(person, named, on, block_id), on.answers_of(person)
    if len(words) < field.element.get("min_query_length", LEAST_SEARCHED):
        return []
    asked = {"type": "block_suggestion", "action_id": field.action_id, "block_id": field.block_id, "value": words}
    place = {key: value for key, value in _place(person, on).items() if key not in {"response_url", "trigger_id", "state"}}
    delivery = Delivery(person.workspace.team_id, "interactive", {**place, **asked}, accepts_response=True)
    attempt = await person.workspace.slack.outbox.send_once(delivery)
    answers.found[field.id] = _found(attempt)
    return [text_shown(option.get("text"), person.workspace) for option in answers.found[field.id]]


def _found(attempt: Attempt) -> list[Json]:
    """Read the options an app found; raises CannotDo where the client says that it could not load them."""
    answer = attempt.payload if isinstance(attempt.payload, dict) else {}
    problems: Problems = [attempt.problem] if not attempt.acked else []
    if "option_groups" in answer:
        items(OPTION_GROUP, 100, least=0)(answer["option_groups"], "/option_groups", problems)
    else:
        items(OPTION, 100, least=0)(answer.get("options"), "/options", problems)
    if problems:
        raise CannotDo(f"the options could not be loaded: {'; '.join(problems)}")
    return options(answer)


async def use(person: Person, name: str, message: Message) -> Reply:
    """Use a message shortcut, named as in the message's menu or by its callback_id."""
    place = {key: value for key, value in _place(person, message).items() if key not in {"container", "state"}}
    return await interact(person, {"type": "message_action", **place, **_shortcut(person, name, "message"), "message_ts": message.ts})


async def start(person: Person, name: str) -> Reply:
    """Use a global shortcut, named as in the menu or by its callback_id."""
    trigger = person.workspace.slack.triggers.new(person)
    return await interact(person, {"type": "shortcut", **_shortcut(person, name, "global"), **who(person), "trigger_id": trigger})


def _shortcut(person: Person, name: str, kind: str) -> Json:
    shortcuts = [one for one in person.workspace.slack.manifest.shortcuts if one.type == kind and name in {one.name, one.callback_id}]
    if not shortcuts:
        raise LookupError(f"no {kind} shortcut {name!r}")
    return {"callback_id": shortcuts[0].callback_id, "action_ts": person.workspace.timestamp()}


def _field(person: Person, named: str, on: Message | View, block_id: str | None, *, pressed: bool = False) -> Field:
    """Find what a person means by a name among what they see of its sort; raises LookupError when there is no such thing."""
    names = person.workspace
    there = [one for one in fields(on.blocks) if (one.kind in PRESSED) is pressed and one.may_be_seen_by(person.id)]
    for one in there:
        if block_id in {None, one.block_id} and named in one.called(names):
            return one
    raise LookupError(
        f"no {'button' if pressed else 'field'} {named!r} for {person.name}; there are {[one.called(names) for one in there]}"
    )


async def _act(person: Person, field: Field, on: Message | View, said: Json) -> Reply:
    acted = {
        "type": field.kind,
        "action_id": field.action_id,
        "block_id": field.block_id,
        **said,
        "action_ts": person.workspace.timestamp(),
    }
    return await interact(person, {"type": "block_actions", **_place(person, on), "actions": [acted]})


def _place(person: Person, on: Message | View) -> Json:
    """Gather what every interaction with a message or a view tells."""
    return {**who(person), **(_message(person, on) if isinstance(on, Message) else _view(person, on))}


def _view(person: Person, view: View) -> Json:
    trigger = person.workspace.slack.triggers.new(person, view, view.here)
    return {"container": {"type": "view", "view_id": view.id}, "view": view.wire(), "trigger_id": trigger}


def _message(person: Person, message: Message) -> Json:
    channel, slack = message.channel, person.workspace.slack
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    place = {"message_ts": message.ts, "channel_id": channel.id, "is_ephemeral": bool(message.ephemeral_to), **thread}
    return {
        "channel": {"id": channel.id, "name": wire.place_name(channel)},
        "container": {"type": "message", **place},
        # What only one person sees is not told again in the payload.
        **({} if message.ephemeral_to else {"message": wire.message(message)}),
        "state": {"values": message.answers_of(person).values()},
        "response_url": slack.response_urls.new(person, channel, message),
        "trigger_id": slack.triggers.new(person, channel=channel.id),
    }


def who(person: Person) -> Json:
    """Gather what every interaction tells: of whom, in which workspace."""
    workspace = person.workspace
    return {
        "token": "sandbox",
        "api_app_id": workspace.slack.app_id,
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {"id": person.id, "username": person.handle, "name": person.handle, "team_id": workspace.team_id},
    }


async def interact(person: Person, payload: Json) -> Reply:
    """Send what a person did; nothing comes back but that it arrived, and the modal it may have opened."""
    slack = person.workspace.slack
    if not slack.manifest.interactive:
        return refused(NOT_INTERACTIVE)
    attempt = await slack.outbox.send_once(Delivery(person.workspace.team_id, "interactive", payload))
    reply = failed(attempt, "This") or Reply(seconds=attempt.seconds)
    reply.view = person.view
    return reply


def refused(sentence: str) -> Reply:
    """Make the reply of a client that sends nothing."""
    return Reply(shown=sentence, error=sentence)


def failed(attempt: Attempt, what: str) -> Reply | None:
    """Make the reply to what was not acked in time; None when it was."""
    if attempt.acked:
        return None
    return failure(attempt, what, "operation_timeout" if attempt.problem in TIMEOUTS else "dispatch_failed", attempt.problem)


def failure(attempt: Attempt, what: str, error: str, why: str) -> Reply:
    """Make the reply of a client that shows an error."""
    return Reply(error=error, why=why, shown=f'{what} failed with the error "{error}"', seconds=attempt.seconds)
