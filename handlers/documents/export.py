"""Documents as files: one as Markdown, all as a folder in a zip. Whoever asks gets what they may see, for them alone."""

import io
import zipfile
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.documents import Document, Kind
from bot.records.people import Viewer
from bot.templates.documents import file_name, folder, markdown
from handlers import files
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.documents.which import meant
from handlers.reply import Reply
from storage.folder import leaving
from storage.store import Store, Transaction

ALL = "all"
SHORT = "short"
KEPT_SINCE = (1980, 1, 1, 0, 0, 0)
"""The time in a zip: always the same, so that the same records give the same bytes."""


async def export(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`export [ADR-7 [short] | all]`."""
    words = asked.rest.lower().split()
    if unknown := [word for word in words if word not in {ALL, SHORT}]:
        raise Unclear(
            f"One, or all that you can see? `/{kind.name} export [{kind.key(7)} [short] | all]`. “{kit.cut(unknown[0], 40)}” is neither."
        )
    wants_all = ALL in words or (asked.intent.number is None and not asked.room and not asked.place.thread)
    document = None if wants_all else await meant(asked, db, kind)
    sending = await files.intend(asked, db)
    ids: dict[str, int | str] = {
        "sending": sending,
        "document": document.id if document else 0,
        "form": kind.forms[-1] if SHORT in words else "",
    }
    await db.jobs.enqueue(f"{kind.name}.export", team=asked.place.team, room=f"file:{sending}", **ids)
    return await files.promised(asked, document.key(kind) if document else f"all {kind.called}s that you can see", db)


async def send(
    *, team: str, sending: int, document: int, form: str, store: Store, slack: AsyncWebClient, now: datetime, kind: Kind
) -> None:
    """Send the file that was asked for, as things are now; nothing, if they may not see it any more."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        viewer = await db.people.viewer(team, to.user)
        found = await db.documents.of(kind).get(document, seen_by=viewer) if document else None
        if document and found is None:
            return
        file = await _one(found, form, viewer, db, kind) if found else await _all(viewer, db, kind)
    await files.send(file, to, store=store, slack=slack, now=now)


async def _one(document: Document, form: str, viewer: Viewer, db: Transaction, kind: Kind) -> files.File:
    written = await leaving.written(db, document, kind, seen_by=viewer)
    written = written.model_copy(update={"form": form}) if form else written
    return files.File(file_name(written, kind.name), markdown(written, kind).encode(), f"{document.key(kind)} as a document")


async def _all(viewer: Viewer, db: Transaction, kind: Kind) -> files.File:
    written = await leaving.all_written(db, kind, seen_by=viewer)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in folder(written, kind).items():
            archive.writestr(zipfile.ZipInfo(f"{kind.name}s/{name}", KEPT_SINCE), text)
    return files.File(f"{kind.name}s.zip", packed.getvalue(), f"{len(written)} {kind.called}s as Markdown, with an index")
