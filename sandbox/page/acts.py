"""What a person does on the page, each act by its name in the control API: who does it, in which channel, and the request's body."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.forms.fields import fields
from sandbox.people import CannotDo, Person
from sandbox.reply import Reply

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.views import View

Json = dict[str, Any]
Act = Callable[[Person, "Channel", Json], Awaitable[Json]]


async def say(person: Person, channel: Channel, body: Json) -> Json:
    """Say something, in a thread or not: text, thread, broadcast."""
    message = await person.says(str(body["text"]), in_=channel, thread=_thread(channel, body), broadcast=bool(body.get("broadcast")))
    return {"ts": message.ts}


async def edit(person: Person, channel: Channel, body: Json) -> Json:
    """Edit a message of one's own: ts, text."""
    await person.edits(_message(channel, body), str(body["text"]))
    return {}


async def delete(person: Person, channel: Channel, body: Json) -> Json:
    """Delete a message, or dismiss what only this person sees: ts."""
    message = _message(channel, body)
    if message.ephemeral_to == person.id:
        channel.delete(message)
    else:
        await person.deletes(message)
    return {}


async def upload(person: Person, channel: Channel, body: Json) -> Json:
    """Share files in one message: files, each with name and bytes in base64; thread."""
    (name, content), *more = [(str(one["name"]), base64.b64decode(one["bytes"])) for one in body["files"]]
    message = await person.uploads(name, content, in_=channel, thread=_thread(channel, body), more=more)
    return {"ts": message.ts}


async def run(person: Person, channel: Channel, body: Json) -> Json:
    """Run a slash command: text, thread."""
    return _told(await person.runs(str(body["text"]), in_=channel, thread=_thread(channel, body)))


async def react(person: Person, channel: Channel, body: Json) -> Json:
    """Add a reaction, or take it off again: ts, name."""
    message, name = _message(channel, body), str(body["name"])
    if person.id in message.reactions.get(name, []):
        await person.unreacts(name, to=message)
    else:
        await person.reacts(name, to=message)
    return {}


async def pin(person: Person, channel: Channel, body: Json) -> Json:
    """Pin a message to its channel, or take the pin off: ts."""
    message = _message(channel, body)
    if person.id not in channel.members or message.ephemeral_to:
        raise CannotDo(f"{person.name} cannot pin this here.")
    if message.pinned:
        channel.unpin(message, person.id)
    else:
        channel.pin(message, person.id)
    return {}


async def use(person: Person, channel: Channel, body: Json) -> Json:
    """Use a message shortcut: ts, shortcut."""
    return _told(await person.uses(str(body["shortcut"]), on=_message(channel, body)))


async def start(person: Person, _channel: Channel, body: Json) -> Json:
    """Use a global shortcut: shortcut."""
    return _told(await person.starts(str(body["shortcut"])))


async def click(person: Person, channel: Channel, body: Json) -> Json:
    """Press a button: ts or view, action (or the button's words), block, values."""
    return _told(await person.clicks(str(body["action"]), on=_surface(person, channel, body), block=body.get("block")))


async def choose(person: Person, channel: Channel, body: Json) -> Json:
    """Choose in a menu, a picker, boxes or circles: ts or view, action, block, option, values."""
    on = _surface(person, channel, body)
    return _told(await person.chooses(body.get("option"), in_=str(body["action"]), on=on, block=body.get("block")))


async def search(person: Person, channel: Channel, body: Json) -> Json:
    """Ask the app for options: ts or view, action, words."""
    found = await person.searches(str(body.get("words", "")), in_=str(body["action"]), on=_surface(person, channel, body))
    return {"options": [{"text": {"type": "plain_text", "text": one}} for one in found]}


async def submit(person: Person, channel: Channel, body: Json) -> Json:
    """Submit a modal: view, values by block_id."""
    return _told(await person.submits(view=_modal(_surface(person, channel, body))))


async def close(person: Person, channel: Channel, body: Json) -> Json:
    """Close a modal: view; all for those below it too."""
    return _told(await person.closes(_modal(_surface(person, channel, body)), all_=bool(body.get("all"))))


async def open_(person: Person, _channel: Channel, body: Json) -> Json:
    """Open the app: tab is home or messages."""
    await person.opens(str(body.get("tab", "home")))
    return {}


async def look(person: Person, channel: Channel, body: Json) -> Json:
    """Look at a channel, or at a thread there, beside the app: an agent is told. thread."""
    await person.looks_at(_thread(channel, body) or channel)
    return {}


