"""Whether memory stays flat: the co-pilot under a steady mixed load, its resident memory sampled each minute, the slope at the end.

    python -m benchmarks.soak [--minutes 60] [--postgresql] [--write]

The slope is that of a straight line through the second half: by then what is kept on purpose (caches, connections) is there.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import statistics
import tempfile
import time
from collections import Counter
from itertools import count

from benchmarks.page import Sheet, show, write
from benchmarks.running import megabytes, running, sqlite_in
from bot.manifest import read_manifest
from sandbox import Channel, Person, Sandbox
from sandbox.reply import CannotDo
from tests.databases import postgres

MARK = "made by make soak"
PER_SECOND = 2.0
SHOWN = 12
"""So many of the samples stand on the page."""
TYPED = (
    "/incident",
    "/incident list all",
    "/incident timeline INC-{one}",
    "/incident note INC-{one} looked again {word}",
    "/incident note INC-{one} looked again {word}",
    "/incident status INC-{one} identified {word}",
    "/incident resolve INC-{one} rolled back {word}",
    "/incident declare SEV3 Down again {word}",
    "/debt add No tests for {word}",
    "/debt list",
    "/adr list",
    "/cto search {word}",
    "/cto read",
    "/scorecard",
)
SAID = ("@CTO Co-Pilot incident note INC-{one} seen {word}", "lunch, {word}?")


class Mixed:
    """What people do all day, at random: they type, mention, chat, pin, and open the Home tab."""

    def __init__(self, people: list[Person], general: Channel) -> None:
        self.people, self.general = people, general
        self.chance, self.numbers = random.Random(11), count(2)  # noqa: S311 - the same day every time
        self.declared = 1
        self.done: Counter[str] = Counter()

    async def one(self) -> None:
        """Somebody does something, if Slack's client lets them."""
        with contextlib.suppress(CannotDo):
            await self._one()

    async def _one(self) -> None:
        person, kind = self.chance.choice(self.people), self.chance.choices(("types", "says", "pins", "home"), (10, 3, 1, 1))[0]
        words = {"one": self.chance.randint(max(1, self.declared - 5), self.declared), "word": f"word{next(self.numbers)}"}
        if kind == "types":
            typed = self.chance.choice(TYPED)
            self.declared += typed.startswith("/incident declare")
            reply = await person.runs(typed.format(**words), in_=self.general)
            kind = f"not answered: {reply.error}" if reply.error else kind
            if reply.view:
                await person.closes(all_=True)
        elif kind == "home":
            await person.opens()
        elif kind == "pins" and (said := [one for one in self.general.live[-30:] if one.user == person.id]):
            await person.reacts("pushpin", to=said[-1])
        else:
            await person.says(self.chance.choice(SAID).format(**words), in_=self.general)
        self.done[kind] += 1


async def soak(url: str, minutes: int) -> tuple[list[float], Counter[str]]:
    """Megabytes at the end of each minute, the first when it is ready; and what was done."""
    async with Sandbox(read_manifest()) as slack:
        acme = slack.workspace("Acme")
        people = [acme.person(name) for name in ("Ana", "Bo", "Chi")]
        mixed = Mixed(people, acme.channel("general", members=[*people, acme.bot]))
        async with running(acme, url) as pid:
            await people[0].runs("/incident declare SEV3 The first one", in_=mixed.general)
            samples, begun, tasks = [megabytes(pid)], time.monotonic(), set[asyncio.Task[None]]()
            for number in range(int(minutes * 60 * PER_SECOND)):
                await asyncio.sleep(max(0.0, begun + number / PER_SECOND - time.monotonic()))
                tasks = {one for one in tasks if not one.done()} | {asyncio.create_task(mixed.one())}
                if number and number % int(60 * PER_SECOND) == 0:
                    samples.append(megabytes(pid))
                    print(f"minute {len(samples) - 1}: {samples[-1]:.1f} MB, {sum(mixed.done.values()):,} done", flush=True)
            await asyncio.gather(*tasks)
            return [*samples, megabytes(pid)], mixed.done


def slope(samples: list[float]) -> float:
    """Megabytes an hour, by the second half of the samples."""
    half = samples[len(samples) // 2 :]
    return statistics.linear_regression(range(len(half)), half).slope * 60 if len(half) > 1 else float("nan")


def sheet(samples: list[float], done: Counter[str], database: str) -> Sheet:
    """The table: some of the samples, and the slope."""
    every = max(1, len(samples) // SHOWN)
    rows = [[str(minute), f"{samples[minute]:.1f}", f"{samples[minute] / samples[0]:.2f}×"] for minute in range(0, len(samples), every)]
    what = ", ".join(f"{many:,} {kind}" for kind, many in sorted(done.items()))
    note = f"{slope(samples):+.1f} MB an hour, by the second half. In {len(samples) - 1} minutes: {what}."
    return Sheet(f"Memory under a steady load, {database}", ["minute", "resident, MB", "beside the first"], rows, note)


def main() -> None:
    """Go on for an hour, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--postgresql", action="store_true", help="instead of SQLite")
    parser.add_argument("--write", action="store_true", help="put the table into docs/measured.md")
    given = parser.parse_args()
    if given.postgresql:
        with postgres() as server:
            found = sheet(*asyncio.run(soak(server.migrated(), given.minutes)), "PostgreSQL")
    else:
        with tempfile.TemporaryDirectory() as folder:
            found = sheet(*asyncio.run(soak(sqlite_in(folder), given.minutes)), "SQLite")
    show(found)
    if given.write:
        write(MARK, [found])


if __name__ == "__main__":
    main()
