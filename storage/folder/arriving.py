"""Decision records on their way in: each file becomes a record once, keeps its number where that is free, and finds its links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from bot.records.documents import SUPERSEDED, Document, Kind, Origin
from bot.records.links import FROM_THE_OTHER_END, Link, Record, Relation
from bot.records.people import Viewer
from bot.records.projects import LONGEST_NAME, Project
from bot.records.search import Searchable
from bot.templates import front_matter
from bot.templates.documents import Reference
from bot.templates.front_matter import Malformed, day
from bot.templates.reading import Imported, read
from storage import imports
from storage.audit import Change
from storage.folder.bringing import Bringing
from storage.folder.leaving import AUTHOR, ID, MADE
from storage.folder.projects import whose
from storage.folder.told import Outcome, Told, Writing
from storage.imports import IMPORTER
from storage.store import Transaction

__all__ = ["Arriving", "Outcome", "Told", "Writing"]

ELSEWHERE = "not here"
NOON = time(12, tzinfo=UTC)


TAKEN = "The record that it says it is, is taken: it is here, and not yours to see. It stays as it is."
LONGEST_ID = 12


class _Taken(Exception):
    """A file says that it is a record which whoever brings it may not see."""


@dataclass
class _Come:
    file: str
    digest: str
    imported: Imported
    told: Told
    document: Document | None = None


class Arriving:
    """The documents of one folder, for one workspace."""

    def __init__(self, kind: Kind, bringing: Bringing) -> None:
        self.kind = kind
        self.team = bringing.team
        self.project = bringing.project
        self.now = bringing.now
        self._by = bringing.by
        self._viewer = bringing.viewer
        self._everyone = Viewer.operator(bringing.team)

    async def take(self, files: Mapping[str, bytes | Malformed], writing: Writing) -> list[Told]:
        """Take in files by their names, in a transaction each. One that could not be opened is its Malformed."""
        told: list[Told] = []
        come: list[_Come] = []
        for name, content in files.items():
            try:
                if isinstance(content, Malformed):
                    raise content
                imported = read(name.rsplit("/", 1)[-1], content, self.kind)
            except Malformed as wrong:
                where = f" (line {wrong.line})" if wrong.line else ""
                told.append(Told(name, Outcome.SKIPPED, notes=[f"{wrong.sentence}{where}"]))
            else:
                come.append(_Come(name, sha256(content).hexdigest(), imported, Told(name, Outcome.UNCHANGED)))
        come.sort(key=lambda one: (one.imported.written.number is None, one.imported.written.number or 0, one.file))
        # Whoever's number is free comes first, so that nobody's is given away.
        for only_free in (True, False):
            for one in [one for one in come if one.document is None]:
                async with writing() as db:
                    await self._take_in(one, db, only_free=only_free)
        for one in come:
            async with writing() as db:
                await self._link(one, come, db)
        if self.team != imports.UNCLAIMED and any(one.told.outcome is Outcome.IMPORTED and one.imported.written.review_on for one in come):
            async with writing() as db:
                await db.jobs.enqueue("documents.remind", team=self.team, room="documents.remind")
        return sorted([*told, *(one.told for one in come)], key=lambda one: one.name)

    async def _take_in(self, one: _Come, db: Transaction, *, only_free: bool) -> None:
        """Make a file a record, or find the record it is; `only_free`: unless its number is another's."""
        written = one.imported.written
        project = await self._project(self.project or written.project, db)
        try:
            known = await self._known(one, project, db)
        except _Taken:
            one.told.outcome, one.told.notes = Outcome.SKIPPED, [TAKEN]
            return
        if known:
            document, is_same = known
            one.document, one.told.key = document, document.key(self.kind)
            if not is_same:
                one.told.outcome = Outcome.DIFFERS
                one.told.notes = [f"It says something else than {one.told.key}, which it was or came from; that stays as it is."]
            return
        number = written.number if await self._is_free(written.number, db) else None
        if only_free and number is None:
            return
        document = await self._added(one, project, number, db)
        one.document, one.told.key, one.told.outcome = document, document.key(self.kind), Outcome.IMPORTED
        one.told.new = 1
        taken = written.number is not None and number is None
        renumbered = f"{self.kind.key(written.number or 0)} was taken: it is {one.told.key}."
        life = self.kind.lifecycle
        drafted = "It was a draft, and is proposed." if written.status == life.first != life.numbered_at else ""
        one.told.notes = [note for note in (renumbered if taken else "", drafted, *one.imported.notes) if note]

    async def _known(self, one: _Come, project: int | None, db: Transaction) -> tuple[Document, bool] | None:
        """The record that a file is already, and whether it still says the same: read from this file before, or written to it."""
        shelf, written = db.documents.of(self.kind), one.imported.written
        said = str(written.facts.get(ID, "")) if one.imported.is_ours else ""
        if there := await self._made_here(said, written.number, db):
            return there, _is_same(there, one)
        seen = db.imports.identified(self.team, self.kind.name, said) if said else None
        origin = await seen if seen else None
        for id_ in await whose(project, self.team, db):
            origin = origin or await db.imports.named(self.team, self.kind.name, one.file, id_)
        if origin and (there := await shelf.get(origin.record, seen_by=self._viewer)):
            return there, origin.digest == one.digest or (bool(said) and _is_same(there, one))
        if said or not one.imported.is_ours or written.number is None:
            return None
        there = await shelf.numbered(written.number, seen_by=self._viewer)
        return (there, _is_same(there, one)) if there and there.title == written.title else None

    async def _made_here(self, said: str, number: int | None, db: Transaction) -> Document | None:
        """The record of this workspace that a file says it is. Raises _Taken for one that is not theirs to see.

        Its number never changes: where another record has its id, as after a new beginning, that is not the one.
        """
        team, _, id_ = said.partition(":")
        if team != self.team or team == imports.UNCLAIMED or not id_.isdecimal() or len(id_) > LONGEST_ID:
            return None
        shelf = db.documents.of(self.kind)
        there = await shelf.get(int(id_), seen_by=self._everyone)
        if there is None or there.number != number:
            return None
        if await shelf.get(there.id, seen_by=self._viewer) is None:
            raise _Taken
        return there

    async def _is_free(self, number: int | None, db: Transaction) -> bool:
        return number is not None and await db.documents.of(self.kind).numbered(number, seen_by=self._everyone) is None

    async def _added(self, one: _Come, project: int | None, number: int | None, db: Transaction) -> Document:
        written, shelf = one.imported.written, db.documents.of(self.kind)
        author = str(written.facts.get(AUTHOR, ""))
        known = await db.imports.people_called(self.team, {author, *written.deciders})
        status = self.kind.lifecycle.numbered_at if written.status == self.kind.lifecycle.first else written.status
        on = _noon(written.on) or self.now
        document = Document(
            team=self.team,
            kind=self.kind.name,
            draft=await shelf.next_draft(self.team),
            number=await self._number(number, db),
            title=written.title,
            status=status,
            body=written.body,
            form=written.form,
            origin=Origin.FILE,
            channel="",
            published=True,
            project=project,
            author=known.get(author, IMPORTER) if self._by == IMPORTER else self._by,
            deciders=tuple(known.get(name, name) for name in written.deciders),
            review_on=written.review_on,
            made_at=_noon(day(str(written.facts.get(MADE, "")))) or on,
            changed_at=self.now,
            decided_at=on if status in self.kind.lifecycle.counts | self.kind.lifecycle.over else None,
            file=one.file,
        )
        added = await shelf.add(document, did="imported")
        await self._noted(one, added, db)
        return added

    async def _number(self, free: int | None, db: Transaction) -> int:
        """This number, if it is free, else the next above all that were ever given."""
        if free is None:
            return await db.documents.of(self.kind).next_number(self.team)
        await db.numbers.reached(self.team, self.kind.prefix, free)
        return free

    async def _noted(self, one: _Come, document: Document, db: Transaction) -> None:
        """Who did it, where it came from, and its words, by which it is found."""
        written = one.imported.written
        kept: dict[str, Any] = {
            "id": written.facts.get(ID),
            "unknown": dict(written.unknown),
            "facts": front_matter.value(dict(written.facts)),
            "source": written.source,
            "links": [],
        }
        origin = imports.Origin(document.id, one.file, one.digest, document.project, kept)
        await db.imports.add(self.team, self.kind.name, origin, at=self.now)
        await self._told(document, "import", before=one.file, after=document.key(self.kind), db=db)

    async def _told(self, document: Document, action: str, *, before: str, after: str, db: Transaction) -> None:
        change: dict[str, str] = {"record": f"{self.kind.name} {document.id}", "action": action, "by": self._by, "door": "import"}
        await db.audit.changed(self.team, Change(**change, before=before, after=after, at=self.now))
        facts = {name: getattr(document, name) for name in ("team", "channel", "published", "title", "status", "revision")}
        facts |= {"kind": self.kind.name, "record": document.id, "key": document.key(self.kind), "body": document.body.as_text}
        await db.search.keep(Searchable(**facts, happened_at=document.decided_at or document.made_at))

    async def _project(self, name: str, db: Transaction) -> int | None:
        name = " ".join(name.split())[:LONGEST_NAME].strip()
        if not name:
            return None
        there = await db.projects.named(name, seen_by=self._viewer)
        there = there or await db.projects.add(Project.called(name, team=self.team, by=self._by, at=self.now))
        return there.id if there else None

    async def _link(self, one: _Come, come: Sequence[_Come], db: Transaction) -> None:
        """Restore its links, from whichever end they are told; what leads nowhere here is kept for the way out."""
        if one.document is None or one.told.outcome is Outcome.DIFFERS:
            return
        nowhere = []
        for link in one.imported.written.links:
            other = await self._other_end(one, link, come, db)
            if other is None:
                nowhere.append((link if one.imported.is_ours else _elsewhere(link)).model_dump())
            elif other.id != one.document.id:
                await self._linked(one.document, link.relation, other, db)
                if link.relation == Relation.SUPERSEDES:
                    await self._settle(one, other, come, db)
        origin = await db.imports.of(self.team, self.kind.name, one.document.id)
        if origin and origin.kept.get("links") != nowhere:
            origin = imports.Origin(origin.record, origin.name, origin.digest, origin.project, {**origin.kept, "links": nowhere})
            await db.imports.add(self.team, self.kind.name, origin, at=self.now)

    async def _other_end(self, one: _Come, link: Reference, come: Sequence[_Come], db: Transaction) -> Document | None:
        name = link.file.rsplit("/", 1)[-1].lower()
        for other in come:
            is_it = other.file.rsplit("/", 1)[-1].lower() == name if name else _is_called(other.imported, link)
            if other.document and is_it:
                return other.document
        number = link.key.removeprefix(f"{self.kind.prefix}-")
        if not one.imported.is_ours or not number.isdecimal():
            return None
        there = await db.documents.of(self.kind).numbered(int(number), seen_by=self._viewer)
        return there if there and there.title == link.title else None

    async def _linked(self, document: Document, said: str, other: Document, db: Transaction) -> None:
        this, that = (Record(kind=self.kind.name, id=end.id) for end in (document, other))
        inverse = next((one for one, words in FROM_THE_OTHER_END.items() if words == said and one != said), None)
        relation = inverse or (Relation(said) if said in set(Relation) else Relation.RELATES_TO)
        source, target = (that, this) if inverse else (this, that)
        await db.links.add(Link(team=self.team, source=source, relation=relation, target=target, by=self._by, at=self.now))

    async def _settle(self, one: _Come, other: Document, come: Sequence[_Come], db: Transaction) -> None:
        """What came with its successor, and was not told of it, is superseded."""
        came = any(each.document and each.document.id == other.id and each.told.outcome is Outcome.IMPORTED for each in come)
        shelf = db.documents.of(self.kind)
        now = await shelf.for_change(other.id, seen_by=self._viewer)
        settled = self.kind.lifecycle.settled
        if not came or not now or {now.status, one.imported.written.status} != {settled}:
            return
        after = now.superseded(self.kind, at=self.now)
        await shelf.save(after, did=SUPERSEDED, by=self._by)
        await self._told(after, SUPERSEDED, before=now.status, after=after.status, db=db)


def _is_same(document: Document, one: _Come) -> bool:
    """Whether a file says of a record what it is."""
    written = one.imported.written
    return (document.title, document.body, document.status) == (written.title, written.body, written.status)


def _is_called(imported: Imported, link: Reference) -> bool:
    """Whether a link without a file means this one. The keys of others may be anybody's here; ours come with the title."""
    written = imported.written
    return bool(link.key) and written.key == link.key and (not imported.is_ours or written.title == link.title)


def _elsewhere(link: Reference) -> Reference:
    """A link to what is not here. Without its key, which may become that of something else."""
    return link.model_copy(update={"key": "", "title": f"{link.title or link.key} ({ELSEWHERE})"})


def _noon(on: date | None) -> datetime | None:
    """A day that is known without its time."""
    return datetime.combine(on, NOON) if on else None
