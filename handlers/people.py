"""Keeping our own directory of a workspace: read at start and daily by jobs, kept by Slack's events in between."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.records.people import Person, Standing
from handlers.calls import Refused, asked
from handlers.doors import Doors
from storage.jobs.port import Jobs
from storage.store import Store, Transaction

PAGE = 200
SLACKBOT = "USLACKBOT"

Clock = Callable[[], datetime]
Event = dict[str, Any]

WHEN_LET_IN = ("incident.catch_up", "documents.catch_up", "postmortem.catch_up", "architect.catch_up")
"""The jobs for a channel the bot has come into, however it was learned: what waited for it there can be shown now."""

log = structlog.get_logger()


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    for name in ("team_join", "user_change"):
        doors.event(name, person_changed)
    for name in ("channel_created", "channel_rename", "group_rename"):
        doors.event(name, channel_changed)
    for name in ("channel_archive", "group_archive"):
        doors.event(name, channel_archived)
    for name in ("channel_unarchive", "group_unarchive"):
        doors.event(name, channel_unarchived)
    doors.event("member_joined_channel", joined)
    doors.event("member_left_channel", left)
    for name in ("channel_left", "group_left"):
        doors.event(name, bot_left)
    jobs.add("people.everyone", everyone)
    jobs.add("people.person", one)
    jobs.add("people.channels", channels)
    jobs.add("people.channel", channel_)
    jobs.add("people.members", members)
    jobs.add("people.guest", guest)


async def person_changed(event: Event, team: str, db: Transaction, now: datetime) -> None:
    """Somebody came into the workspace, or changed.

    An event may come late, after what it tells of has changed again. What it takes from somebody is taken at once; what it would give them
    is not, and Slack is asked what they are, in the room where everybody is read.
    """
    told = _person(event["user"], team)
    known = await db.people.person(team, told.user)
    if known is None and told.standing is Standing.DEACTIVATED:
        return
    if known and not told.may_more_than(known):
        await _keep_person(told, db, now)
    if known is None or (told.standing, told.admin) != (known.standing, known.admin):
        await db.jobs.enqueue("people.person", team=team, room="people", user=told.user)


async def channel_changed(event: Event, team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001
    """A channel came to be, or got another name. The event does not say all, so Slack is asked."""
    channel = event["channel"]["id"]
    await db.people.heard_of(team, channel, name=event["channel"].get("name") or "", direct=False)
    await db.jobs.enqueue("people.channel", team=team, room=f"channel:{channel}", channel=channel)


async def channel_archived(event: Event, team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001 - every listener is called alike
    """A channel was closed."""
    await db.people.archived(team, event["channel"], is_archived=True)


async def channel_unarchived(event: Event, team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001
    """A channel was opened again."""
    await db.people.archived(team, event["channel"], is_archived=False)


async def joined(event: Event, team: str, db: Transaction, now: datetime) -> None:
    """Somebody came into a channel; where it is the bot, Slack is asked who else is there."""
    channel, user = event["channel"], event["user"]
    await db.people.joined(team, channel, user, at=now)
    if user == await db.people.bot_user(team):
        await db.people.bot_is_in(team, channel, is_in=True)
        await db.jobs.enqueue("people.channel", team=team, room=f"channel:{channel}", channel=channel)
        await _let_in(channel, team, db)


async def left(event: Event, team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001
    """Somebody left a channel."""
    await db.people.left(team, event["channel"], event["user"])
    if event["user"] == await db.people.bot_user(team):
        await db.people.bot_is_in(team, event["channel"], is_in=False)


async def bot_left(event: Event, team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001
    """The bot was taken out of a channel."""
    await db.people.bot_is_in(team, event["channel"], is_in=False)


async def everyone(team: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Read everybody in the workspace. Where Slack will not list them, each is asked for when first heard."""
    try:
        async for page in _pages(slack.users_list, "members"):
            async with store.transaction() as db:
                await _keep_people(page, team, db, clock())
    except _Stopped:
        return
    async with store.transaction() as db:
        await db.people.directory_was_read(team, at=clock())


