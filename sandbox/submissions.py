"""What becomes of a modal when a person presses Submit or closes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.content import Refused
from sandbox.deliveries import Delivery
from sandbox.forms.checking import objections
from sandbox.forms.entering import entered
from sandbox.forms.fields import Field, fields
from sandbox.interactions import choose, failed, interact, who
from sandbox.messages import Message
from sandbox.reply import CannotDo, Reply
from sandbox.views import View, read_view

if TYPE_CHECKING:
    from sandbox.people import Person

Json = dict[str, Any]
TROUBLE = "We had some trouble connecting. Try again?"


def fill(person: Person, given: Mapping[str, Any], on: View | Message) -> None:
    """Fill in inputs, each named by its block_id or its label, without telling the app."""
    answers = on.answers_of(person)
    for name, value in given.items():
        field = _input(person, name, on)
        if field.tells_at_once:
            raise CannotDo(f"{name} tells the app of each choice: use chooses")
        answers.fill(field, entered(person, field, value, answers))
    person.workspace.slack.changed()


async def submit(person: Person, given: Mapping[str, Any], view: View) -> Reply:
    """Fill in a modal and press its Submit; what the client itself objects to is never sent."""
    for name, value in given.items():
        field = _input(person, name, view)
        if field.tells_at_once:
            await choose(person, value, field.action_id, view, field.block_id)
        else:
            fill(person, {name: value}, view)
    if not view.content.get("submit"):
        raise CannotDo(f"{view.title} has no Submit")
    view.errors = objections(view.blocks, view.answers)
    if view.errors:
        person.workspace.slack.changed()
        return Reply(errors=view.errors, view=view)
    return await _send(person, view)


async def _send(person: Person, view: View) -> Reply:
    slack = person.workspace.slack
    trigger = slack.triggers.new(person, view, view.here)
    payload = {"type": "view_submission", **who(person), "trigger_id": trigger, "view": view.wire(), "response_urls": _urls(person, view)}
    attempt = await slack.outbox.send_once(Delivery(person.workspace.team_id, "interactive", payload, accepts_response=True))
    if reply := failed(attempt, view.title):
        return replace(reply, shown=TROUBLE, view=view)
    try:
        _done(person, view, attempt.payload or {})
    except Refused as refusal:
        # The app did answer, but not with anything Slack's client can do.
        return Reply(error="dispatch_failed", why=str(refusal), shown=TROUBLE, seconds=attempt.seconds, view=view)
    finally:
        slack.changed()
    return Reply(errors=view.errors, shown="\n".join(view.errors.values()), seconds=attempt.seconds, view=person.view)


def _urls(person: Person, view: View) -> list[Json]:
    """Give a response URL for each conversation chosen where the form asks for one."""
    workspace, urls = person.workspace, []
    for field in fields(view.blocks):
        if field.element.get("response_url_enabled") and (channel := workspace.channels.get(str(view.answers.of(field)))):
            place = {"block_id": field.block_id, "action_id": field.action_id, "channel_id": channel.id}
            urls.append({**place, "response_url": workspace.slack.response_urls.new(person, channel)})
    return urls


def _done(person: Person, view: View, answer: Any) -> None:
    """Do with a submitted modal what the app answered; raises Refused when that cannot be done."""
    views, action = person.workspace.views, answer.get("response_action") if isinstance(answer, dict) else "nothing"
    if not answer:
        # Whatever is on top goes: a modal pushed meanwhile through the API too (slack-go/slack#683).
        if view.is_open and person.view:
            views.close(person.view)
    elif action == "errors":
        view.errors = _errors(view, answer.get("errors"))
    elif action == "update":
        views.update(view, read_view(answer.get("view"), "modal", person.workspace))
    elif action == "push":
        views.push(person, read_view(answer.get("view"), "modal", person.workspace))
    elif action == "clear":
        views.close(person.views[0] if view.is_open else view)
    else:
        raise Refused("invalid_response_action", answer=answer)


def _errors(view: View, errors: object) -> dict[str, str]:
    inputs = {field.block_id for field in fields(view.blocks) if field.is_input}
    if not isinstance(errors, dict) or not errors:
        raise Refused("no_errors")
    if unknown := set(errors) - inputs:
        raise Refused("errors_of_no_input", blocks=sorted(unknown), inputs=sorted(inputs))
    if any(not isinstance(sentence, str) or not sentence for sentence in errors.values()):
        raise Refused("errors_without_words")
    return dict(errors)


async def close(person: Person, view: View, *, all_: bool) -> Reply:
    """Close a modal, or all of them; the app is told of those that ask for it."""
    cleared = all_ or bool(view.content.get("clear_on_close"))
    closing = person.views[::-1] if cleared else [view]
    person.workspace.views.close(closing[-1])
    reply = Reply(view=person.view)
    for one in closing:
        if one.content.get("notify_on_close"):
            # What was typed is not told of a view that was closed.
            reply = await interact(person, {"type": "view_closed", **who(person), "view": one.wire(filled=False), "is_cleared": cleared})
    return reply


def _input(person: Person, name: str, on: View | Message) -> Field:
    inputs = [field for field in fields(on.blocks) if field.is_input]
    for field in inputs:
        if name in {field.block_id, field.label(person.workspace)}:
            return field
    raise CannotDo(f"there is no {name!r} to fill in; there are {[field.block_id for field in inputs]}")
