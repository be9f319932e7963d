"""Postmortems as files: one, or all as a folder laid out as the team's own records are. Whoever asks gets what they may see."""

import io
import zipfile
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.accounts import Account
from bot.records.documents import READING, Document
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from bot.templates.postmortems import FOLDER, file_name, file_names, markdown
from handlers import files
from handlers.accounts import account_of
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.postmortems.which import meant
from handlers.reply import Reply
from storage.store import Store, Transaction

ALL = "all"
AT_ONCE = 100
KEPT_SINCE = (1980, 1, 1, 0, 0, 0)
"""The time in a zip: always the same, so that the same records give the same bytes."""


async def export(asked: Asked, db: Transaction) -> Reply:
    """`export [PM-9 | all]`."""
    if asked.rest and asked.rest.lower() != ALL:
        raise Unclear(f"One, or all that you can see? `{POSTMORTEM.typed} export [PM-9 | all]`. “{kit.cut(asked.rest, 40)}” is neither.")
    document = None if asked.rest else (await meant(asked, db))[0]
    sending = await files.intend(asked, db)
    ids = {"sending": sending, "document": document.id if document else 0}
    await db.jobs.enqueue(f"{POSTMORTEM.name}.export", team=asked.place.team, room=f"file:{sending}", **ids)
    return await files.promised(asked, document.key(POSTMORTEM) if document else "all postmortems that you can see", db)


async def send(*, team: str, sending: int, document: int, store: Store, slack: AsyncWebClient, now: datetime) -> None:
    """Send the file that was asked for, as things are now; nothing, if they may not see it any more."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        viewer = await db.people.viewer(team, to.user)
        found = await db.documents.of(POSTMORTEM).get(document, seen_by=viewer) if document else None
        told = await _told(found, viewer, db) if found else None
        if document and (found is None or told is None):
            return
        file = _one(told, found, now) if told and found else await _all(viewer, now, db)
    await files.send(file, to, store=store, slack=slack, now=now)


def _one(account: Account, document: Document, now: datetime) -> files.File:
    content = markdown(account, document, now=now).encode()
    return files.File(file_name(account), content, f"{document.key(POSTMORTEM)} as a document")


async def _all(viewer: Viewer, now: datetime, db: Transaction) -> files.File:
    shelf = db.documents.of(POSTMORTEM)
    found: list[Document] = []
    while more := await shelf.listed(seen_by=viewer, limit=AT_ONCE, offset=len(found)):
        found += more
    told = {one.number: (one, await _told(one, viewer, db)) for one in found if one.state != READING}
    names = file_names(account for _, account in told.values() if account)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, account in told.values():
            if account:
                name = f"{FOLDER}/{names[account.incident.number]}"
                archive.writestr(zipfile.ZipInfo(name, KEPT_SINCE), markdown(account, one, now=now))
    return files.File("postmortems.zip", packed.getvalue(), f"{len(names)} postmortem{'' if len(names) == 1 else 's'} as Markdown")


async def _told(document: Document, viewer: Viewer, db: Transaction) -> Account | None:
    """What stands around it, as far as they see its incident."""
    incident = await db.incidents.numbered(document.number or 0, seen_by=viewer)
    if incident is None:
        return None
    account = await account_of(incident, viewer, db)
    return account.model_copy(update={"names": {**account.names, **await db.people.names(viewer.team, set(document.deciders))}})
