"""The database is away for a while: a command gets a sentence with its words, a mention is there after Slack's next retry."""

import asyncio
import contextlib
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import ENGINES, Postgres, postgres
from tests.process import a_slack, served


class Lockable:
    """A SQLite file that another process may hold."""

    def __init__(self, file: Path) -> None:
        self.url = f"sqlite:///{file}"
        self._file = file
        self._other: sqlite3.Connection | None = None

    def goes_away(self) -> None:
        self._other = sqlite3.connect(self._file, isolation_level=None)
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
        for process in [*_children(server), server]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, name)


Place = Lockable | Stoppable


@pytest.fixture(params=[*ENGINES, "postgresql that hangs"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        held = Lockable(tmp_path / "copilot.db")
        yield held
        held.comes_back()
        return
    with postgres() as server:
        here = Hangable(server) if request.param.endswith("hangs") else Stoppable(server)
        yield here
        here.comes_back()


async def test_away_a_command_gets_its_words_back_in_time_and_a_mention_is_there_after_the_next_retry(place: Place) -> None:
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, place.url) as process:
            await process.ready()
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            await general.until(lambda messages: any("Checkout" in one.shown for one in messages))

            place.goes_away()
            note = await ana.says("@CTO Co-Pilot incident note rolled back", in_=general)
            replies = await asyncio.gather(*(ana.runs(f"/incident note try {number} & <b>", in_=general) for number in range(10)))
            unready, _ = await process.get("/readyz")
            place.comes_back()
            slack.clock.advance(70)
            await general.until(lambda _: "white_check_mark" in note.reactions, within=30)
            timeline = await ana.runs("/incident timeline", in_=general)

            for number, reply in enumerate(replies):
                assert reply.error is None
                assert reply.seconds < 3
                assert "The database does not answer just now." in reply.shown
                assert f"/incident note try {number} & <b>" in reply.shown
            assert unready == 503 or isinstance(place, Lockable)
            assert timeline.shown.count("rolled back") == 1
            assert "try 1" not in timeline.shown
            await process.ready()


def _children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[1]) == parent:
                found.append(int(stat.parent.name))
    return found
