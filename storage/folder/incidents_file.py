"""Incidents from files: each becomes an incident with its timeline and actions, and a postmortem where somebody wrote one, once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.errors import Unclear
from bot.records.actions import Action
from bot.records.documents import Document
from bot.records.entries import Entry
from bot.records.incidents import Incident
from bot.records.links import Link, Record, Relation
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from bot.records.search import Searchable
from bot.templates.front_matter import Malformed
from bot.templates.reading.incidents import Told as Reading
from bot.templates.reading.incidents import read
from bot.templates.reading.text import LARGEST_FILE
from storage.audit import Change
from storage.folder import places
from storage.folder.already import LONGEST_ID
from storage.folder.arriving import TAKEN
from storage.folder.bringing import Bringing
from storage.folder.incident_parts import KIND, actions_of, document_found_by, document_of, entries_of, found_by, incident_of, people_in
from storage.folder.linking import linked
from storage.folder.projects import project_of
from storage.folder.told import Outcome, Told, Writing
from storage.imports import UNCLAIMED, Origin
from storage.store import Transaction

__all__ = ["FOLDER", "KIND", "NAME", "brought", "standing"]

FOLDER = "incidents"
NAME = re.compile(r"incident_.*\.md", re.IGNORECASE)
DIFFERS = "It says something else than {}, which it was or came from; that stays as it is."
TOGETHER = 50
"""So many are taken in at once; between them, where each lot has a transaction of its own, others write."""


async def brought(root: Path, bringing: Bringing, writing: Writing) -> list[Told]:
    """Take in those of a folder, of one project or several, each whole or not at all; those whose number is free come first."""
    told, come = [], []
    for folder, base in places.projects(root):
        for file in _files(folder):
            name = places.within(file, root)
            try:
                content = places.content(file, root, largest=LARGEST_FILE)
                come.append(_Arriving(name, base, content, read(file.name, content), bringing))
            except Malformed as wrong:
                told.append(Told(name, Outcome.SKIPPED, notes=[f"{wrong.sentence}{f' (line {wrong.line})' if wrong.line else ''}"]))
    come.sort(key=lambda one: (one.number is None, one.number or 0, one.told.started, one.name))
    for lot in (come[at : at + TOGETHER] for at in range(0, len(come), TOGETHER)):
        async with writing() as db:
            told += await _taken(lot, bringing, db)
    there = {(str(one.told.ours.get("key")), one.made.title): one.made for one in come if one.made}
    for one in [one for one in come if one.made and one.told.ours.get("links")]:
        async with writing() as db:
            await one.link(there, db)
    return sorted(told, key=lambda one: one.name)


async def _taken(lot: Sequence["_Arriving"], bringing: Bringing, db: Transaction) -> list[Told]:
    """Take in some of them; what is kept beside each of them is kept of all in one go."""
    users = await db.imports.people_called(bringing.team, {name for one in lot for name in people_in(one.told)})
    told: list[Told] = []
    kept: list[_Kept] = []
    for one in lot:
        try:
            came = await one.take(users, db)
        except Unclear as wrong:
            told.append(Told(one.name, Outcome.SKIPPED, notes=[wrong.sentence]))
        else:
            kept += [came] if isinstance(came, _Kept) else []
            told.append(came.told if isinstance(came, _Kept) else came)
    await db.audit.changed(bringing.team, *(one.change for one in kept))
    await db.search.keep_all([text for one in kept for text in one.texts])
    return told


def standing(incident: Incident, document: Document | None, entries: Sequence[Entry], actions: Sequence[Action]) -> str:
    """By which one knows whether anything changed since it came."""
    parts = (incident.revision, document.revision if document else 0, len(entries), sum(one.revision for one in entries))
    return ".".join(str(one) for one in (*parts, len(actions), sum(one.revision for one in actions)))


@dataclass
class _Arriving:
    """One file, read."""

    name: str
    base: str
    content: bytes
    told: Reading
    bringing: Bringing
    made: Incident | None = None

    @property
    def number(self) -> int | None:
        """The number it had where it was made."""
        found = re.fullmatch(r"INC-0*(\d{1,9})", str(self.told.ours.get("key", "")))
        return int(found[1]) if found else None

    async def take(self, users: Mapping[str, str], db: Transaction) -> "Told | _Kept":
        """Keep it, unless it is here."""
        project = await project_of(self.bringing.project or str(self.told.ours.get("project", "")), self.base, self.bringing, db)
        known = await self._known(project, db)
        if known is None:
            return await self.added(project, users, db)
        incident, is_same = known
        if incident is None:
            return Told(self.name, Outcome.SKIPPED, notes=[TAKEN])
        if is_same:
            return Told(self.name, Outcome.UNCHANGED, incident.key)
        return Told(self.name, Outcome.DIFFERS, incident.key, [DIFFERS.format(incident.key)])

    async def link(self, there: Mapping[tuple[str, str], Incident], db: Transaction) -> None:
        """Restore its links to what came with it, or is here under the same key with the same title."""
        this = Record(kind=KIND, id=self.made.id if self.made else 0)
        said = self.told.ours.get("links")
        for one in said if isinstance(said, list) else []:
            relation, key, title = (str(one.get(name, "")) for name in ("relation", "key", "title")) if isinstance(one, dict) else ("",) * 3
            came, found = there.get((key, title)), await db.search.named(key, seen_by=self.bringing.viewer)
            is_it = found is not None and found.title == title
            that = Record(kind=KIND, id=came.id) if came else Record(kind=found.kind, id=found.record) if found and is_it else None
            if that and that != this:
                await db.links.add(linked(relation, this, that, self.bringing))

    async def _known(self, project: int | None, db: Transaction) -> tuple[Incident | None, bool] | None:
        """The incident that it is, and whether it says what we wrote or read; no incident where that is not to be seen."""
        team, viewer = self.bringing.team, self.bringing.viewer
        said = str(self.told.ours.get("id", ""))
        of, _, number = said.partition(":")
        ours = int(number) if of == team != UNCLAIMED and number.isdecimal() and len(number) <= LONGEST_ID else 0
        if ours and await db.incidents.get(ours, seen_by=Viewer.operator(team)) is not None:
            return await db.incidents.get(ours, seen_by=viewer), self.told.is_as_we_wrote_it
        seen = db.imports.identified(team, KIND, said) if said else None
        origin = await (seen or db.imports.named(team, KIND, self.name.rsplit("/", 1)[-1], project))
        if origin is None:
            return None
        is_same = origin.digest == sha256(self.content).hexdigest() or (bool(said) and self.told.is_as_we_wrote_it)
        return await db.incidents.get(origin.record, seen_by=viewer), is_same

    async def added(self, project: int | None, users: Mapping[str, str], db: Transaction) -> "_Kept":
        """Keep it with all that belongs to it; what is kept beside it, is returned. Raises Unclear before anything is kept."""
        told, bringing, name = self.told, self.bringing, self.name.rsplit("/", 1)[-1]
        new = incident_of(told, bringing, users, project)
        free = self.number if self.number and await self._is_free(self.number, db) else 0
        incident = self.made = await db.incidents.add(new.model_copy(update={"number": free}))
        entries = entries_of(told, incident, bringing, users, name)
        await db.entries.write_all(incident, entries)
        said = actions_of(told, incident, bringing, users)
        actions = await db.actions.add_all(said)
        document = await self._document(document_of(told, incident, bringing, users, name), incident, db)
        kept: dict[str, Any] = {
            "id": told.ours.get("id"),
            "raw": self.content.decode(),
            "then": standing(incident, document, entries, actions),
        }
        origin = Origin(incident.id, name, sha256(self.content).hexdigest(), project, kept)
        await db.imports.add(bringing.team, KIND, origin, at=bringing.now)
        pairs = [(f"ACT-{before.number}", after.key) for before, after in zip(said, actions, strict=True) if before.number]
        pairs += [(str(told.ours["key"]), incident.key)] if self.number else []
        notes = [f"{before} was taken: it is {after}." for before, after in reversed(pairs) if before != after]
        texts = [found_by(incident, entries), *([document_found_by(document)] if document else [])]
        change = Change(incident.key, "import", bringing.by, self.name[:1000], incident.key, "import", bringing.now)
        return _Kept(Told(self.name, Outcome.IMPORTED, incident.key, notes, new=1), change, texts)

    async def _is_free(self, number: int, db: Transaction) -> bool:
        return await db.incidents.numbered(number, seen_by=Viewer.operator(self.bringing.team)) is None

    async def _document(self, new: Document | None, incident: Incident, db: Transaction) -> Document | None:
        if new is None:
            return None
        shelf = db.documents.of(POSTMORTEM)
        added = await shelf.add(new.model_copy(update={"draft": await shelf.next_draft(new.team)}), did="imported")
        this, its = Record(kind=POSTMORTEM.name, id=added.id), Record(kind=KIND, id=incident.id)
        facts = {"team": added.team, "by": self.bringing.by, "at": self.bringing.now}
        await db.links.add(Link(source=this, relation=Relation.FOLLOWS_FROM, target=its, **facts))
        return added


@dataclass(frozen=True)
class _Kept:
    """What became of a file, and what is kept of many in one go: who did it, and by which words it is found."""

    told: Told
    change: Change
    texts: Sequence[Searchable]


def _files(folder: Path) -> list[Path]:
    """Those of the folder for them, else those that are called so beside the rest."""
    inside = folder / FOLDER
    if inside.is_dir():
        return sorted(one for one in inside.iterdir() if one.name.lower().endswith(".md") and one.name.lower() != "readme.md")
    return sorted(one for one in folder.iterdir() if NAME.fullmatch(one.name)) if folder.is_dir() else []
