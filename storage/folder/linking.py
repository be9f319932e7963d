"""The links of documents that came from files: restored from whichever end tells them; what leads nowhere here is kept for the way out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.records.documents import SUPERSEDED, Document, Kind
from bot.records.links import FROM_THE_OTHER_END, Link, Record, Relation
from bot.templates.documents import Reference
from bot.templates.reading import Imported
from storage.audit import Change
from storage.folder.already import Come
from storage.folder.bringing import Bringing
from storage.imports import Origin
from storage.store import Transaction

ELSEWHERE = "not here"


@dataclass(frozen=True)
class Linking:
    """Everything that came, of which some is `new`: the ids of those."""

    kind: Kind
    bringing: Bringing
    come: Sequence[Come]
    new: frozenset[int]

    async def link(self, some: Sequence[Come], db: Transaction) -> list[Document]:
        """Link these; returns those that are superseded by it."""
        ids = [one.document.id for one in some if one.document]
        origins = await db.imports.of_all(self.bringing.team, self.kind.name, ids)
        settled: list[Document] = []
        changed: list[Origin] = []
        for one in some:
            nowhere = await self._restored(one, settled, db)
            origin = origins.get(one.document.id) if one.document else None
            if origin and origin.kept.get("links") != nowhere:
                changed.append(replace(origin, kept={**origin.kept, "links": nowhere}))
        await db.imports.add_all(self.bringing.team, self.kind.name, changed, at=self.bringing.now)
        return settled

    async def _restored(self, one: Come, settled: list[Document], db: Transaction) -> list[dict[str, object]]:
        nowhere = []
        for link in one.imported.written.links if one.document else ():
            other = await self._other_end(one, link, db)
            if other is None:
                nowhere.append((link if one.imported.is_ours else _elsewhere(link)).model_dump())
            elif one.document and other.id != one.document.id:
                await self._linked(one.document, link.relation, other, db)
                if link.relation == Relation.SUPERSEDES and (after := await self._settled(one, other, db)):
                    settled.append(after)
        return nowhere

    async def _other_end(self, one: Come, link: Reference, db: Transaction) -> Document | None:
        if name := _name(link.file):
            came = self._by_name.get(name)
        else:
            came = next((other for other in self._by_key.get(link.key, []) if _is_called(other.imported, link)), None)
        if came:
            return came.document
        number = link.key.removeprefix(f"{self.kind.prefix}-")
        if not one.imported.is_ours or not number.isdecimal():
            return None
        there = await db.documents.of(self.kind).numbered(int(number), seen_by=self.bringing.viewer)
        return there if there and there.title == link.title else None

    @cached_property
    def _by_name(self) -> dict[str, Come]:
        return {_name(one.file): one for one in reversed(self.come) if one.document}

    @cached_property
    def _by_key(self) -> dict[str, list[Come]]:
        found = defaultdict[str, list[Come]](list)
        for one in self.come:
            if one.document:
                found[one.imported.written.key].append(one)
        return found

    async def _linked(self, document: Document, said: str, other: Document, db: Transaction) -> None:
        this, that = (Record(kind=self.kind.name, id=end.id) for end in (document, other))
        await db.links.add(linked(said, this, that, self.bringing))

    async def _settled(self, one: Come, other: Document, db: Transaction) -> Document | None:
        """What came with its successor, and was not told of it, is superseded."""
        shelf, settled = db.documents.of(self.kind), self.kind.lifecycle.settled
        now = await shelf.for_change(other.id, seen_by=self.bringing.viewer)
        if other.id not in self.new or not now or {now.status, one.imported.written.status} != {settled}:
            return None
        after = now.superseded(self.kind, at=self.bringing.now)
        await shelf.save(after, did=SUPERSEDED, by=self.bringing.by)
        facts = (f"{self.kind.name} {after.id}", SUPERSEDED, self.bringing.by, now.status, after.status)
        await db.audit.changed(after.team, Change(*facts, door="import", at=self.bringing.now))
        return after


def linked(said: str, this: Record, that: Record, bringing: Bringing) -> Link:
    """A link as a file tells it, from whichever of its ends."""
    inverse = next((one for one, words in FROM_THE_OTHER_END.items() if words == said and one != said), None)
    relation = inverse or (Relation(said) if said in set(Relation) else Relation.RELATES_TO)
    source, target = (that, this) if inverse else (this, that)
    return Link(team=bringing.team, source=source, relation=relation, target=target, by=bringing.by, at=bringing.now)


def _name(file: str) -> str:
    return file.rsplit("/", 1)[-1].lower()


def _is_called(imported: Imported, link: Reference) -> bool:
    """Whether a link without a file means this one. The keys of others may be anybody's here; ours come with the title."""
    written = imported.written
    return bool(link.key) and written.key == link.key and (not imported.is_ours or written.title == link.title)


def _elsewhere(link: Reference) -> Reference:
    """A link to what is not here. Without its key, which may become that of something else."""
    return link.model_copy(update={"key": "", "title": f"{link.title or link.key} ({ELSEWHERE})"})
