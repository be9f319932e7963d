"""An incident: what it is, and the rules it obeys. Durations are timedeltas, times are aware and in UTC."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Conflict, NotAllowed, Unclear
from bot.records.entries import Message
from bot.records.incidents.scales import GUESS, ORDER, UPDATE_EVERY, Role, Severity, Status, postmortem_day
from bot.records.people import Viewer

REOPEN_BY_ANYONE_WITHIN = timedelta(days=7)
"""After this only whoever declared it, or an admin, may reopen."""
TIMES = ("started", "identified", "monitoring", "resolved")


class Impact(BaseModel):
    """What it did: in words, and in numbers where they are known. None and "" are not known, which is not nothing."""

    model_config = ConfigDict(frozen=True)

    what: str = ""
    customers: int | None = None
    revenue: Decimal | None = None
    slo: str = ""


class Incident(BaseModel):
    """An incident. Every change returns a new one, its revision one higher.

    `started_at` is when it began, which may be long before it was declared. A `drill` is practice, and never counted; one that was
    `backfilled` is told of afterwards. `own_channel`: a channel of its own, beside the one it was declared in. `project`: the one it
    belongs to, None while that is not known.
    """

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
    started_at: datetime
    identified_at: datetime | None = None
    monitoring_at: datetime | None = None
    resolved_at: datetime | None = None
    fix: str = ""
    origin: Message | None = None
    lead: str = ""
    comms: str = ""
    scribe: str = ""
    impact: str = ""
    customers: int | None = None
    revenue: Decimal | None = None
    slo: str = ""
    drill: bool = False
    backfilled: bool = False
    reminded: int = 0
    reminders_stopped: bool = False
    postmortem_due: date | None = None
    own_channel: str | None = None
    project: int | None = None
    revision: int = 1

    @classmethod
    def declared(
        cls,
        *,
        team: str,
        channel: str,
        title: str,
        severity: Severity | None,
        by: str,
        at: datetime,
        origin: Message | None = None,
        drill: bool = False,
        project: int | None = None,
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
            started_at=at,
            origin=origin,
            drill=drill,
            project=project,
        )

    @classmethod
    def told_afterwards(
        cls, *, team: str, channel: str, title: str, severity: Severity, by: str, at: datetime, started: datetime, ended: datetime, fix: str
    ) -> Self:
        """One that was over before anybody declared it."""
        new = cls.declared(team=team, channel=channel, title=title, severity=severity, by=by, at=at)
        new = new.model_copy(update={"backfilled": True, "started_at": started})
        return new.timed(now=at, started=started, resolved=ended).model_copy(
            update={"status": Status.RESOLVED, "fix": fix, "revision": 1, "postmortem_due": None}
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
        """From its start to its resolution, or until now."""
        return (self.resolved_at or now) - self.started_at

    @property
    def times(self) -> dict[str, timedelta | None]:
        """How long it took to identify, to mitigate and to resolve, from its start; None for what was never said."""
        mitigated = self.monitoring_at or self.resolved_at
        reached = {"identify": self.identified_at, "mitigate": mitigated, "resolve": self.resolved_at}
        return {name: at - self.started_at if at else None for name, at in reached.items()}

    @property
    def needs_reminders(self) -> bool:
        """Whether its room is reminded of updates."""
        return self.is_open and not self.reminders_stopped and self.severity in UPDATE_EVERY

    def update_is_due(self, last: datetime) -> datetime | None:
        """When the next update is due, the last one having been at `last`; None where nobody is reminded."""
        return last + UPDATE_EVERY[self.severity] if self.needs_reminders else None

    def who(self, role: Role) -> str:
        """Who has a role; "" for nobody."""
        return str(getattr(self, role))

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
        """Another severity, or the same confirmed, which ends a guess. Once it is over, its postmortem is due as that severity's is."""
        if severity is self.severity and not self.severity_is_a_guess:
            raise Conflict(f"{self.key} is already {severity}.")
        due = self._owed(severity, self.resolved_at) if self.resolved_at and not self.backfilled else self.postmortem_due
        return self._changed(severity=severity, severity_is_a_guess=False, postmortem_due=due)

    def resolved(self, *, at: datetime, fix: str) -> Self:
        """Over. What fixed it may be empty: then it is not known."""
        if not self.is_open:
            raise Conflict(f"{self.key} is already resolved.")
        return self._changed(status=Status.RESOLVED, resolved_at=at, fix=fix, postmortem_due=self._owed(self.severity, at))

    def reopened(self, *, by: Viewer, at: datetime) -> Self:
        """Open again, as investigating. Late, this is for whoever declared it and for admins."""
        if self.resolved_at is None:
            raise Conflict(f"{self.key} is open: it is {self.status}.")
        is_late = at - self.resolved_at > REOPEN_BY_ANYONE_WITHIN
        if is_late and by.user not in {self.declared_by, self.lead} and not by.admin:
            raise NotAllowed(
                f"{self.key} was resolved more than {REOPEN_BY_ANYONE_WITHIN.days} days ago: its lead, whoever declared it, or an admin"
                " can reopen it. If it is happening again, declare a new one."
            )
        fresh = {"identified_at": None, "monitoring_at": None, "resolved_at": None, "fix": "", "postmortem_due": None}
        return self._changed(status=Status.INVESTIGATING, reminders_stopped=False, **fresh)

    def given(self, role: Role, user: str) -> Self:
        """With somebody in a role; "" for nobody any more."""
        if self.who(role) == user:
            raise Conflict(f"They are {role} already." if user else f"Nobody is {role}, so nothing had to change.")
        return self._changed(**{role.value: user})

    def hit(self, impact: Impact) -> Self:
        """With what it did; what is not said now stays as it was."""
        known = {name: value for name, value in impact.model_dump().items() if value not in {None, ""}}
        if "what" in known:
            known["impact"] = known.pop("what")
        if not known:
            raise Unclear("What did customers see?", field="what")
        return self._changed(**known)

    def timed(self, *, now: datetime, **times: datetime | None) -> Self:
        """With other times: started, identified, monitoring, resolved. They are in that order, and not to come."""
        given = {name: times.get(name) or getattr(self, f"{name}_at") for name in TIMES}
        before: datetime | None = None
        for name in TIMES:
            at = given[name]
            if at is None:
                continue
            if at > now:
                raise Unclear("That is in the future. Choose a time that is over.", field=name)
            if before and at < before:
                raise Unclear("That is before the time above it. Put one of the two right.", field=name)
            before = at
        changed = {f"{name}_at": at for name, at in given.items()}
        if all(getattr(self, name) == at for name, at in changed.items()):
            raise Conflict("Those are its times already.")
        return self._changed(**changed)

    def stopped(self) -> Self:
        """Without reminders from now on."""
        if self.reminders_stopped:
            raise Conflict(f"{self.key} has no reminders any more.")
        return self._changed(reminders_stopped=True)

    def was_reminded(self) -> Self:
        """Reminded once more; nothing of it changed."""
        return self.model_copy(update={"reminded": self.reminded + 1})

    def moved_in(self, channel: str) -> Self:
        """With a channel of its own."""
        return self._changed(own_channel=channel)

    def fixed_by(self, fix: str) -> Self:
        """With what fixed it, now that it is known."""
        return self._changed(fix=fix)

    def noted(self) -> Self:
        """The same, with one more thing on its timeline."""
        return self._changed()

    def _owed(self, severity: Severity, over: datetime) -> date | None:
        """When its postmortem is due. Practice owes none."""
        return None if self.drill else postmortem_day(severity, over.date())

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
