"""Letting go of a person: what is theirs alone is deleted, what is the team's stays, and says "someone who left".

Every column of every table is looked at, so that a new table is no way to forget one.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    String,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from bot.records.people import Standing
from storage.arrivals import arrivals
from storage.audit import audit
from storage.backups.beside import alone, revision, tidied
from storage.backups.contents import tables
from storage.conversations import conversations, feedback, turns
from storage.database import Unusable, metadata
from storage.drafts import drafts
from storage.files import files
from storage.jobs.due import due
from storage.jobs.moving import forget_about
from storage.migrate import newest_revision
from storage.people import channels, members, people, workspaces
from storage.reads import reads
from storage.redrawing import redraw
from storage.words import WORDS, entries, no_entries, texts

SOMEONE = "someone who left"
GONE = "UGONE"
"""How the ids begin that stand for people who left: Slack gives none of these."""


NEW, WHERE = "new_", "where_"
"""What the values of an UPDATE of many rows are called by."""
ROWS_AT_ONCE = 500


class NotHere(Exception):
    """There is nobody of that id to let go of; `str()` of it says so."""


@dataclass
class Erased:
    """What was done. `deleted` and `changed` are rows by table; `left` are rows by table in which a name of one word still stands.

    `rewritten` are the changed rows' ids by table, `redrawn` how many posts in Slack are drawn anew.
    """

    stands_for: str
    names: tuple[str, ...]
    is_there: bool
    deleted: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    rewritten: dict[str, set[int]] = field(default_factory=dict)
    redrawn: int = 0


@dataclass(frozen=True)
class Erasure:
    """Who is let go of, in which workspace: by id, by the names they go by, and by what else they are called (`also`).

    `redraw` names the jobs that draw a channel's cards anew.
    """

    team: str
    user: str
    also: tuple[str, ...] = ()
    redraw: tuple[str, ...] = ()


def erase(url: URL, erasure: Erasure, *, now: datetime, dry_run: bool = False) -> Erased:
    """Let go of somebody, in one transaction; a trial tells what would be done. Call it off the loop. Raises NotHere, Unusable."""
    erased = _in_one(url, erasure, now, keep=not dry_run)
    if not dry_run:
        tidied(url)
    return erased


def _in_one(url: URL, erasure: Erasure, now: datetime, *, keep: bool) -> Erased:
    with alone(url, keep=keep) as connection:
        there = revision(connection)
        if there != newest_revision():
            raise Unusable(f"DATABASE_URL: its schema is {there or 'not there'}, this version's is {newest_revision()}: start serve first.")
        return _erased(connection, erasure, now)


def _erased(connection: Connection, erasure: Erasure, now: datetime) -> Erased:
    erased = _who(connection, erasure)
    _delete(connection, erasure, erased)
    words = Words(erasure, erased)
    for table in tables():
        _rewrite(connection, table, erasure.team, words, erased)
    erased.redrawn = redraw(connection, erasure.team, erased.rewritten, erasure.redraw, now=now) if erasure.redraw else 0
    someone = {"team": erasure.team, "user": erased.stands_for, "name": SOMEONE.capitalize(), "standing": Standing.DEACTIVATED.value}
    connection.execute(insert(people).values(**someone, admin=False, read_at=now))
    if connection.dialect.name == "sqlite":
        connection.execute(text(f"INSERT INTO {WORDS} ({WORDS}) VALUES ('optimize')"))  # noqa: S608 - or the index keeps old words
    row = {"team": erasure.team, "at": now, "by": "operator", "door": "command line", "record": "person", "action": "erased"}
    connection.execute(insert(audit).values(**row, before="", after=erased.stands_for))
    return erased


def _who(connection: Connection, erasure: Erasure) -> Erased:
    here = (people.c.team == erasure.team, people.c.user == erasure.user)
    person = connection.execute(select(people).where(*here)).first()
    bot = connection.scalar(select(workspaces.c.bot_user).where(workspaces.c.team == erasure.team))
    if person is None or erasure.user == bot or erasure.user.startswith(GONE):
        raise NotHere(f"Nobody here has the id {erasure.user}. It is in their Slack profile: ⋮ › Copy member ID.")
    entries = metadata.tables["incident_entries"]
    once = connection.scalars(select(entries.c.by_name).where(entries.c.team == erasure.team, entries.c.by == erasure.user).distinct())
    names = tuple(dict.fromkeys(name for name in (person.name, *once) if name))
    before = connection.scalar(
        select(func.count()).select_from(people).where(people.c.team == erasure.team, people.c.user.startswith(GONE))
    )
    return Erased(f"{GONE}{(before or 0) + 1}", names, person.standing != Standing.DEACTIVATED.value)


def _delete(connection: Connection, erasure: Erasure, erased: Erased) -> None:
    """What is theirs alone: their profile, their direct messages, what they talked about with the co-pilot, what is to be done for them."""
    team, user = erasure.team, erasure.user
    direct = _direct_messages(connection, team, user)
    talks = select(conversations.c.id).where(conversations.c.team == team, conversations.c.channel.in_(direct))
    said = select(turns.c.id).where(turns.c.team == team, (turns.c.user == user) | turns.c.conversation.in_(talks))
    gone: list[tuple[Table, ColumnElement[bool]]] = [
        (feedback, and_(feedback.c.team == team, (feedback.c.user == user) | feedback.c.turn.in_(said))),
        (turns, turns.c.id.in_(said)),
        (conversations, and_(conversations.c.team == team, conversations.c.id.not_in(select(turns.c.conversation)))),
        *((table, and_(table.c.team == team, table.c.user == user)) for table in (arrivals, drafts, files, reads, members, people)),
        (channels, and_(channels.c.team == team, channels.c.channel.in_(direct))),
    ]
    for table, which in gone:
        erased.deleted[table.name] += connection.execute(delete(table).where(which)).rowcount
    is_theirs = Words(erasure, erased).has_id
    later = [row.id for row in connection.execute(select(due).where(due.c.team == team)) if is_theirs(row.ids) or is_theirs(row.room)]
    erased.deleted[due.name] += connection.execute(delete(due).where(due.c.id.in_(later))).rowcount
    erased.deleted["jobs"] += forget_about(connection, team, is_theirs)


def _direct_messages(connection: Connection, team: str, user: str) -> list[str]:
    """The channels that are between them and the bot alone."""
    bot = connection.scalar(select(workspaces.c.bot_user).where(workspaces.c.team == team))
    here = (members.c.team == team, members.c.channel == channels.c.channel)
    theirs, shared = exists().where(*here, members.c.user == user), exists().where(*here, members.c.user.not_in((user, bot)))
    return list(connection.scalars(select(channels.c.channel).where(channels.c.team == team, channels.c.direct, theirs, ~shared)))


class Words:
    """What is looked for in every text, and what stands there instead."""

    def __init__(self, erasure: Erasure, erased: Erased) -> None:
        self._stands_for = erased.stands_for
        self._id = re.compile(rf"(?<![A-Za-z0-9]){re.escape(erasure.user)}(?![A-Za-z0-9])")
        self._whole = {name.casefold() for name in (*erased.names, *erasure.also)}
        # A name of one word may be a word of any sentence: it is taken out where it is all that stands there, or after an @.
        told = {name for name in erased.names if len(name.split()) > 1} | set(erasure.also)
        plain = set(erased.names) - told
        self._told = _any_of(told)
        self._called = _any_of(plain, before="@")
        self._left = _any_of(plain)

    def has_id(self, value: Any) -> bool:
        """Whether it names them by their id."""
        return any(self._id.search(one) for one in _strings(value))

    def has_name(self, value: Any) -> bool:
        """Whether a name of theirs of one word stands in it."""
        return any(self._left.search(one) for one in _strings(value)) if self._left else False

    def without(self, value: Any) -> Any:
        """The same without them."""
        if isinstance(value, str):
            return self._without(value)
        if isinstance(value, bytes):
            return self._without_in_file(value)
        if isinstance(value, dict):
            return {self.without(name): self.without(one) for name, one in value.items()}
        return [self.without(one) for one in value] if isinstance(value, list) else value

    def _without_in_file(self, content: bytes) -> bytes:
        try:
            return self._without(content.decode()).encode()
        except UnicodeDecodeError:
            return content  # no text: what is kept of files is

    def _without(self, value: str) -> str:
        if value.strip().casefold() in self._whole:
            return SOMEONE
        value = self._id.sub(self._stands_for, value)
        if self._told:
            value = self._told.sub(SOMEONE, value)
        return self._called.sub(f"@{SOMEONE}", value) if self._called else value


def _any_of(names: set[str], before: str = "") -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w){before}(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE) if names else None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode(errors="ignore")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _rewrite(connection: Connection, table: Table, team: str, words: Words, erased: Erased) -> None:
    """Look at every text of a table."""
    columns = [column for column in table.c if isinstance(column.type, String | JSON | LargeBinary) and column.name != "team"]
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in connection.execute(_of_team(table, team)).mappings():
        new = {column.name: _fitting(words.without(row[column.name]), column) for column in columns}
        changes = {f"{NEW}{name}": value for name, value in new.items() if value != row[name]}
        if changes:
            where = {f"{WHERE}{column.name}": row[column.name] for column in table.primary_key}
            changed.setdefault(tuple(changes), []).append({**where, **changes})
        if any(words.has_name(value) for value in new.values()):
            erased.left[table.name] += 1
    for names, rows in changed.items():
        here = [column == bindparam(f"{WHERE}{column.name}") for column in table.primary_key]
        connection.execute(update(table).where(*here).values({name.removeprefix(NEW): bindparam(name) for name in names}), rows)
        erased.changed[table.name] += len(rows)
        erased.rewritten.setdefault(table.name, set()).update(row[f"{WHERE}id"] for row in rows if f"{WHERE}id" in row)
    if table is texts:
        _index(connection, sorted({row[f"{WHERE}id"] for rows in changed.values() for row in rows}))


def _index(connection: Connection, changed: list[int]) -> None:
    """Have what changed found by the words that stand there now."""
    dialect = connection.dialect.name
    for begin in range(0, len(changed), ROWS_AT_ONCE):
        ids = changed[begin : begin + ROWS_AT_ONCE]
        connection.execute(no_entries(dialect, ids))
        rows = connection.execute(select(texts).where(texts.c.id.in_(ids))).mappings()
        connection.execute(*entries(dialect, [dict(row) for row in rows]))


def _of_team(table: Table, team: str) -> Select[Any]:
    """A table's rows of a workspace; where they do not say, those of what they belong to."""
    if "team" in table.c:
        return select(table).where(table.c.team == team)
    owner = next(iter(table.foreign_keys)).column
    return select(table).where(next(iter(table.foreign_keys)).parent.in_(select(owner).where(owner.table.c.team == team)))


def _fitting(value: Any, column: Column[Any]) -> Any:
    length = getattr(column.type, "length", None)
    return value[:length] if length and isinstance(value, str) else value
