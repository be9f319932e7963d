"""How things stand in each project, as the file that is written for it: counted anew at every export."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.windows import last_days
from handlers.parts import Parts, subject_of
from handlers.scoring import score
from storage.folder import places
from storage.folder.projects import folders_of
from storage.folder.scorecards_file import NOW, now_file
from storage.store import Transaction


async def all_written(
    projects: Sequence[Project], viewer: Viewer, db: Transaction, *, parts: Parts, now: datetime
) -> tuple[dict[str, str], int]:  # fmt: skip
    """The files by their paths. Numbers count everything, so that nothing of them is unseen."""
    windows = last_days(now)
    found = {}
    known = {one.id for one in await db.projects.all(seen_by=viewer)}  # guests know only those of their channels
    whose: Sequence[Project | None] = [one for one in projects if one.id in known] if projects else [None]
    for project in whose:
        subject = await subject_of(project, windows[-1], viewer, db, now=now)
        scored = await score(subject, windows, parts, db)
        base = f"{folders_of(projects)[project.id]}/" if project else ""
        found[f"{base}{places.DATA}/{NOW}".removeprefix("/")] = await now_file(
            scored.card, project.id if project else None, viewer.team, db
        )
    return found, 0
