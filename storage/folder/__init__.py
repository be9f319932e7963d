"""data/engineering/ in and out: records as files, and files as records. A kind is a module for each way, and a line in both."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.errors import Unclear
from bot.records.adrs import ADR
from bot.records.delegations import DELEGATION
from bot.records.designs import DESIGN
from bot.records.documents import Kind
from bot.records.people import Standing, Viewer
from bot.records.projects import Project
from bot.records.rfcs import RFC
from bot.records.specs import SPEC
from bot.templates.documents import INDEX, Written, folder
from bot.templates.front_matter import Malformed
from bot.templates.reading import LARGEST_FILE
from storage.folder import incidents_file, leaving, ledgers_in, ledgers_out, papers_file, places, scorecards_file
from storage.folder.arriving import Arriving, Told, Writing
from storage.folder.bringing import Bringing
from storage.folder.costs_file import CostsFile
from storage.folder.debt_file import DebtFile
from storage.folder.ledgers import Ledger
from storage.folder.projects import folders_of
from storage.folder.stack_file import StackFile
from storage.folder.team_file import TeamFile
from storage.imports import UNCLAIMED
from storage.store import Store, Transaction

ADRS = "adrs"
FOLDERS: tuple[tuple[Kind, str, tuple[str, ...]], ...] = (
    (RFC, "rfcs", ("docs/rfcs", "docs/rfc", "rfcs")),
    (SPEC, "specs", ("docs/specs", "docs/tech-specs", "specs")),
    (DESIGN, "designs", ("docs/designs", "docs/system-designs", "designs")),
    (DELEGATION, "delegations", ("docs/delegations", "delegations")),
)
"""Where the other kinds of documents stand: our folder, and where others keep them."""
LEDGERS: tuple[Ledger[Any], ...] = (DebtFile(), StackFile(), TeamFile(), CostsFile())
"""What is one JSON file a project."""
WHERE_OTHERS_KEEP_ADRS = (
    "docs/adr",
    "docs/adrs",
    "docs/decisions",
    "doc/adr",
    "doc/adrs",
    "docs/architecture/decisions",
    "adr",
    "adrs",
    "decisions",
)
NO_RECORDS = {
    INDEX,
    "readme.md",
    "claude.md",
    "roadmap.md",
    "template.md",
    "backlog.md",
    "adr-template.md",
    "0000-template.md",
    "changelog.md",
    "contributing.md",
}


Drawing = Callable[[Sequence[Project], Viewer, Transaction], Awaitable[tuple[dict[str, str], int]]]
"""Files that are drawn by others, by their paths, and how many records are not the viewer's to see."""


@dataclass(frozen=True)
class Sent:
    """What an export did: how many files there are, new or changed, of records that stayed out, and gone with a name no record has now."""

    files: int
    changed: int
    private: int
    renamed: int = 0


async def workspace(store: Store, named: str = "") -> str:
    """The workspace whose records leave or arrive: the only one, or the one named; where there is none yet, what the first will adopt."""
    async with store.reading() as db:
        there = await db.people.workspaces()
    if named and named not in there:
        raise Unclear(f"There is no workspace {named}. Those there are: {', '.join(there) or 'none yet'}.")
    if not named and len(there) > 1:
        raise Unclear(f"There are several workspaces: {', '.join(there)}. Say which: --workspace {there[0]}")
    return named or (there[0] if there else UNCLAIMED)


async def bring_in(root: Path, store: Store, *, team: str, project: str, now: datetime, dry_run: bool) -> list[Told]:
    """Read a folder into records, as nobody in particular, each in a transaction of its own; in a trial nothing stays. Raises Unclear."""
    bringing = Bringing(Viewer.operator(team), project, now)
    if not dry_run:
        return await brought(root, bringing, store.transaction)
    told: list[Told] = []
    async with undone(store) as db:
        told += await brought(root, bringing, partial(within, db))
    return told


