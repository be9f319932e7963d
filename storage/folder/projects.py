"""To which project a file belongs that was brought."""

from bot.records.people import Viewer
from bot.records.projects import LONGEST_NAME, Project
from bot.templates.documents import slug
from storage.folder.bringing import Bringing
from storage.store import Transaction


async def project_of(said: str, base: str, bringing: Bringing, db: Transaction) -> int | None:
    """The project that is named, else the one its folder is called after, else the only one there is."""
    everyone = Viewer.operator(bringing.team)
    there = await db.projects.all(seen_by=everyone)
    name = " ".join(said.split())[:LONGEST_NAME].strip()
    if not name and base and (same := [one for one in there if slug(one.name) == slug(base)]):
        return same[0].id
    if not (name := name or base[:LONGEST_NAME]):
        return there[0].id if len(there) == 1 else None
    found = await db.projects.named(name, seen_by=everyone)
    found = found or await db.projects.add(Project.called(name, team=bringing.team, by=bringing.by, at=bringing.now))
    return found.id if found else None
