"""Records as files and back, from the command line, beside a process that serves or before one ever did."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NoReturn

from rich.console import Console
from rich.markup import escape

from bot.app import FEATURES
from bot.config import Settings
from bot.errors import Unclear
from bot.serving import Refused
from handlers.doors import Doors
from handlers.folder_files import drawings
from handlers.parts import Parts
from storage.database import open_database
from storage.folder import bring_in, send_out, workspace
from storage.folder.arriving import Outcome, Told
from storage.jobs import engine_for
from storage.jobs.port import Jobs
from storage.migrate import migrate
from storage.store import Store

WAYS = {Outcome.IMPORTED: "imported", Outcome.UNCHANGED: "here already", Outcome.DIFFERS: "left as it is", Outcome.SKIPPED: "skipped"}


async def imported(settings: Settings, folder: Path, console: Console, *, project: str, named: str, dry_run: bool) -> bool:
    """Read a folder and tell of every file; says whether all of them could be read."""
    async with _store(settings, make=True) as store:
        team = await workspace(store, named)
        told = await bring_in(folder, store, team=team, project=project, now=datetime.now(UTC), dry_run=dry_run)
    for one in told:
        console.print(_line(one), soft_wrap=True, highlight=False)
    counts = {way: sum(one.outcome is outcome for one in told) for outcome, way in WAYS.items()}
    console.print(", ".join(f"{count} {way}" for way, count in counts.items() if count) or f"There is no record in {folder}.")
    if dry_run:
        console.print("This was a trial: nothing was kept.")
    return not counts[WAYS[Outcome.SKIPPED]]


async def exported(settings: Settings, folder: Path, console: Console, *, named: str, include_private: bool) -> None:
    """Write every record to a folder, and tell how many."""
    async with _store(settings, make=False) as store:
        team = await workspace(store, named)
        sent = await send_out(
            folder, store, team=team, include_private=include_private, also=drawings(now=datetime.now(UTC), parts=parts_of(store))
        )
    console.print(f"{sent.files} files in {folder}, {sent.changed} of them new or changed.", soft_wrap=True)
    if sent.renamed:
        gone = "1 file" if sent.renamed == 1 else f"{sent.renamed} files"
        console.print(f"{gone} of an earlier name taken away: those records have another title now.")
    if sent.private:
        left = "1 private record was left out" if sent.private == 1 else f"{sent.private} private records were left out"
        console.print(f"{left}. With --include-private they are written, too.")


def parts_of(store: Store) -> Parts:
    """What every kind gives to a scorecard. Nothing is connected by it: nobody listens, and no job is done."""
    doors = Doors(store, clock=partial(datetime.now, UTC), slack=_nobody, claude=_nobody)
    for feature in FEATURES:
        feature.register(doors, Jobs())
    return doors.parts


def _nobody(team: str) -> NoReturn:
    raise LookupError(f"Nothing is asked of Slack or Claude here, not for {team} either.")


def _line(told: Told) -> str:
    notes = " ".join(told.notes)
    what = " ".join(part for part in (WAYS[told.outcome], told.key) if part)
    return escape(f"{told.name}: {what}{f'. {notes}' if notes else ''}")


@asynccontextmanager
async def _store(settings: Settings, *, make: bool) -> AsyncIterator[Store]:
    """The records; `make`: begin a database where there is none. What a person can put right ends it with its sentence."""
    database = open_database(settings.database_url)
    try:
        if database.is_sqlite and not database.file.exists() and not make:
            raise Refused(f"There is no {database.file} yet: cto-copilot serve makes it.")
        await migrate(database.url)
        yield Store(database, engine_for(database))
    except Unclear as wrong:
        raise Refused(wrong.sentence) from wrong
    finally:
        await database.close()
