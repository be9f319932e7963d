"""Every incident as the file it leaves as, in the folder of its project."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import chain, count

from bot.records.accounts import Account
from bot.records.incidents import Incident
from bot.records.links import Record
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM, Postmortem
from bot.records.projects import Project
from bot.templates.postmortems import FOLDER, file_name, file_names, filed, markdown
from handlers.accounts import account_of
from storage.folder.incidents_file import KIND, standing
from storage.folder.projects import folders_of
from storage.imports import UNCLAIMED
from storage.store import Transaction

AT_ONCE = 200


async def all_written(projects: Sequence[Project], viewer: Viewer, db: Transaction, *, now: datetime) -> tuple[dict[str, str], int]:
    """The files by their paths, and how many incidents are not the viewer's to see."""
    slugs = folders_of(projects)
    seen = await _accounts(viewer, db)
    by_folder: dict[str, list[Account]] = defaultdict(list)
    for account in seen:
        by_folder[f"{slugs.get(account.incident.project or 0, '')}/{FOLDER}".removeprefix("/")].append(account)
    found = {}
    named = {one.id: one.name for one in projects}
    for folder, accounts in by_folder.items():
        called = file_names(accounts)
        for account in accounts:
            incident = account.incident
            document = await db.documents.of(POSTMORTEM).numbered(incident.number, seen_by=viewer)
            origin = await db.imports.of(incident.team, KIND, incident.id)
            if origin and origin.kept["then"] == standing(incident, document, account.timeline, account.actions):
                written = str(origin.kept["raw"])  # nothing changed since, so that it leaves as it came
            else:
                record = (origin and origin.kept["id"]) or (f"{incident.team}:{incident.id}" if incident.team != UNCLAIMED else "")
                drawn = markdown(account, document, now=now, with_struck=True)
                facts = {"record": record, "project": named.get(incident.project or 0, "")}
                is_drawn = not (document and isinstance(document.body, Postmortem) and document.body.timeline)
                written = filed(account, drawn, **facts, links=await _links(incident, viewer, db), is_drawn=is_drawn)
            stem = f"{file_name(account).removesuffix('.md')}_{incident.key.lower()}"
            names = chain([origin.name] if origin else [], [called[incident.number], f"{stem}.md"], (f"{stem}_{at}.md" for at in count(2)))
            found[next(path for name in names if (path := f"{folder}/{name}") not in found)] = written
    return found, await _count(Viewer.operator(viewer.team), db) - len(seen)


async def _links(incident: Incident, viewer: Viewer, db: Transaction) -> list[dict[str, str]]:
    """What it is linked to, as far as they see it; its postmortem is in the same file."""
    this = Record(kind=KIND, id=incident.id)
    ends = [link.seen_from(this) for link in await db.links.of(incident.team, this)]
    found = await db.search.ends([end for _, end in ends if end.kind != POSTMORTEM.name], seen_by=viewer)
    return sorted(
        ({"relation": how, "key": found[end].key, "title": found[end].title} for how, end in ends if end in found),
        key=lambda one: (one["relation"], one["key"]),
    )


async def _accounts(viewer: Viewer, db: Transaction) -> list[Account]:
    found: list[Account] = []
    while more := await db.incidents.newest(seen_by=viewer, limit=AT_ONCE, offset=len(found)):
        found += [await account_of(one, viewer, db) for one in more]
    return found


async def _count(viewer: Viewer, db: Transaction) -> int:
    count = 0
    while more := len(await db.incidents.newest(seen_by=viewer, limit=AT_ONCE, offset=count)):
        count += more
    return count
