"""The database is away for a while: a command gets a sentence with its words, a mention is there after Slack's next retry."""

import asyncio
import contextlib
import os
import signal
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.manifest import read_manifest
from sandbox import Sandbox
from tests.at_once import at_once
from tests.databases import Postgres, postgres
from tests.process import SLACKS_OWN_SECONDS, a_slack, as_it_ships, served
from tests.proxy import Proxy, proxied

MEASURED_AT_ONCE = 2
"""In so many places at once it is measured how long an answer takes: more would answer each other's commands late."""
PATIENT = 60.0
"""A Slack that waits so many seconds for an answer: what is asked is whether there is one, however busy the machine is."""


class Lockable:
    """A SQLite file that another process may hold."""

    def __init__(self, file: Path) -> None:
        self.url = f"sqlite:///{file}"
        self._file = file
        self._other: sqlite3.Connection | None = None

    def goes_away(self) -> None:
        self._other = sqlite3.connect(self._file, isolation_level=None, check_same_thread=False)
        self._other.execute("BEGIN EXCLUSIVE")

    def comes_back(self) -> None:
        if self._other:
            self._other.execute("ROLLBACK")
            self._other.close()
            self._other = None


class Stoppable:
    """A PostgreSQL that may be stopped and started."""

    def __init__(self, server: Postgres) -> None:
        self.url = server.migrated()
        self._server = server

    def goes_away(self) -> None:
        self._server.stop()

    def comes_back(self) -> None:
        if self._server._process is None:
            self._server.start()


class Hangable(Stoppable):
    """A PostgreSQL that may take every connection and answer none, as behind a network that drops packets."""

    def goes_away(self) -> None:
        self._signal(signal.SIGSTOP)

    def comes_back(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, name: signal.Signals) -> None:
        assert self._server._process is not None
        server = self._server._process.pid
        os.kill(server, name)  # first, or it would have another child meanwhile
        for process in _children(server):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, name)


class Replaceable:
    """A PostgreSQL that fails over: connections to the old one are never answered nor closed, and new ones only once it is back."""

    def __init__(self, server: Postgres, proxy: Proxy) -> None:
        self.url = proxy.url(server.migrated())
        self._proxy = proxy

    def goes_away(self) -> None:
        self._proxy.lose()
        self._proxy.away = True

    def comes_back(self) -> None:
        self._proxy.away = False


Place = Lockable | Stoppable | Replaceable


@pytest.fixture
async def places(postgres_server: Postgres, tmp_path: Path) -> AsyncIterator[list[Place]]:
    """One of each. What is stopped and what hangs are servers of their own: nobody else is in them."""
    async with contextlib.AsyncExitStack() as stack:
        stopped, hung = await asyncio.gather(*(asyncio.to_thread(stack.enter_context, postgres()) for _ in range(2)))
        proxy = await stack.enter_async_context(proxied(postgres_server))
        places: list[Place] = [
            Lockable(tmp_path / "copilot.db"),
            await asyncio.to_thread(Stoppable, stopped),
            await asyncio.to_thread(Hangable, hung),
            await asyncio.to_thread(Replaceable, postgres_server, proxy),
        ]
        for place in places:
            stack.callback(place.comes_back)
        yield places


async def test_away_a_command_gets_its_words_back_in_time_a_mention_is_there_after_the_next_retry_and_a_stop_is_a_good_one(
    places: list[Place],
) -> None:
    measured = asyncio.Semaphore(MEASURED_AT_ONCE)

    await at_once(lambda place: _is_away(place, measured), places, lambda place: type(place).__name__)


async def _is_away(place: Place, measured: asyncio.Semaphore) -> None:
    async with a_slack(ack_seconds=SLACKS_OWN_SECONDS) as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, place.url, as_it_ships, COPILOT_DRAIN_SECONDS="2") as process:
            await process.ready()
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            await general.until(lambda messages: any("Checkout" in one.shown for one in messages), within=PATIENT)

            async with measured:
                await asyncio.to_thread(place.goes_away)
                note = await ana.says("@CTO Co-Pilot incident note rolled back", in_=general)
                replies = await asyncio.gather(*(ana.runs(f"/incident note try {number} & <b>", in_=general) for number in range(10)))
            unready, _ = await process.get("/readyz")
            await asyncio.to_thread(place.comes_back)
            await process.ready()
            async with asyncio.timeout(PATIENT):
                while "white_check_mark" not in note.reactions:
                    slack.clock.advance(10)  # Slack delivers it again after a minute, and after five more
                    await asyncio.sleep(0.1)
            timeline = await ana.runs("/incident timeline", in_=general)

            await ana.runs("/incident declare SEV1 Mail is down", in_=general)
            await asyncio.to_thread(place.goes_away)
            await asyncio.gather(*(ana.runs(f"/incident note try {number}", in_=general) for number in range(10)))
            code = await process.stopped()

    for number, reply in enumerate(replies):
        assert reply.error is None
        assert reply.seconds < 3
        assert "The database does not answer just now." in reply.shown
        assert f"/incident note try {number} & <b>" in reply.shown
    assert unready == 503 or isinstance(place, Lockable)
    assert timeline.shown.count("rolled back") == 1
    # A writer that waited may have had its turn just after its words were given back; nothing is there twice.
    assert all(timeline.shown.count(f"try {number} ") <= 1 for number in range(10))
    assert code == 0
    assert process.seconds_between("stopping", "stopped") < 3.5


async def test_connections_that_are_lost_without_a_word_are_noticed_by_the_next_command_and_by_the_jobs(
    postgres_server: Postgres,
) -> None:
    async with proxied(postgres_server) as proxy, Sandbox(read_manifest(), ack_seconds=PATIENT) as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, Replaceable(postgres_server, proxy).url, as_it_ships) as process:
            await process.ready()
            await asyncio.gather(*(ana.runs(f"/incident declare SEV1 Outage {number}.", in_=general) for number in range(20)))
            await general.until(
                lambda messages: all(any(f"Outage {n}." in one.shown for one in messages) for n in range(20)), within=PATIENT
            )

            proxy.lose()  # and a new server takes over at once
            first = await ana.runs("/incident declare SEV1 Mail is down", in_=general)
            replies = await asyncio.gather(*(ana.runs(f"/incident declare SEV1 Store {number}.", in_=general) for number in range(20)))
            last = await ana.runs("/incident declare SEV1 Mail is back", in_=general)
            await general.until(lambda messages: any("Mail is back" in one.shown for one in messages), within=PATIENT)

            assert "is open" in first.shown, first
            assert all(one.error is None for one in replies), replies
            # A machine that has much else to do may give some of twenty their words back.
            assert all("is open" in one.shown or "does not answer just now" in one.shown for one in replies)
            assert "is open" in last.shown, last


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found
