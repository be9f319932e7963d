"""Everything in one file and back, from the command line: a backup beside a process that serves, a restore into nothing."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from bot.serving import Refused
from storage.backups import BadBackup, Contents, back_up, restore
from storage.database import open_database
from storage.jobs import engine_for


async def backed_up(settings: Settings, file: Path, console: Console) -> None:
    """Write a backup, and tell what is in it."""
    database = open_database(settings.database_url)
    try:
        if database.is_sqlite and not database.file.exists():
            raise Refused(f"There is no {database.file} yet: cto-copilot serve makes it.")
        written = await asyncio.to_thread(back_up, database.url, file, now=datetime.now(UTC))
    except BadBackup as bad:
        raise Refused(str(bad)) from None
    finally:
        await database.close()
    console.print(f"{file}: {_told(written)} It was read again, and is whole.", soft_wrap=True)
    console.print("What private channels said is in it. Only its owner can read the file: keep it so.", soft_wrap=True)


async def restored(settings: Settings, file: Path, console: Console) -> None:
    """Restore a backup into an empty database that nobody serves, and tell what came back."""
    database = open_database(settings.database_url)
    engine = engine_for(database)
    try:
        engine.claim()
        about = await asyncio.to_thread(restore, database.url, file)
    except BadBackup as bad:
        raise Refused(f"{file}: {bad} Nothing was restored.") from None
    finally:
        await engine.stop(0)
        await database.close()
    console.print(f"Restored {_told(about)}", soft_wrap=True)
    console.print("Start it with cto-copilot serve. What was posted is not posted again.")


def _told(about: Contents) -> str:
    waiting, parked = (about.jobs.get(state, 0) for state in ("waiting", "parked"))
    what = f"{_counted(about.all_rows, 'row')} of {_counted(len(about.rows), 'table')}, {_counted(waiting, 'job')} to do, {parked} parked"
    made = f"as of {about.made_at:%Y-%m-%d %H:%M:%S} UTC, by version {about.version}, schema {about.revision}, from {about.database}"
    return f"{what}; {made}."


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
