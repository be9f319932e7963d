"""The few connections the worker on PostgreSQL has to itself."""

from typing import Any

from psycopg_pool import AsyncConnectionPool

from storage.bounded import BoundedConnection, is_there
from storage.database import Database

CONNECTION = {
    "connect_timeout": 2,
    "options": "-c statement_timeout=10s -c timezone=UTC",
    # A database that went away without a word is noticed within half a minute, by the listener too.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def pool_of(database: Database) -> AsyncConnectionPool[Any]:
    """Make the worker's own few connections. One that cannot be had is given up soon, since it is asked for again."""
    return AsyncConnectionPool(
        database.url.set(drivername="postgresql").render_as_string(hide_password=False),
        min_size=1,
        max_size=4,
        timeout=3.0,
        reconnect_timeout=2.0,
        connection_class=BoundedConnection,
        kwargs=CONNECTION,
        configure=_configure,
        check=is_there,
        open=False,
    )


async def _configure(connection: BoundedConnection) -> None:
    await connection.set_autocommit(True)  # every query of Procrastinate is one statement
