"""Who goes first: whoever waits for an answer. Jobs make way for a while, and then go on whoever waits.

All of it happens on one processor: a job in the midst of its work would take as much of it as an answer does.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from time import monotonic

AT_ONCE = 2
"""So many steps of jobs are taken at the same time: while one waits for the disk, the other goes on."""


class Gate:
    """Steps of work begin while nobody is being answered, in the order they came, `at_once` at a time."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._answering = 0
        self._steps = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Somebody is being answered, for as long as this lasts."""
        self._answering += 1
        try:
            yield
        finally:
            self._answering -= 1
            self._let()

    @asynccontextmanager
    async def step(self, patience: float) -> AsyncIterator[float]:
        """Take a step as soon as the gate is open, or after `patience` seconds; gives how many were waited."""
        began = monotonic()
        if self._is_open or patience <= 0:
            self._steps += 1
        else:
            await self._turn(patience)
        try:
            yield monotonic() - began
        finally:
            self._ended()

    @property
    def _is_open(self) -> bool:
        return not self._answering and self._steps < self._at_once

    async def _turn(self, patience: float) -> None:
        """Wait for it. Whoever gives it counts the step, so that no two are given one."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        impatient = asyncio.get_running_loop().call_later(patience, self._give, turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was given in the same moment
                self._ended()
            raise
        finally:
            impatient.cancel()
            self._forget(turn)

    def _ended(self) -> None:
        self._steps -= 1
        self._let()

    def _let(self) -> None:
        while self._waiting and self._is_open:
            self._give(self._waiting[0])

    def _give(self, turn: asyncio.Future[None]) -> None:
        self._forget(turn)
        if not turn.done():  # it may have been given, or be wanted no more, in the same moment
            self._steps += 1
            turn.set_result(None)

    def _forget(self, turn: asyncio.Future[None]) -> None:
        with suppress(ValueError):
            self._waiting.remove(turn)
