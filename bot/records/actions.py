"""Action items: promises made in an incident, each with an owner and a day."""

from datetime import date, datetime, timedelta
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Conflict, Unclear
from bot.records.incidents import Severity
from bot.records.times import working_days_after

DUE_DAYS = {Severity.SEV1: 15, Severity.SEV2: 30, Severity.SEV3: 30}
"""When nobody says by when."""
CHASED_AGAIN_AFTER = 3
"""Working days after the day it was due, once; then only in the digest."""
CHASED_AT_MOST = 2
"""At due, and once after."""


class Action(BaseModel):
    """Something somebody will do. `owner` is "" while nobody has it; `due_on` is a day in the owner's zone.

    `chased`: how often its owner was told: at due, and once after.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    number: int = 0
    incident: int
    what: str
    owner: str = ""
    due_on: date
    created_by: str
    created_at: datetime
    done_at: datetime | None = None
    done_by: str = ""
    chased: int = 0
    revision: int = 1

    @classmethod
    def promised(
        cls, *, team: str, incident: int, severity: Severity, what: str, owner: str, due_on: date | None, by: str, at: datetime
    ) -> Self:
        """A new one; with no day said, by severity."""
        if not what:
            raise Unclear("What is to be done?", field="what")
        due = due_on or (at + timedelta(days=DUE_DAYS[severity])).date()
        return cls(team=team, incident=incident, what=what, owner=owner, due_on=due, created_by=by, created_at=at)

    @property
    def key(self) -> str:
        """What people call it: ACT-5."""
        return f"ACT-{self.number}"

    @property
    def is_done(self) -> bool:
        """Whether it was kept."""
        return self.done_at is not None

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed, and it is not done."""
        return not self.is_done and self.due_on < today

    def done(self, *, by: str, at: datetime) -> Self:
        """Kept."""
        if self.is_done:
            raise Conflict(f"{self.key} is done already.")
        return self._changed(done_at=at, done_by=by)

    def undone(self) -> Self:
        """Not done after all."""
        if not self.is_done:
            raise Conflict(f"{self.key} is not done yet.")
        return self._changed(done_at=None, done_by="")

    def moved(self, *, owner: str, due_on: date) -> Self:
        """Somebody else's, or another day; its owner is told anew. "" is nobody."""
        if (owner, due_on) == (self.owner, self.due_on):
            raise Conflict(f"{self.key} is theirs already." if owner else f"Nobody has {self.key} as it is.")
        return self._changed(owner=owner, due_on=due_on, chased=0)

    def was_chased(self, today: date) -> Self:
        """Its owner was told once more; told first when the second time has come as well, they are not told twice running."""
        return self._changed(chased=CHASED_AT_MOST if today >= self.last_chase else self.chased + 1)

    @property
    def last_chase(self) -> date:
        """The day its owner is told for the last time, if it is not done by then."""
        return working_days_after(self.due_on, CHASED_AGAIN_AFTER)

    @property
    def next_chase(self) -> date | None:
        """The day its owner is told: when it is due, and once after; None when there is nothing left to tell."""
        if self.is_done or not self.owner:
            return None
        return {0: self.due_on, 1: self.last_chase}.get(self.chased)

    def _changed(self, **facts: object) -> Self:
        return self.model_copy(update={**facts, "revision": self.revision + 1})
