"""An incident: what it is, and the rules it obeys. Durations are timedeltas, times are aware and in UTC."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Conflict, NotAllowed, Unclear
from bot.records.entries import Message
from bot.records.people import Viewer

REOPEN_BY_ANYONE_WITHIN = timedelta(days=7)
"""After this only whoever declared it, or an admin, may reopen."""


class Severity(StrEnum):
    """How bad it is."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"


MEANING = {
    Severity.SEV1: "customer-facing outage",
    Severity.SEV2: "degraded",
    Severity.SEV3: "internal impact",
}

GUESS = Severity.SEV2
"""What nobody said is this: SEV1 is never a guess."""


class Status(StrEnum):
    """How far it is, in order."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


ORDER = tuple(Status)


class Incident(BaseModel):
    """An incident. Every change returns a new one, its revision one higher."""

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    channel: str
    number: int = 0
    title: str
    severity: Severity
    severity_is_a_guess: bool = False
    status: Status = Status.INVESTIGATING
    declared_by: str
    declared_at: datetime
    identified_at: datetime | None = None
    monitoring_at: datetime | None = None
    resolved_at: datetime | None = None
    fix: str = ""
    origin: Message | None = None
    revision: int = 1

    @classmethod
    def declared(
        cls, *, team: str, channel: str, title: str, severity: Severity | None, by: str, at: datetime, origin: Message | None = None
    ) -> Self:
        """A new incident. No severity given: SEV2, marked as a guess. `origin`: the message it was declared from, its room."""
        if not title:
            raise Unclear("An incident needs a title: what do people see?")
        return cls(
            team=team,
            channel=channel,
            title=title,
            severity=severity or GUESS,
            severity_is_a_guess=severity is None,
            declared_by=by,
            declared_at=at,
            origin=origin,
        )

    @property
    def key(self) -> str:
        """What people call it: INC-12."""
        return f"INC-{self.number}"

    @property
    def thread(self) -> str | None:
        """The thread that was there before its headline, if it was declared from a message."""
        return (self.origin.thread_ts or self.origin.ts) if self.origin else None

    @property
    def room(self) -> str:
        """Where its jobs keep their order."""
        return f"incident:{self.id}"

    @property
    def is_open(self) -> bool:
        """Whether it is not resolved."""
        return self.status is not Status.RESOLVED

    def lasted(self, now: datetime) -> timedelta:
        """From its declaration to its resolution, or until now."""
        return (self.resolved_at or now) - self.declared_at

    def moved_to(self, status: Status, *, at: datetime, why: str) -> Self:
        """Another status. Forwards is free; backwards asks why. The same again needs something new to say.

        Each status keeps when it was reached; going back forgets those after it.
        """
        if not self.is_open:
            raise Conflict(f"{self.key} is resolved. To open it again: `/incident reopen {self.key} <why>`")
        if status is self.status and not why:
            raise Conflict(f"{self.key} is already {status}. To tell what is new: `/incident status {self.key} {status} <what we know>`")
        if ORDER.index(status) < ORDER.index(self.status) and not why:
            raise Unclear(f"{self.key} is {self.status}. Going back to {status} needs a why: `/incident status {self.key} {status} <why>`")
        return self._changed(status=status, **self._reached(status, at))

    def regraded(self, severity: Severity) -> Self:
        """Another severity, or the same confirmed, which ends a guess."""
        if severity is self.severity and not self.severity_is_a_guess:
            raise Conflict(f"{self.key} is already {severity}.")
        return self._changed(severity=severity, severity_is_a_guess=False)

    def resolved(self, *, at: datetime, fix: str) -> Self:
        """Over. What fixed it may be empty: then it is not known."""
        if not self.is_open:
            raise Conflict(f"{self.key} is already resolved.")
        return self._changed(status=Status.RESOLVED, resolved_at=at, fix=fix)

    def reopened(self, *, by: Viewer, at: datetime) -> Self:
        """Open again, as investigating. Late, this is for whoever declared it and for admins."""
        if self.resolved_at is None:
            raise Conflict(f"{self.key} is open: it is {self.status}.")
        is_late = at - self.resolved_at > REOPEN_BY_ANYONE_WITHIN
        if is_late and by.user != self.declared_by and not by.admin:
            raise NotAllowed(
                f"{self.key} was resolved more than {REOPEN_BY_ANYONE_WITHIN.days} days ago: whoever declared it, or an admin, can"
                " reopen it. If it is happening again, declare a new one."
            )
        return self._changed(status=Status.INVESTIGATING, identified_at=None, monitoring_at=None, resolved_at=None, fix="")

    def noted(self) -> Self:
        """The same, with one more thing on its timeline."""
        return self._changed()

    def _reached(self, status: Status, at: datetime) -> dict[str, datetime | None]:
        reached: dict[str, datetime | None] = {}
        for one, was in ((Status.IDENTIFIED, self.identified_at), (Status.MONITORING, self.monitoring_at)):
            if one is status:
                reached[f"{one}_at"] = was or at
            elif ORDER.index(one) > ORDER.index(status):
                reached[f"{one}_at"] = None
        return reached

    def _changed(self, **facts: object) -> Self:
        return self.model_copy(update={**facts, "revision": self.revision + 1})
