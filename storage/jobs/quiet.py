"""Waiting for an engine to have nothing to do."""

import asyncio
from collections.abc import Awaitable, Callable

SOON_SECONDS = 2.0
"""A retry that is due within this is worth waiting for; a longer one counts as quiet."""

FIRST_LOOK_SECONDS, MOST_SECONDS = 0.01, 0.1
"""Between two looks; each is half as long again as the one before, since what has not ended by then takes its time."""


async def until_quiet(is_quiet: Callable[[], Awaitable[bool]], within: float) -> None:
    """Look until it is. Raises TimeoutError when it is not `within` so many seconds."""
    wait = FIRST_LOOK_SECONDS
    async with asyncio.timeout(within):
        while not await is_quiet():  # another process may be the one that works
            await asyncio.sleep(wait)
            wait = min(MOST_SECONDS, wait * 1.5)
