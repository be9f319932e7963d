"""How soon a sparring answer begins and ends in Slack, beside the SDK alone that streams the same answer there, in one run.

    python -m benchmarks.sparring [--rounds 20]

The workspace has 200 incidents, 300 debt items, 100 decisions and the papers of others, made up; a second one has nothing. Claude is a
script, so that what is measured is ours: times are of this machine at this moment; the ratios are what to compare.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import anthropic
import structlog
from rich.console import Console
from rich.table import Table

from bot.prompts import Said
from bot.records.people import Viewer
from handlers.knowing import Reader
from sandbox.claude import ScriptedClaude, says
from storage.folder import brought
from storage.folder.bringing import Bringing
from tests.deployment import Deployment, Team, deployed

INCIDENTS, DEBTS, DECISIONS = 200, 300, 100
WARM = 3
EVERY_SECONDS = 0.8
"""How often words are sent to Slack, by both."""
ANSWER = "Not yet. " + "Three people on call cannot run a second database at night, and INC-9 says what one costs. " * 12
ASKED = "Should we split the monolith before the next round?"
BARE, FULL, EMPTY = "the SDK alone", "co-pilot, 600 records", "co-pilot, no records"
WORDS = ("checkout", "search", "queue", "index", "mail", "login", "invoice", "cache", "worker", "webhook", "export", "session", "ledger")


@dataclass
class Measured:
    """Seconds to the first words in Slack, and to the last; of reading what is known, and how many characters that is."""

    name: str
    first: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    characters: int = 0


def folder(root: Path) -> None:
    """A team's files, all made up."""
    data = root / "data/engineering"
    for name in ("incidents", "adrs"):
        (data / name).mkdir(parents=True)
    for at in range(INCIDENTS):
        day = f"2026-{at % 10 + 1:02}-{at % 28 + 1:02}"
        word, other = WORDS[at % len(WORDS)], WORDS[at * 7 % len(WORDS)]
        timeline = "\n".join(f"- 09:{minute:02} — {word} {minute}: looked at the {other}" for minute in range(10, 40, 3))
        (data / f"incidents/incident_{day}_{at:03}.md").write_text(
            f"## Incident: {word} is slow after the {other} changed ({at})\n**Severity:** SEV{at % 3 + 1}\n**Status:** resolved\n"
            f"**Started:** {day} 09:00\n**Resolved:** {day} 09:45\n\n### Timeline\n{timeline}\n\n"
            f"### Root Cause\nThe {other} had no limit.\n"
        )
    for at in range(DECISIONS):
        word, other = WORDS[at % len(WORDS)], WORDS[at * 5 % len(WORDS)]
        day = f"2026-{at % 10 + 1:02}-{at % 28 + 1:02}"
        (data / f"adrs/adr_{day}_{word}-{at:03}.md").write_text(
            f"# ADR-{at + 1:03}: {word} stands apart from the {other}\n\n## Status\n\nAccepted\n\n"
            f"## Context\n\nThe {other} waits for it.\n\n## Decision\n\nIt has a process of its own.\n"
        )
    items = [
        {
            "id": f"debt_{at:03}",
            "title": f"No tests for {WORDS[at % len(WORDS)]} {at}",
            "description": "It breaks when it is touched. " * 5,
            "quadrant": "prudent_deliberate",
            "impact": "causing_incidents",
            "estimatedDays": at % 9 + 1,
            "priority": ("low", "medium", "high")[at % 3],
            "createdAt": "2026-05-01",
        }
        for at in range(DEBTS)
    ]
    (data / "tech_debt.json").write_text(json.dumps({"items": items}))
    (root / "data/cfo").mkdir()
    (root / "data/cfo/latest_forecast.json").write_text(json.dumps({"asOf": "2026-11-01", "runwayMonths": 14, "cash": 1_400_000}))
    (root / "CLAUDE.md").write_text("# The shop\n\n" + "One repository, one database, deployed on every merge. " * 30)


