"""`cto-copilot serve` as a process of its own, to be stopped and killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

import aiohttp
import psycopg

from bot.manifest import read_manifest
from sandbox import Channel, Person, Sandbox, Workspace
from tests.forked import ANSWERS_WITHIN, Forked

PATIENCE_SECONDS = 60.0
SLACKS_OWN_SECONDS = 3.0
CUT_OFF = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
"""How many others are still there, each of which is told to go."""


@dataclass
class Served:
    """One process; `log` is what it said, a dictionary a line."""

    process: asyncio.subprocess.Process | Forked
    url: str
    lines: list[str] = field(default_factory=list)
    reading: asyncio.Task[None] | None = None

    @property
    def log(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.lines if line.startswith("{")]

    async def says(self, event: str, within: float = 90) -> dict[str, object]:
        """Wait for an event in its log."""
        async with asyncio.timeout(within):
            while not (found := [line for line in self.log if line["event"] == event]):
                await asyncio.sleep(0.02)
        return found[0]

    def seconds_between(self, event: str, later: str) -> float:
        """How long it took from one event in its log to another."""
        first, last = (next(str(line["timestamp"]) for line in self.log if line["event"] == name) for name in (event, later))
        return (datetime.fromisoformat(last) - datetime.fromisoformat(first)).total_seconds()

    async def get(self, path: str) -> tuple[int, dict[str, object]]:
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}{path}") as answer:
            return answer.status, await answer.json()

    async def ready(self, within: float = 90) -> None:
        """Wait until /readyz says so."""
        async with asyncio.timeout(within):
            while True:
                assert self.process.returncode is None, self.lines
                with contextlib.suppress(aiohttp.ClientError):
                    status, _ = await self.get("/readyz")
                    if status == 200:
                        return
                await asyncio.sleep(0.02)

    async def ended(self) -> None:
        """Wait for the last it had to say."""
        if self.reading:
            await self.reading

    async def killed(self) -> None:
        """End it as the kernel does when memory runs out."""
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stopped(self, within: float = 30) -> int:
        """End it as an operator does; returns its exit code."""
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(within):
            return await self.process.wait()


async def anew(settings: dict[str, str]) -> tuple[asyncio.subprocess.Process, asyncio.StreamReader]:
    """Start it as an operator does: it imports everything by itself."""
    out, err = asyncio.subprocess.PIPE, asyncio.subprocess.STDOUT
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", "serve", env=settings, stdout=out, stderr=err)
    assert process.stdout is not None
    return process, process.stdout


async def fork(settings: dict[str, str]) -> tuple[Forked, asyncio.StreamReader]:
    """Start it without a second of imports, and as patient as the Slack of these tests, however busy the machine is."""
    return await as_it_ships({**settings, ANSWERS_WITHIN: str(PATIENCE_SECONDS)})


async def as_it_ships(settings: dict[str, str]) -> tuple[Forked, asyncio.StreamReader]:
    """Start it without a second of imports, and answering in the time that Slack itself waits."""
    process = Forked(["serve"], settings)
    return process, await process.start()


Start = Callable[[dict[str, str]], Awaitable[tuple[asyncio.subprocess.Process | Forked, asyncio.StreamReader]]]


@contextlib.asynccontextmanager
async def served(workspace: Workspace, database_url: str, start: Start = fork, /, **environment: str) -> AsyncIterator[Served]:
    """Start it for a workspace of a sandbox; whatever is left of it at the end is killed."""
    async with started(start, **{**settings_of(workspace, database_url), **environment}) as process:
        yield process


def settings_of(workspace: Workspace, database_url: str) -> dict[str, str]:
    """What somebody who sets it up there says."""
    slack = workspace.slack
    tokens = {"SLACK_BOT_TOKEN": workspace.bot_token, "SLACK_APP_TOKEN": slack.app_token, "SLACK_API_URL": slack.api_url}
    return {**tokens, "DATABASE_URL": database_url}


@contextlib.asynccontextmanager
async def started(start: Start = fork, /, **environment: str) -> AsyncIterator[Served]:
    """Start it with just these settings."""
    listen = f"127.0.0.1:{free_port()}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "COPILOT_", "DATABASE_", "ANTHROPIC_"))}
    settings = {**clean, "COPILOT_LISTEN": listen, "COPILOT_DRAIN_SECONDS": "5", **environment}
    process, output = await start(settings)
    running = Served(process, f"http://{listen}")
    running.reading = asyncio.create_task(_read(running, output))
    try:
        yield running
    except BaseException:
        print("".join(running.lines))  # noqa: T201 - what it logged, beside what failed
        raise
    finally:
        if process.returncode is None:
            await running.killed()
        await running.ended()


async def forgotten(database_url: str) -> None:
    """Have those who were killed be known for gone at once: on PostgreSQL that takes twelve seconds without a sign from them.

    That it does is what tests/test_jobs_killed.py is about, and tests/test_chaos.py with the seconds as they ship.
    """
    if database_url.startswith("postgresql"):
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
            await connection.execute("DELETE FROM procrastinate_workers")


async def gone(database_url: str) -> None:
    """The same where nobody else is left, with what they had locked let go: a busy server reads late that their lines have ended."""
    if database_url.startswith("postgresql"):
        async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection, asyncio.timeout(PATIENCE_SECONDS):
            while (await (await connection.execute(CUT_OFF)).fetchone()) != (0,):
                await asyncio.sleep(0.02)
    await forgotten(database_url)


async def _read(running: Served, output: asyncio.StreamReader) -> None:
    async for line in output:
        running.lines.append(line.decode())


@dataclass
class Office:
    """A sandbox with Ana in #general of Acme, and the processes that serve it, one after the other."""

    slack: Sandbox
    acme: Workspace
    ana: Person
    general: Channel
    url: str

    @property
    def settings(self) -> dict[str, str]:
        return settings_of(self.acme, self.url)

    @contextlib.asynccontextmanager
    async def served(self, start: Start = fork, /, **environment: str) -> AsyncIterator[Served]:
        """One that is ready."""
        async with served(self.acme, self.url, start, **environment) as process:
            await process.ready()
            yield process

    @contextlib.asynccontextmanager
    async def killed(self, process: Served, method: str, moment: str) -> AsyncIterator[None]:
        """Have the process killed once what is done here makes it call that method: hold_before Slack took the call, or hold_after."""
        held = self.slack.faults.add(method, moment)
        yield
        await held.reached(60)
        await process.killed()
        await gone(self.url)

    async def shows(self, words: str) -> None:
        """Wait until that stands in #general, and nothing more is under way."""
        await self.general.until(lambda messages: any(words in one.shown for one in messages), within=60)
        await self.slack.settled(60)


@contextlib.asynccontextmanager
async def office(database_url: str) -> AsyncIterator[Office]:
    """Have one, on a database."""
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana Sandoval", tz="Europe/Berlin")
        yield Office(slack, acme, ana, acme.channel("general", members=[ana, acme.bot]), database_url)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def a_slack(*, ack_seconds: float = PATIENCE_SECONDS) -> Sandbox:
    """A sandbox of its own, for a process of its own."""
    return Sandbox(read_manifest(), ack_seconds=ack_seconds)
