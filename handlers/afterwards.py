"""What is said after an answer was given, and how long an answer may take."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from bot.errors import Unavailable
from storage.store import AWAY

LISTENER_SECONDS = 1.9
"""Slack waits three seconds. Whatever has not been done by now is answered with a sentence."""
LATE_SECONDS = 10.0
"""How long what is late may go on, though nobody waits for it."""
WHISPER_SECONDS = 10.0
WHISPERS_AT_ONCE = 50

log = structlog.get_logger()


class Afterwards:
    """What goes on after an answer was given: whispers, so many at once and so long each, and work that was late. Both are waited for.

    `answers_within` are the seconds an answer may take.
    """

    answers_within = LISTENER_SECONDS

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[Any]] = set()  # the loop itself keeps only weak references
        self._slots = asyncio.Semaphore(WHISPERS_AT_ONCE)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin to say something to somebody."""
        self._keep(asyncio.create_task(self._bounded(work)))

    async def in_time(
        self, work: Coroutine[Any, Any, Any], *, cut: bool, late: Callable[[Any], Coroutine[Any, Any, None]] | None = None
    ) -> Any:
        """The result, or Unavailable. What is late is `cut` short at once, or goes on for a while: `late` is then told its result.

        SQLite: cut short, it would keep the file locked until its cursor is collected, and it ends soon by itself. PostgreSQL: one that
        hangs may hang the cancelling too, so that is not waited for.
        """
        task = asyncio.ensure_future(work)
        done, _ = await asyncio.wait({task}, timeout=self.answers_within)
        if not done:
            self._keep(task)
            if late:
                task.add_done_callback(lambda done: self._told(done, late))
            asyncio.get_running_loop().call_later(0 if cut else LATE_SECONDS, task.cancel)
            raise Unavailable(AWAY)
        return task.result()

    async def drain(self, within: float = WHISPER_SECONDS) -> None:
        """Wait for what is under way, and cut short what is not done `within` so many seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)
        for task in self._tasks:
            task.cancel()

    def _told(self, task: asyncio.Future[Any], late: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
        if not task.cancelled() and task.exception() is None:
            self.start(late(task.result()))

    def _keep(self, task: asyncio.Future[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Future[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, or asyncio complains that nobody did

    async def _bounded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with self._slots, asyncio.timeout(WHISPER_SECONDS):
                await work
        except Exception as error:
            log.warning("whisper.failed", exc_info=error)