async def measure(rounds: int, database_url: str, root: Path) -> list[Measured]:
    """The three of them in turn, round by round, so that what else the machine does hits all alike."""
    bare, full, empty = Measured(BARE), Measured(FULL), Measured(EMPTY)
    async with deployed(database_url) as deployment, ScriptedClaude(lambda _asked: says(ANSWER)) as api:
        large, small = await deployment.team("Acme"), await deployment.team("Globex")
        bringing = Bringing(Viewer.operator(large.id), "", deployment.slack.clock.now())
        told = await brought(root, bringing, deployment.store.transaction)
        if skipped := [one.name for one in told if one.outcome == "skipped"]:
            raise RuntimeError(f"Not all of the made up files were taken: {skipped[:3]}")
        for team in (large, small):
            team.claude.always(says(ANSWER))
            await team.claude.claude.ready()
        client = anthropic.AsyncAnthropic(api_key="sk-ant-alone", base_url=api.url, max_retries=0)
        for at in range(-WARM, rounds):
            await _alone(bare if at >= 0 else Measured(""), client, deployment, large)
            await _asked(full if at >= 0 else Measured(""), deployment, large)
            await _asked(empty if at >= 0 else Measured(""), deployment, small)
        await client.close()
    return [bare, full, empty]


async def _alone(measured: Measured, client: anthropic.AsyncAnthropic, deployment: Deployment, team: Team) -> None:
    """The least there is: a question to Claude, and its words into a stream of Slack's as they come, as often as we send them."""
    slack = deployment.copilot.slack(team.id)
    channel = team.workspace.dm(team.ana).id
    root = await slack.chat_postMessage(channel=channel, text=ASKED)
    began, ts, waiting, sent = perf_counter(), "", "", 0.0
    asked: dict[str, Any] = {"model": "claude-sonnet-5", "max_tokens": 4_000, "messages": [{"role": "user", "content": ASKED}]}
    async with client.messages.stream(**asked) as stream:
        async for text in stream.text_stream:
            waiting += text
            if not ts:
                first = await slack.chat_startStream(channel=channel, thread_ts=root["ts"], markdown_text=waiting)
                ts, waiting, sent = str(first["ts"]), "", perf_counter()
                measured.first.append(perf_counter() - began)
            elif perf_counter() - sent > EVERY_SECONDS:
                await slack.chat_appendStream(channel=channel, ts=ts, markdown_text=waiting)
                waiting, sent = "", perf_counter()
    await slack.chat_stopStream(channel=channel, ts=ts, markdown_text=waiting)
    measured.last.append(perf_counter() - began)


async def _asked(measured: Measured, deployment: Deployment, team: Team) -> None:
    """Somebody asks in a direct message; then, apart from that, what reading what is known takes."""
    done, clock = len(deployment.slack.calls), deployment.slack.clock
    began = clock.now()
    await team.ana.says(ASKED, in_=team.workspace.dm(team.ana))
    await deployment.settled()
    calls = [one for one in deployment.slack.calls[done:] if one.team == team.id]
    measured.first.append((next(one.at for one in calls if one.method == "chat.startStream") - began).total_seconds())
    measured.last.append((next(one.at for one in calls if one.method == "chat.stopStream") - began).total_seconds())
    before = perf_counter()
    async with deployment.store.reading() as db:
        viewer = await db.people.viewer(team.id, team.ana.id)
        facts = await deployment.copilot.doors.knows.told(Reader(viewer, clock.now(), alone=True), db)
    measured.reading.append(perf_counter() - before)
    measured.characters = sum(len(one.text) for one in facts if isinstance(one, Said))


def table(found: Sequence[Measured]) -> Table:
    """Medians and worst, in milliseconds, each with how many times the SDK alone that is."""
    drawn = Table("", *(one.name for one in found), title="A sparring answer, ms; × is beside the SDK alone, in this run")
    rows = (
        ("first words, p50", "first", 0.5),
        ("first words, p95", "first", 0.95),
        ("last words, p50", "last", 0.5),
        ("last, p95", "last", 0.95),
    )
    for label, name, part in rows:
        base = _at(getattr(found[0], name), part)
        drawn.add_row(
            label, *(f"{_at(getattr(one, name), part) * 1000:.0f} ({_at(getattr(one, name), part) / base:.1f}×)" for one in found)
        )
    drawn.add_row(
        "of it, reading what is known, p50", *(f"{statistics.median(one.reading) * 1000:.0f}" if one.reading else "" for one in found)
    )
    drawn.add_row("characters read", *(f"{one.characters:,}" if one.characters else "" for one in found))
    return drawn


def _at(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as place:
        folder(Path(place) / "in")
        found = asyncio.run(measure(given.rounds, f"sqlite:///{place}/copilot.db", Path(place) / "in"))
    Console(width=140).print(table(found))


if __name__ == "__main__":
    main()
