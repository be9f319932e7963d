"""Publishing a card: kept as it stands, and posted once."""

from collections.abc import Callable
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotAllowed
from bot.records.people import Viewer
from bot.records.scorecards import Published, Scorecard
from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.blocks import scorecards as drawn
from handlers.parts import Parts, Subject
from handlers.posts import Showing, show
from handlers.reply import Reply
from handlers.scorecards.looks import ref_of
from handlers.scorecards.scoring import score
from handlers.scorecards.subjects import meant, subject_of
from storage.audit import Change
from storage.store import Store, Transaction

KIND = "scorecard"
"""The kind of post that shows a published card."""


def publish(parts: Parts) -> Answers:
    """`publish [2026-10] [project]`: in the channel it is typed in."""

    async def publish_(asked: Asked, db: Transaction) -> Reply:
        place = asked.place
        if not place.channel or place.direct:
            raise NotAllowed("A card is published in a channel: type `/scorecard publish` there.")
        if not asked.viewer.sees_what_is_public:
            raise NotAllowed("Cards are published by full members of this workspace.")
        subject, windows = await meant(asked.rest, asked, db)
        scored = await score(subject, windows, parts, db)
        published = await kept(subject, scored.card, channel=place.channel, by=asked.viewer.user, at=asked.now, door=place.door, db=db)
        return Reply.saying(f"I post {drawn.title(published.card)} here, and keep it as it stands.", recorded=True)

    return publish_


async def kept(subject: Subject, card: Scorecard, *, channel: str, by: str, at: datetime, door: str, db: Transaction) -> Published:
    """Keep a card and have it posted."""
    project = subject.project.id if subject.project else None
    new = Published(
        team=subject.team, project=project, channel=channel, name=card.window.name, published_by=by, published_at=at, card=card
    )  # fmt: skip
    published = await db.scorecards.publish(new)
    await db.audit.changed(subject.team, Change(f"scorecard {published.id}", "publish", by, "", card.window.name, door, at))
    await db.jobs.enqueue("scorecard.post", team=subject.team, room=f"scorecard:{published.id}", published=published.id)
    return published


async def post(*, parts: Parts, team: str, published: int, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> None:
    """Post a card that was published."""
    async with store.reading() as db:
        kept_ = await db.scorecards.get(published, seen_by=Viewer.operator(team))
        if kept_ is None:
            return
        project = await db.projects.get(kept_.project, seen_by=Viewer.operator(team)) if kept_.project else None
        audience = await db.people.audience(team, kept_.channel)
        subject = await subject_of(project, kept_.card.window, audience, db, now=clock())
        given = [await scores(subject, db) for scores in parts.scores.values()]
        closing = [block for close in parts.closes for block in await close(subject, db)]
    lines = [line for part in given if part for line in part.lines]
    blocks = [*drawn.card(kept_.card, lines, ref=ref_of(subject)), *closing]
    message = {"text": kit.fallback(drawn.in_words(kept_.card)), "blocks": blocks}
    showing = Showing(kind=KIND, record=published, channel=kept_.channel, revision=1, message=message)
    await show(showing, team=team, store=store, slack=slack, clock=clock)
