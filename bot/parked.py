"""Parked jobs, looked at and put right from the command line, beside a process that serves."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rich.console import Console
from rich.table import Table

from bot.config import Settings
from bot.serving import Refused
from storage.database import open_database
from storage.jobs import engine_for
from storage.jobs.port import Engine


async def listed(settings: Settings, console: Console) -> None:
    """Print them, oldest first."""
    async with _engine(settings) as engine:
        table = Table("id", "kind", "workspace", "room", "ids", "failed at", "error")
        for parked in await engine.parked():
            job = parked.job
            ids = " ".join(f"{name}={value}" for name, value in job.ids.items())
            table.add_row(str(parked.id), job.kind, job.team, job.room, ids, f"{parked.failed_at:%Y-%m-%d %H:%M} UTC", parked.error)
        counts = await engine.counts()
    if table.row_count:
        console.print(table)
    console.print(", ".join(f"{count} {state}" for state, count in counts.items()))


async def retried(settings: Settings, job: int) -> bool:
    """Let one be tried again."""
    async with _engine(settings) as engine:
        return await engine.retry(job)


async def dropped(settings: Settings, job: int) -> bool:
    """Forget one."""
    async with _engine(settings) as engine:
        return await engine.drop(job)


@asynccontextmanager
async def _engine(settings: Settings) -> AsyncIterator[Engine]:
    database = open_database(settings.database_url)
    if database.is_sqlite and not database.file.exists():
        raise Refused(f"There is no {database.file} yet: cto-copilot serve makes it.")
    try:
        yield engine_for(database)
    finally:
        await database.close()
