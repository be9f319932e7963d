"""One app under load: at a rate, all at once, while Slack is slow, and ever faster up to the knee."""

from __future__ import annotations

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from itertools import count

from benchmarks.running import percentile
from sandbox import Channel, Delivery, Person

REPEATED = 0.2
KNEE = 1.0
"""Past it when one in a hundred waits longer for its ack, in seconds."""
FIRST, STEP, STEP_SECONDS, LAST = 20.0, 1.4, 5.0, 400.0
"""The knee is looked for from so many a second, each step so much faster than the one before, and not beyond."""
DONE = ("is open", "ok")
"""What the answer says when it was done: the co-pilot's, the bare app's."""
CAUGHT_UP_SECONDS = 180.0
_NUMBER = re.compile(r"number (\d+)\.")


@dataclass
class Stage:
    """What came of a part of the load: seconds to each ack, seconds from it to its message, and how many were not answered in time."""

    acks: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    failed: int = 0
    said: dict[int, float] = field(default_factory=dict)

    def ack(self, share: float) -> float:
        """Milliseconds that this share of all acks took at most."""
        return percentile(self.acks, share) * 1000


class Load:
    """Somebody who declares incidents in a channel, the same of them every time."""

    def __init__(self, ana: Person, general: Channel) -> None:
        self.ana, self.general, self.slack = ana, general, ana.workspace.slack
        self._numbers, self._chance = count(1), random.Random(7)  # noqa: S311 - the same load every time
        self._there: dict[int, float] = {}
        self._looked = 0

    async def steadily(self, per_second: float, seconds: float) -> Stage:
        """So many a second, whether answered or not; every fifth is one that was delivered before."""
        stage, begin, tasks = Stage(), time.perf_counter(), []
        for place in range(int(seconds * per_second)):
            await asyncio.sleep(max(0.0, begin + place / per_second - time.perf_counter()))
            done = [one for one in self.slack.deliveries[-100:] if one.type == "slash_commands" and one.acked]
            again = bool(done) and self._chance.random() < REPEATED
            tasks.append(asyncio.create_task(self._again(self._chance.choice(done), stage) if again else self._declares(stage)))
        await asyncio.gather(*tasks)
        await self._caught_up(stage)
        return stage

    async def at_once(self, many: int) -> Stage:
        """All of them at the same moment."""
        stage = Stage()
        await asyncio.gather(*(self._declares(stage) for _ in range(many)))
        await self._caught_up(stage)
        return stage

    async def while_slow(self, many: int, seconds: float) -> Stage:
        """All of them at the same moment, while Slack takes so long to answer anything."""
        slow = self.slack.faults.add("*", "slow", times=None, seconds=seconds)
        stage = Stage()
        await asyncio.gather(*(self._declares(stage) for _ in range(many)))
        self.slack.faults.remove(slow)
        await self._caught_up(stage)
        return stage

    async def knee(self) -> float:
        """The highest rate a second at which ninety-nine in a hundred were acked within KNEE, and nothing failed."""
        held, rate = 0.0, FIRST
        while rate <= LAST:
            stage = await self.steadily(rate, STEP_SECONDS)
            if stage.failed or stage.ack(0.99) > KNEE * 1000:
                break
            held, rate = rate, rate * STEP
        return held

    async def _declares(self, stage: Stage) -> None:
        number = next(self._numbers)
        reply = await self.ana.runs(f"/incident declare SEV3 number {number}.", in_=self.general)
        if reply.error or not any(done in reply.shown for done in DONE):
            stage.failed += 1  # or refused with a sentence, as what could not be kept is
            return
        stage.said[number] = self.slack.clock.now().timestamp()
        stage.acks.append(reply.seconds)

    async def _again(self, delivery: Delivery, stage: Stage) -> None:
        (attempt,) = await self.slack.redeliver(delivery)
        if attempt.acked:
            stage.acks.append(attempt.seconds)
        else:
            stage.failed += 1

    async def _caught_up(self, stage: Stage) -> None:
        """Wait until all that was said is shown, so that no part of the load is in the way of the next."""
        async with asyncio.timeout(CAUGHT_UP_SECONDS):
            while not stage.said.keys() <= self._there.keys():
                self._look()
                await asyncio.sleep(0.1)
        stage.shown = [self._there[number] - acked for number, acked in stage.said.items()]

    def _look(self) -> None:
        bot, messages = self.ana.workspace.bot.id, self.general.messages
        for one in messages[self._looked :]:
            found = _NUMBER.search(one.shown) if one.user == bot and not one.ephemeral_to and not one.is_reply else None
            if found:
                self._there.setdefault(int(found[1]), float(one.ts))
        self._looked = len(messages)
