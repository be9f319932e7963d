"""JSON files of records on their way out: what came from a file stands as it stood, but for what has changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.records.people import Viewer
from bot.records.projects import Project
from storage.folder import places
from storage.folder.given import written
from storage.folder.ledgers import OURS, Ledger
from storage.folder.patching import patched
from storage.folder.projects import folders_of, whose
from storage.store import Transaction

STAMP = "lastUpdated"


@dataclass(frozen=True)
class Drawn:
    """A record as it goes out. `raw` is how it came, None where it was made here; `now` is how we would write it."""

    item: dict[str, Any]
    now: dict[str, Any]
    raw: dict[str, Any] | None
    at: int | None
    audited: str


def head_kind(ledger: Ledger[Any]) -> str:
    """Under which kind the rest of a file is kept that came."""
    return f"{ledger.kind} file"


async def all_drawn(ledger: Ledger[Any], project: int | None, *, seen_by: Viewer, db: Transaction) -> list[Drawn]:
    """The records of a project: those that came in the order they came in, then those that were made here."""
    found = []
    origins = await db.imports.within(seen_by.team, ledger.kind, project)
    there = await ledger.there(project, seen_by=seen_by, db=db)
    for one, now in zip(there, await ledger.drawn(there, came=origins, seen_by=seen_by, db=db), strict=True):
        origin = origins.get(one.id)
        raw = origin.kept["raw"] if origin else None
        item = ledger.with_theirs(patched(raw, origin.kept["then"], now), raw) if origin and raw is not None else now
        found.append(Drawn(item, now, raw, origin.kept["at"] if origin else None, ledger.audited(one)))
    return sorted(found, key=lambda one: (one.at is None, one.at or 0))


async def files(
    ledgers: Sequence[Ledger[Any]], projects: Sequence[Project], *, seen_by: Viewer, db: Transaction
) -> tuple[dict[str, str], int]:
    """Every file, by its path; and how many records are not the viewer's to see."""
    found: dict[str, str] = {}
    private = 0
    everyone = Viewer.operator(seen_by.team)
    folders = folders_of(projects)
    # While there is one project, what belongs to none stands in its files.
    for project in projects if len(projects) == 1 else (None, *projects):
        base, name = (folders[project.id], project.name) if project else ("", "")
        ids = await whose(project.id if project else None, seen_by.team, db)
        for ledger in ledgers:
            seen = [one for id_ in ids for one in await all_drawn(ledger, id_, seen_by=seen_by, db=db)]
            private += sum([len(await ledger.there(id_, seen_by=everyone, db=db)) for id_ in ids]) - len(seen)
            whole = await _whole(ledger, ids, seen, seen_by, db)
            if whole is None:
                continue
            if name and name != base:
                whole = {**whole, OURS: {**(whole.get(OURS) or {}), "project": name}}
            found[f"{base}/{places.DATA}/{ledger.file}".removeprefix("/")] = written(whole)
    return found, private


async def _whole(
    ledger: Ledger[Any], ids: Sequence[int | None], seen: Sequence[Drawn], seen_by: Viewer, db: Transaction
) -> dict[str, Any] | None:
    """A file; None where there is nothing to write."""
    if not ledger.listed:
        return seen[0].item if seen else None
    origins = [one for id_ in ids for one in (await db.imports.within(seen_by.team, head_kind(ledger), id_)).values()]
    origin = next(iter(origins), None) if seen_by.is_operator or seen_by.sees_what_is_public else None
    if not seen and origin is None:
        return None
    items = ledger.told_apart([one.item for one in seen])
    last = await db.audit.last(seen_by.team, [one.audited for one in seen])
    stamp = f"{last:%Y-%m-%d}" if last else ""
    head = ledger.head([one.now for one in seen])
    now = {"version": head["version"], STAMP: stamp, ledger.listed: None, **head}
    if origin is None:
        return {**now, ledger.listed: items}
    came = [one.raw for one in seen if one.raw is not None]
    is_same = items == came and len(came) == origin.kept["items"]
    then = {**origin.kept["then"], ledger.listed: None, STAMP: stamp if is_same else None}
    return {**patched(origin.kept["raw"], then, now), ledger.listed: items}
