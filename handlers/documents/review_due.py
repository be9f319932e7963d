"""Decisions that are to be looked at again: said on their day, also of those that came as files."""

from collections.abc import Callable, Sequence
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.documents import Document, Kind, Origin
from bot.records.people import IMPORTER, Viewer
from handlers.blocks import documents as blocks
from handlers.dates import today_in
from handlers.direct import direct_channel
from handlers.documents.acts import remind
from handlers.documents.which import card_of
from handlers.posts import Showing, show
from storage.store import Store, Transaction

AT_ONCE = 200
Clock = Callable[[], datetime]


async def review_due(*, team: str, document: int, day: int, store: Store, slack: AsyncWebClient, clock: Clock, kind: Kind) -> None:
    """It is the day to look at it again: said in its thread, to those who decide; where it has none, to one alone, its author first."""
    async with store.reading() as db:
        found = await db.documents.of(kind).get(document, seen_by=Viewer.operator(team))
        if found is None or found.status != kind.lifecycle.settled or not found.review_on or found.review_on.toordinal() != day:
            return
        card = await db.posts.of(team, card_of(kind), found.id, found.channel)
        people = dict.fromkeys(user for user in (*found.deciders, found.author) if user != IMPORTER)
        asks = [user for user in people if await _sees(found, user, kind, db)]
    message = {"text": f"Is {found.key(kind)} still right?", "blocks": blocks.due(found, kind, asks)}
    thread = found.thread or (card.ts if card else None)
    if found.channel and thread:
        showing = Showing(
            kind=f"{kind.name}.review", record=found.id, channel=found.channel, revision=day, message=message, thread=thread, anew=True
        )
        if await show(showing, team=team, store=store, slack=slack, clock=clock):
            return
    one = next((user for user in (found.author, *found.deciders) if user in asks), None)
    if one and (direct := await direct_channel(one, slack)):
        showing = Showing(kind=f"{kind.name}.review", record=found.id, channel=direct, revision=day, message=message, anew=True)
        await show(showing, team=team, store=store, slack=slack, clock=clock)


async def remind_of_imported(*, team: str, store: Store, clock: Clock, kinds: Sequence[Kind]) -> None:
    """Plan it for those that came as files, and whose day is still to come: of the others `review` and the digest tell."""
    operator, today = Viewer.operator(team), today_in(None, clock())
    for kind in kinds:
        at = 0
        while True:
            async with store.transaction() as db:
                shelf = db.documents.of(kind)
                some = await shelf.listed(seen_by=operator, statuses=[kind.lifecycle.settled], limit=AT_ONCE, offset=at)
                for one in some:
                    if one.origin is Origin.FILE and one.review_on and one.review_on > today:
                        await remind(operator, db, kind, one)
            at += len(some)
            if len(some) < AT_ONCE:
                break


async def _sees(document: Document, user: str, kind: Kind, db: Transaction) -> bool:
    viewer = await db.people.viewer(document.team, user)
    return await db.documents.of(kind).get(document.id, seen_by=viewer) is not None