async def brought(root: Path, bringing: Bringing, writing: Writing) -> list[Told]:
    """Read a folder into records. Raises Unclear for a folder that cannot be read; a file that cannot be is told, and skipped.

    Every kind of file there is, is read here. `writing` is asked for a transaction for each record, or for all of them, as by `within`.
    """
    told: list[Told] = []
    for kind, ours, theirs in ((ADR, ADRS, WHERE_OTHERS_KEEP_ADRS), *FOLDERS):
        if kind is ADR or places.is_there(root, ours, theirs):
            told += await Arriving(kind, bringing).take(_documents_in(root, ours, theirs), writing)
    told += await ledgers_in.brought(root, LEDGERS, bringing, writing)
    told += await incidents_file.brought(root, bringing, writing)
    told += await scorecards_file.brought(root, bringing, writing)
    return told + await papers_file.brought(root, bringing, writing)


async def send_out(root: Path, store: Store, *, team: str, include_private: bool, also: Sequence[Drawing] = ()) -> Sent:
    """Write every record to a folder; one project, or one folder for each. `also` are files drawn elsewhere. Raises Unclear."""
    viewer = Viewer.operator(team) if include_private else Viewer(team=team, user="", standing=Standing.MEMBER)
    async with store.reading() as db:
        files, private = await drawn(db, seen_by=viewer, also=also)
    return Sent(len(files), places.write(root, files), private, places.without_renamed(root, files))


async def drawn(db: Transaction, *, seen_by: Viewer, also: Sequence[Drawing] = ()) -> tuple[dict[str, str], int]:
    """Every file with what the viewer may see, by its path; and how many records are not theirs to see."""
    everyone = Viewer.operator(seen_by.team)
    files: dict[str, str] = {}
    private = 0
    projects = await db.projects.all(seen_by=everyone)
    for kind, ours, _ in ((ADR, ADRS, WHERE_OTHERS_KEEP_ADRS), *FOLDERS):
        there = await leaving.all_written(db, kind, seen_by=seen_by)
        private += await db.documents.of(kind).count(seen_by=everyone) - len(there)
        if kind is not ADR and not there:
            continue
        for base, some in _by_project(there, projects).items():
            texts = await asyncio.to_thread(folder, some, kind)  # hundreds of documents take a while
            files |= {f"{base}{places.DATA}/{ours}/{name}": text for name, text in texts.items()}
    found = [
        await ledgers_out.files(LEDGERS, projects, seen_by=seen_by, db=db),
        await scorecards_file.files(projects, seen_by=seen_by, db=db),
        await papers_file.files(projects, seen_by=seen_by, db=db),
    ]
    found += [await draw(projects, seen_by, db) for draw in also]
    for more, unseen in found:
        files, private = files | more, private + unseen
    return files, private


def _by_project(there: list[Written], projects: Sequence[Project]) -> dict[str, list[Written]]:
    folders = folders_of(projects)
    bases = {one.name: f"{folders[one.id]}/" for one in projects if folders[one.id]}
    found: dict[str, list[Written]] = {"": []} if not there else {}
    for one in there:
        found.setdefault(bases.get(one.project, ""), []).append(one)
    return found


def _documents_in(root: Path, ours: str, theirs: Sequence[str]) -> dict[str, bytes | Malformed]:
    """The files of a folder that should be records of a kind, by their names: with their folders, where there are two of a name."""
    files = [one for one in places.found(root, ours, theirs, suffix=".md") if one.name.lower() not in NO_RECORDS]
    files = [one for one in files if not incidents_file.NAME.fullmatch(one.name)]
    names = [one.name for one in files]
    found: dict[str, bytes | Malformed] = {}
    for file in files:
        name = file.name if names.count(file.name) == 1 else str(file.relative_to(root.resolve()))
        try:
            found[name] = places.content(file, root, largest=LARGEST_FILE)
        except Malformed as wrong:
            found[name] = wrong
    return found


class _Undo(Exception):
    """Ends a transaction of which nothing should stay."""


@asynccontextmanager
async def undone(store: Store) -> AsyncIterator[Transaction]:
    """A transaction of which nothing stays: a trial."""
    with suppress(_Undo):
        async with store.transaction() as db:
            yield db
            raise _Undo


@asynccontextmanager
async def within(db: Transaction) -> AsyncIterator[Transaction]:
    """The same transaction, for everything that is brought: all of it, or nothing."""
    yield db
