"""JSON files of records on their way in: a file is taken whole or not at all, and each record in it once."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.records.people import Viewer
from bot.templates.front_matter import Malformed
from storage.audit import Change
from storage.folder import places
from storage.folder.arriving import Outcome, Told, Writing
from storage.folder.bringing import Bringing
from storage.folder.given import Given, parsed
from storage.folder.ledgers import OURS, Ledger, Whose
from storage.folder.ledgers_out import Drawn, all_drawn, head_kind
from storage.folder.projects import project_of
from storage.folder.projects import whose as counted_as
from storage.imports import Origin
from storage.store import Transaction

LARGEST = 5_000_000
MOST_RECORDS = 2_000
PROJECT = "project"
MOST_NAMED = 5
"""So many records are told by name."""


@dataclass
class _Came:
    """What became of the records of one file."""

    new: list[str] = field(default_factory=list)
    same: int = 0
    other: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    taken: int = 0
    left_out: set[str] = field(default_factory=set)


async def brought(root: Path, ledgers: Sequence[Ledger[Any]], bringing: Bringing, writing: Writing) -> list[Told]:
    """Take in the files of a folder, of one project or several. What cannot be read is told with its line, and left."""
    told = []
    for folder, base in places.projects(root):
        for ledger in ledgers:
            file = folder / ledger.file
            if not places.is_named(file):
                continue
            name = places.within(file, root)
            try:
                content = places.content(file, root, largest=LARGEST)
                arriving = await asyncio.to_thread(_read, ledger, content, name)  # a large one takes a while
                async with writing() as db:
                    project = await project_of(bringing.project or arriving.project, base, bringing, db)
                    whose = Whose(bringing.team, project, bringing.now, bringing.by)
                    told.append(await arriving.take(whose, bringing.viewer, db))
            except Malformed as wrong:
                where = f" (line {wrong.line})" if wrong.line else ""
                told.append(Told(name, Outcome.SKIPPED, notes=[f"{wrong.sentence}{where}"]))
            except ValidationError as wrong:
                first = wrong.errors(include_url=False)[0]
                at = ".".join(str(part) for part in first["loc"])
                told.append(Told(name, Outcome.SKIPPED, notes=[f"It cannot be kept: {at}: {first['msg']}."]))
    return told


def _read(ledger: Ledger[Any], content: bytes, name: str) -> "_Arriving":
    return _Arriving(ledger, parsed(content), name, sha256(content).hexdigest())


class _Arriving:
    """One file, read. Raises Malformed."""

    def __init__(self, ledger: Ledger[Any], given: Given, name: str, digest: str) -> None:
        self.ledger, self.name, self.digest = ledger, name, digest
        self.project = given.part(OURS).words(PROJECT)
        self.raw = _without_project(given.value)
        parts = given.many(ledger.listed) if ledger.listed else [given]
        if len(parts) > MOST_RECORDS:
            given.of(ledger.listed).wrong(f"“{ledger.listed}” lists more than {MOST_RECORDS:,} records: bring a part of them.")
        self.facts = [ledger.read(one.must_be(dict, "a list of objects: [{…}]")) for one in parts]
        self.items = [one.value for one in parts] if ledger.listed else [self.raw]
        seen: set[str] = set()
        for one in parts:
            called = ledger.id_of(one.value)
            if called in seen:
                one.wrong(f"“{called}” is there twice.")
            seen.add(called)

    async def take(self, whose: Whose, viewer: Viewer, db: Transaction) -> Told:
        """Keep what is not here yet, as far as the viewer can see."""
        ledger, came = self.ledger, _Came()
        if not viewer.is_operator and not viewer.admin:
            self._leave_out_what_admins_say(came)
        ids = await counted_as(whose.project, whose.team, db)
        seen = [one for id_ in ids for one in await all_drawn(ledger, id_, seen_by=viewer, db=db)]
        here, hidden = _Here(ledger, seen), await self._hidden(seen, ids, whose.team, db)
        drawn: dict[int, dict[str, Any]] = {}
        new: list[int] = []
        for at in ledger.first(self.items):
            item = self.items[at]
            if _for_good(item) in hidden:
                came.taken += 1
                continue
            if found := here.find(item):
                drawn[at] = found.now
                if item == found.raw or ledger.says_the_same(item, found.item):
                    came.same += 1
                else:
                    came.other.append(ledger.id_of(item) or ledger.file)
            else:
                new.append(at)
        drawn |= await self._added(new, whose, came, db)
        if ledger.listed and (came.new or not self.items):
            then = ledger.head([drawn[at] for at in sorted(drawn)])
            kept = {"raw": {**self.raw, ledger.listed: None}, "then": then, "items": len(self.items)}
            origin = Origin(whose.project or 0, self.name, self.digest, whose.project, kept)
            if not await db.imports.named(whose.team, head_kind(ledger), self.name, whose.project):
                await db.imports.add(whose.team, head_kind(ledger), origin, at=whose.at)
        return self._told(came)

    def _leave_out_what_admins_say(self, came: _Came) -> None:
        aside = set(self.ledger.confidential)
        came.left_out = {name for item in self.items for name in aside & item.keys() if item[name]}
        self.facts = [self.ledger.from_anybody(one) for one in self.facts]
        self.items = [{name: value for name, value in item.items() if name not in aside} for item in self.items]

    async def _hidden(self, seen: Sequence[Drawn], ids: Sequence[int | None], team: str, db: Transaction) -> set[str]:
        """The names for good of the records that whoever brings this may not see."""
        everyone = [one for id_ in ids for one in await all_drawn(self.ledger, id_, seen_by=Viewer.operator(team), db=db)]
        theirs = {one.audited for one in seen}
        return {name for one in everyone if one.audited not in theirs and (name := _for_good(one.now))}

    async def _added(self, new: Sequence[int], whose: Whose, came: _Came, db: Transaction) -> dict[int, dict[str, Any]]:
        """Keep some of its records, in one go each for what is kept of them; as they are drawn then, by their places in the file."""
        ledger, team = self.ledger, whose.team
        if not new:
            return {}
        records = await ledger.add([self.facts[at] for at in new], whose, db)
        everyone = Viewer.operator(team)
        drawn = dict(zip(new, await ledger.drawn(records, came={one.id for one in records}, seen_by=everyone, db=db), strict=True))
        kept = [{"id": ledger.id_of(self.items[at]), "at": at, "raw": self.items[at], "then": drawn[at]} for at in new]
        origins = [Origin(one.id, self.name, self.digest, whose.project, facts) for one, facts in zip(records, kept, strict=True)]
        await db.imports.add_all(team, ledger.kind, origins, at=whose.at)
        came.new += [ledger.audited(one) for one in records]
        changes = [Change(key, "import", whose.by, self.name[:1000], key, "import", whose.at) for key in came.new]
        await db.audit.changed(team, *changes)
        await db.search.keep_all([ledger.searchable(one) for one in records])
        for at, key in zip(new, came.new, strict=True):
            if (said := ledger.id_of(self.items[at])) != ledger.id_of(drawn[at]):
                came.renamed.append(f"“{said[:60]}” is {key} here.")
        return drawn

    def _told(self, came: _Came) -> Told:
        outcome = Outcome.IMPORTED if came.new else Outcome.DIFFERS if came.other else Outcome.UNCHANGED
        here = f", {came.same} here already" if came.same else ""
        notes = [f"{len(came.new)} new{here}."] if self.ledger.listed and came.new else []
        notes += came.renamed[:MOST_NAMED]
        if came.other:
            named = ", ".join(came.other[:MOST_NAMED]) + (" …" if len(came.other) > MOST_NAMED else "")
            notes.append(f"It says something else of {named} than what is here; that stays as it is.")
        if came.taken:
            notes.append(f"{came.taken} of them {'is' if came.taken == 1 else 'are'} here already, and not yours to see.")
        if came.left_out:
            notes.append(f"{', '.join(sorted(came.left_out))} stayed out: only an admin says that.")
        return Told(self.name, outcome, notes=notes, new=len(came.new))


class _Here:
    """The records of a project, by what they are called in a file."""

    def __init__(self, ledger: Ledger[Any], drawn: Sequence[Drawn]) -> None:
        self._ledger = ledger
        self._by: dict[str, list[Drawn]] = defaultdict(list)
        for one in drawn:
            for called in {ledger.id_of(one.item), ledger.id_of(one.raw or {}), _for_good(one.item)} - {None}:
                self._by[str(called)].append(one)

    def find(self, item: dict[str, Any]) -> Drawn | None:
        """The one that is the same as one in a file."""
        called = [self._ledger.id_of(item), *([found] if (found := _for_good(item)) else [])]
        candidates = [one for name in called for one in self._by.get(name, [])]
        return next((one for one in candidates if self._is(one, item)), None)

    def _is(self, one: Drawn, item: dict[str, Any]) -> bool:
        shapes = [one.item, *([one.raw] if one.raw is not None else [])]
        return any(self._ledger.is_it(shape, item, came=one.raw is not None) for shape in shapes)


def _for_good(item: dict[str, Any]) -> str | None:
    ours = item.get(OURS)
    found = ours.get("id") if isinstance(ours, dict) else None
    return str(found) if found else None


def _without_project(raw: dict[str, Any]) -> dict[str, Any]:
    """The same without the name of its project, which is written anew."""
    if not raw.get(OURS):
        return raw
    ours = {name: value for name, value in raw[OURS].items() if name != PROJECT}
    return {name: ours if name == OURS else value for name, value in raw.items() if name != OURS or ours}
