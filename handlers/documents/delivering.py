"""What came back on a delegation: words, a link, or a file whose words are fetched by a job."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pydantic import Field
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, Offer, Unclear
from bot.records.arrivals import Given
from bot.records.bodies import Body
from bot.records.delegations import DELEGATION, DELIVER, RETURN
from bot.records.documents import LARGEST_BODY, Document
from bot.records.lifecycles import Move
from bot.records.people import Viewer
from handlers.asking import Asked
from handlers.blocks import delegations as drawn
from handlers.calls import asked as asking
from handlers.direct import direct_channel
from handlers.documents import acts, forms, saying
from handlers.documents.which import for_form, to_change
from handlers.downloads import downloaded
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.audit import Change
from storage.store import Store, Transaction

FORM, FETCH = "delegate.delivery", "delegate.fetch"
SENT_BACK = "delegate.sent_back"
"""The job by which its specialist hears of it, where it has one that writes."""
THE_FILE = "The file of the delivery"
NOTHING = "Say what came back: its words, a link to it, or a file with them."
BOTH = "Words or a file, one of them. What else there is to say is added with Edit, beside Delivery."


class Delivering(Values):
    """What came back: words, or a file with them."""

    delivery: str = ""
    files: list[dict[str, Any]] = Field(default_factory=list)


async def deliver(asked: Asked, db: Transaction) -> Reply:
    """`deliver TD-1 <the work, or a link to it>`; without words, its form."""
    document = await to_change(asked, db, DELEGATION)
    document.moved(DELIVER.verb, DELEGATION, at=asked.now)  # which raises where it cannot be
    if not asked.rest:
        words = f"{DELEGATION.name} {DELIVER.verb} {document.key(DELEGATION)}"
        form = Form(FORM, drawn.delivering(document), {"document": document.id})
        return Reply.asking(form, f"What came back? `/{words} <the work, or a link to it>`", Offer("Say what came back", words))
    return await _said(asked, db, document, DELIVER, body=document.body.changed("delivery", asked.rest))


async def delivered(values: Delivering, asked: Asked, db: Transaction) -> Reply:
    """The same, by its form; a file is fetched, and is its delivery then."""
    document = await for_form(asked, db, DELEGATION)
    if values.files:
        document.moved(DELIVER.verb, DELEGATION, at=asked.now)  # which raises where it cannot be
        if values.delivery:
            raise Unclear(BOTH, field="files")
        ids: dict[str, int | str] = {"document": document.id, "file": str(values.files[0]["id"]), "by": asked.viewer.user}
        await db.jobs.enqueue(FETCH, team=document.team, room=acts.room_of(DELEGATION, document), **ids)
        return Reply.saying(f"I read your file; then {document.key(DELEGATION)} is delivered.", recorded=True)
    if not values.delivery:
        raise Unclear(NOTHING, field="delivery")
    return await _said(asked, db, document, DELIVER, body=document.body.changed("delivery", values.delivery))


async def fetch(
    *, team: str, document: int, file: str, by: str, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]
) -> None:  # fmt: skip
    """Deliver what a file says, unless it was delivered meanwhile. Where it cannot be read, whoever gave it is told."""
    try:
        text = _text(await downloaded(Given(id=file, name=THE_FILE), slack, largest=LARGEST_BODY))
        async with store.transaction() as db:
            await _brought(db, team, document, text, by=by, now=clock())
    except BotError as wrong:
        if direct := await direct_channel(by, slack):
            await asking(slack.chat_postMessage(channel=direct, **Reply.to(wrong).as_message()))


async def send_back(asked: Asked, db: Transaction) -> Reply:
    """`return TD-1 <what has to be put right>`."""
    document = await to_change(asked, db, DELEGATION)
    document.moved(RETURN.verb, DELEGATION, at=asked.now)  # which raises where it cannot be
    return await _returned(asked, db, document, asked.rest) if asked.rest else forms.reasoning(DELEGATION, document, RETURN)


async def sent_back(values: forms.Reason, asked: Asked, db: Transaction) -> Reply:
    """The same, by its form."""
    return await _returned(asked, db, await for_form(asked, db, DELEGATION), values.why)


async def _returned(asked: Asked, db: Transaction, document: Document, why: str) -> Reply:
    told = (*getattr(document.body, "returned", ()), why)
    reply = await _said(asked, db, document, RETURN, body=document.body.changed("returned", told), why=why)
    await db.jobs.enqueue(SENT_BACK, team=document.team, room=f"delivery:{document.id}", document=document.id)
    return reply


async def _said(asked: Asked, db: Transaction, document: Document, move: Move, *, body: Body, why: str = "") -> Reply:
    """What was said, and the status that comes with it, as one change."""
    after = _moved(document, move, body=body, at=asked.now)
    after = await acts.saved(asked, db, DELEGATION, after, did=move.says, before=document, why=why)
    return await saying.moved(after, db, DELEGATION, move.says)


async def _brought(db: Transaction, team: str, document: int, work: str, *, by: str, now: datetime) -> None:
    shelf = db.documents.of(DELEGATION)
    before = await shelf.for_change(document, seen_by=Viewer.operator(team))
    if before is None or DELIVER not in before.moves(DELEGATION):
        return
    after = _moved(before, DELIVER, body=before.body.changed("delivery", work), at=now)
    await shelf.save(after, did=DELIVER.says, by=by)
    await db.audit.changed(team, Change(f"{after.kind} {after.id}", DELIVER.verb, by, before.status, after.status, "job", now))
    await acts.index(db, DELEGATION, after)
    await acts.enqueue_show(db, DELEGATION, after)


def _moved(document: Document, move: Move, *, body: Body, at: datetime) -> Document:
    """With other words and another status. Raises Conflict."""
    document.moved(move.verb, DELEGATION, at=at)  # which raises where it cannot be, before the words are looked at
    after = document.edited(DELEGATION, at=at, body=body) if body != document.body else document
    return after.moved(move.verb, DELEGATION, at=at).model_copy(update={"revision": document.revision + 1})


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n").strip()
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise Unclear(f"{THE_FILE} is no text. Send Markdown or plain text, or link it.")
    if not text:
        raise Unclear(f"{THE_FILE} is empty. Send it again, or link the work.")
    return text
