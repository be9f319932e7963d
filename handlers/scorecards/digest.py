"""The weekly digest: what happened, what is overdue, what is to be decided, a part for each project. Posted once a week to a channel.

Before anybody has chosen a channel it comes to an admin's direct messages, with a button that chooses one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.people import Viewer
from bot.records.periods import DIGEST, LATE, Scheduled, Timing
from bot.records.projects import Project
from bot.records.windows import Window
from handlers.blocks import digests as drawn
from handlers.blocks import kit
from handlers.direct import direct_channel
from handlers.parts import News, Parts, Subject
from handlers.posts import Showing
from handlers.scorecards.arriving import arrive
from handlers.scorecards.subjects import subject_of
from storage.store import Store, Transaction

Clock = Callable[[], datetime]
CLOSED = 3
"""So many projects are read to the end: a message has room for no more."""


@dataclass(frozen=True)
class Digest:
    """A digest as it is now: a part for each project, what closes it, and of which projects that is."""

    parts: list[tuple[str, News]]
    closing: list[kit.Block]
    closed: list[Subject]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(news.happened or news.overdue or news.decide for _, news in self.parts)


async def post(
    *,
    parts: Parts,
    admins: frozenset[str],
    team: str,
    target: str,
    period: str,
    at: int,
    start: int,
    end: int,
    store: Store,
    slack: AsyncWebClient,
    clock: Clock,
) -> None:
    """Post the digest of a week that is due."""
    window = Window(name=period, start=_instant(start), end=_instant(end))
    async with store.reading() as db:
        scheduled = await db.schedules.get(DIGEST, target, seen_by=Viewer.operator(team))
        admin = await db.people.first_admin(team, admins)
    if scheduled is None:
        return  # it was turned off since
    channel = scheduled.channel or (await direct_channel(admin, slack) if admin else None)
    if channel is None:
        return
    async with store.reading() as db:
        viewer = await db.people.audience(team, channel) if scheduled.channel else await db.people.viewer(team, admin or "")
        digest = await digest_of(scheduled.channel, window, viewer, parts, db, now=clock())
    due = _instant(at) if clock() - _instant(at) > LATE else None
    blocks = drawn.digest(digest.parts, digest.closing, window, scheduled.timing, late=due, is_direct=not scheduled.channel)
    message = {"text": kit.fallback(drawn.in_words(digest.parts, window)), "blocks": blocks}
    showing = Showing(kind=DIGEST, record=ordinal(period), channel=channel, revision=1, message=message)
    if await arrive(showing, team=team, store=store, slack=slack, clock=clock):
        async with store.transaction() as db:
            for subject in digest.closed:
                await parts.shown(subject, db)


async def digest_of(channel: str, window: Window, viewer: Viewer, parts: Parts, db: Transaction, *, now: datetime) -> Digest:
    """What there is to tell of the project a channel is bound to; where it is bound to none, of every project."""
    bound = await db.projects.bound(channel, seen_by=viewer) if channel else None
    there: Sequence[Project | None] = [bound] if bound else await db.projects.all(seen_by=viewer)
    every: Sequence[Project | None] = there if bound or len(there) == 1 else [*there, None]  # what belongs to none comes last
    told, closing, closed = [], list[kit.Block](), list[Subject]()
    for project in every:
        subject = await subject_of(project, window, viewer, db, now=now)
        told.append((subject.name, await _news(subject, parts, db)))
        if (project or len(every) == 1) and len(closed) < CLOSED:
            closing += await parts.closing(subject, db)
            closed.append(subject)
    if len(there) > CLOSED and closing:
        closing.append(kit.context("What comes first in the others: `/cto read`, and the name of one"))
    return Digest(told, closing, closed)


async def offer(*, admins: frozenset[str], team: str, store: Store, clock: Clock) -> None:
    """Where nobody has chosen a channel for the digest, have it come to an admin."""
    async with store.transaction() as db:
        if await db.schedules.all(DIGEST, seen_by=Viewer.operator(team)):
            return
        admin = await db.people.first_admin(team, admins)
        person = await db.people.person(team, admin) if admin else None
        if person:
            timing = Timing(zone=person.tz or "UTC")
            await db.schedules.keep(Scheduled.new(DIGEST, "", team=team, channel="", timing=timing, by=person.user, at=clock()))


def ordinal(period: str) -> int:
    """A week as a number, by which its post is found: 2026-W47 is 202647."""
    return int(period.replace("-W", ""))


async def _news(subject: Subject, parts: Parts, db: Transaction) -> News:
    """What every kind has to tell, together."""
    there = [news for tells in parts.tells if (news := await tells(subject, db))]
    return News(
        happened=[line for news in there for line in news.happened],
        overdue=[line for news in there for line in news.overdue],
        decide=[line for news in there for line in news.decide],
    )


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