async def stop(person: Person, channel: Channel, body: Json) -> Json:
    """Press Stop while the agent is at work in a thread: ts of its first message."""
    await person.stops(_message(channel, body))
    return {}


async def create(person: Person, _channel: Channel, body: Json) -> Json:
    """Make a channel: name, private."""
    name = str(body["name"]).strip().lstrip("#").casefold().replace(" ", "-")
    if person.is_guest:
        raise CannotDo(f"{person.name} is a guest, and guests make no channels.")
    if not name or name in {one.name for one in person.workspace.channels.values()}:
        raise CannotDo("There is a channel of that name." if name else "A channel needs a name.")
    channel = person.workspace.channel(name, private=bool(body.get("private")), members=[person], by=person, emit=True)
    return {"channel": channel.id}


async def add(person: Person, _channel: Channel, body: Json) -> Json:
    """Have somebody new in the workspace: name, tz, admin, guest."""
    if not (name := str(body["name"]).strip()):
        raise CannotDo("Somebody new needs a name.")
    tz = str(body.get("tz") or person.tz)
    ZoneInfo(tz)
    new = person.workspace.person(name, tz=tz, admin=bool(body.get("admin")), guest=bool(body.get("guest")), emit=True)
    person.workspace.slack.changed()
    return {"user": new.id}


async def invite(person: Person, channel: Channel, body: Json) -> Json:
    """Bring someone, or the app, into a channel: user."""
    await person.invites(person.workspace.people[str(body["user"])], to=channel)
    return {}


async def join(person: Person, channel: Channel, _body: Json) -> Json:
    """Join a public channel."""
    await person.joins(channel)
    return {}


async def leave(person: Person, channel: Channel, _body: Json) -> Json:
    """Leave a channel."""
    await person.leaves(channel)
    return {}


async def clock(person: Person, _channel: Channel, body: Json) -> Json:
    """Move the sandbox's time ahead: by seconds, or to the next weekday (0 is Monday) at an hour where this person lives."""
    slack = person.workspace.slack
    if "weekday" in body:
        moment = _next(slack.clock.now().astimezone(ZoneInfo(person.tz)), int(body["weekday"]), int(body.get("hour", 9)))
        step = moment - slack.clock.now()
    else:
        step = timedelta(seconds=float(body["seconds"]))
    now = slack.clock.advance(step)
    slack.changed()
    return {"now": now.timestamp()}


ACTS: dict[str, Act] = {
    "say": say,
    "edit": edit,
    "delete": delete,
    "upload": upload,
    "run": run,
    "react": react,
    "pin": pin,
    "use": use,
    "start": start,
    "click": click,
    "choose": choose,
    "search": search,
    "submit": submit,
    "close": close,
    "open": open_,
    "look": look,
    "stop": stop,
    "create": create,
    "person": add,
    "invite": invite,
    "join": join,
    "leave": leave,
    "clock": clock,
}


def _next(now: datetime, weekday: int, hour: int) -> datetime:
    days = (weekday - now.weekday()) % 7
    moment = (now + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)
    return moment if moment > now else moment + timedelta(days=7)


def _message(channel: Channel, body: Json) -> Message:
    message = channel.find_any(str(body["ts"]))
    if message is None:
        raise LookupError("That message is gone.")
    return message


def _thread(channel: Channel, body: Json) -> Message | None:
    return _message(channel, {"ts": body["thread"]}) if body.get("thread") else None


def _surface(person: Person, channel: Channel, body: Json) -> Message | View:
    """Find the message or view that is meant; it gets what was filled in there first, since the app is told that too."""
    on = _view(person, body) if body.get("view") else _message(channel, body)
    waiting = {field.block_id: field.kind for field in fields(on.blocks) if field.is_input and not field.tells_at_once}
    given = {name: _given(value, waiting[name]) for name, value in (body.get("values") or {}).items() if name in waiting}
    if given:
        person.fills(given, on)
    return on


def _view(person: Person, body: Json) -> View:
    view = next((one for one in [*person.views, person.home] if one and one.id == body["view"]), None)
    if view is None:
        raise LookupError("That form is closed.")
    return view


def _given(value: Any, kind: str) -> Any:
    return [(str(one["name"]), base64.b64decode(one["bytes"])) for one in value] if kind == "file_input" else value


def _modal(on: Message | View) -> View:
    if getattr(on, "kind", "") != "modal":
        raise CannotDo("Only a form can be submitted or closed.")
    return on  # type: ignore[return-value]  # only a view has this kind


def _told(reply: Reply) -> Json:
    return {"error": reply.error, "shown": reply.shown, "why": reply.why, "seconds": reply.seconds, "errors": reply.errors}
