"""The jobs that show documents: each draws what is true when it runs, and ends at once when that is shown already."""

from collections.abc import Callable, Sequence
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.documents import READING, SUPERSEDED, Document, Kind
from bot.records.people import Viewer
from bot.records.reviews import VERDICTS
from handlers.blocks import documents as blocks
from handlers.documents import review_asks
from handlers.documents.acts import enqueue_show, room_of
from handlers.documents.telling import about
from handlers.documents.which import card_of
from handlers.posts import Showing, show
from storage.store import Store

Clock = Callable[[], datetime]


def line_of(kind: Kind) -> str:
    """The kind of post that tells a document's thread of a change."""
    return f"{kind.name}.line"


def _told_of(kind: Kind) -> list[str]:
    """What its thread is told of, when it is done to one. That it was proposed, its card says as it comes."""
    statuses = [move.says for move in kind.lifecycle.verbs.values() if move.to != kind.lifecycle.numbered_at]
    return [*statuses, *VERDICTS, SUPERSEDED]


async def show_(*, team: str, document: int, store: Store, slack: AsyncWebClient, clock: Clock, kind: Kind) -> None:
    """Show a document as it is now: its card, posted once and edited ever after, and in its thread every new status once."""
    async with store.reading() as db:
        found = await db.documents.of(kind).get(document, seen_by=Viewer.operator(team))
        if found is None or not found.channel:
            return
        audience = await db.people.audience(team, found.channel)
        told = await about(found, kind, audience, db, now=clock())
        room = await db.posts.room(team, found.channel, found.thread) if found.thread else None
        there = await db.posts.of(team, card_of(kind), found.id, found.channel)
    if found.is_discarded and not (there and there.ts):
        return
    showing = Showing(
        kind=card_of(kind),
        record=found.id,
        channel=found.channel,
        revision=found.revision,
        message={"text": blocks.text(found, kind), "blocks": blocks.card(found, kind, told)},
        thread=found.thread,
        opens=room is None or (room.kind, room.record) == (card_of(kind), found.id),
    )
    ts = await show(showing, team=team, store=store, slack=slack, clock=clock)
    await review_asks.over(found, kind, store=store, slack=slack, clock=clock)
    if ts and found.is_numbered:
        await _lines(found, kind, ts, store=store, slack=slack, clock=clock)


async def _lines(document: Document, kind: Kind, ts: str, *, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """What its thread was not told yet."""
    operator = Viewer.operator(document.team)
    async with store.reading() as db:
        news = await db.documents.of(kind).untold(document, of=_told_of(kind), line=line_of(kind), seen_by=operator)
        names = await db.people.names(document.team, {one.by for one in news})
    for one in news:
        showing = Showing(
            kind=line_of(kind),
            record=one.id,
            channel=document.channel,
            revision=1,
            message={"text": blocks.line_text(one, document, kind, names), "blocks": blocks.line(one, document, kind, names)},
            thread=document.thread or ts,
        )
        await show(showing, team=document.team, store=store, slack=slack, clock=clock)


async def linked(*, team: str, of: str, record: int, store: Store, clock: Clock, kinds: Sequence[Kind]) -> None:
    """Another record was linked to it: its card tells that, too. Records that are no documents tell it when they are looked at."""
    kind = next((one for one in kinds if one.name == of), None)
    if kind is None:
        return
    async with store.transaction() as db:
        shelf = db.documents.of(kind)
        if found := await shelf.for_change(record, seen_by=Viewer.operator(team)):
            after = found.with_(at=clock())
            await shelf.save(after, did="", by="")
            await enqueue_show(db, kind, after)


async def catch_up(team: str, channel: str, store: Store, kinds: Sequence[Kind]) -> None:
    """The bot came into a channel: read the threads that wait for it there, and show the cards that do."""
    async with store.transaction() as db:
        for kind in kinds:
            for one in await db.documents.of(kind).to_show(
                channel, shown_as=card_of(kind), of=_told_of(kind), line=line_of(kind), seen_by=Viewer.operator(team)
            ):
                if one.state == READING:
                    await db.jobs.enqueue(f"{kind.name}.read", team=team, room=room_of(kind, one), document=one.id)
                else:
                    await enqueue_show(db, kind, one)
