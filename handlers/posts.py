"""Showing a thing in Slack once, and editing it ever after, though every process may die anywhere in between.

An intent is kept before each post. After a crash, or a call without an answer, the message is looked up by its metadata before it is posted
again. A call that timed out may still arrive after the look-up: some time later the second message is found and deleted.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.calls import Refused, asked
from handlers.doors import Doors
from storage.jobs.port import Jobs
from storage.people import Channel
from storage.posts import Post
from storage.store import Store, Transaction

EVENT_TYPE = "cto_copilot_shows"
CLOCKS_DIFFER_BY = timedelta(minutes=5)
TIDY_AFTER = timedelta(minutes=2)
PAGE = 200
PAGES_AT_MOST = 25

log = structlog.get_logger()


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds: putting right what a lost answer left behind, and the ✅ on a message."""
    jobs.add("posts.tidy", tidy)
    jobs.add("tick", tick, attempts=5)
    jobs.add("untick", untick, attempts=5)


@dataclass(frozen=True)
class Showing:
    """What is to be shown where: a revision of a record's kind of post. In a `thread`, or, with `broadcast`, in its channel as well.

    `opens`: its thread, or the one it is in, is the room of what it shows. `anew`: another revision is another message, which people hear
    of, and the one before is deleted.
    """

    kind: str
    record: int
    channel: str
    revision: int
    message: dict[str, Any]
    thread: str | None = None
    broadcast: bool = False
    opens: bool = False
    anew: bool = False


class Place(NamedTuple):
    """Where something is to be shown, as a job has just read it: what is there of it, and the channel."""

    there: Post | None
    channel: Channel | None

    @classmethod
    async def of(cls, kind: str, record: int, channel: str, *, team: str, db: Transaction) -> "Place":
        """Read it."""
        return cls(await db.posts.of(team, kind, record, channel), await db.people.channel(team, channel))


async def show(
    showing: Showing, *, team: str, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime], place: Place | None = None
) -> str | None:
    """Post it, or edit it if it is there. Returns its ts; None where the bot cannot post, or what was there is gone.

    `place`: where whoever asks has read it already. Raises what makes a job try again.
    """
    if place is None:
        async with store.reading() as db:
            place = await Place.of(showing.kind, showing.record, showing.channel, team=team, db=db)
    there, channel = place
    if there and there.ts and there.revision >= showing.revision:  # ten changes in a second are ten jobs, of which nine find it shown
        return there.ts
    if channel and channel.bot_is_in is False and not channel.is_public:
        return None  # the invitation will have it shown
    if there and there.ts and showing.anew:
        await _deleted(there, store, slack)
        return await show(showing, team=team, store=store, slack=slack, clock=clock)
    post, is_new = (there, False) if there and there.ts else await _meant(showing, team, store, clock)
    try:
        ts = post.ts or (None if is_new else await _found(post, store, slack, clock))
        ts = await _edited(ts, showing, slack) if ts else await _posted(post, showing, slack)
    except Refused as refused:
        if not refused.is_not_there:
            raise
        log.warning("post.refused", kind=showing.kind, record=showing.record, error=refused.error)
        await _refused(showing, team, refused, store)
        return None
    async with store.transaction() as db:
        await db.posts.shown(post, ts=ts, revision=showing.revision, opens=(showing.thread or ts) if showing.opens else post.opens)
        if not post.ts and not is_new:  # an earlier call may yet arrive
            await db.posts.uncertain(post, is_uncertain=True)
            await db.jobs.later("posts.tidy", at=clock() + TIDY_AFTER, team=team, room=f"tidy:{post.id}", post=post.id)
    return ts


async def _meant(showing: Showing, team: str, store: Store, clock: Callable[[], datetime]) -> tuple[Post, bool]:
    """The intent, kept before the call; says whether it is new: if not, it may have been posted before."""
    async with store.transaction() as db:
        return await db.posts.intend(team, showing.kind, showing.record, showing.channel, thread=showing.thread, at=clock())


async def _posted(post: Post, showing: Showing, slack: AsyncWebClient) -> str:
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"thing": post.thing}}
    where: dict[str, Any] = {"channel": showing.channel}
    if showing.thread:
        where |= {"thread_ts": showing.thread, "reply_broadcast": showing.broadcast}
    answer = await asked(slack.chat_postMessage(**where, **showing.message, metadata=metadata, unfurl_links=False, unfurl_media=False))
    return str(answer["ts"])


