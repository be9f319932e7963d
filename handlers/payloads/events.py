"""What is read of what Slack tells of."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, StringConstraints

from handlers.payloads.fields import Channel, Id, Identified, Name, Token, Ts, Words


class Profile(BaseModel):
    """What of somebody's profile is read."""

    display_name: Name | None = None
    real_name: Name | None = None


class Somebody(Identified):
    """A person, as users.info describes them."""

    name: Name | None = None
    real_name: Name | None = None
    tz: Annotated[str, StringConstraints(pattern=r"^[!-~]*$", max_length=64)] | None = None
    profile: Profile | None = None


class Speech(BaseModel):
    """Something said, in a channel or to the bot."""

    channel: Id
    ts: Ts
    user: Id | None = None
    text: Words | None = None
    thread_ts: Ts | None = None
    channel_type: Name | None = None
    subtype: Name | None = None
    bot_id: Name | None = None


class Item(BaseModel):
    """What was reacted to; only a message says where it is."""

    type: Name
    channel: Id | None = None
    ts: Ts | None = None


class MessageItem(Item):
    """A message that was reacted to."""

    channel: Id
    ts: Ts


class Reaction(BaseModel):
    """A reaction that came or went."""

    user: Id
    reaction: Name
    item: Annotated[Item, AfterValidator(lambda item: MessageItem(**item.model_dump()) if item.type == "message" else item)]


class SomebodyChanged(BaseModel):
    """A person who came or changed."""

    user: Somebody


class ChannelChanged(BaseModel):
    """A channel that came to be, or has another name."""

    channel: Channel


class InChannel(BaseModel):
    """What happened to a channel as a whole."""

    channel: Id


class Membership(InChannel):
    """Somebody came into a channel, or left."""

    user: Id
    inviter: Id | None = None


class Beside(BaseModel):
    """The message that somebody looks at, beside the bot's."""

    channel_id: Id
    message_ts: Ts


class Entity(BaseModel):
    """One thing that somebody looks at; only a message is read."""

    type: Name | None = None
    value: Any = None


def _looking(entity: Entity) -> Entity:
    if entity.type == "slack#/types/message_context" and entity.value:
        Beside.model_validate(entity.value)
    return entity


class Looking(BaseModel):
    """What somebody looks at."""

    entities: list[Annotated[Entity, AfterValidator(_looking)]] | None = None


class Opened(BaseModel):
    """Somebody opened the app."""

    user: Id
    channel: Id | None = None
    tab: Name | None = None
    context: Looking | None = None


class Stopped(BaseModel):
    """Somebody pressed Stop."""

    user: Id
    channel: Id
    thread_ts: Ts


EVENTS: Mapping[str, type[BaseModel]] = {
    "app_mention": Speech,
    "message": Speech,
    "reaction_added": Reaction,
    "reaction_removed": Reaction,
    "team_join": SomebodyChanged,
    "user_change": SomebodyChanged,
    "channel_created": ChannelChanged,
    "channel_rename": ChannelChanged,
    "group_rename": ChannelChanged,
    "channel_archive": InChannel,
    "group_archive": InChannel,
    "channel_unarchive": InChannel,
    "group_unarchive": InChannel,
    "channel_left": InChannel,
    "group_left": InChannel,
    "member_joined_channel": Membership,
    "member_left_channel": Membership,
    "app_home_opened": Opened,
    "app_context_changed": Opened,
    "agent_session_stopped": Stopped,
}
"""What is read of each event."""


class Event(BaseModel):
    """What every event has; one of a type that is not read may have anything else."""

    type: Name


class Told(BaseModel):
    """An event, in its envelope."""

    team_id: Id
    event_id: Token
    event: Event
