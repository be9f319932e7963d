"""What we show in Slack, and where: an intent before each post, and then its ts and the revision shown."""

from collections.abc import Collection as Collection_
from datetime import datetime
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    column,
    false,
    select,
    table,
    update,
)

from storage.collection import Collection, insert_into
from storage.database import Key, Utc, metadata

posts = Table(
    "posts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("record", Key, nullable=False),
    Column("channel", String(20), nullable=False),
    Column("ts", String(20)),
    Column("thread", String(20)),
    Column("opens", String(20)),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("intended_at", Utc),
    Column("uncertain", Boolean, nullable=False, server_default=false()),
    UniqueConstraint("team", "kind", "record", "channel"),
    Index("ix_posts_team_channel_opens", "team", "channel", "opens", unique=True),
)

LINE = "incident.line"
"""The kind of post that tells the room of an entry."""
_ENTRIES = table("incident_entries", column("id", Key), column("told", Integer))
"""Entries know which revision of theirs is told, so that nobody looks for what is not among thousands that are."""

_BY_TEAM = posts.c.team == bindparam("in_team")
_OF = select(posts).where(_BY_TEAM, *(posts.c[name] == bindparam(f"of_{name}") for name in ("kind", "record", "channel")))
_MANY = select(posts).where(
    _BY_TEAM, posts.c.kind == bindparam("of_kind"), posts.c.record.in_(bindparam("of_records", expanding=True)), posts.c.ts.is_not(None)
)
_OF_KINDS = select(posts).where(
    _BY_TEAM,
    posts.c.kind.in_(bindparam("of_kinds", expanding=True)),
    *(posts.c[name] == bindparam(f"of_{name}") for name in ("record", "channel")),
)
_CHANGE = update(posts).where(posts.c.id == bindparam("post"))
_ROOM = select(posts).where(_BY_TEAM, posts.c.channel == bindparam("in_channel"), posts.c.opens == bindparam("in_thread"))
"""Built once: they are asked of whatever anybody says, and of all that is shown."""


class Post(BaseModel):
    """One thing shown in one channel. Without a `ts` it was meant to be posted, and may have been.

    `thread` is the one it is posted in, `opens` the one that is the room of what it shows. `uncertain`: some call that may have posted it
    got no answer, so that a second one may turn up late.
    """

    model_config = ConfigDict(frozen=True)

    id: int
    team: str
    kind: str
    record: int
    channel: str
    ts: str | None
    thread: str | None
    opens: str | None
    revision: int
    intended_at: datetime | None
    uncertain: bool

    @property
    def thing(self) -> str:
        """How the message names itself in its metadata, by which it is found again."""
        return f"{self.kind}:{self.record}"


class Posts(Collection):
    """Kept by the one job that shows the thing; its room sees to it that there is one at a time."""

    async def of(self, team: str, kind: str, record: int, channel: str) -> Post | None:
        """The post of a thing in a channel."""
        asked = {"in_team": team, "of_kind": kind, "of_record": record, "of_channel": channel}
        return _post((await self._connection.execute(_OF, asked)).first())

    async def get(self, team: str, post: int) -> Post | None:
        """By its id."""
        return _post((await self._connection.execute(select(posts).where(posts.c.team == team, posts.c.id == post))).first())

    async def at(self, team: str, channel: str, ts: str) -> Post | None:
        """What a message of ours shows."""
        where = (posts.c.team == team, posts.c.channel == channel, posts.c.ts == ts)
        return _post((await self._connection.execute(select(posts).where(*where))).first())

    async def many(self, team: str, kind: str, records: Collection_[int]) -> dict[int, Post]:
        """Those of these records that are shown, by record."""
        if not records:
            return {}
        rows = await self._connection.execute(_MANY, {"in_team": team, "of_kind": kind, "of_records": list(records)})
        return {row.record: Post(**row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public way to name a row's columns

    async def of_kinds(self, team: str, kinds: Collection_[str], record: int, channel: str) -> dict[str, Post]:
        """The posts of several kinds of a thing in a channel, by kind."""
        asked = {"in_team": team, "of_kinds": list(kinds), "of_record": record, "of_channel": channel}
        rows = await self._connection.execute(_OF_KINDS, asked)
        return {row.kind: Post(**row._mapping) for row in rows}  # noqa: SLF001 - SQLAlchemy's public way to name a row's columns

    async def everywhere(self, team: str, kind: str, record: int) -> list[Post]:
        """Wherever a thing is shown, by channel."""
        where = (posts.c.team == team, posts.c.kind == kind, posts.c.record == record, posts.c.ts.is_not(None))
        rows = await self._connection.execute(select(posts).where(*where).order_by(posts.c.channel))
        return [Post(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public way to name a row's columns

    async def room(self, team: str, channel: str, thread: str) -> Post | None:
        """What a thread is the room of."""
        return _post((await self._connection.execute(_ROOM, {"in_team": team, "in_channel": channel, "in_thread": thread})).first())

    async def open_room(self, team: str, kind: str, record: int, channel: str, *, thread: str) -> bool:
        """Let a thread be the room of a thing that is yet to be posted in it; False where it is the room of another."""
        return await self._insert_once(
            posts, {"team": team, "kind": kind, "record": record, "channel": channel, "thread": thread, "opens": thread}
        )

    async def intend(self, team: str, kind: str, record: int, channel: str, *, thread: str | None, at: datetime) -> tuple[Post, bool]:
        """Write down that a thing is about to be posted. Says whether that is new: if not, it may have been posted before."""
        thing = {"team": team, "kind": kind, "record": record, "channel": channel}
        new = _intend(self._connection.dialect.name)
        row = (await self._connection.execute(new, {**thing, "intended_at": at, "thread": thread})).first()
        post = _post(row) or await self.of(team, kind, record, channel)
        if post is None:
            raise LookupError(f"the post of {kind}:{record} is gone within its own transaction")
        return post, row is not None

    async def intended(self, post: Post, *, at: datetime) -> None:
        """Write down that it is about to be posted again: until then it was not there."""
        await self._connection.execute(_CHANGE, {"post": post.id, "intended_at": at})

    async def shown(self, post: Post, *, ts: str, revision: int, opens: str | None = None) -> None:
        """Note that a message shows this revision, and which thread it opens."""
        await self._connection.execute(_CHANGE, {"post": post.id, "ts": ts, "revision": revision, "opens": opens})
        await self._told(post, revision)

    async def gone(self, post: Post) -> None:
        """Note that its message is there no more, and that none is meant yet."""
        nothing = {"ts": None, "intended_at": None, "uncertain": False}
        await self._connection.execute(_CHANGE, {"post": post.id, **nothing})
        await self._told(post, 0)

    async def uncertain(self, post: Post, *, is_uncertain: bool) -> None:
        """Note whether a second message may turn up."""
        await self._connection.execute(_CHANGE, {"post": post.id, "uncertain": is_uncertain})

    async def _told(self, post: Post, revision: int) -> None:
        if post.kind == LINE:
            await self._connection.execute(update(_ENTRIES).where(_ENTRIES.c.id == post.record).values(told=revision))


@cache
def _intend(dialect: str) -> Any:
    new = insert_into(dialect, posts)
    meant = {name: new.excluded[name] for name in ("intended_at", "thread")}
    thing = ("team", "kind", "record", "channel")
    return new.on_conflict_do_update(index_elements=thing, set_=meant, where=posts.c.intended_at.is_(None)).returning(*posts.c)


def _post(row: Row[Any] | None) -> Post | None:
    return Post(**row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's public way to name a row's columns
