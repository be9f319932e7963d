"""Incidents from files: each becomes an incident with its timeline and actions, and a postmortem where somebody wrote one, once."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from bot.errors import Conflict, Unclear
from bot.records.actions import Action
from bot.records.bodies import as_line
from bot.records.documents import TITLE, Document
from bot.records.documents import Origin as Author
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import TIMES, Incident, Role
from bot.records.links import Link, Record, Relation
from bot.records.people import Viewer
from bot.records.postmortems import DRAFT, POSTMORTEM, SIGNED, Postmortem
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
from storage.folder.ledgers import noon
from storage.folder.linking import linked
from storage.folder.projects import project_of
from storage.folder.told import Outcome, Told, Writing
from storage.imports import IMPORTER, UNCLAIMED, Origin
from storage.store import Transaction

FOLDER = "incidents"
KIND = "incident"
NAME = re.compile(r"incident_.*\.md", re.IGNORECASE)
DIFFERS = "It says something else than {}, which it was or came from; that stays as it is."
BY_NAME = 80


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
    for one in sorted(come, key=lambda one: (one.number is None, one.number or 0, one.told.started, one.name)):
        try:
            async with writing() as db:
                told.append(await one.take(db))
        except Unclear as wrong:
            told.append(Told(one.name, Outcome.SKIPPED, notes=[wrong.sentence]))
    there = {(str(one.told.ours.get("key")), one.made.title): one.made for one in come if one.made}
    for one in [one for one in come if one.made and one.told.ours.get("links")]:
        async with writing() as db:
            await one.link(there, db)
    return sorted(told, key=lambda one: one.name)


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

    async def take(self, db: Transaction) -> Told:
        """Keep it, unless it is here."""
        project = await project_of(self.bringing.project or str(self.told.ours.get("project", "")), self.base, self.bringing, db)
        known = await self._known(project, db)
        if known is not None:
            incident, is_same = known
            if incident is None:
                return Told(self.name, Outcome.SKIPPED, notes=[TAKEN])
            if is_same:
                return Told(self.name, Outcome.UNCHANGED, incident.key)
            return Told(self.name, Outcome.DIFFERS, incident.key, [DIFFERS.format(incident.key)])
        incident, notes = await self._added(project, db)
        self.made = incident
        return Told(self.name, Outcome.IMPORTED, incident.key, notes, new=1)

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

    async def _added(self, project: int | None, db: Transaction) -> tuple[Incident, list[str]]:
        told, bringing = self.told, self.bringing
        free = self.number if self.number and await self._is_free(self.number, db) else 0
        incident = await db.incidents.add((await self._incident(project, db)).model_copy(update={"number": free}))
        entries = [await db.entries.write(incident, one) for one in await self._entries(incident, db)]
        notes = [] if free or not self.number else [f"{told.ours['key']} was taken: it is {incident.key}."]
        actions = [await db.actions.add(one) for one in await self._actions(incident, db)]
        document = await self._document(incident, db)
        kept: dict[str, Any] = {
            "id": told.ours.get("id"),
            "raw": self.content.decode(),
            "then": standing(incident, document, entries, actions),
        }
        origin = Origin(incident.id, self.name.rsplit("/", 1)[-1], sha256(self.content).hexdigest(), project, kept)
        await db.imports.add(bringing.team, KIND, origin, at=bringing.now)
        change = Change(incident.key, "import", bringing.by, self.name[:1000], incident.key, "import", bringing.now)
        await db.audit.changed(bringing.team, change)
        await db.search.keep(_searchable(incident, entries))
        return incident, notes

    async def _is_free(self, number: int, db: Transaction) -> bool:
        return await db.incidents.numbered(number, seen_by=Viewer.operator(self.bringing.team)) is None

    async def _incident(self, project: int | None, db: Transaction) -> Incident:
        told, bringing = self.told, self.bringing
        people = {role: str(name) for role in Role if (name := told.ours.get(role.value))}
        users = await db.imports.people_called(bringing.team, set(people.values()))
        times = self._times()
        new = Incident.declared(
            team=bringing.team,
            channel="",
            title=as_line(told.title),
            severity=told.severity,
            by=bringing.by,
            at=bringing.now,
            drill=told.drill,
            project=project,
        )
        timed = new
        try:
            with suppress(Conflict):  # it is told of as it begins
                timed = new.timed(now=bringing.now, **times)
        except Unclear as wrong:
            raise Malformed(f"Its times cannot be: {wrong.field or 'one of them'}. {wrong.sentence}") from None
        facts: dict[str, Any] = {name: getattr(told, name) for name in ("status", "impact", "customers", "revenue", "slo", "fix")}
        facts |= {role.value: users.get(name, "") for role, name in people.items()}
        is_guess = told.severity is None or told.ours.get("guess") is True
        rest = {"backfilled": True, "reminders_stopped": True, "revision": 1, "severity_is_a_guess": is_guess}
        return timed.model_copy(update={**facts, **rest})

    def _times(self) -> dict[str, datetime | None]:
        """To the second, where ours says so and the words above agree."""
        said = {"started": self.told.started, "resolved": self.told.resolved}
        exact: dict[str, datetime | None] = {}
        for name in TIMES:
            try:
                at = datetime.fromisoformat(str(self.told.ours.get(f"{name}At", "")))
            except ValueError:
                at = None
            is_it = at is not None and at.tzinfo is not None and (name not in said or at.replace(second=0, microsecond=0) == said[name])
            exact[name] = at if is_it else said.get(name)
        return exact

    async def _entries(self, incident: Incident, db: Transaction) -> list[Entry]:
        """By whoever the file names, else by whoever brings it."""
        by: dict[str, Any] = {"by": self.bringing.by, "recorded_by": self.bringing.by, "recorded_at": self.bringing.now}
        if self.bringing.by == IMPORTER:
            by["by_name"] = self.name.rsplit("/", 1)[-1][:BY_NAME]
        said = self.told.ours.get("who")
        names = (
            [str(one) for one in said]
            if isinstance(said, list) and len(said) == len(self.told.timeline)
            else [""] * len(self.told.timeline)
        )
        users = await db.imports.people_called(self.bringing.team, set(names) - {""})
        found = []
        for one, name in zip(self.told.timeline, names, strict=True):
            who = {"by": users[name], "by_name": ""} if name in users else {"by_name": name[:BY_NAME]} if name else {}
            found.append(Entry(**{**by, **who}, kind=one.kind, text=one.text, value=one.value, happened_at=one.at))
        if found:
            return found
        first = Entry(kind=EntryKind.DECLARED, text=incident.title, value=incident.severity, happened_at=incident.started_at, **by)
        last = [Entry(kind=EntryKind.RESOLVED, happened_at=incident.resolved_at, **by)] if incident.resolved_at else []
        return [first, *last]

    async def _actions(self, incident: Incident, db: Transaction) -> list[Action]:
        """Whoever is not known here stays in the words."""
        users = await db.imports.people_called(self.bringing.team, {one.owner for one in self.told.actions})
        found = []
        for one in self.told.actions:
            owner = users.get(one.owner, "")
            what = one.what if owner or not one.owner else f"{one.what} ({one.owner})"
            at = incident.resolved_at or incident.started_at
            due = one.due or (at.date() if one.is_done else None)
            facts = {"team": incident.team, "incident": incident.id, "severity": incident.severity, "by": self.bringing.by, "at": at}
            new = Action.promised(what=what, owner=owner, due_on=due, **facts)  # type: ignore[arg-type]
            found.append(new.done(by=owner or self.bringing.by, at=at).model_copy(update={"revision": 1}) if one.is_done else new)
        return found

    async def _document(self, incident: Incident, db: Transaction) -> Document | None:
        """What was written of it; signed off only where we wrote that it was."""
        told, bringing = self.told, self.bringing
        if not told.is_written_of or incident.is_open:
            return None
        names, day = told.signed or ((), None)
        users = await db.imports.people_called(bringing.team, set(names))
        shelf = db.documents.of(POSTMORTEM)
        document = Document(
            team=incident.team,
            kind=POSTMORTEM.name,
            draft=await shelf.next_draft(incident.team),
            number=incident.number,
            title=incident.title if len(incident.title) <= TITLE else incident.title[: TITLE - 1] + "…",
            status=SIGNED if day else DRAFT,
            body=Postmortem(root_cause=told.root_cause, lessons=told.lessons),
            form=POSTMORTEM.forms[0],
            origin=Author.FILE,
            channel="",
            published=True,
            project=incident.project,
            author=bringing.by,
            deciders=tuple(users.get(name, name) for name in names),
            made_at=incident.resolved_at or bringing.now,
            changed_at=bringing.now,
            decided_at=noon(day),
            file=self.name.rsplit("/", 1)[-1],
        )
        added = await shelf.add(document, did="imported")
        this, its = Record(kind=POSTMORTEM.name, id=added.id), Record(kind=KIND, id=incident.id)
        await db.links.add(Link(team=added.team, source=this, relation=Relation.FOLLOWS_FROM, target=its, by=bringing.by, at=bringing.now))
        facts = {name: getattr(added, name) for name in ("team", "channel", "published", "title", "status", "revision")}
        facts |= {"kind": POSTMORTEM.name, "record": added.id, "key": added.key(POSTMORTEM), "body": added.body.as_text}
        await db.search.keep(Searchable(**facts, happened_at=added.decided_at or added.made_at))
        return added


def _files(folder: Path) -> list[Path]:
    """Those of the folder for them, else those that are called so beside the rest."""
    inside = folder / FOLDER
    if inside.is_dir():
        return sorted(one for one in inside.iterdir() if one.name.lower().endswith(".md") and one.name.lower() != "readme.md")
    return sorted(one for one in folder.iterdir() if NAME.fullmatch(one.name)) if folder.is_dir() else []


def _searchable(incident: Incident, entries: Sequence[Entry]) -> Searchable:
    said = [incident.fix, incident.impact, incident.slo, *(one.text for one in entries)]
    return Searchable(
        team=incident.team,
        kind=KIND,
        record=incident.id,
        key=incident.key,
        channel="",
        published=True,
        title=incident.title,
        body="\n".join(dict.fromkeys(line for line in said if line and line != incident.title)),
        status=incident.status,
        happened_at=incident.started_at,
        revision=incident.revision,
    )
