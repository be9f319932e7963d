"""What is read of what somebody does: a command, a click, a form, a message's menu."""

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, StringConstraints

from handlers.payloads.fields import LATEST, Channel, Id, Identified, Name, Token, Ts, Words


class Emoji(BaseModel):
    """A reaction on a message."""

    name: Name


class BotProfile(BaseModel):
    """What a bot calls itself."""

    name: Words | None = None


class Attached(BaseModel):
    """What an app hung on a message."""

    fallback: Words | None = None
    text: Words | None = None


class Message(BaseModel):
    """A message whose menu was used."""

    ts: Ts
    thread_ts: Ts | None = None
    text: Words | None = None
    user: Id | None = None
    bot_id: Id | None = None
    username: Words | None = None
    bot_profile: BotProfile | None = None
    attachments: list[Attached] | None = None
    reactions: list[Emoji] | None = None


class Command(BaseModel):
    """A slash command."""

    team_id: Id
    channel_id: Id
    user_id: Id
    trigger_id: Token
    command: Name
    text: Words = ""
    response_url: Words = ""
    channel_name: Name = ""


class Kept(BaseModel):
    """What a form keeps with it of where it was opened."""

    channel: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{0,20}$")] = ""
    channel_name: Name = ""
    direct: bool = False
    private: bool = False
    thread: Ts | None = None
    about: dict[str, Any] = {}


def _metadata(given: object) -> object:
    if given:
        try:
            Kept.model_validate(json.loads(str(given)))
        except (ValueError, RecursionError):
            raise ValueError("is none of ours") from None
    return given


class Surface(BaseModel):
    """A view that was clicked in."""

    type: Name
    private_metadata: Annotated[Words, AfterValidator(_metadata)] = ""


class Block(BaseModel):
    """A block of a form."""

    type: Name
    block_id: Name


class Option(BaseModel):
    """What was chosen."""

    value: Words | None = None


class Chosen(BaseModel):
    """What an element of a form holds; its value is looked at by the form itself."""

    type: Name
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_date_time: Annotated[int, Field(ge=0, le=LATEST)] | None = None


class State(BaseModel):
    """What a form holds, by block and element."""

    values: dict[Name, dict[Name, Chosen]]


class Form(Surface):
    """A form that was sent."""

    id: Token
    hash: Token
    callback_id: Name
    blocks: list[Block]
    state: State


class Interaction(BaseModel):
    """Somebody did something, in a workspace."""

    team: Identified
    user: Identified


class Sent(Interaction):
    """A form was sent."""

    view: Form
    trigger_id: Words | None = None


class Action(BaseModel):
    """A button that was pressed, a menu in which something was chosen."""

    action_id: Name
    value: Words | None = None
    selected_option: Option | None = None


class Container(BaseModel):
    """Where a click was."""

    message_ts: Ts | None = None
    thread_ts: Ts | None = None
    is_ephemeral: bool | None = None


class Click(Interaction):
    """A button was pressed."""

    trigger_id: Token
    actions: Annotated[list[Action], Field(min_length=1)]
    channel: Channel | None = None
    container: Container | None = None
    view: Surface | None = None
    response_url: Words = ""


class Shortcut(Interaction):
    """A message's menu was used."""

    trigger_id: Token
    callback_id: Name
    channel: Channel
    message: Message
    response_url: Words = ""


INTERACTIONS: Mapping[str, type[BaseModel]] = {"block_actions": Click, "view_submission": Sent, "message_action": Shortcut}
"""What is read of each interaction; the others are acked, and that is all."""
