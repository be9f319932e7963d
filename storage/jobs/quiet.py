"""Waiting for an engine to have nothing to do."""

import asyncio
from collections.abc import Awaitable, Callable

SOON_SECONDS = 2.0
"""A retry that is due within this is worth waiting for; a longer one counts as quiet."""

LOOK_SECONDS = 0.01


async def until_quiet(is_quiet: Callable[[], Awaitable[bool]], within: float) -> None:
    """Look until it is. Raises TimeoutError when it is not `within` so many seconds."""
    async with asyncio.timeout(within):
        while not await is_quiet():  # noqa: ASYNC110 - another process may be the one that works
            await asyncio.sleep(LOOK_SECONDS)
