"""Workspaces, people, channels and members, as Slack last told us; and who may see what follows from them, in one place."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Boolean, Column, Index, Row, String, Table, and_, bindparam, exists, false, func, or_, select, true, update
from sqlalchemy.sql import ColumnElement

from bot.records.people import IMPORTER, Person, Standing, Viewer
from storage.collection import Collection
from storage.database import Utc, metadata
from storage.sight import Sight, built_once

workspaces = Table(
    "workspaces",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("bot_user", String(20), nullable=False),
    Column("url", String(255), nullable=False, server_default=""),
    Column("connected_at", Utc, nullable=False),
    Column("directory_read_at", Utc),
)

people = Table(
    "people",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("user", String(20), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("tz", String(64)),
    Column("standing", String(16), nullable=False),
    Column("admin", Boolean, nullable=False, server_default=false()),
    Column("read_at", Utc, nullable=False),
)

channels = Table(
    "channels",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("name", String(255), nullable=False, server_default=""),
    Column("private", Boolean, nullable=False, server_default=true()),
    Column("direct", Boolean, nullable=False, server_default=false()),
    Column("archived", Boolean, nullable=False, server_default=false()),
    Column("bot_is_in", Boolean),
    Column("read_at", Utc),
)

members = Table(
    "members",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("channel", String(20), primary_key=True),
    Column("user", String(20), primary_key=True),
    Column("since", Utc, nullable=False),
    Index("ix_members_team_user", "team", "user"),
)

# Built once: every answer and every job asks these.
_PERSON = select(people).where(*(people.c[name] == bindparam(name) for name in ("team", "user")))
_CHANNEL = select(channels).where(*(channels.c[name] == bindparam(name) for name in ("team", "channel")))
_BOT_USER = select(workspaces.c.bot_user).where(workspaces.c.team == bindparam("team"))
_URL = select(workspaces.c.url).where(workspaces.c.team == bindparam("team"))
_NAMES = select(people.c.user, people.c.name).where(
    people.c.team == bindparam("team"), people.c.user.in_(bindparam("users", expanding=True))
)
_IS_MIXED = select(
    exists().where(
        *(members.c[name] == bindparam(name) for name in ("team", "channel")),
        *(people.c[name] == members.c[name] for name in ("team", "user")),
        people.c.standing.not_in((Standing.MEMBER, Standing.BOT)),
    )
)
_PLACE = _CHANNEL.add_columns(exists().where(*(members.c[name] == bindparam(name) for name in ("team", "channel", "user"))).label("is_in"))


@built_once
def visible_to(viewer: Viewer | Sight, team: ColumnElement[str], channel: ColumnElement[str]) -> ColumnElement[bool]:
    """The one rule of privacy, as SQL: `viewer` may see what came from `channel` of `team`.

    A channel we know to be public is seen by every full member of its workspace; everything else by those we know to be in it. A channel or
    a membership we know nothing of is no exception: it counts as private, and as not a member.
    """
    return and_(team == viewer.team, in_sight_of(viewer, team, channel))


def in_sight_of(viewer: Viewer | Sight, team: ColumnElement[str], channel: ColumnElement[str]) -> ColumnElement[bool]:
    """The same of rows that are of the viewer's workspace already.

    Where there are several ways to see something, the workspace is asked for once, beside them: said in each of them, SQLite reads the
    whole workspace once for each, instead of the twenty rows of a page.
    """
    if viewer.is_operator:
        return true()
    is_member = exists().where(members.c.team == team, members.c.channel == channel, members.c.user == viewer.user)
    is_public = exists().where(channels.c.team == team, channels.c.channel == channel, channels.c.private.is_(False))
    ways: list[ColumnElement[bool]] = [is_member]
    if viewer.is_somewhere:
        ways.append(channel == viewer.here)
    if viewer.sees_what_is_public:
        ways.append(is_public)
    return or_(*ways)


class Channel(BaseModel):
    """A conversation, as Slack last told us. `read_at` is None as long as it told us nothing: then it counts as private."""

    model_config = ConfigDict(frozen=True)

    team: str
    channel: str
    name: str = ""
    private: bool = True
    direct: bool = False
    archived: bool = False
    bot_is_in: bool | None = None
    read_at: datetime | None = None

    @property
    def is_public(self) -> bool:
        """Whether Slack said so."""
        return self.read_at is not None and not self.private


class People(Collection):
    """The directory of every workspace."""

    async def connected(self, team: str, *, name: str, bot_user: str, url: str = "", at: datetime) -> None:
        """Keep a workspace the bot is installed in."""
        facts = {"name": name, "bot_user": bot_user, "url": url, "connected_at": at}
        await self._upsert(workspaces, {"team": team}, facts)

    async def bot_user(self, team: str) -> str | None:
        """The bot's own user in a workspace; None for a workspace we do not know."""
        return await self._connection.scalar(_BOT_USER, {"team": team})

    async def url(self, team: str) -> str:
        """Where a workspace is in a browser, with a slash at its end; "" when not known."""
        return await self._connection.scalar(_URL, {"team": team}) or ""

    async def workspaces(self) -> list[str]:
        """The teams the bot is installed in."""
        return list(await self._connection.scalars(select(workspaces.c.team).order_by(workspaces.c.connected_at)))

    async def directory_was_read(self, team: str, *, at: datetime) -> None:
        """Note that people and channels were read from Slack."""
        await self._connection.execute(update(workspaces).where(workspaces.c.team == team).values(directory_read_at=at))

    async def keep_person(self, person: Person, *, at: datetime) -> None:
        """Keep what Slack told us about somebody."""
        facts = {"name": person.name, "tz": person.tz, "standing": person.standing.value, "admin": person.admin, "read_at": at}
        await self._upsert(people, {"team": person.team, "user": person.user}, facts)

    async def person(self, team: str, user: str) -> Person | None:
        """Somebody, or None when Slack never told us about them."""
        row = (await self._connection.execute(_PERSON, {"team": team, "user": user})).first()
        return _person(row) if row else None

    async def viewer(self, team: str, user: str) -> Viewer:
        """Somebody, as they ask from nowhere in particular: a job does it for them, or Home."""
        known = await self.person(team, user)
        facts = {"name": known.name, "tz": known.tz, "standing": known.standing, "admin": known.admin} if known else {}
        return Viewer(team=team, user=user, **facts)

    async def audience(self, team: str, channel: str) -> Viewer:
        """Whoever reads what is posted in a channel, taken together: what they all see may stand there."""
        is_mixed = await self._connection.scalar(_IS_MIXED, {"team": team, "channel": channel})
        return Viewer(team=team, user="", here=channel, standing=Standing.GUEST if is_mixed else Standing.MEMBER)

    async def first_admin(self, team: str, named: frozenset[str]) -> str | None:
        """An admin who is there: of those that were `named`, else of Slack's own; always the same. None where nobody is known to be one."""
        there = select(people.c.user).where(people.c.team == team, people.c.standing == Standing.MEMBER.value)
        for ones in (people.c.user.in_(named), people.c.admin.is_(True)):
            user: str | None = await self._connection.scalar(there.where(ones).order_by(people.c.user).limit(1))
            if user:
                return user
        return None

    async def full_members(self, team: str) -> int:
        """How many people of a workspace are neither guests, nor from elsewhere, nor gone."""
        members_ = (people.c.team == team, people.c.standing == Standing.MEMBER.value)
        return await self._connection.scalar(select(func.count()).select_from(people).where(*members_)) or 0

    async def names(self, team: str, users: set[str]) -> dict[str, str]:
        """What to call these people, by user id; those we know nothing of are missing."""
        if not users:
            return {}
        rows = await self._connection.execute(_NAMES, {"team": team, "users": list(users)})
        known = {row.user: row.name for row in rows}
        return {IMPORTER: "an import", **known} if IMPORTER in users else known

    async def keep_channel(self, team: str, channel: str, *, at: datetime, **facts: Any) -> None:
        """Keep what Slack told us about a channel: name, private, direct, archived, bot_is_in, as far as it was told."""
        await self._upsert(channels, {"team": team, "channel": channel}, {**facts, "read_at": at})

    async def place(self, team: str, channel: str, user: str) -> tuple[Channel | None, bool]:
        """A channel, and whether we know somebody to be in it."""
        row = (await self._connection.execute(_PLACE, {"team": team, "channel": channel, "user": user})).first()
        return (_channel(row), row.is_in) if row else (None, False)

    async def seen(self, channel: str, *, seen_by: Viewer) -> Channel | None:
        """A channel whose words they may read: they are known to be in it, or it is public and they are no guest. None for any other."""
        known, is_in = await self.place(seen_by.team, channel, seen_by.user)
        return known if known and (is_in or (known.is_public and seen_by.sees_what_is_public)) else None

    async def unlisted(self, team: str, *, since: datetime) -> None:
        """Take back that channels are public which Slack did not list `since`, when it listed all: they are private now, or gone."""
        was_public = (channels.c.team == team, channels.c.private.is_(False), channels.c.read_at < since)
        await self._connection.execute(update(channels).where(*was_public).values(private=True, read_at=None))
        # Where the bot is not, nobody tells it who leaves: what a delivery once proved holds for a day.
        outside = exists().where(
            channels.c.team == members.c.team,
            channels.c.channel == members.c.channel,
            channels.c.private.is_(True),
            channels.c.direct.is_(False),
            channels.c.bot_is_in.is_not(True),
        )
        await self._connection.execute(members.delete().where(members.c.team == team, members.c.since < since, outside))

    async def made_private(self, team: str, channel: str) -> None:
        """Take back that a channel is public: a delivery said that it is not."""
        here = (channels.c.team == team, channels.c.channel == channel)
        await self._connection.execute(update(channels).where(*here).values(private=True, read_at=None))

    async def heard_of(self, team: str, channel: str, *, name: str, direct: bool) -> None:
        """Note that there is such a channel. Slack has not told us about it, so it counts as private."""
        await self._insert_once(channels, {"team": team, "channel": channel, "name": name, "direct": direct})

    async def channel(self, team: str, channel: str) -> Channel | None:
        """A channel, or None when we never heard of it."""
        row = (await self._connection.execute(_CHANNEL, {"team": team, "channel": channel})).first()
        return _channel(row) if row else None

    async def bot_is_in(self, team: str, channel: str, *, is_in: bool) -> None:
        """Note whether the bot is in a channel, of which nothing else need be known.

        Once it is out of a private one, Slack tells it of nobody's leaving, so nobody is known to be in any more.
        """
        known = await self.channel(team, channel)
        if known and known.bot_is_in and not known.is_public and not is_in:
            await self._connection.execute(members.delete().where(members.c.team == team, members.c.channel == channel))
        await self._upsert(channels, {"team": team, "channel": channel}, {"bot_is_in": is_in})

    async def archived(self, team: str, channel: str, *, is_archived: bool) -> None:
        """Note whether a channel is closed."""
        await self._connection.execute(
            update(channels).where(channels.c.team == team, channels.c.channel == channel).values(archived=is_archived)
        )

    async def joined(self, team: str, channel: str, user: str, *, at: datetime) -> None:
        """Note that somebody is in a channel."""
        await self._insert_once(members, {"team": team, "channel": channel, "user": user, "since": at})

    async def left(self, team: str, channel: str, user: str) -> None:
        """Note that somebody is in a channel no more."""
        here = and_(members.c.team == team, members.c.channel == channel, members.c.user == user)
        await self._connection.execute(members.delete().where(here))

    async def members(self, team: str, channel: str) -> set[str]:
        """Who we know to be in a channel."""
        return set(await self._connection.scalars(select(members.c.user).where(members.c.team == team, members.c.channel == channel)))

    async def keep_members(self, team: str, channel: str, users: set[str], *, at: datetime) -> None:
        """Keep the whole list of a channel's members, as Slack told it."""
        known = await self.members(team, channel)
        for user in known - users:
            await self.left(team, channel, user)
        for user in users - known:
            await self.joined(team, channel, user, at=at)

    async def keep_guest(self, team: str, user: str, in_: set[str], *, at: datetime) -> None:
        """Keep which public channels a guest is in, as Slack told it."""
        public = and_(channels.c.team == members.c.team, channels.c.channel == members.c.channel, channels.c.private.is_(False))
        known = select(members.c.channel).join(channels, public).where(members.c.team == team, members.c.user == user)
        for channel in set(await self._connection.scalars(known)) - in_:
            await self.left(team, channel, user)
        for channel in in_:
            await self.joined(team, channel, user, at=at)

    async def is_member(self, team: str, channel: str, user: str) -> bool:
        """Whether we know somebody to be in a channel."""
        here = and_(members.c.team == team, members.c.channel == channel, members.c.user == user)
        return bool(await self._connection.scalar(select(exists().where(here))))


def _channel(row: Row[Any]) -> Channel:
    return Channel(**{name: getattr(row, name) for name in Channel.model_fields})


def _person(row: Row[Any]) -> Person:
    return Person(team=row.team, user=row.user, name=row.name, tz=row.tz, standing=Standing(row.standing), admin=row.admin)
