"""The two databases behind one set of tables: where they are, how a connection to them is set up, what a stored time is."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, MetaData, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator

from storage import trips
from storage.gate import Gate

# A listener has Slack's three seconds for everything. What waits here gives up well before that, so that the person gets a sentence.
SQLITE_BUSY_SECONDS = 1.0
POOL_WAIT_SECONDS = 1.0
POSTGRES_LOCK_WAIT = "1500ms"
POSTGRES_STATEMENT = "10s"
POSTGRES_IDLE = "15s"
"""So long a transaction may ask nothing. One that the network lost would keep its rows locked until the server hears of that, in hours."""
POOL_SIZE = 10
POSTGRES_WRITERS = 8
SQLITE_READERS = 2
"""So many connections to SQLite stay open to read: of 600 readings in a minute, one finds two others under way."""
SQLITE_READERS_AT_ONCE = 20
"""So many are opened while they do, and closed after: each has a thread, and statements of its own."""
SQLITE_STATEMENTS = 64
"""So many prepared statements each connection to SQLite keeps, at 12 KB each; preparing one anew takes a tenth of a millisecond."""
SQLITE_PAGES_KB = 512
"""So much of the file each connection to SQLite keeps: what is not there, the system has at hand."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Key = BigInteger().with_variant(Integer, "sqlite")
"""A row's own number. SQLite counts by itself only in a column it calls INTEGER."""


class Utc(TypeDecorator[datetime]):
    """An instant: aware, in UTC, on both databases. A naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Aware in, UTC out."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a stored time must be aware, this is not: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """SQLite gives back what it was given without its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class BadDatabaseUrl(ValueError):
    """DATABASE_URL cannot be read; `str()` of it says what would do."""


class Unusable(Exception):
    """The database is there and cannot be used as it is; `str()` of it says what would do."""


def database_url(written: str) -> URL:
    """DATABASE_URL as people write it, with the drivers we use. Raises BadDatabaseUrl."""
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):  # the second for a port that is no number, as after an unescaped : in a password
        raise BadDatabaseUrl("should look like sqlite:///copilot.db or postgresql://user:password@host/name") from None
    backend = url.drivername.split("+", maxsplit=1)[0]
    if backend in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return _file_url(url)
    raise BadDatabaseUrl(f"names {backend}, which is not one of sqlite:///file and postgresql://…")


def _file_url(url: URL) -> URL:
    if url.database in {None, "", ":memory:"}:
        raise BadDatabaseUrl("should name a file, as sqlite:///copilot.db does: nothing may be lost")
    file = Path(str(url.database))
    if not file.parent.is_dir():
        raise BadDatabaseUrl(f"names a file in {file.parent}, and there is no such folder")
    if file.is_dir():
        raise BadDatabaseUrl(f"names {file}, which is a folder: it should be a file")
    return url.set(drivername="sqlite+aiosqlite")


@dataclass(frozen=True)
class Database:
    """Where records are kept. On SQLite one engine writes, one transaction at a time, and another reads snapshots beside it.

    Writers take a `turn` each, in the order they came. Whoever is being answered goes through the `gate` before the steps of jobs.
    """

    url: URL
    writing: AsyncEngine
    reading: AsyncEngine
    turn: asyncio.Semaphore
    gate: Gate = field(default_factory=Gate)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded default."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return Path(self.url.database or "")

    async def close(self) -> None:
        """Close every connection."""
        await self.writing.dispose()
        await self.reading.dispose()


def open_database(written: str) -> Database:
    """Open the database at DATABASE_URL; nothing is connected yet. Raises BadDatabaseUrl."""
    url = database_url(written)
    if url.get_backend_name() == "sqlite":
        return Database(url, _sqlite(url, "BEGIN IMMEDIATE"), _sqlite(url, "BEGIN", "PRAGMA query_only=ON"), turns(url))
    engine = _postgres(url)
    reading = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(url, engine, reading, turns(url))


def turns(url: URL) -> asyncio.Semaphore:
    """For as many writers as may be at work at once. A hundred who all begin come to their end too late, all of them."""
    return asyncio.Semaphore(1 if url.get_backend_name() == "sqlite" else POSTGRES_WRITERS)


def _sqlite(url: URL, begin: str, *pragmas: str) -> AsyncEngine:
    engine = create_async_engine(
        url,
        connect_args={"timeout": SQLITE_BUSY_SECONDS, "cached_statements": SQLITE_STATEMENTS, "async_creator_fn": trips.connect},
        pool_timeout=POOL_WAIT_SECONDS,
        pool_size=SQLITE_READERS,
        max_overflow=SQLITE_READERS_AT_ONCE - SQLITE_READERS,
        pool_use_lifo=True,  # the one that was used last has its statements prepared; taken in turn, all of them come to have all
        hide_parameters=True,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # Python's driver must not open transactions of its own
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")  # what was acked outlives a power cut, not only a kill
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA cache_size=-{SQLITE_PAGES_KB}")
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()

    dialect: Any = engine.dialect
    dialect.do_begin = lambda connection: connection.driver_connection.begins_with(begin)  # a listener would cost a twentieth
    return engine


def _postgres(url: URL) -> AsyncEngine:
    from storage.bounded import BoundedConnection  # noqa: PLC0415 - psycopg is 0.1 s that the embedded default does not pay

    limits = {
        "lock_timeout": POSTGRES_LOCK_WAIT,
        "statement_timeout": POSTGRES_STATEMENT,
        "idle_in_transaction_session_timeout": POSTGRES_IDLE,
        "timezone": "UTC",
    }
    engine = create_async_engine(
        url,
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,  # a database that was restarted leaves dead connections behind
        connect_args={
            "connect_timeout": 2,
            "tcp_user_timeout": 3000,
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            "async_creator_fn": BoundedConnection.connect,
        },
    )
    _ping_impatiently(engine)
    return engine


def _ping_impatiently(engine: AsyncEngine) -> None:
    """A ping that is not answered ends the connection, and SQLAlchemy then makes every other in the pool anew before it is used."""
    dialect: Any = engine.dialect
    ping = dialect.do_ping

    def do_ping(connection: Any) -> bool:
        with connection.driver_connection.impatiently():
            return bool(ping(connection))

    dialect.do_ping = do_ping
