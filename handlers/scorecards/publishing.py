"""Publishing a card: kept as it stands, drawn as a picture, and posted once. By hand, or on the first of a month by itself."""

from collections.abc import Callable
from datetime import UTC, datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotAllowed
from bot.records.people import Viewer
from bot.records.periods import LATE, SCORECARD
from bot.records.scorecards import Published, Scorecard
from bot.records.windows import Window, months_to
from handlers import pictures
from handlers.asking import Answers, Asked
from handlers.blocks import charts, kit
from handlers.blocks import scorecards as drawn
from handlers.calls import Refused
from handlers.parts import Parts, Subject
from handlers.pictures import Draw
from handlers.posts import Showing
from handlers.reply import Reply
from handlers.scorecards.arriving import arrive
from handlers.scorecards.looks import ref_of
from handlers.scorecards.subjects import meant, subject_of
from handlers.scoring import score
from storage.audit import Change
from storage.store import Store, Transaction

KIND = "scorecard"
"""The kind of post that shows a published card."""
BY_ITSELF = ""
"""Who published what was due."""
CLOCK = "clock"
"""The door it came through."""
Clock = Callable[[], datetime]

log = structlog.get_logger()


def publish(parts: Parts) -> Answers:
    """`publish [2026-10] [project]`: in the channel it is typed in."""

    async def publish_(asked: Asked, db: Transaction) -> Reply:
        place = asked.place
        if not place.channel or place.direct:
            raise NotAllowed("A card is published in a channel: type `/scorecard publish` there.")
        if not asked.viewer.sees_what_is_public:
            raise NotAllowed("Cards are published by full members of this workspace. Ask one of them to type `/scorecard publish` here.")
        subject, windows = await meant(asked.rest, asked, db)
        scored = await score(subject, windows, parts, db)
        new = _new(subject, scored.card, channel=place.channel, by=asked.viewer.user, at=asked.now)
        await _kept(new, place.door, db)
        return Reply.saying(f"I post {drawn.title(scored.card)} here, and keep it as it stands.", recorded=True)

    return publish_


async def due(*, parts: Parts, team: str, target: str, period: str, at: int, store: Store, clock: Clock) -> None:
    """Publish the card of a month that is over, once."""
    everyone, now, number = Viewer.operator(team), clock(), int(target)
    async with store.reading() as db:
        scheduled = await db.schedules.get(SCORECARD, target, seen_by=everyone)
        project = await db.projects.get(number, seen_by=everyone) if number else None
        if scheduled is None:
            return  # it was turned off since
        windows = months_to(period, scheduled.timing.zone)
        audience = await db.people.audience(team, scheduled.channel)
        subject = await subject_of(project, windows[-1], audience, db, now=now)
        scored = await score(subject, windows, parts, db)
    new = _new(subject, scored.card, channel=scheduled.channel, by=BY_ITSELF, at=now, due_at=datetime.fromtimestamp(at, UTC))
    async with store.transaction() as db:
        if not await db.scorecards.was_due(new.project, period, seen_by=everyone):  # an earlier attempt may have come so far
            await _kept(new, CLOCK, db)


async def post(*, parts: Parts, team: str, published: int, store: Store, slack: AsyncWebClient, clock: Clock, draw: Draw) -> None:
    """Post a card that was published, with its picture as soon as Slack can show it; without one where there is none to be had."""
    async with store.reading() as db:
        kept = await db.scorecards.get(published, seen_by=Viewer.operator(team))
        if kept is None:
            return
        shown = await db.posts.of(team, KIND, published, kept.channel)
    if shown and shown.ts:
        return
    file = await _picture(kept, store, slack, draw)
    blocks = await _blocks(kept, file, parts, store, now=clock())
    message = {"text": kit.fallback(drawn.in_words(kept.card)), "blocks": blocks}
    showing = Showing(kind=KIND, record=published, channel=kept.channel, revision=1, message=message)
    if await arrive(showing, team=team, store=store, slack=slack, clock=clock):
        async with store.transaction() as db:
            await parts.shown(await _subject(kept, db, now=clock()), db)


