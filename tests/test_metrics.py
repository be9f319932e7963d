"""What can be watched: /metrics of a process that serves, and the dashboard and alerts that ask for it."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import aiohttp
import pytest

from bot.measuring import door
from bot.metrics import Counter, Histogram, Metrics
from bot.metrics.counted import MOST_SERIES
from bot.metrics.text import page
from bot.scraping import scraped
from tests.process import Served, office

SAMPLE = re.compile(r'([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\.)*",?)*)\})? (\S+)')


def test_counters_and_histograms_are_written_as_prometheus_reads_them() -> None:
    calls = Counter("calls_total", "Calls.", ("method",))
    calls.add('a"b\\c\nd')
    calls.add("e", by=0.5)
    took = Histogram("took_seconds", "How long.", ("door",), (0.1, 1.0))
    for seconds in (0.1, 0.5, 0.6, 7.0):
        took.took(seconds, "command")

    assert page([calls, took]).splitlines() == [
        "# HELP calls_total Calls.",
        "# TYPE calls_total counter",
        r'calls_total{method="a\"b\\c\nd"} 1',
        'calls_total{method="e"} 0.5',
        "# HELP took_seconds How long.",
        "# TYPE took_seconds histogram",
        'took_seconds_bucket{door="command",le="0.1"} 1',
        'took_seconds_bucket{door="command",le="1"} 3',
        'took_seconds_bucket{door="command",le="+Inf"} 4',
        'took_seconds_sum{door="command"} 8.2',
        'took_seconds_count{door="command"} 4',
    ]


def test_whatever_slack_answers_the_page_does_not_grow_without_end() -> None:
    metrics = Metrics()

    for number in range(2 * MOST_SERIES):
        metrics.called("chat.postMessage", f"code_{number}", 0.1)

    assert len(metrics.slack_calls.values) == MOST_SERIES + 1
    assert sum(metrics.slack_calls.values.values()) == 2 * MOST_SERIES


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"command": "/incident"}, "command"),
        ({"type": "event_callback", "event": {"type": "app_mention"}}, "mention"),
        ({"type": "event_callback", "event": {"type": "message"}}, "direct"),
        ({"type": "event_callback", "event": {"type": "team_join"}}, "event"),
        ({"type": "block_actions"}, "button"),
        ({"type": "view_submission"}, "form"),
        ({"type": "message_action"}, "shortcut"),
        ({"type": "of tomorrow"}, "other"),
    ],
)
def test_every_delivery_has_its_door(body: dict[str, Any], name: str) -> None:
    assert door(body) == name


async def test_a_process_tells_what_it_did_and_nothing_of_anybody(migrated_url: str) -> None:
    async with office(migrated_url) as here, here.served() as process:
        here.slack.faults.add("chat.postMessage", "error:invalid_blocks")
        await here.ana.runs("/incident declare SEV1 Checkout is down", in_=here.general)
        await process.says("job.parked")

        text = await _scraped_once(process, 'cto_copilot_jobs{state="parked"} 1')

    found = {(name, labels): float(value) for name, labels, value in _samples(text)}
    assert found["cto_copilot_ack_seconds_count", 'door="command",status="200"'] == 1
    assert found["cto_copilot_slack_calls_total", 'method="chat.postMessage",outcome="invalid_blocks"'] == 1
    assert found["cto_copilot_slack_calls_total", 'method="auth.test",outcome="ok"'] == 1
    assert sum(value for (name, labels), value in found.items() if name.endswith("jobs_run_total") and "failed" in labels) == 1
    assert found["cto_copilot_jobs", 'state="parked"'] == 1
    assert found["cto_copilot_log_events_total", 'event="job.parked",level="error"'] == 1
    assert (found["cto_copilot_ready", ""], found["cto_copilot_database_up", ""], found["cto_copilot_slack_connections", ""]) == (1, 1, 2)
    assert found["process_resident_memory_bytes", ""] > 1_000_000
    for secret in (here.acme.team_id, here.ana.id, here.general.id, "Checkout", "Sandoval", here.acme.bot_token):
        assert secret not in text


async def test_a_database_that_does_not_answer_is_told_and_leaves_no_old_numbers_of_jobs() -> None:
    metrics = Metrics()
    metrics.jobs.set("parked", to=3)
    metrics.oldest_job.set(to=60)

    told = (await scraped(metrics, None, is_ready=False, connections=2)).text or ""

    found = {(name, labels): float(value) for name, labels, value in _samples(told)}
    assert (found["cto_copilot_database_up", ""], found["cto_copilot_ready", ""]) == (0, 0)
    assert not [name for name, _ in found if name in {"cto_copilot_jobs", "cto_copilot_oldest_job_seconds"}]


async def _scraped_once(process: Served, line: str) -> str:
    """The page as soon as it says so: what becomes of a job is written down a moment after it is logged."""
    async with asyncio.timeout(60):
        while line not in (text := await _scraped(process)):
            continue
        return text


async def _scraped(process: Served) -> str:
    async with aiohttp.ClientSession() as session, session.get(f"{process.url}/metrics") as answer:
        assert answer.content_type == "text/plain"
        return await answer.text()


def _samples(text: str) -> Iterator[tuple[str, str, str]]:
    for line in text.splitlines():
        if not line.startswith("#"):
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            yield sample[1], sample[2] or "", sample[3]
