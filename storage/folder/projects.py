"""Projects and their folders: which is whose, to which one a file belongs that was brought, and what else counts as its own."""

from collections.abc import Sequence

from bot.records.people import Viewer
from bot.records.projects import LONGEST_NAME, Project
from bot.templates.documents import slug
from storage.folder.bringing import Bringing
from storage.store import Transaction


def folders_of(projects: Sequence[Project]) -> dict[int, str]:
    """The folder of each project, by its id: none while there is one. Of names that would be the same folder, or none, it has the id."""
    if len(projects) == 1:
        return {projects[0].id: ""}
    found: dict[int, str] = {}
    for one in projects:
        called = slug(one.name)
        found[one.id] = called if called and called not in found.values() else f"{called or 'project'}-{one.id}"
    return found


async def whose(project: int | None, team: str, db: Transaction) -> list[int | None]:
    """The project, and none at all, while there is one: then what belongs to none belongs to it."""
    there = await db.projects.all(seen_by=Viewer.operator(team))
    return [project, None] if project is not None and len(there) == 1 else [project]


async def project_of(said: str, base: str, bringing: Bringing, db: Transaction) -> int | None:
    """The project that is named, else the one its folder is called after, else the only one there is."""
    everyone = Viewer.operator(bringing.team)
    there = await db.projects.all(seen_by=everyone)
    name = " ".join(said.split())[:LONGEST_NAME].strip()
    if not name and base:
        folders = folders_of(there)
        same = [one for one in there if folders[one.id] == base] or [one for one in there if slug(one.name) == slug(base)]
        if same:
            return same[0].id
    if not (name := name or base[:LONGEST_NAME]):
        return there[0].id if len(there) == 1 else None
    found = await db.projects.named(name, seen_by=everyone)
    found = found or await db.projects.add(Project.called(name, team=bringing.team, by=bringing.by, at=bringing.now))
    return found.id if found else None
