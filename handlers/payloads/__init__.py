"""The parts of Slack's payloads that are read here, and what each must look like to be read at all.

Whatever comes through a door has been looked at by this first, so that what is behind it may rely on it. Only what is read is named: a
field that Slack adds, or leaves out of what nobody here reads, is no reason to refuse anything.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from slack_bolt.request.async_request import AsyncBoltRequest

from handlers.payloads.events import EVENTS, Event, Told
from handlers.payloads.fields import Id, Name
from handlers.payloads.interactions import INTERACTIONS, Command


class Whose(BaseModel):
    """The workspace through which something came; what asks for our address has none."""

    team: Id | None


class Typed(BaseModel):
    """What says what it is, without which Bolt does not go on."""

    type: Name


class Anything(BaseModel):
    """What nobody here reads, but for what sort of thing it is; Bolt looks at that of an event and of a view, too."""

    type: Name
    event: Typed | None = None
    view: Typed | None = None


def unreadable(body: Mapping[str, Any]) -> str:
    """The field of a payload that is not as it must be to be read, as in "event.item.ts"; "" where all of it can be."""
    try:
        asked = AsyncBoltRequest(body=dict(body), mode="socket_mode")
        Whose(team=asked.context.team_id)
    except (AttributeError, KeyError, TypeError, ValueError):
        return "whose it is"  # Bolt looks in a dozen places for the workspace and the person, and trusts each of them
    try:
        if body.get("type") == "event_callback":
            told = Told.model_validate(body)
            return _wrong(EVENTS.get(told.event.type, Event), body["event"], "event.")
        if "command" in body:
            return _wrong(Command, body)
        return _wrong(INTERACTIONS.get(str(body.get("type")), Anything), body)
    except ValidationError as error:
        return _field(error)


def _wrong(shape: type[BaseModel], given: Any, within: str = "") -> str:
    try:
        shape.model_validate(given)
    except ValidationError as error:
        return within + _field(error)
    return ""


def _field(error: ValidationError) -> str:
    return ".".join(str(part) for part in error.errors(include_input=False, include_context=False)[0]["loc"])
