"""What tells those who wait that something has changed."""

import asyncio
from collections.abc import Callable

PATIENCE_SECONDS = 60.0
"""So long whoever waits for something waits unless they say otherwise: what comes comes sooner, and a busy machine takes its time."""


class Changes:
    """Something others wait for: whoever changes it tells, whoever waits looks again."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Wake everyone who waits for a change."""
        waiting, self._waiting = self._waiting, set()
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def next(self, within: float | None = None) -> bool:
        """Wait for the next change; False when none came within that many seconds."""
        one = asyncio.get_running_loop().create_future()
        self._waiting.add(one)
        try:
            async with asyncio.timeout(within):
                await one
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(one)
        return True

    async def until(self, holds: Callable[[], bool], within: float) -> bool:
        """Wait until the condition holds, looking again after each change; False when it does not within that many seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while not holds():
            left = deadline - loop.time()
            if left <= 0 or not await self.next(left):
                return holds()
        return True