async def _deleted(post: Post, store: Store, slack: AsyncWebClient) -> None:
    """Gone, so that the next is posted as if it were the first."""
    try:
        await asked(slack.chat_delete(channel=post.channel, ts=post.ts or ""))
    except Refused as refused:
        if not refused.is_not_there:
            raise
    async with store.transaction() as db:
        await db.posts.gone(post)


async def _edited(ts: str, showing: Showing, slack: AsyncWebClient) -> str:
    await asked(slack.chat_update(channel=showing.channel, ts=ts, **showing.message))
    return ts


async def _refused(showing: Showing, team: str, refused: Refused, store: Store) -> None:
    """What a refusal tells about the bot's membership is kept."""
    if refused.error in {"not_in_channel", "channel_not_found"}:
        async with store.transaction() as db:
            await db.people.bot_is_in(team, showing.channel, is_in=False)


async def _found(post: Post, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> str | None:
    """The message that an earlier attempt posted, if it did; if not, the next look begins from here."""
    async with store.reading() as db:
        bot = await db.people.bot_user(post.team) or ""
    messages = await _all_found(post, bot, slack)
    if messages:
        return messages[0]
    async with store.transaction() as db:
        await db.posts.intended(post, at=clock())
    return None


async def _all_found(post: Post, bot: str, slack: AsyncWebClient) -> list[str]:
    """The ts of every message of ours that shows this thing, oldest first. A Slack that cannot say is taken to have none."""
    found: list[str] = []
    oldest, cursor = post.intended_at and post.intended_at - CLOCKS_DIFFER_BY, None
    for _ in range(PAGES_AT_MOST):
        try:
            page = await asked(_page(post, oldest, cursor, slack))
        except Refused as refused:
            if refused.is_not_there:
                raise
            log.warning("post.lookup_refused", error=refused.error)
            break
        if oldest and _is_to_come(oldest, page):
            oldest, cursor = None, None
            continue
        found += [message["ts"] for message in page.get("messages", []) if _shows(message, post, bot)]
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return sorted(found)


def _page(post: Post, oldest: datetime | None, cursor: str | None, slack: AsyncWebClient) -> Awaitable[Any]:
    since = f"{oldest.timestamp():.6f}" if oldest else None
    where: dict[str, Any] = {"oldest": since, "limit": PAGE, "cursor": cursor, "include_all_metadata": True}
    if post.thread:
        return slack.conversations_replies(channel=post.channel, ts=post.thread, **where)
    return slack.conversations_history(channel=post.channel, **where)


def _is_to_come(oldest: datetime, page: Any) -> bool:
    """Whether that moment is not over yet by Slack's own clock: ours was ahead when it was kept, so nothing can be told from it."""
    says = page.headers.get("Date")
    return bool(says) and parsedate_to_datetime(says) < oldest


def _shows(message: dict[str, Any], post: Post, bot: str) -> bool:
    """Only our own bot's word is taken for what a message shows: anybody's app can write metadata."""
    metadata = message.get("metadata") or {}
    is_it = metadata.get("event_type") == EVENT_TYPE and (metadata.get("event_payload") or {}).get("thing") == post.thing
    return is_it and message.get("user") == bot


async def tidy(team: str, post: int, store: Store, slack: AsyncWebClient) -> None:
    """After a call without an answer: if the thing is shown twice, delete the later message."""
    async with store.reading() as db:
        shown = await db.posts.get(team, post)
        bot = await db.people.bot_user(team) or ""
    if not shown or not shown.uncertain or not shown.ts:
        return
    for ts in await _all_found(shown, bot, slack):
        if ts != shown.ts:
            await asked(slack.chat_delete(channel=shown.channel, ts=ts))
    async with store.transaction() as db:
        await db.posts.uncertain(shown, is_uncertain=False)


async def tick(channel: str, ts: str, slack: AsyncWebClient) -> None:
    """✅ on a message whose words were recorded."""
    try:
        await asked(slack.reactions_add(channel=channel, timestamp=ts, name="white_check_mark"))
    except Refused as refused:
        if refused.error != "already_reacted":
            log.warning("tick.refused", error=refused.error)


async def untick(channel: str, ts: str, slack: AsyncWebClient) -> None:
    """Take the ✅ off again."""
    try:
        await asked(slack.reactions_remove(channel=channel, timestamp=ts, name="white_check_mark"))
    except Refused as refused:
        if refused.error != "no_reaction":
            log.warning("untick.refused", error=refused.error)
