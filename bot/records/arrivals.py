"""Files that somebody gave: looked at first, kept only when they say so, within a day."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Conflict

KEPT_FOR = timedelta(days=1)
"""So long after it was looked at it can be kept; after that it is looked at anew."""
AS_THEY_SAY = "as the files say"


class Outcome(StrEnum):
    """What became of a file."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    DIFFERS = "differs"
    SKIPPED = "skipped"


class State(StrEnum):
    """How far it is. ASKING: to which project it belongs; REFUSED: it cannot be read."""

    LOOKING = "looking"
    ASKING = "asking"
    LOOKED = "looked"
    KEEPING = "keeping"
    KEPT = "kept"
    LEFT = "left"
    REFUSED = "refused"


class Given(BaseModel):
    """A file, by Slack's id."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class Line(BaseModel):
    """What becomes of a file, or became of it: the key of its record, how many are new, what should be known."""

    model_config = ConfigDict(frozen=True)

    name: str
    outcome: Outcome
    key: str = ""
    new: int = 0
    notes: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """How many records are new by it."""
        return max(self.new, 1) if self.outcome is Outcome.IMPORTED else 0


class Arrival(BaseModel):
    """What one person gave at once. `channel` and `thread` are where, "" where they chose it in a form.

    `unread` are the names of what is not looked at; `told` is what was found; `digest` says whether the bytes are the same ones later;
    `why` is the sentence of a refusal; `project` is its name, None before anybody has said.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    user: str
    channel: str = ""
    thread: str = ""
    given: tuple[Given, ...]
    unread: tuple[str, ...] = ()
    project: str | None = None
    state: State = State.LOOKING
    told: tuple[Line, ...] = ()
    digest: str = ""
    why: str = ""
    at: datetime
    revision: int = 1

    @property
    def records(self) -> int:
        """How many records are new by it."""
        return sum(one.records for one in self.told)

    @property
    def names(self) -> str:
        """What was given."""
        return ", ".join(one.name for one in self.given)

    def asks(self, *, digest: str) -> Self:
        """It is not said to which project it belongs."""
        return self._now(State.ASKING, digest=digest)

    def of_project(self, name: str) -> Self:
        """Somebody has said to which project; it is looked at again."""
        self._must_be(State.ASKING)
        return self._now(State.LOOKING, project=name)

    def looked_at(self, told: Sequence[Line], *, unread: Sequence[str], digest: str) -> Self:
        """It is known what would become of it."""
        return self._now(State.LOOKED, told=tuple(told), unread=tuple(unread), digest=digest)

    def wanted(self, *, at: datetime) -> Self:
        """It should be kept."""
        self._must_be(State.LOOKED)
        self._must_be_young(at)
        if not self.records:
            raise Conflict("There is nothing new in it.")
        return self._now(State.KEEPING)

    def kept(self, told: Sequence[Line]) -> Self:
        """It is."""
        return self._now(State.KEPT, told=tuple(told))

    def left(self) -> Self:
        """It should not be kept."""
        if self.state is not State.ASKING:
            self._must_be(State.LOOKED)
        return self._now(State.LEFT)

    def refused(self, why: str) -> Self:
        """It cannot be."""
        return self._now(State.REFUSED, why=why)

    def _now(self, state: State, **facts: object) -> Self:
        return self.model_copy(update={"state": state, "revision": self.revision + 1, **facts})

    def _must_be_young(self, at: datetime) -> None:
        if at - self.at > KEPT_FOR:
            raise Conflict("That was more than a day ago. Drop it here again, and I look at it as it is now.")

    def _must_be(self, state: State) -> None:
        if self.state is not state:
            raise Conflict(_SO_IT_IS[self.state])


_SO_IT_IS = {
    State.LOOKING: "I am still looking at it: its message tells what I find.",
    State.ASKING: "Say first to which project it belongs: its message asks for it.",
    State.LOOKED: "I have looked at it already: its message tells what I found.",
    State.KEEPING: "It is being imported already: its message tells when it is done.",
    State.KEPT: "It is imported already: its message tells what became of it.",
    State.LEFT: "It was left. Drop it here again, and I look at it anew.",
    State.REFUSED: "It cannot be imported as it is: its message says why.",
}
