"""Everything that can go wrong, at random, while people go on working."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import signal
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Settings
from bot.serving import Service
from sandbox import Channel, Person, Sandbox, Workspace
from tests.account import Account, Said, account_of
from tests.databases import Postgres
from tests.forked import Forked
from tests.process import Served, forgotten, served
from tests.proxy import Proxy

AT_ONCE = 12
REPEATED = 0.2
HARM_SECONDS = 1.5
PEACE_SECONDS = 0.6
DECLARED_WITHIN_SECONDS = 60.0
SHORTEST_SECONDS = 12.0
SHORTEST_GAP_SECONDS = 0.06
JUMPS = (-7200.0, -60.0, 0.0, 90.0, 7200.0)
LATER = max(JUMPS) + 600.0
"""By then a second message, which came of an answer that was lost, has been looked for and deleted."""
TOGETHER = timedelta(seconds=5)
"""What Slack tries again within so long comes at once."""
SLACK_HARMS = (
    ("chat.postMessage", "429", 3),
    ("chat.postMessage", "500", 3),
    ("chat.postMessage", "drop", 2),
    ("chat.postMessage", "drop_after", 2),
    ("chat.update", "drop_after", 2),
    ("*", "slow", 10),
)
CLOCK = "CHAOS_CLOCK"
Harm = Callable[[], Awaitable[None]]


async def serve_by_that_clock() -> None:
    """The co-pilot, by a clock that is wrong by as much as stands in a file."""
    wrong = Path(os.environ[CLOCK])
    await Service(Settings(), lambda: datetime.now(UTC) + timedelta(seconds=float(wrong.read_text() or 0))).run()


async def fork(settings: dict[str, str]) -> tuple[Forked, asyncio.StreamReader]:
    process = Forked([], settings, does=serve_by_that_clock)
    return process, await process.start()


class Replicas:
    """The processes that serve. Some are killed, some are stopped and go on later."""

    def __init__(self, workspace: Workspace, url: str, clock: Path, many: int, stack: contextlib.AsyncExitStack) -> None:
        self.workspace, self.url, self.clock, self.many, self.stack = workspace, url, clock, many, stack
        self.alive: list[Served] = []

    async def start(self) -> None:
        while len(self.alive) < self.many:
            process = served(self.workspace, self.url, fork, **{CLOCK: str(self.clock)})
            self.alive.append(await self.stack.enter_async_context(process))
        await asyncio.gather(*(one.ready() for one in self.alive))

    async def kill(self, chance: random.Random) -> None:
        process = self.alive.pop(chance.randrange(len(self.alive)))
        await process.killed()
        await self.start()

    async def pause(self, chance: random.Random, seconds: float) -> None:
        process = chance.choice(self.alive)
        process.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(seconds)
        process.process.send_signal(signal.SIGCONT)


class File:
    """A SQLite file that another process may hold, on a disk that may be full."""

    def __init__(self, path: Path) -> None:
        self.path, self.url = path, f"sqlite:///{path}"

    def harms(self, replicas: Replicas) -> dict[str, Harm]:
        async def locked() -> None:
            other = sqlite3.connect(self.path, isolation_level=None, timeout=30, check_same_thread=False)
            await asyncio.to_thread(other.execute, "BEGIN EXCLUSIVE")
            await asyncio.sleep(2 * HARM_SECONDS)
            other.execute("ROLLBACK")
            other.close()

        async def full() -> None:
            pid = replicas.alive[0].process.pid
            size = max(one.stat().st_size for one in self.path.parent.glob(f"{self.path.name}*"))
            _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (min(size, 1 << 14), most))
            await asyncio.sleep(HARM_SECONDS)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))

        return {"SQLite locked": locked, "disk full": full}


class Server:
    """A PostgreSQL that is restarted, or cannot be reached."""

    def __init__(self, server: Postgres, proxy: Proxy) -> None:
        self.server, self.proxy = server, proxy
        self.url = proxy.url(server.migrated())

    def harms(self, _replicas: Replicas) -> dict[str, Harm]:
        async def restarted() -> None:
            await asyncio.to_thread(self.server.stop)
            await asyncio.to_thread(self.server.start)

        async def unreachable() -> None:
            self.proxy.lose()
            self.proxy.away = True
            await asyncio.sleep(HARM_SECONDS)
            self.proxy.away = False

        return {"PostgreSQL restarted": restarted, "PostgreSQL unreachable": unreachable}


class Chaos:
    """People who declare and note, and harm that comes over it meanwhile."""

    def __init__(self, slack: Sandbox, replicas: Replicas, people: Sequence[Person], general: Channel, seed: int) -> None:
        self.slack, self.replicas, self.people, self.general = slack, replicas, people, general
        self.chance = random.Random(seed)  # noqa: S311 - the same chaos for the same seed
        self.said: list[Said] = []
        self.repeated = 0
        self.harmed: Counter[str] = Counter()

    async def run(self, deliveries: int, harms: dict[str, Harm]) -> None:
        """Have so many things said while one harm follows another."""
        await self.replicas.start()
        async with asyncio.timeout(DECLARED_WITHIN_SECONDS):  # a busy machine may have refused it, and then INC-1 would be another
            while "is open" not in (await self.people[0].runs("/incident declare SEV3 The one that is noted on", in_=self.general)).shown:
                pass
        talking = asyncio.create_task(self._talk(deliveries))
        order = list((harms | self._harms()).items())
        self.chance.shuffle(order)
        while not talking.done():
            for name, harm in order:
                if not talking.done() or not self.harmed[name]:
                    await harm()
                    self.harmed[name] += 1
                    await self.replicas.start()
                    await asyncio.sleep(PEACE_SECONDS)
        await talking
        self.slack.faults.clear()
        await self._calm()

    def _harms(self) -> dict[str, Harm]:
        async def slack_fails() -> None:
            method, kind, times = self.chance.choice(SLACK_HARMS)
            self.slack.faults.add(method, kind, times=times, seconds=1.0)
            await asyncio.sleep(HARM_SECONDS / 2)

        async def killed() -> None:
            held = self.slack.faults.add("chat.postMessage", self.chance.choice(("hold_before", "hold_after")))
            with contextlib.suppress(TimeoutError):
                await held.reached(HARM_SECONDS)  # the worst moments: before Slack took a post, and after it did and before its answer
            await self.replicas.kill(self.chance)
            self.slack.faults.remove(held)

        async def stopped() -> None:
            await self.replicas.pause(self.chance, self.chance.choice((0.5, HARM_SECONDS, 3.5)))

        async def jumped() -> None:
            self.replicas.clock.write_text(str(self.chance.choice(JUMPS)))
            await asyncio.sleep(HARM_SECONDS / 3)

        return {"Slack fails": slack_fails, "kill -9": killed, "SIGSTOP": stopped, "the clock jumps": jumped}

    async def _talk(self, deliveries: int) -> None:
        slots, gap = asyncio.Semaphore(AT_ONCE), max(SHORTEST_GAP_SECONDS, SHORTEST_SECONDS / deliveries)

        async def one(number: int) -> None:
            await asyncio.sleep(number * gap)
            async with slots:
                await self._says(number)
                if self.chance.random() < REPEATED:
                    await self._again()

        await asyncio.gather(*(one(number) for number in range(deliveries)))

    async def _says(self, number: int) -> None:
        person, words = self.chance.choice(self.people), f"number {number}."
        kind = self.chance.choice(("declare", "note", "mention"))
        said = Said(words, kind)
        self.said.append(said)
        if kind == "mention":
            said.message = await person.says(f"@CTO Co-Pilot incident note INC-1 {words}", in_=self.general)
            return
        typed = f"declare SEV3 {words}" if kind == "declare" else f"note INC-1 {words}"
        reply = await person.runs(f"/incident {typed}", in_=self.general)
        said.told = reply.error or reply.shown

    async def _again(self) -> None:
        there = [one for one in self.slack.deliveries[-40:] if one.attempts and not one.in_flight]
        if there:
            self.repeated += 1
            await self.slack.redeliver(self.chance.choice(there))

    async def _calm(self) -> None:
        """Everything is well again: Slack's last retries come, what was kept is told, and what was posted twice is put right."""
        self.replicas.clock.write_text(str(LATER))
        await self.replicas.start()
        await forgotten(self.replicas.url)
        with contextlib.suppress(TimeoutError):
            await self.slack.settled(within=20)
        while due := self.slack.retries_due:  # one after the other as they would come, not hundreds in one moment
            now = self.slack.clock.now()
            self.slack.clock.advance(max(timedelta(), (due[0].due or now) - now) + TOGETHER)
            with contextlib.suppress(TimeoutError):
                await self.slack.settled(within=20)

    async def account(self, kept: Counter[str]) -> Account:
        """What became of everything that was said."""
        account = await account_of(self.said, kept, self.general)
        harmed = {f"harm: {name}": times for name, times in self.harmed.items()}
        account.outcomes |= Counter({"delivered again": self.repeated, **harmed})
        return account
