"""What is here already of what some files say that they are: asked for once for all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from bot.records.documents import Document, Kind
from bot.records.people import Viewer
from bot.records.projects import LONGEST_NAME, Project, known_as
from bot.templates.reading import Imported
from storage import imports
from storage.folder.bringing import Bringing
from storage.folder.leaving import AUTHOR, ID
from storage.folder.told import Told
from storage.imports import Origin
from storage.store import Transaction

LONGEST_ID = 12
"""So many digits an id has at most."""


class Taken(Exception):
    """A file says that it is a record which whoever brings it may not see."""


@dataclass
class Come:
    """A file that could be read, the document it became or was, and what is told of it."""

    file: str
    digest: str
    imported: Imported
    told: Told
    document: Document | None = None

    @property
    def said(self) -> str:
        """Which record it says that it is; "" where others wrote it."""
        return str(self.imported.written.facts.get(ID, "")) if self.imported.is_ours else ""

    @property
    def author(self) -> str:
        """Who it says wrote it."""
        return str(self.imported.written.facts.get(AUTHOR, ""))

    def says_what_is(self, document: Document) -> bool:
        """Whether it says of a record what it is."""
        written = self.imported.written
        return (document.title, document.body, document.status) == (written.title, written.body, written.status)


@dataclass(frozen=True)
class Already:
    """Records, origins, projects and people, as far as some files speak of them, in one transaction."""

    db: Transaction
    bringing: Bringing
    numbers: dict[int, int | None]
    """The number of every record by its id, whoever may see it."""
    seen: Sequence[Document]
    origins: Sequence[Origin]
    projects: list[Project]
    people: dict[str, str]

    @classmethod
    async def of(cls, come: Sequence[Come], kind: Kind, bringing: Bringing, db: Transaction) -> Self:
        """What is here of these files."""
        team, shelf = bringing.team, db.documents.of(kind)
        said = {one.said for one in come} - {""}
        origins = await db.imports.like(team, kind.name, names=[one.file for one in come], said=sorted(said))
        ids = [id_ for one in said if (id_ := _made_here(one, team))] + [one.record for one in origins]
        numbers = [one.imported.written.number for one in come if one.imported.written.number is not None]
        called = {name for one in come for name in (one.author, *one.imported.written.deciders)}
        return cls(
            db,
            bringing,
            numbers=await shelf.taken(team, ids=ids, numbers=numbers),
            seen=await shelf.those(ids=ids, numbers=numbers, seen_by=bringing.viewer),
            origins=origins,
            projects=await db.projects.all(seen_by=Viewer.operator(team)),
            people=await db.imports.people_called(team, called),
        )

    def is_free(self, number: int | None) -> bool:
        """Whether no record has this number."""
        return number is not None and number not in self.numbers.values()

    def record(self, one: Come, project: int | None) -> tuple[Document, bool] | None:
        """The record that a file is already, and whether it still says the same: read from this file before, or written to it.

        Raises Taken.
        """
        written = one.imported.written
        if there := self._made_here(one):
            return there, one.says_what_is(there)
        origin = self._origin(one, project)
        if origin and (there := self._with(origin.record)):
            return there, origin.digest == one.digest or (bool(one.said) and one.says_what_is(there))
        if one.said or not one.imported.is_ours or written.number is None:
            return None
        numbered = next((there for there in self.seen if there.number == written.number), None)
        return (numbered, one.says_what_is(numbered)) if numbered and numbered.title == written.title else None

    async def project(self, name: str) -> int | None:
        """The project of that name, a new one where there is none; None without a name."""
        name = " ".join(name.split())[:LONGEST_NAME].strip()
        if not name:
            return None
        there = next((one for one in self.projects if one.known_as == known_as(name)), None)
        if there is None:
            new = Project.called(name, team=self.bringing.team, by=self.bringing.by, at=self.bringing.now)
            there = await self.db.projects.add(new)
            self.projects.extend([there] if there else [])
        return there.id if there else None

    def _made_here(self, one: Come) -> Document | None:
        """The record of this workspace that a file says it is. Raises Taken for one that is not theirs to see.

        Its number never changes: where another record has its id, as after a new beginning, that is not the one.
        """
        id_ = _made_here(one.said, self.bringing.team)
        if not id_ or id_ not in self.numbers or self.numbers[id_] != one.imported.written.number:
            return None
        if (there := self._with(id_)) is None:
            raise Taken
        return there

    def _origin(self, one: Come, project: int | None) -> Origin | None:
        """The one whose file said that it is this record, else the last that was read from a file of this name for its project."""
        said = [there for there in self.origins if one.said and there.kept.get("id") == one.said]
        # While there is one project, what belongs to none belongs to it.
        whose = [project, None] if project is not None and len(self.projects) == 1 else [project]
        named = [there for id_ in whose for there in reversed(self.origins) if (there.name, there.project) == (one.file, id_)]
        return next(iter([*said, *named]), None)

    def _with(self, id_: int) -> Document | None:
        return next((one for one in self.seen if one.id == id_), None)


def _made_here(said: str, team: str) -> int:
    """The id in a record's name for good, where it was made in this workspace; else 0."""
    of, _, id_ = said.partition(":")
    return int(id_) if of == team != imports.UNCLAIMED and id_.isdecimal() and len(id_) <= LONGEST_ID else 0
