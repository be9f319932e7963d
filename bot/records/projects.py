"""A project: what a workspace works on. Its name is known to every full member; what belongs to it stays as private as it was."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.errors import Unclear

LONGEST_NAME = 60


class Project(BaseModel):
    """A project. Records belong to one by the channel they were made in."""

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    name: str
    made_by: str
    made_at: datetime

    @classmethod
    def called(cls, name: str, *, team: str, by: str, at: datetime) -> Self:
        """A new one."""
        return cls(team=team, name=tidy(name), made_by=by, made_at=at)

    @property
    def key(self) -> str:
        """What the audit calls it."""
        return f"project {self.id}"

    @property
    def known_as(self) -> str:
        """The name as it is compared: no two projects differ by capitals only."""
        return known_as(self.name)

    def renamed(self, name: str) -> Self:
        """The same by another name."""
        return self.model_copy(update={"name": tidy(name)})


def tidy(name: str) -> str:
    """A name on one line. Raises Unclear for one that is empty or too long to stand in a sentence."""
    name = " ".join(name.split())
    if not name:
        raise Unclear("A project needs a name: what do you work on?", field="name")
    if len(name) > LONGEST_NAME:
        raise Unclear(f"That name is too long to stand in a sentence: {LONGEST_NAME} characters at most.", field="name")
    return name


def known_as(name: str) -> str:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()
