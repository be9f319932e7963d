"""The jobs that show a postmortem: its card in the room of its incident, posted once and edited ever after, and each sign-off once."""

from collections.abc import Callable
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.documents import READING, Document, Revision
from bot.records.incidents import Incident
from bot.records.people import Viewer
from bot.records.postmortems import CARD, CORRECT, POSTMORTEM, SIGN
from handlers.accounts import account_of, shown_to
from handlers.blocks import documents as of_documents
from handlers.blocks import kit
from handlers.blocks import postmortems as blocks
from handlers.documents import acts
from handlers.postmortems import blaming
from handlers.posts import Showing, show
from handlers.rooms import Room, room_of, speaks_in
from storage.jobs.port import Retry
from storage.store import Store, Transaction

LINE = "postmortem.line"
SOON_SECONDS = 2.0

Clock = Callable[[], datetime]


async def show_(team: str, document: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Show it as it is now, and as its incident is: a later revision of either is drawn anew."""
    operator = Viewer.operator(team)
    async with store.reading() as db:
        found = await db.documents.of(POSTMORTEM).get(document, seen_by=operator)
        incident = await db.incidents.numbered(found.number or 0, seen_by=operator) if found else None
        if found is None or incident is None or found.state == READING:
            return
        room = await _room(found, incident, db)
        if room is None:
            return
        audience = await db.people.audience(team, room.channel)
        account = await account_of(incident, operator, db)
        about = blocks.About(await shown_to(audience, account, db), await blaming.left(found, db), clock())
    showing = Showing(
        kind=CARD,
        record=found.id,
        channel=room.channel,
        revision=found.revision + incident.revision,
        message={"text": blocks.text(found, account), "blocks": blocks.card(found, about)},
        thread=room.thread,
    )
    if await show(showing, team=team, store=store, slack=slack, clock=clock):
        await _lines(found, room, store=store, slack=slack, clock=clock)


async def catch_up(team: str, channel: str, store: Store) -> None:
    """The bot came into a channel: the cards that waited for it are shown."""
    async with store.transaction() as db:
        for one in await db.documents.of(POSTMORTEM).to_show(
            channel, shown_as=CARD, of=[SIGN.says, CORRECT.says], line=LINE, seen_by=Viewer.operator(team)
        ):
            await acts.enqueue_show(db, POSTMORTEM, one)


async def _room(document: Document, incident: Incident, db: Transaction) -> Room | None:
    """Where its card is, or will be. Where the bot was just let in, the headline comes first, in whose thread it stands."""
    there = (await db.posts.many(document.team, CARD, [document.id])).get(document.id)
    if there:
        return Room(there.channel, there.thread)
    room = await room_of(incident, db)
    if room is None and incident.channel and await speaks_in(incident.channel, incident.team, db):
        raise Retry(after=SOON_SECONDS)
    return room


async def _lines(document: Document, room: Room, *, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """What the room was not told yet of who signed it off, or took it up again."""
    operator = Viewer.operator(document.team)
    async with store.reading() as db:
        news = await db.documents.of(POSTMORTEM).untold(document, of=[SIGN.says, CORRECT.says], line=LINE, seen_by=operator)
        names = await db.people.names(document.team, {one.by for one in news})
    for one in news:
        await show(_line(one, document, room, names), team=document.team, store=store, slack=slack, clock=clock)


def _line(one: Revision, document: Document, room: Room, names: of_documents.Names) -> Showing:
    who = of_documents.called(names, one.by)
    did = f"{document.key(POSTMORTEM)} is {one.did}"
    why = [kit.text(": "), *kit.said(one.why, of_documents.WHY)] if one.why else []
    return Showing(
        kind=LINE,
        record=one.id,
        channel=room.channel,
        revision=1,
        message={"text": kit.fallback(f"{did} — {who}"), "blocks": [kit.rich([kit.text(did, bold=True), *why, kit.text(f" — {who}")])]},
        thread=room.thread,
    )
