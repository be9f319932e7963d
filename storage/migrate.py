"""Bring the schema up to date. Alembic is heavy, so it is imported only when there is something to do, and never on the loop."""

import asyncio
import sqlite3
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import OperationalError

from bot.errors import Unavailable
from storage.database import Unusable

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x0C70_C0_9170
"""The advisory lock that replicas which start together take in turn."""
LOCK_SECONDS = 60.0
"""How long to wait for that lock, and for any table that somebody else holds."""
CONNECT_SECONDS = 5
LOCK_NOT_AVAILABLE = "55P03"
TURN_SECONDS, LOOK_SECONDS = 2.0, 0.01


def newest_revision() -> str:
    """The last revision there is, by its file's name: `0001_ground.py` is revision 0001."""
    return max(path.name.split("_", maxsplit=1)[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def migrate(url: URL, *, patience: float = LOCK_SECONDS) -> bool:
    """Run what has not been run yet, one process at a time; says whether there was anything.

    Raises Unusable for a newer schema, Unavailable when a lock is held for `patience` seconds, else what the database raises.
    """
    return await asyncio.to_thread(_migrate, url, patience)


def _migrate(url: URL, patience: float) -> bool:
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgres(url, patience)
    try:
        with engine.begin() as connection:
            did = _brought_up_to_date(connection)
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        raise Unavailable(
            f"DATABASE_URL: the schema cannot be brought up to date, because another session has held a lock for {patience:g} s. "
            "pg_stat_activity shows which; when it has ended, start again."
        ) from error
    else:
        if engine.dialect.name == "sqlite":
            _write_ahead(engine)
        return did
    finally:
        engine.dispose()


def _brought_up_to_date(connection: Connection) -> bool:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    there, newest = _revision(connection), newest_revision()
    if there == newest:
        return False
    if there is not None and there > newest:
        raise Unusable(
            f"DATABASE_URL: a newer version of the co-pilot has used this database (its schema is {there}, this version knows {newest}). "
            "Start that version, or restore a backup from before."
        )
    upgrade(connection)
    return True


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="sqlite"))

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _postgres(url: URL, patience: float) -> Engine:
    options = f"-c lock_timeout={int(patience * 1000)} -c timezone=UTC"
    return create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": CONNECT_SECONDS, "options": options})


def _write_ahead(engine: Engine) -> None:
    """Turn the file to a log beside it while nobody serves from it yet.

    Two connections that open it and turn it at the same moment would not wait for each other: SQLite tells one of them that the database
    is locked, at once, since each reads already and waits for the other to end.
    """
    raw, until = engine.raw_connection(), monotonic() + TURN_SECONDS
    try:
        while raw.driver_connection:
            try:
                raw.driver_connection.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorname == "SQLITE_BUSY" and monotonic() < until:  # another process that has just migrated does it, too
                    sleep(LOOK_SECONDS)
                    continue
            return  # whatever else it is, whoever serves from it will be told
    finally:
        raw.close()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the revisions up to this one, on a connection that holds the lock."""
    from alembic import command  # noqa: PLC0415 - 0.3 s that a start with nothing to do does not pay
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
