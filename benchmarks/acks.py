"""Acks, messages, start and memory of the co-pilot, as ratios against a bare Bolt app on the same sandbox, in one run.

    python -m benchmarks.acks [--seconds 10]

Times are of this machine at this moment; the ratios are what to compare. Goals are printed beside, not asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.manifest import read_manifest
from sandbox import Channel, Delivery, Person, Sandbox, Workspace
from tests.databases import postgres
from tests.process import anew, served

PER_SECOND = 20
REPEATED = 0.2
AT_ONCE = 50
BARE = "bare Bolt app"
IMPORTS = "import slack_bolt.async_app, sqlalchemy.ext.asyncio, pydantic"


@dataclass
class Measured:
    """Of one app: seconds, and megabytes."""

    name: str
    ready: float = 0.0
    memory: float = 0.0
    steady: list[float] = field(default_factory=list)
    burst: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    failed: int = 0


async def measure(name: str, seconds: float, database_url: str | None) -> Measured:
    """Start the app, load it, stop it."""
    measured = Measured(name)
    async with Sandbox(read_manifest()) as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        began = time.perf_counter()
        async with _app(acme, database_url) as pid:
            measured.ready = time.perf_counter() - began
            await _warm(ana, general, acme)
            await _steadily(measured, ana, general, seconds)
            await _at_once(measured, ana, general)
            measured.memory = _memory(pid)
    return measured


async def _warm(ana: Person, general: Channel, acme: Workspace) -> None:
    for number in range(5):
        await ana.runs(f"/incident declare SEV3 warm {number}.", in_=general)
    await general.until(lambda messages: any("warm 4." in one.shown for one in messages if one.user == acme.bot.id), within=30)


async def _steadily(measured: Measured, ana: Person, general: Channel, seconds: float) -> None:
    """So many a second, whether answered or not; every fifth is one that was delivered before."""
    slack = ana.workspace.slack
    begin, tasks, chance = time.perf_counter(), [], random.Random(7)  # noqa: S311 - the same load every time
    for number in range(int(seconds * PER_SECOND)):
        await asyncio.sleep(max(0.0, begin + number / PER_SECOND - time.perf_counter()))
        done = [one for one in slack.deliveries if one.type == "slash_commands" and one.acked]
        if done and chance.random() < REPEATED:
            tasks.append(asyncio.create_task(_again(measured, slack, chance.choice(done))))
        else:
            tasks.append(asyncio.create_task(_declared(measured, ana, general, f"steady {number}.", measured.steady)))
    await asyncio.gather(*tasks)


async def _at_once(measured: Measured, ana: Person, general: Channel) -> None:
    await asyncio.gather(*(_declared(measured, ana, general, f"at once {number}.", measured.burst) for number in range(AT_ONCE)))


async def _declared(measured: Measured, ana: Person, general: Channel, title: str, into: list[float]) -> None:
    clock, bot = ana.workspace.slack.clock, ana.workspace.bot.id
    reply = await ana.runs(f"/incident declare SEV3 {title}", in_=general)
    acked = clock.now().timestamp()
    if reply.error:
        measured.failed += 1
        return
    into.append(reply.seconds)
    if into is measured.steady:
        messages = await general.until(lambda all_: any(_is(one, title, bot) for one in all_), within=60)
        measured.shown.append(float(next(one for one in messages if _is(one, title, bot)).ts) - acked)


def _is(message: object, title: str, bot: str) -> bool:
    shown = getattr(message, "shown", "")
    return title in shown and getattr(message, "user", "") == bot and getattr(message, "ephemeral_to", None) is None


async def _again(measured: Measured, slack: Sandbox, delivery: Delivery) -> None:
    (attempt,) = await slack.redeliver(delivery)
    if attempt.acked:
        measured.steady.append(attempt.seconds)
    else:
        measured.failed += 1


@asynccontextmanager
async def _app(acme: Workspace, database_url: str | None) -> AsyncIterator[int]:
    if database_url:
        async with served(acme, database_url, anew) as process:
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


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def percentile(values: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def rows(one: Measured) -> dict[str, float]:
    """What is compared, in milliseconds, seconds and megabytes."""
    return {
        f"ack p50 at {PER_SECOND}/s, ms": percentile(one.steady, 0.5) * 1000,
        f"ack p99 at {PER_SECOND}/s, ms": percentile(one.steady, 0.99) * 1000,
        f"ack p50, {AT_ONCE} at once, ms": percentile(one.burst, 0.5) * 1000,
        f"ack p99, {AT_ONCE} at once, ms": percentile(one.burst, 0.99) * 1000,
        "ack to message p50, ms": percentile(one.shown, 0.5) * 1000,
        "ack to message p99, ms": percentile(one.shown, 0.99) * 1000,
        "start to ready, s": one.ready,
        "resident memory, MB": one.memory,
        "not answered in time": float(one.failed),
    }


GOALS = {
    f"ack p99 at {PER_SECOND}/s, ms": "< 50 on SQLite",
    "ack to message p99, ms": "< 300",
    "start to ready, s": "< 2.5",
    "resident memory, MB": "< 120",
}


def report(results: list[Measured], imports: float) -> None:
    """Print the table: each figure, and its ratio to the baseline's."""
    baseline = rows(results[0])
    table = Table("", *(one.name for one in results), "goal", title="Against a bare Bolt app, one run")
    for label, base in baseline.items():
        cells = [f"{base:.1f}"]
        for one in results[1:]:
            value = rows(one)[label]
            cells.append(f"{value:.1f}  ({value / base:.2f}×)" if base > 0 else f"{value:.1f}")
        table.add_row(label, *cells, GOALS.get(label, ""))
    console = Console(width=150)
    console.print(table)
    console.print(f"Importing Bolt, SQLAlchemy and pydantic alone: {imports:.2f} s of the start.")


def _imports() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - began


def main() -> None:
    """Measure, one app after the other."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="how long to load each app steadily")
    seconds: float = parser.parse_args().seconds
    imports = min(_imports() for _ in range(2))
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        sqlite, postgresql = f"sqlite:///{folder}/copilot.db", server.migrated()
        _migrate(sqlite)
        results = [
            asyncio.run(measure(BARE, seconds, None)),
            asyncio.run(measure("co-pilot, SQLite", seconds, sqlite)),
            asyncio.run(measure("co-pilot, PostgreSQL", seconds, postgresql)),
        ]
    report(results, imports)


def _migrate(url: str) -> None:
    from storage.database import database_url  # noqa: PLC0415 - only needed here
    from storage.migrate import migrate  # noqa: PLC0415

    asyncio.run(migrate(database_url(url)))


if __name__ == "__main__":
    main()
