"""Decision records on their way in: each file becomes a record once, keeps its number where that is free, and finds its links."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any

from bot.records.documents import Document, Kind
from bot.records.documents import Origin as Made
from bot.records.search import Searchable
from bot.templates import front_matter
from bot.templates.front_matter import Malformed, day
from bot.templates.reading import read
from storage import imports
from storage.audit import Change
from storage.folder.already import Already, Come, Taken
from storage.folder.bringing import Bringing
from storage.folder.leaving import ID, MADE
from storage.folder.linking import Linking
from storage.folder.told import Outcome, Told, Writing
from storage.imports import IMPORTER, Origin
from storage.store import Transaction

__all__ = ["TAKEN", "Arriving", "Outcome", "Told", "Writing"]

NOON = time(12, tzinfo=UTC)
TAKEN = "The record that it says it is, is taken: it is here, and not yours to see. It stays as it is."
TOGETHER = 100
"""So many files are asked for, and kept, in one go: where each lot has a transaction of its own, others write in between."""


class Arriving:
    """The documents of one folder, for one workspace."""

    def __init__(self, kind: Kind, bringing: Bringing) -> None:
        self.kind = kind
        self.bringing = bringing

    async def take(self, files: Mapping[str, bytes | Malformed], writing: Writing) -> list[Told]:
        """Take in files by their names. One that could not be opened is its Malformed."""
        come, told = await asyncio.to_thread(self._read, files)  # hundreds of them take a while
        # Whoever's number is free comes first, so that nobody's is given away.
        for only_free in (True, False):
            for lot in _lots([one for one in come if one.document is None and one.told.outcome is not Outcome.SKIPPED]):
                async with writing() as db:
                    await self._take_in(lot, db, only_free=only_free)
        new = frozenset(one.document.id for one in come if one.document and one.told.outcome is Outcome.IMPORTED)
        linking = Linking(self.kind, self.bringing, come, new)
        for lot in _lots([one for one in come if one.document and one.told.outcome is not Outcome.DIFFERS]):
            async with writing() as db:
                await self._found_by_words(await linking.link(lot, db), db)
        if self.bringing.team != imports.UNCLAIMED and any(
            one.document.review_on for one in come if one.document and one.document.id in new
        ):
            async with writing() as db:
                await db.jobs.enqueue("documents.remind", team=self.bringing.team, room="documents.remind")
        return sorted([*told, *(one.told for one in come)], key=lambda one: one.name)

    def _read(self, files: Mapping[str, bytes | Malformed]) -> tuple[list[Come], list[Told]]:
        """Those that could be read, by their numbers; and what is told of the others."""
        come: list[Come] = []
        told: list[Told] = []
        for name, content in files.items():
            try:
                if isinstance(content, Malformed):
                    raise content
                imported = read(name.rsplit("/", 1)[-1], content, self.kind)
            except Malformed as wrong:
                where = f" (line {wrong.line})" if wrong.line else ""
                told.append(Told(name, Outcome.SKIPPED, notes=[f"{wrong.sentence}{where}"]))
            else:
                come.append(Come(name, sha256(content).hexdigest(), imported, Told(name, Outcome.UNCHANGED)))
        come.sort(key=lambda one: (one.imported.written.number is None, one.imported.written.number or 0, one.file))
        return come, told

    async def _take_in(self, lot: Sequence[Come], db: Transaction, *, only_free: bool) -> None:
        """Make files records, or find the records they are; `only_free`: but those whose number is another's."""
        already = await Already.of(lot, self.kind, self.bringing, db)
        new: list[tuple[Come, int | None]] = []
        for one in lot:
            project = await already.project(self.bringing.project or one.imported.written.project)
            try:
                known = already.record(one, project)
            except Taken:
                one.told.outcome, one.told.notes = Outcome.SKIPPED, [TAKEN]
                continue
            if known:
                self._is_here(one, *known)
            elif already.is_free(one.imported.written.number) or not only_free:
                new.append((one, project))
        await self._added(new, already, db)

    def _is_here(self, one: Come, document: Document, is_same: bool) -> None:  # noqa: FBT001 - as it was found
        one.document, one.told.key = document, document.key(self.kind)
        if not is_same:
            one.told.outcome = Outcome.DIFFERS
            one.told.notes = [f"It says something else than {one.told.key}, which it was or came from; that stays as it is."]

    async def _added(self, new: Sequence[tuple[Come, int | None]], already: Already, db: Transaction) -> None:
        """Keep documents with their origins, who brought them, and their words, each sort in one go."""
        if not new:
            return
        shelf, team = db.documents.of(self.kind), self.bringing.team
        numbers = await self._numbers([one for one, _ in new], already, db)
        last = await shelf.next_draft(team, len(new))
        drafts = range(last - len(new) + 1, last + 1)
        made = [
            self._document(one, already.people).model_copy(update={"project": project, "number": number, "draft": draft})
            for (one, project), number, draft in zip(new, numbers, drafts, strict=True)
        ]
        added = await shelf.add_all(made, did="imported")
        for (one, _), document in zip(new, added, strict=True):
            self._is_new(one, document)
        came = [(one, document) for (one, _), document in zip(new, added, strict=True)]
        await db.imports.add_all(team, self.kind.name, [_origin(one, document) for one, document in came], at=self.bringing.now)
        facts: dict[str, Any] = {"action": "import", "by": self.bringing.by, "door": "import", "at": self.bringing.now}
        told = [(f"{self.kind.name} {document.id}", one.file, document.key(self.kind)) for one, document in came]
        await db.audit.changed(team, *(Change(record=record, before=before, after=after, **facts) for record, before, after in told))
        await self._found_by_words(added, db)

    async def _numbers(self, new: Sequence[Come], already: Already, db: Transaction) -> list[int]:
        """Those they came with, where these are free, else the next above all that were ever given."""
        team, shelf = self.bringing.team, db.documents.of(self.kind)
        said = [number if already.is_free(number := one.imported.written.number) else None for one in new]
        if free := [number for number in said if number is not None]:
            await db.numbers.reached(team, self.kind.prefix, max(free))
        above = iter(await shelf.next_numbers(team, said.count(None)))
        return [next(above) if number is None else number for number in said]

    def _document(self, one: Come, people: Mapping[str, str]) -> Document:
        written, life = one.imported.written, self.kind.lifecycle
        status = life.numbered_at if written.status == life.first else written.status
        on = _noon(written.on) or self.bringing.now
        return Document(
            team=self.bringing.team,
            kind=self.kind.name,
            draft=0,
            title=written.title,
            status=status,
            body=written.body,
            form=written.form,
            origin=Made.FILE,
            channel="",
            published=True,
            author=people.get(one.author, IMPORTER) if self.bringing.by == IMPORTER else self.bringing.by,
            deciders=tuple(people.get(name, name) for name in written.deciders),
            review_on=written.review_on,
            made_at=_noon(day(str(written.facts.get(MADE, "")))) or on,
            changed_at=self.bringing.now,
            decided_at=on if status in life.counts | life.over else None,
            file=one.file,
        )

    def _is_new(self, one: Come, document: Document) -> None:
        written, life = one.imported.written, self.kind.lifecycle
        one.document, one.told.key, one.told.outcome, one.told.new = document, document.key(self.kind), Outcome.IMPORTED, 1
        taken = written.number is not None and written.number != document.number
        renumbered = f"{self.kind.key(written.number or 0)} was taken: it is {one.told.key}."
        drafted = "It was a draft, and is proposed." if written.status == life.first != life.numbered_at else ""
        one.told.notes = [note for note in (renumbered if taken else "", drafted, *one.imported.notes) if note]

    async def _found_by_words(self, documents: Sequence[Document], db: Transaction) -> None:
        """Let documents be found by what they say now."""
        kept = []
        for document in documents:
            facts = {name: getattr(document, name) for name in ("team", "channel", "published", "title", "status", "revision")}
            facts |= {"kind": self.kind.name, "record": document.id, "key": document.key(self.kind), "body": document.body.as_text}
            kept.append(Searchable(**facts, happened_at=document.decided_at or document.made_at))
        await db.search.keep_all(kept)


def _lots(come: Sequence[Come]) -> Iterator[list[Come]]:
    """A lot after the other, in none of which two say that they are the same: the second must find what the first became."""
    lot: list[Come] = []
    claimed: set[object] = set()
    for one in come:
        claims = {claim for claim in (one.said, one.imported.written.number) if claim not in ("", None)}
        if len(lot) == TOGETHER or claims & claimed:
            yield lot
            lot, claimed = [], set()
        lot.append(one)
        claimed |= claims
    if lot:
        yield lot


def _origin(one: Come, document: Document) -> Origin:
    """Where it came from, and what of it has no place in the record."""
    written = one.imported.written
    kept: dict[str, Any] = {
        "id": written.facts.get(ID),
        "unknown": dict(written.unknown),
        "facts": front_matter.value(dict(written.facts)),
        "source": written.source,
        "links": [],
    }
    return Origin(document.id, one.file, one.digest, document.project, kept)


def _noon(on: date | None) -> datetime | None:
    """A day that is known without its time."""
    return datetime.combine(on, NOON) if on else None