async def one(team: str, user: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Read somebody we had not heard of, or who may have changed."""
    try:
        answer = await asked(slack.users_info(user=user))
    except Refused as refused:
        log.warning("people.refused", user=user, error=refused.error)
        return
    async with store.transaction() as db:
        await _keep_person(_person(answer["user"], team), db, clock())


async def channels(team: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Read every channel the bot can see."""
    began = clock()
    try:
        async for page in _pages(slack.conversations_list, "channels", types="public_channel,private_channel"):
            async with store.transaction() as db:
                at = max(began, clock())  # by a clock that was put back meanwhile, what was just read would count as not listed
                for channel in page:
                    await _keep(channel, team, db, at)
    except _Stopped:
        return
    async with store.transaction() as db:
        await db.people.unlisted(team, since=began)


async def channel_(team: str, channel: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Read one channel. One that Slack does not show us stays unknown, and so counts as private."""
    try:
        answer = await asked(slack.conversations_info(channel=channel))
    except Refused as refused:
        log.info("people.channel_refused", channel=channel, error=refused.error)
        if refused.is_not_there:
            async with store.transaction() as db:
                await db.people.bot_is_in(team, channel, is_in=False)
        return
    async with store.transaction() as db:
        await _keep(answer["channel"], team, db, clock())


async def members(team: str, channel: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Read who is in a channel."""
    found: set[str] = set()
    try:
        async for page in _pages(slack.conversations_members, "members", channel=channel):
            found.update(page)
    except _Stopped:
        return
    async with store.transaction() as db:
        await db.people.keep_members(team, channel, found, at=clock())


async def guest(team: str, user: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Read which public channels a guest is in; of those, a guest sees no others."""
    found: set[str] = set()
    try:
        async for page in _pages(slack.users_conversations, "channels", user=user, types="public_channel"):
            found.update(channel["id"] for channel in page)
    except _Stopped:
        return
    async with store.transaction() as db:
        await db.people.keep_guest(team, user, found, at=clock())


class _Stopped(Exception):
    """A list ended before it was whole: it says who is there, and must not say who is not."""


async def _pages(method: Callable[..., Any], items: str, **params: Any) -> AsyncIterator[list[Any]]:
    """Every page of a list. Raises _Stopped where Slack refuses to go on."""
    cursor = ""
    while True:
        try:
            answer = await asked(method(limit=PAGE, **params, **({"cursor": cursor} if cursor else {})))
        except Refused as refused:
            log.warning("people.list_refused", items=items, error=refused.error)
            raise _Stopped from None
        yield answer.get(items) or []
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _keep_people(users: list[dict[str, Any]], team: str, db: Transaction, now: datetime) -> None:
    for person in (_person(user, team) for user in users):
        if person.standing is Standing.DEACTIVATED and not await db.people.person(team, person.user):
            continue  # who left before we knew them, or was let go of, is kept only when somebody names them
        await _keep_person(person, db, now)


async def _keep_person(person: Person, db: Transaction, now: datetime) -> None:
    await db.people.keep_person(person, at=now)
    if person.standing in {Standing.GUEST, Standing.EXTERNAL}:
        await db.jobs.enqueue("people.guest", team=person.team, room=f"person:{person.user}", user=person.user)


async def _keep(channel: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:
    """Keep a channel as Slack describes it. Only what it calls a public channel in so many words is public."""
    is_direct = bool(channel.get("is_im") or channel.get("is_mpim"))
    private = is_direct or not (channel.get("is_channel") and channel.get("is_private") is False)
    bot_is_in = bool(channel.get("is_member"))
    known = await db.people.channel(team, channel["id"])
    await db.people.keep_channel(
        team,
        channel["id"],
        at=now,
        name=channel.get("name") or "",
        private=private,
        direct=is_direct,
        archived=bool(channel.get("is_archived")),
        bot_is_in=bot_is_in,
    )
    if bot_is_in and not is_direct and not (known and known.bot_is_in):
        await _let_in(channel["id"], team, db)
    if private and bot_is_in:
        await db.jobs.enqueue("people.members", team=team, room=f"channel:{channel['id']}", channel=channel["id"])


async def _let_in(channel: str, team: str, db: Transaction) -> None:
    for job in WHEN_LET_IN:
        await db.jobs.enqueue(job, team=team, room=f"channel:{channel}", channel=channel)


def _person(user: dict[str, Any], team: str) -> Person:
    profile = user.get("profile") or {}
    return Person(
        team=team,
        user=user["id"],
        name=profile.get("display_name") or user.get("real_name") or profile.get("real_name") or user.get("name") or user["id"],
        tz=user.get("tz") or None,
        standing=_standing(user, team),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def _standing(user: dict[str, Any], team: str) -> Standing:
    if user.get("deleted"):
        return Standing.DEACTIVATED
    if user.get("is_bot") or user["id"] == SLACKBOT:
        return Standing.BOT
    if user.get("is_stranger") or user.get("team_id", team) != team:
        return Standing.EXTERNAL
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return Standing.GUEST
    return Standing.MEMBER
