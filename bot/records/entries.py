"""What stands on an incident's timeline, and the rules it obeys. Nothing is deleted: it is struck, and kept."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Conflict, NotAllowed, Unclear
from bot.records.people import Viewer


class EntryKind(StrEnum):
    """What a timeline entry records."""

    DECLARED = "declared"
    NOTE = "note"
    STATUS = "status"
    SEVERITY = "severity"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    ROLE = "role"
    IMPACT = "impact"
    ACTION = "action"
    LINK = "link"


class Message(BaseModel):
    """A message in Slack. `thread_ts` is the thread it is in, if any."""

    model_config = ConfigDict(frozen=True)

    channel: str
    ts: str
    thread_ts: str | None = None


class Entry(BaseModel):
    """One line of a timeline. Every change returns a new one, its revision one higher.

    `happened_at` is when it happened, `recorded_at` when we heard of it; entries sort by the first. `value` is what a status or severity
    became. `said` keeps the words of a time that could not be settled yet, because the speaker's zone was not known.
    `by` said it or did it, `by_name` is what they are called where no directory has them (an alerting bot), `recorded_by` put it here.
    `source` is the message it was said in, when that stands in Slack already; `pinned`, that it is here because of a :pushpin: on it.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    incident: int = 0
    kind: EntryKind
    text: str = ""
    value: str = ""
    by: str
    by_name: str = ""
    recorded_by: str = ""
    happened_at: datetime
    recorded_at: datetime
    said: str = ""
    source: Message | None = None
    pinned: bool = False
    edited_by: str = ""
    struck_at: datetime | None = None
    struck_by: str = ""
    revision: int = 1

    @property
    def is_struck(self) -> bool:
        """Whether it no longer counts; it is still shown."""
        return self.struck_at is not None

    def settled(self, at: datetime) -> Self:
        """With the instant that was meant, now that it is known."""
        return self._changed(happened_at=at, said="")

    def is_for(self, viewer: Viewer, *, lead: str) -> bool:
        """Whether they may change it: who said it, who put it here, the incident's lead, and admins."""
        return viewer.admin or viewer.user in {self.by, self.recorded_by, lead or None}

    def edited(self, *, by: Viewer, lead: str, text: str, happened_at: datetime) -> Self:
        """In other words, or at another time. What was changed by hand, a pin taken off does not strike."""
        self._must_be_for(by, lead)
        if not text and self.kind is EntryKind.NOTE:
            raise Unclear("What happened? To take it off the timeline, strike it.", field="text")
        return self._changed(text=text, happened_at=happened_at, said="", edited_by=by.user)

    def struck(self, *, by: Viewer, lead: str, at: datetime) -> Self:
        """No longer counted, still shown."""
        self._must_be_for(by, lead)
        if self.kind is not EntryKind.NOTE:
            raise Conflict("What was declared, graded or resolved stays. To set it right, change its words or its time.")
        return self.unpinned(by=by.user, at=at)

    def unpinned(self, *, by: str, at: datetime) -> Self:
        """The same, because its last pin was taken off, which anybody may do."""
        return self._changed(struck_at=self.struck_at or at, struck_by=self.struck_by or by)

    def restored(self, *, by: Viewer, lead: str) -> Self:
        """Counted again."""
        self._must_be_for(by, lead)
        return self.pinned_again()

    def pinned_again(self) -> Self:
        """The same, because it was pinned again, which anybody may do."""
        return self._changed(struck_at=None, struck_by="")

    def _must_be_for(self, viewer: Viewer, lead: str) -> None:
        if not self.is_for(viewer, lead=lead):
            raise NotAllowed("That is for whoever said it or put it here, the lead, or an admin. To set it right, add a note.")

    def _changed(self, **facts: object) -> Self:
        return self.model_copy(update={**facts, "revision": self.revision + 1})
