"""Acks, messages, throughput, start and memory of the co-pilot, as ratios against a bare Bolt app on the same sandbox, in one run.

    python -m benchmarks.acks [--seconds 10]

Times are of this machine at this moment; the ratios are what to compare. Goals are printed beside, not asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field

from benchmarks.load import LAST, STEP, Load, Stage
from benchmarks.page import Sheet, over, show
from benchmarks.running import megabytes, percentile, running, sqlite_in
from bot.manifest import read_manifest
from sandbox import Sandbox
from tests.databases import postgres

RATES = (5, 20, 60)
USUAL = 20
AT_ONCE = 100
WHILE_SLOW, SLOW_SECONDS, SLACK_WAITS = 40, 1.0, 3.0
BARE = "bare Bolt app"
IMPORTS = "import slack_bolt.async_app, sqlalchemy.ext.asyncio, pydantic"


@dataclass
class Measured:
    """Of one app: seconds, megabytes, and each part of the load by its name."""

    name: str
    ready: float = 0.0
    memory: float = 0.0
    knee: float = 0.0
    stages: dict[str, Stage] = field(default_factory=dict)


async def measure(name: str, seconds: float, url: str | None) -> Measured:
    """Start the app, load it, stop it."""
    measured = Measured(name)
    async with Sandbox(read_manifest()) as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        load = Load(ana, acme.channel("general", members=[ana, acme.bot]))
        began = time.perf_counter()
        async with running(acme, url) as pid:
            measured.ready = time.perf_counter() - began
            await load.steadily(USUAL, 1)
            for rate in RATES:
                measured.stages[f"at {rate}/s"] = await load.steadily(rate, seconds)
            measured.stages[f"{AT_ONCE} at once"] = await load.at_once(AT_ONCE)
            measured.stages[_SLOW] = await load.while_slow(WHILE_SLOW, SLOW_SECONDS)
            measured.memory = megabytes(pid)
            measured.knee = await load.knee()
    return measured


_SLOW = f"{WHILE_SLOW} at once, Slack takes {SLOW_SECONDS:g} s"


def figures(one: Measured) -> dict[str, float]:
    """What is compared, in milliseconds, seconds and megabytes."""
    found: dict[str, float] = {}
    for name, stage in one.stages.items():
        found |= {f"ack p50 {name}, ms": stage.ack(0.5), f"ack p99 {name}, ms": stage.ack(0.99)}
    usual, slow = one.stages[f"at {USUAL}/s"], one.stages[_SLOW]
    return {
        **found,
        "the slowest of those, ms": max(slow.acks, default=float("nan")) * 1000,
        f"ack to message p50 at {USUAL}/s, ms": percentile(usual.shown, 0.5) * 1000,
        f"ack to message p99 at {USUAL}/s, ms": percentile(usual.shown, 0.99) * 1000,
        "not answered in time": float(sum(stage.failed for stage in one.stages.values())),
        "throughput up to the knee, a second": one.knee,
        "start to ready, s": one.ready,
        "resident memory, MB": one.memory,
    }


GOALS = {
    f"ack p99 at {USUAL}/s, ms": "< 50 on SQLite",
    "the slowest of those, ms": f"< {SLACK_WAITS * 1000:,.0f}",
    f"ack to message p99 at {USUAL}/s, ms": "< 300",
    "not answered in time": "0",
    "start to ready, s": "< 2.5",
    "resident memory, MB": "< 120",
}


def sheet(results: list[Measured], imports: float) -> Sheet:
    """The table: each figure, and its ratio to the baseline's."""
    base, *others = (figures(one) for one in results)
    rows = [[label, f"{first:.1f}", *(over(one[label], first) for one in others), GOALS.get(label, "")] for label, first in base.items()]
    note = (
        f"The knee is the last rate (each {STEP:g} times the one before, {LAST:g} at most) at which p99 stayed below a second and nothing "
        f"failed. Importing Bolt, SQLAlchemy and pydantic alone takes {imports:.2f} s of a start."
    )
    return Sheet("Against a bare Bolt app", ["", *(one.name for one in results), "goal"], rows, note)


def _imports() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - began


def measured(seconds: float) -> list[Measured]:
    """Measure, one app after the other; the bare one first."""
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        apps = {BARE: None, "co-pilot, SQLite": sqlite_in(folder), "co-pilot, PostgreSQL": server.migrated()}
        return [_told(asyncio.run(measure(name, seconds, url))) for name, url in apps.items()]


def _told(one: Measured) -> Measured:
    slowest = {name: f"{stage.ack(0.99):.0f}" for name, stage in one.stages.items()}
    print(f"{one.name}: p99 in ms {slowest}, up to {one.knee:.0f} a second", flush=True)
    return one


def imports() -> float:
    """Seconds that importing takes which no app of this kind is spared, once it is cached."""
    return min(_imports() for _ in range(2))


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="how long to load each app at each rate")
    show(sheet(measured(parser.parse_args().seconds), imports()))


if __name__ == "__main__":
    main()
