"""A team: who is here, who is looked for, who is on call. And the risk that somebody leaves, which only admins set and see."""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Conflict, NotFound, Unclear
from bot.records.belonging import Page

SHIFT = timedelta(days=7)
"""Somebody is on call so long; it goes over on Mondays."""
LONGEST = 200


class Risk(StrEnum):
    """How likely it is that somebody leaves: said by an admin, never guessed."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Member(BaseModel):
    """Somebody who is here. `user` is "" for one who is not in Slack."""

    model_config = ConfigDict(frozen=True)

    user: str = ""
    name: str = Field(default="", max_length=LONGEST)
    role: str = Field(max_length=LONGEST)
    since: date | None = None

    def is_same(self, other: "Member") -> bool:
        """Whether they are one person."""
        return self.user == other.user if self.user or other.user else self.name.casefold() == other.name.casefold()


class Opening(BaseModel):
    """Somebody who is looked for: as what, by when, and why."""

    model_config = ConfigDict(frozen=True)

    number: int
    role: str = Field(max_length=LONGEST)
    by: date | None = None
    why: str = ""

    @property
    def key(self) -> str:
        """What people call it."""
        return f"R{self.number}"

    def is_late(self, today: date) -> bool:
        """Whether they were to be here by now."""
        return self.by is not None and self.by < today


class Team(Page):
    """The team of a project. `rotation` are the user ids of those on call, by turns, the first from `rotates_from` on."""

    members: tuple[Member, ...] = ()
    openings: tuple[Opening, ...] = ()
    numbered: int = 0
    rotation: tuple[str, ...] = ()
    rotates_from: date | None = None
    risk: Risk | None = None
    risk_why: str = ""

    def joined(self, member: Member) -> dict[str, object]:
        """With somebody who is here, or with another role."""
        if not member.role:
            raise Unclear("As what? `/team add @who <role>`", field="role")
        others = tuple(one for one in self.members if not one.is_same(member))
        return {"members": (*others, member)}

    def left(self, member: Member) -> dict[str, object]:
        """Without somebody; nobody is on call who is not here."""
        others = tuple(one for one in self.members if not one.is_same(member))
        if len(others) == len(self.members):
            raise NotFound("They are not on the list. Who is: `/team`")
        return {"members": others, "rotation": tuple(one for one in self.rotation if one != member.user or not member.user)}

    def looking(self, role: str, by: date | None, why: str) -> dict[str, object]:
        """With one more who is looked for."""
        if not role:
            raise Unclear("Whom do you look for? `/team open <role> [because …] [by June]`", field="role")
        opening = Opening(number=self.numbered + 1, role=role, by=by, why=why)
        return {"openings": (*self.openings, opening), "numbered": opening.number}

    def closed(self, number: int) -> tuple[Opening, dict[str, object]]:
        """Without an opening: it is filled, or given up."""
        found = next((one for one in self.openings if one.number == number), None)
        if found is None:
            raise NotFound(f"There is no open role R{number}. Which there are: `/team`")
        return found, {"openings": tuple(one for one in self.openings if one is not found)}

    def turning(self, users: Sequence[str], today: date) -> dict[str, object]:
        """With these on call by turns, the first of them this week; with nobody, there is no rotation."""
        turns = tuple(dict.fromkeys(users))
        if turns == self.rotation:
            raise Conflict("That is the rotation already. To change it, name others, or the same in another order.")
        return {"rotation": turns, "rotates_from": today - timedelta(days=today.weekday()) if turns else None}

    def on_call(self, day: date) -> str:
        """Who is on call on a day; "" for nobody."""
        if not self.rotation or self.rotates_from is None:
            return ""
        return self.rotation[(day - self.rotates_from) // SHIFT % len(self.rotation)]

    def at_risk(self, risk: Risk, why: str) -> Self:
        """With the risk that somebody leaves."""
        return self.changed(risk=risk, risk_why=why)
