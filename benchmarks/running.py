"""An app that runs beside a sandbox: the co-pilot as an operator starts it, or the bare one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox import Workspace
from storage.database import database_url
from storage.migrate import migrate
from tests.process import anew, served


@asynccontextmanager
async def running(acme: Workspace, url: str | None) -> AsyncIterator[int]:
    """Have the co-pilot serve a workspace from a database, the bare app for none; gives its process's id."""
    if url:
        async with served(acme, url, anew) as process:
            await process.ready()
            yield process.process.pid
        return
    slack = acme.slack
    tokens = {"SLACK_BOT_TOKEN": acme.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.api_url}
    bare = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.bare", env={**os.environ, **tokens}, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert bare.stdout is not None  # noqa: S101 - PIPE was asked for
        await bare.stdout.readline()
        yield bare.pid
    finally:
        bare.kill()
        await bare.wait()


def sqlite_in(folder: str) -> str:
    """A migrated SQLite file; returns its URL."""
    url = f"sqlite:///{folder}/copilot.db"
    asyncio.run(migrate(database_url(url)))
    return url


def megabytes(pid: int) -> float:
    """What a process holds in memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
