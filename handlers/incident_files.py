"""Every incident as the file it leaves as, in the folder of its project."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from bot.records.accounts import Account
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from bot.records.projects import Project
from bot.templates.documents import slug
from bot.templates.postmortems import FOLDER, file_names, markdown
from handlers.accounts import account_of
from storage.store import Transaction

AT_ONCE = 200


async def all_written(projects: Sequence[Project], viewer: Viewer, db: Transaction, *, now: datetime) -> tuple[dict[str, str], int]:
    """The files by their paths, and how many incidents are not the viewer's to see."""
    names = {one.id: slug(one.name) for one in projects} if len(projects) > 1 else {}
    seen = await _accounts(viewer, db)
    by_folder: dict[str, list[Account]] = defaultdict(list)
    for account in seen:
        by_folder[f"{names.get(account.incident.project or 0, '')}/{FOLDER}".removeprefix("/")].append(account)
    found = {}
    for folder, accounts in by_folder.items():
        called = file_names(accounts)
        for account in accounts:
            number = account.incident.number
            written = await db.documents.of(POSTMORTEM).numbered(number, seen_by=viewer)
            found[f"{folder}/{called[number]}"] = markdown(account, written, now=now)
    return found, await _count(Viewer.operator(viewer.team), db) - len(seen)


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
