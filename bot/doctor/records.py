"""The database: whether it is there, whole, writable and up to date, and what waits in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.config import Settings
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.errors import Unavailable
from storage.backups.beside import revision
from storage.database import BadDatabaseUrl, Database, open_database
from storage.jobs import engine_for
from storage.migrate import newest_revision
from storage.store import Store

SOON_SECONDS = 300
"""A job that is older than this waits for something: mostly for Slack, or for a process that serves."""
CLOCKS_DIFFER_SECONDS = 30
LOOK = "Look whether it runs and DATABASE_URL is right; docs/operations.md › Databases."


@dataclass(frozen=True)
class Records:
    """What the rest wants to know of them."""

    teams: tuple[str, ...]
    channels: tuple[str, ...]


class _NotKept(Exception):
    """So that what was written to try is not kept."""


async def records(settings: Settings) -> tuple[Records | None, list[Finding]]:
    """Look at the database; None where there are no records yet, or they cannot be read."""
    try:
        async with _database(settings.database_url) as database:
            if database.is_sqlite and not database.file.exists():
                return None, [ok("database", f"There is no {database.file} yet: cto-copilot serve makes it.")]
            store = Store(database, engine_for(database))
            found, is_current = await _schema(database)
            if not is_current:
                return None, found
            found += [*await _whole(store), *await _writable(store), *await _clock(store), *await _jobs(store)]
            return await _there(store), found
    except BadDatabaseUrl as bad:
        return None, [wrong("database", f"DATABASE_URL {bad}.", "docs/configuration.md says how it is written.")]
    except (DBAPIError, Unavailable, OSError) as error:
        reason = str(error.orig).splitlines()[0] if isinstance(error, DBAPIError) else str(error)
        return None, [wrong("database", f"It cannot be reached: {reason}.", LOOK)]


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def _schema(database: Database) -> tuple[list[Finding], bool]:
    async with database.reading.begin() as connection:
        what = "SELECT 'SQLite ' || sqlite_version()" if database.is_sqlite else "SELECT 'PostgreSQL ' || current_setting('server_version')"
        version = await connection.scalar(text(what))
        there = await connection.run_sync(revision)
    found, newest = [ok("database", f"It answers: {version}.")], newest_revision()
    if there is None:
        return [*found, ok("schema", "There is none yet: cto-copilot serve makes it.")], False
    if there > newest:
        do = "Start the newer version again, or restore a backup from before it."
        return [*found, wrong("schema", f"A newer version has used it: its schema is {there}, this version knows {newest}.", do)], False
    if there < newest:
        do = "Take a backup (cto-copilot backup FILE), then start cto-copilot serve: it brings it up to date."
        return [*found, warning("schema", f"It is {there}, and this version's is {newest}.", do)], False
    return [*found, ok("schema", f"It is up to date ({there}).")], True


async def _whole(store: Store) -> list[Finding]:
    if not store.database.is_sqlite:
        return []
    async with store.reading() as db:
        said = await db.connection.scalar(text("PRAGMA quick_check(1)"))
    if said == "ok":
        return [ok("file", f"{store.database.file} is whole.")]
    return [
        wrong("file", f"{store.database.file} is damaged.", "Stop the co-pilot, keep the file, and restore the last backup into a new one.")
    ]


async def _writable(store: Store) -> list[Finding]:
    try:
        with suppress(_NotKept):
            await _written_and_not_kept(store)
    except (Unavailable, DBAPIError) as error:
        do = "Look at its permissions, at the disk, at who holds a lock; a PostgreSQL that is a standby takes nothing."
        return [
            wrong("writing", f"It cannot be written to: {type(getattr(error, 'orig', None) or error.__cause__ or error).__name__}.", do)
        ]
    return [ok("writing", "It can be written to.")]


async def _written_and_not_kept(store: Store) -> None:
    async with store.transaction() as db:
        await db.periods.claim("doctor", "doctor", "", "now", at=datetime.now(UTC))
        raise _NotKept


async def _clock(store: Store) -> list[Finding]:
    if store.database.is_sqlite:
        return []
    async with store.reading() as db:
        theirs = await db.connection.scalar(text("SELECT now()"))
    apart = abs((datetime.now(UTC) - theirs).total_seconds())
    if apart <= CLOCKS_DIFFER_SECONDS:
        return [ok("database's clock", "It goes as ours does.")]
    return [warning("database's clock", f"It is {apart:.0f} seconds apart from ours.", "Have both set by NTP: retries wait by it.")]


async def _jobs(store: Store) -> list[Finding]:
    counts, oldest = await store.jobs.counts(), await store.jobs.oldest()
    found = []
    if counts["parked"]:
        do = "cto-copilot jobs list says why; jobs retry ID or jobs drop ID decides."
        found.append(warning("parked jobs", f"{counts['parked']} failed too often and wait for somebody.", do))
    else:
        found.append(ok("parked jobs", "There are none."))
    age = (datetime.now(UTC) - oldest).total_seconds() if oldest else 0
    if age > SOON_SECONDS:
        do = "Look whether cto-copilot serve runs and reaches Slack: its log says job.failed, and why."
        found.append(warning("waiting jobs", f"{counts['waiting']} wait, the oldest for {age / 60:.0f} minutes.", do))
    else:
        found.append(ok("waiting jobs", f"{counts['waiting'] or 'None'} {'wait' if counts['waiting'] > 1 else 'waits'}, none for long."))
    return found


async def _there(store: Store) -> Records:
    async with store.reading() as db:
        teams = tuple(await db.people.workspaces())
        channels = [channel for team in teams for channel in await db.schedules.channels(team)]
    return Records(teams, tuple(channels))
