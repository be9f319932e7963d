"""Trigger ids: what lets the app open a view, once and for a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox.content import Refused
from sandbox.ids import new_secret

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.views import View
    from sandbox.workspace import Workspace

TRIGGER_SECONDS = 3.0


@dataclass(eq=False)
class Trigger:
    """A person's act that lets the app open a view: once, within three real seconds, or as long as it may take to answer.

    view is where they did it, when it was in a view; channel is the id of the conversation they were in.
    """

    id: str
    person: Person
    view: View | None = None
    channel: str | None = None
    born: float = field(default_factory=time.monotonic)
    used: bool = False


class Triggers:
    """All trigger ids of a server."""

    def __init__(self, ack_seconds: float) -> None:
        self._seconds = max(TRIGGER_SECONDS, ack_seconds)
        self._known: dict[str, Trigger] = {}

    def new(self, person: Person, view: View | None = None, channel: str | None = None) -> str:
        """Make a trigger id for what the person just did."""
        trigger = Trigger(f"{time.monotonic_ns()}.{person.workspace.team_id}.{new_secret(16)}", person, view, channel)
        self._known[trigger.id] = trigger
        return trigger.id

    def redeem(self, trigger_id: str, workspace: Workspace | None = None) -> Trigger:
        """Use a trigger id; raises Refused when it is unknown (or another workspace's), used or too old."""
        trigger = self._known.get(trigger_id)
        if trigger is None or workspace not in {None, trigger.person.workspace}:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.born > self._seconds:
            raise Refused("expired_trigger_id")
        trigger.used = True
        return trigger
