"""Whoever is asked for their word hears of it once, in a direct message, by day where they are."""

from collections.abc import Callable, Sequence
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.documents import Document, Kind
from bot.records.reviews import pending
from handlers.blocks import reviews as blocks
from handlers.blocks.documents import called
from handlers.dates import is_night, next_morning
from handlers.direct import direct_channel
from handlers.documents.standing import voices_of
from handlers.documents.telling import cards_of
from handlers.posts import Showing, show
from storage.store import Store, Transaction

Clock = Callable[[], datetime]


async def enqueue_asks(document: Document, kind: Kind, users: Sequence[str], now: datetime, db: Transaction) -> None:
    """Have each of these asked: now, or in their morning."""
    for user in users:
        person = await db.people.person(document.team, user)
        room = f"{kind.name}-asked:{document.id}:{user}"
        await db.jobs.cancel(f"{kind.name}.asked", team=document.team, room=room)
        ids: dict[str, int | str] = {"document": document.id, "user": user, "revision": document.revision}
        if person and is_night(now, person.tz):
            await db.jobs.later(f"{kind.name}.asked", at=next_morning(now, person.tz), team=document.team, room=room, **ids)
        else:
            await db.jobs.enqueue(f"{kind.name}.asked", team=document.team, room=room, **ids)


async def asked(
    *, team: str, document: int, user: str, revision: int, store: Store, slack: AsyncWebClient, clock: Clock, kind: Kind
) -> None:
    """Ask somebody for their word, if it is wanted still and they may see it."""
    async with store.reading() as db:
        viewer = await db.people.viewer(team, user)
        found = await db.documents.of(kind).get(document, seen_by=viewer)
        reviews = kind.lifecycle.reviews
        if found is None or reviews is None or found.status != reviews.at:
            return
        if user not in pending(found, await voices_of(found, kind, db)):
            return
        names = await db.people.names(team, {found.author})
        link = (await cards_of([found], kind, team, db)).get(found.id, "")
    direct = await direct_channel(user, slack)
    if direct is None:
        return
    author = called(names, found.author)
    message = {"text": blocks.asked_text(found, kind, author), "blocks": blocks.asked(found, kind, author, link)}
    showing = Showing(kind=f"{kind.name}.asked", record=found.id, channel=direct, revision=revision, message=message, anew=True)
    await show(showing, team=team, store=store, slack=slack, clock=clock)


async def over(document: Document, kind: Kind, *, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Whoever was asked reads how it ended, in place of what they were asked; nobody hears of it."""
    reviews = kind.lifecycle.reviews
    if reviews is None or document.status in {kind.lifecycle.first, reviews.at}:
        return
    async with store.reading() as db:
        told = await db.posts.everywhere(document.team, f"{kind.name}.asked", document.id)
        link = (await cards_of([document], kind, document.team, db)).get(document.id, "")
    message = {"text": blocks.over_text(document, kind), "blocks": blocks.over(document, kind, link)}
    for post in told:
        showing = Showing(kind=post.kind, record=document.id, channel=post.channel, revision=document.revision, message=message)
        await show(showing, team=document.team, store=store, slack=slack, clock=clock)
