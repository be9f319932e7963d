"""A connection beside the server's, for long work off the loop: without the server's timeouts, which are made for answers to people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from bot.errors import Unavailable

CONNECT_SECONDS = 5
LOCK_SECONDS = 60
LOCK_NOT_AVAILABLE = "55P03"


@contextmanager
def snapshot(url: URL) -> Iterator[Connection]:
    """One moment of the database, to read from as long as it takes. The server goes on writing meanwhile."""
    engine = _engine(url, "BEGIN")
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection
    finally:
        engine.dispose()


@contextmanager
def alone(url: URL, *, keep: bool = True) -> Iterator[Connection]:
    """One transaction in which nobody else writes: both or neither, tables included. What is done in a trial is not kept."""
    engine = _engine(url, "BEGIN IMMEDIATE")
    try:
        with engine.connect() as connection, connection.begin() as transaction:
            yield connection
            if not keep:
                transaction.rollback()
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Unavailable(f"DATABASE_URL: another session has held a lock for {LOCK_SECONDS} s. pg_stat_activity shows which.") from error
    finally:
        engine.dispose()


def tidied(url: URL) -> None:
    """Leave nothing in a SQLite file of what was deleted: not on free pages, nor in the log beside it. PostgreSQL does so by itself."""
    if url.get_backend_name() != "sqlite":
        return
    engine = _engine(url, "")
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()
        engine.dispose()


def revision(connection: Connection) -> str | None:
    """Which schema the database has; None for none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def _engine(url: URL, begin: str) -> Engine:
    if url.get_backend_name() != "sqlite":
        options = f"-c lock_timeout={LOCK_SECONDS}s -c timezone=UTC"
        return create_engine(
            url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": CONNECT_SECONDS, "options": options}
        )
    engine = create_engine(url.set(drivername="sqlite"), connect_args={"timeout": LOCK_SECONDS})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # Python's driver must not open transactions of its own
        connection.execute("PRAGMA journal_mode=WAL")  # or reading for long would hold up a process that begins to serve

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
