"""Conversations with the co-pilot, their turns, and whether an answer helped. Each is seen by whoever is in its channel."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    update,
)

from bot.records.conversations import State, Turn
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.people import visible_to

conversations = Table(
    "conversations",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("thread", String(20), nullable=False),
    Column("direct", Boolean, nullable=False),
    Column("begun_at", Utc, nullable=False),
    UniqueConstraint("team", "channel", "thread"),
)

turns = Table(
    "turns",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("conversation", Key, ForeignKey("conversations.id"), nullable=False),
    Column("user", String(20), nullable=False),
    Column("ts", String(20), nullable=False),
    Column("asked", Text, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("state", String(16), nullable=False),
    Column("answer", Text, nullable=False, server_default=""),
    Column("source", String(16), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("proposals", JSON, nullable=False),
    Column("answered_at", Utc),
    Column("revision", Integer, nullable=False, server_default="0"),
    UniqueConstraint("conversation", "ts"),
    Index("ix_turns_team_asked_at", "team", "asked_at"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("turn", Key, ForeignKey("turns.id"), primary_key=True),
    Column("user", String(20), primary_key=True),
    Column("team", String(20), nullable=False),
    Column("helped", Boolean, nullable=False),
    Column("at", Utc, nullable=False),
)

_PLACE = ("channel", "thread", "direct")
_ANSWER = ("state", "answer", "source", "note", "proposals", "answered_at", "revision")


class Conversations(Collection):
    """Every turn of every workspace; a question sees those of its viewer's."""

    async def asked(self, turn: Turn) -> Turn:
        """Keep what was asked, in the conversation of its thread, which begins with it if there is none. Once for each message."""
        where = {"team": turn.team, "channel": turn.channel, "thread": turn.thread}
        await self._insert_once(conversations, {**where, "direct": turn.direct, "begun_at": turn.asked_at})
        found = select(conversations.c.id).where(*(conversations.c[name] == value for name, value in where.items()))
        turn = turn.model_copy(update={"conversation": (await self._connection.execute(found)).scalar_one()})
        row = turn.model_dump(mode="python", exclude={"id", *_PLACE})
        await self._insert_once(turns, {**row, "proposals": list(turn.proposals)})
        kept = _of().where(turns.c.conversation == turn.conversation, turns.c.ts == turn.ts)
        return _turn((await self._connection.execute(kept)).one())

    async def get(self, turn: int, *, seen_by: Viewer) -> Turn | None:
        """By its id; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(turns.c.id == turn))

    async def for_change(self, turn: int, *, seen_by: Viewer) -> Turn | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return await self._one(_seen(seen_by).where(turns.c.id == turn).with_for_update(of=turns))

    async def under_way(self, channel: str, thread: str, *, seen_by: Viewer) -> Turn | None:
        """The first turn of a thread that is not over; nobody else changes it until this transaction ends."""
        here = (conversations.c.channel == channel, conversations.c.thread == thread, turns.c.state == State.ASKED)
        return await self._one(_seen(seen_by).where(*here).order_by(turns.c.id).limit(1).with_for_update(of=turns))

    async def before(self, turn: Turn, *, seen_by: Viewer, limit: int) -> list[Turn]:
        """The last turns of its conversation before it, oldest first."""
        earlier = (turns.c.conversation == turn.conversation, turns.c.id < turn.id)
        rows = await self._connection.execute(_seen(seen_by).where(*earlier).order_by(turns.c.id.desc()).limit(limit))
        return [_turn(row) for row in rows][::-1]

    async def is_stopped(self, turn: int) -> bool:
        """Whether somebody stopped it."""
        return await self._connection.scalar(select(turns.c.state).where(turns.c.id == turn)) == State.STOPPED

    async def save(self, turn: Turn) -> None:
        """Keep a changed turn, which was read in this transaction with `for_change`."""
        facts: dict[str, Any] = {name: getattr(turn, name) for name in _ANSWER}
        await self._connection.execute(update(turns).where(turns.c.id == turn.id).values({**facts, "proposals": list(turn.proposals)}))

    async def judged(self, turn: Turn, user: str, *, helped: bool, at: datetime) -> None:
        """Keep whether an answer helped somebody, as they last said."""
        await self._upsert(feedback, {"turn": turn.id, "user": user}, {"team": turn.team, "helped": helped, "at": at})

    async def judgements(self, turn: int) -> dict[str, bool]:
        """Whom an answer helped, and whom not."""
        rows = await self._connection.execute(select(feedback.c.user, feedback.c.helped).where(feedback.c.turn == turn))
        return {row.user: row.helped for row in rows}

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of what was said before then."""
        old = select(turns.c.id).where(turns.c.team == team, turns.c.asked_at < at).scalar_subquery()
        await self._connection.execute(delete(feedback).where(feedback.c.turn.in_(old)))
        await self._connection.execute(delete(turns).where(turns.c.team == team, turns.c.asked_at < at))
        spoken = select(turns.c.conversation).where(turns.c.team == team).scalar_subquery()
        empty = (conversations.c.team == team, conversations.c.begun_at < at, conversations.c.id.not_in(spoken))
        await self._connection.execute(delete(conversations).where(*empty))

    async def _one(self, found: Select[Any]) -> Turn | None:
        row = (await self._connection.execute(found)).first()
        return _turn(row) if row else None


def _of() -> Select[Any]:
    columns: Sequence[Column[Any]] = [conversations.c[name] for name in _PLACE]
    return select(turns, *columns).join(conversations, conversations.c.id == turns.c.conversation)


def _seen(viewer: Viewer) -> Select[Any]:
    return _of().where(visible_to(viewer, conversations.c.team, conversations.c.channel))


def _turn(row: Row[Any]) -> Turn:
    return Turn(**{name: getattr(row, name) for name in Turn.model_fields})
