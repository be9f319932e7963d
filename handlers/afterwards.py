"""What is said after an answer was given, and how long an answer may take."""

import asyncio
from collections.abc import Coroutine
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

_LATE: set[asyncio.Future[Any]] = set()  # the loop itself keeps only weak references

log = structlog.get_logger()


class Afterwards:
    """Small things said after an answer was given: so many at once, so long each, and waited for at the end."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(WHISPERS_AT_ONCE)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin, and remember it: the loop itself keeps only weak references."""
        task = asyncio.create_task(self._bounded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def drain(self, within: float = WHISPER_SECONDS) -> None:
        """Wait for what is under way."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=within)

    async def _bounded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            async with self._slots, asyncio.timeout(WHISPER_SECONDS):
                await work
        except Exception as error:
            log.warning("whisper.failed", exc_info=error)


async def in_time(work: Coroutine[Any, Any, Any], *, cut: bool) -> Any:
    """The result, or Unavailable. What is late is `cut` short at once, or goes on for a while.

    SQLite: cut short, it would keep the file locked until its cursor is collected, and it ends soon by itself. PostgreSQL: one that hangs
    may hang the cancelling too, so that is not waited for.
    """
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=LISTENER_SECONDS)
    if not done:
        _LATE.add(task)
        task.add_done_callback(_ended)
        asyncio.get_running_loop().call_later(0 if cut else LATE_SECONDS, task.cancel)
        raise Unavailable(AWAY)
    return task.result()


def _ended(late: asyncio.Future[Any]) -> None:
    _LATE.discard(late)
    if not late.cancelled():
        late.exception()  # looked at, or asyncio complains that nobody did
