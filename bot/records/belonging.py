"""What a record of a ledger has beside its facts: where it was made, to which project it belongs, and so who sees it."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Conflict


class Belonging(BaseModel):
    """A record of a project, seen by whoever sees the channel it was made in; where it is `published`, by every full member.

    `project` is None as long as nobody has said what the workspace works on. Every change makes a new one, its revision one higher.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    project: int | None = None
    channel: str
    published: bool = False
    revision: int = 1

    def opened(self) -> Self:
        """For every full member to see."""
        if self.published:
            raise Conflict("Every member sees it already.")
        return self.changed(published=True)

    def changed(self, **facts: object) -> Self:
        """The same with other facts, checked as new ones are."""
        return self.model_validate({**dict(self), **facts, "revision": self.revision + 1})


class Page(Belonging):
    """A page of a ledger that is written over and over: one for each `name` of a project."""

    name: str = ""
    changed_by: str
    changed_at: datetime

    def written(self, *, by: str, at: datetime, **facts: object) -> Self:
        """The same with other facts. Raises Conflict where nothing is different."""
        if all(getattr(self, name) == value for name, value in facts.items()) and self.id:
            raise Conflict("That is what it says already.")
        return self.changed(**facts, changed_by=by, changed_at=at)
