"""team.json: who is here, who is looked for, who is on call; the risk that somebody leaves, for those who may know it."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.records.people import Viewer
from bot.records.team import LONGEST, Member, Opening, Risk, Team
from storage.belonging import Pages
from storage.folder.given import Given
from storage.folder.ledgers import VERSION, Whose
from storage.folder.pages_file import UPDATED, PagesFile, day, stamp
from storage.imports import UNCLAIMED
from storage.store import Transaction
from storage.team import KIND


class TeamFile(PagesFile[Team]):
    """One for each project. People are those of the workspace where they are known there; else their names stay."""

    file = "team.json"
    kind = KIND
    page = Team
    confidential = ("attritionRisk", "attritionRiskWhy")

    def pages(self, db: Transaction) -> Pages[Team]:
        """The teams."""
        return db.teams

    def read(self, given: Given) -> Mapping[str, Any]:
        """The file's fields."""
        oncall = given.part("onCall")
        roles = [
            Opening(number=at, role=_short(one, "role"), by=one.day("by"), why=one.words("why")) for at, one in _each(given, "openRoles")
        ]
        return {
            "members": tuple(_member(one) for _, one in _each(given, "members")),
            "openings": tuple(roles),
            "numbered": len(roles),
            "rotation": oncall.lines("rotation"),
            "rotates_from": oncall.day("from"),
            "risk": given.choice("attritionRisk", Risk),
            "risk_why": given.words("attritionRiskWhy"),
            UPDATED: given.day("lastUpdated"),
        }

    def from_anybody(self, facts: Mapping[str, Any]) -> Mapping[str, Any]:
        """Without the risk."""
        return {**facts, "risk": None, "risk_why": ""}

    async def page_drawn(self, record: Team, *, seen_by: Viewer, db: Transaction) -> dict[str, Any]:
        """The file, field for field."""
        names = await db.people.names(record.team, {*record.rotation, *(one.user for one in record.members)} - {""})
        drawn: dict[str, Any] = {
            "version": VERSION,
            "lastUpdated": stamp(record),
            "members": [_drawn(one, names) for one in record.members],
            "openRoles": [{"role": one.role, "by": day(one.by), "why": one.why} for one in record.openings],
            "onCall": {"rotation": [names.get(user, user) for user in record.rotation], "from": day(record.rotates_from)},
        }
        if seen_by.admin or seen_by.is_operator:
            drawn |= {"attritionRisk": record.risk.value if record.risk else None, "attritionRiskWhy": record.risk_why}
        return drawn

    async def page_added(self, facts: Mapping[str, Any], whose: Whose, db: Transaction) -> Team:
        """With those of them who are known here; whoever is not cannot be on call."""
        called = {*facts["rotation"], *(one.name for one in facts["members"])}
        users = await db.imports.people_called(whose.team, called)
        ids = {one.user for one in facts["members"]} | set(facts["rotation"])
        there = await db.people.names(whose.team, ids - {""}) if whose.team != UNCLAIMED else {}
        members = tuple(one.model_copy(update={"user": _known(one, there, users)}) for one in facts["members"])
        turns = tuple(user for name in facts["rotation"] if (user := name if name in there else users.get(name, "")))
        is_whole = len(turns) == len(facts["rotation"])
        rotation = {"rotation": turns if is_whole else (), "rotates_from": facts["rotates_from"] if is_whole and turns else None}
        return await super().page_added({**facts, "members": members, **rotation}, whose, db)

    def words(self, record: Team) -> tuple[str, Iterable[str], str]:
        """By its people and roles, not by the risk."""
        said = [f"{one.name} {one.role}" for one in record.members] + [f"{one.role} {one.why}" for one in record.openings]
        return "Team", said, f"{len(record.members)} here"


def _each(given: Given, name: str) -> list[tuple[int, Given]]:
    return [(at, one.must_be(dict, "a list of objects: [{…}]")) for at, one in enumerate(given.many(name), 1)]


def _short(given: Given, name: str) -> str:
    words = given.words(name)
    if len(words) > LONGEST:
        given.of(name).wrong(f"“{name}” is longer than {LONGEST} characters.")
    return words


def _member(given: Given) -> Member:
    if not given.words("name"):
        given.wrong("A member has no “name”.")
    return Member(name=_short(given, "name"), role=_short(given, "role"), since=given.day("since"), user=given.words("slack"))


def _known(member: Member, there: Mapping[str, str], users: Mapping[str, str]) -> str:
    return member.user if member.user in there else users.get(member.name, "")


def _drawn(member: Member, names: Mapping[str, str]) -> dict[str, Any]:
    name = member.name or names.get(member.user, member.user)
    slack = {"slack": member.user} if member.user else {}
    return {"name": name, "role": member.role, "since": day(member.since), **slack}
