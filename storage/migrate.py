"""Bring the schema up to date. Alembic is heavy, so it is imported only when there is something to do, and never on the loop."""

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, create_engine, event, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x0C70_C0_9170
"""The advisory lock that replicas which start together take in turn."""


def newest_revision() -> str:
    """The last revision there is, by its file's name: `0001_ground.py` is revision 0001."""
    return max(path.name.split("_", maxsplit=1)[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


async def migrate(url: URL) -> bool:
    """Run what has not been run yet, one process at a time; says whether there was anything. Raises what the database raises."""
    return await asyncio.to_thread(_migrate, url)


def _migrate(url: URL) -> bool:
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url.set(drivername="sqlite" if is_sqlite else "postgresql+psycopg"))
    if is_sqlite:
        _begin_at_once(engine)
    try:
        with engine.begin() as connection:
            if not is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            if _revision(connection) == newest_revision():
                return False
            _upgrade(connection)
            return True
    finally:
        engine.dispose()


def _begin_at_once(engine: Any) -> None:
    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - 0.3 s that a start with nothing to do does not pay
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
