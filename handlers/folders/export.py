"""`/cto export`: everything that whoever asks may see, in the folders it would have on a disk, as one zip, for them alone."""

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.people import Viewer
from bot.templates.documents import INDEX
from handlers import files
from handlers.asking import Asked
from handlers.folder_files import drawings
from handlers.parts import Parts
from handlers.plan_files import FOLDER
from handlers.reply import Reply
from storage.folder import ADRS, FOLDERS, LEDGERS, drawn
from storage.folder.packing import packed
from storage.folder.scorecards_file import NOW
from storage.store import Store, Transaction

CALLED = {
    ADRS: ("decision", "decisions"),
    **{folder: (kind.called, f"{kind.called}s") for kind, folder, _ in FOLDERS},
    "incidents": ("incident", "incidents"),
    FOLDER: ("plan", "plans"),
    "scorecards": ("scorecard", "scorecards"),
    "tech_debt.json": ("debt item", "debt items"),
    "infra_costs.json": ("month of bills", "months of bills"),
    "tech_stack.json": ("stack", "stacks"),
    "team.json": ("team", "teams"),
    "latest_forecast.json": ("forecast", "forecasts"),
    **dict.fromkeys(("roadmap.json", "roadmap.md"), ("roadmap", "roadmaps")),
    "claude.md": ("CLAUDE.md", "CLAUDE.md files"),
}
"""What the files of a folder are, and what a file is, that is counted."""
LISTS = {one.file: one.listed for one in LEDGERS if one.listed}
"""The fields that list the records of a file."""
OTHERS = ("other file", "other files")


async def export(asked: Asked, db: Transaction) -> Reply:
    """`export`."""
    if asked.rest:
        raise Unclear("`/cto export` sends everything that you may see. One kind alone: `/incident export all`, `/adr export all`")
    sending = await files.intend(asked, db)
    await db.jobs.enqueue("folders.export", team=asked.place.team, room=f"file:{sending}", sending=sending)
    return await files.promised(asked, "everything that you may see, as files in a zip,", db)


async def send(
    *, team: str, sending: int, store: Store, slack: AsyncWebClient, now: datetime, admins: frozenset[str], parts: Parts
) -> None:
    """Send it, as things are now."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        viewer = await db.people.viewer(team, to.user)
        viewer = viewer.model_copy(update={"admin": viewer.admin or viewer.user in admins})
        found, unseen = await drawn(db, seen_by=viewer, also=drawings(now=now, parts=parts))
    content = await asyncio.to_thread(packed, found)
    file = files.File(f"cto-copilot_{now:%Y-%m-%d}.zip", content, _says(found, unseen, viewer))
    await files.send(file, to, store=store, slack=slack, now=now)


def _says(found: Mapping[str, str], unseen: int, viewer: Viewer) -> str:
    """What is in it. How much there is besides is told to full members only: to others everything is hidden but what they are shown."""
    what = ", ".join(f"{count} {one if count == 1 else many}" for (one, many), count in counted(found).items())
    left = f" {unseen} private {'record is' if unseen == 1 else 'records are'} not yours to see, and not in it."
    said = f"In it: {what}." if what else "There is no record yet that you may see: its folder is empty."
    return said + (left if unseen and viewer.sees_what_is_public else "")


def counted(found: Mapping[str, str]) -> Mapping[tuple[str, str], int]:
    """How many records of each kind are in files, in the order in which we name kinds."""
    counts: Counter[tuple[str, str]] = Counter()
    for path, text in found.items():
        file = PurePosixPath(path)
        if file.name in {INDEX, NOW}:
            continue
        called = CALLED.get(file.name.lower()) or CALLED.get(file.parent.name, OTHERS)
        counts[called] += len(json.loads(text)[LISTS[file.name]]) if file.name in LISTS else 1
    return {called: counts[called] for called in dict.fromkeys((*CALLED.values(), OTHERS)) if counts[called]}
