"""Durable work. `engine_for` is the one place that knows there are two engines."""

from typing import Any

from storage.database import Database
from storage.jobs.port import Engine


def engine_for(database: Database, **tuning: Any) -> Engine:
    """Give the engine that does the work of this database. Nothing is connected or started yet; a test may tune how long things take."""
    if database.is_sqlite:
        from storage.jobs.sqlite import SqliteEngine  # noqa: PLC0415 - its lock is not known on every system

        return SqliteEngine(database, **tuning)
    from storage.jobs.postgres import PostgresEngine  # noqa: PLC0415 - Procrastinate is 0.2 s that the embedded default does not pay

    return PostgresEngine(database, **tuning)