async def _blocks(kept: Published, file: str | None, parts: Parts, store: Store, *, now: datetime) -> list[kit.Block]:
    """The card with what other kinds add, as far as everybody in the channel may read it."""
    async with store.reading() as db:
        subject = await _subject(kept, db, now=now)
        given = [await scores(subject, db) for scores in parts.scores.values()]
        closing = await parts.closing(subject, db)
    lines = [line for part in given if part for line in part.lines]
    blocks = drawn.card(kept.card, lines, ref=ref_of(subject), picture=file)
    is_late = kept.due_at is not None and kept.published_at - kept.due_at > LATE
    late = [kit.context(f"Late: it was due {kept.due_at:%Y-%m-%d %H:%M} UTC, and I was not running then.")] if is_late else []
    return [*blocks, *late, *closing]


async def _subject(kept: Published, db: Transaction, *, now: datetime) -> Subject:
    """What the card is of, for all who read it where it is posted."""
    project = await db.projects.get(kept.project, seen_by=Viewer.operator(kept.team)) if kept.project else None
    audience = await db.people.audience(kept.team, kept.channel)
    return await subject_of(project, kept.card.window, audience, db, now=now)


async def _picture(kept: Published, store: Store, slack: AsyncWebClient, draw: Draw) -> str | None:
    """The card's chart in Slack, which a message can show; None where there is none to be had."""
    name = f"scorecard_{kept.published_at:%Y-%m-%d}.png"
    try:
        file = await _there(kept, name, slack) or await _drawn(kept, name, store, slack, draw)
        return file if file and await pictures.can_be_shown(file, slack) else None
    except Refused as refused:
        log.warning("scorecard.picture_refused", error=refused.error)
        return None


async def _there(kept: Published, name: str, slack: AsyncWebClient) -> str | None:
    """The picture of an earlier attempt, if it got so far, or can be completed from there."""
    if kept.file and (await pictures.is_there(kept.file, slack) or await pictures.completed(kept.file, name, slack)):
        return kept.file
    return None


async def _drawn(kept: Published, name: str, store: Store, slack: AsyncWebClient, draw: Draw) -> str | None:
    """A new one. Its id is kept before it is completed, so that another attempt goes on from there."""
    content = await draw(charts.scorecard(kept.card, [_label(one) for one in _windows(kept)]))
    if content is None:
        return None
    file = await pictures.begun(name, content, slack)
    async with store.transaction() as db:
        await db.scorecards.drawn(kept.id, file)
    return file if await pictures.completed(file, name, slack) else None


def _new(subject: Subject, card: Scorecard, *, channel: str, by: str, at: datetime, due_at: datetime | None = None) -> Published:
    project = subject.project.id if subject.project else None
    return Published(
        team=subject.team,
        project=project,
        channel=channel,
        name=card.window.name,
        published_by=by,
        published_at=at,
        card=card,
        due_at=due_at,
    )


async def _kept(new: Published, door: str, db: Transaction) -> None:
    """Keep a card and have it posted."""
    kept = await db.scorecards.publish(new)
    change = Change(f"scorecard {kept.id}", "publish", new.published_by, "", new.name, door, new.published_at)
    await db.audit.changed(new.team, change)
    await db.jobs.enqueue("scorecard.post", team=new.team, room=f"scorecard:{kept.id}", published=kept.id)


def _windows(kept: Published) -> list[Window]:
    """The windows of its trend, as they are called."""
    window, count = kept.card.window, len(kept.card.figures[0].series)
    if window.is_month:
        return months_to(window.name, "UTC", count)
    length = window.end - window.start
    return [Window(name="", start=window.start - length * back, end=window.end - length * back) for back in reversed(range(count))]


def _label(window: Window) -> str:
    """A window under its bar: a month's name, else the day it ends on."""
    return f"{window.start:%b}" if window.is_month else f"{window.end.day}.{window.end.month}."
