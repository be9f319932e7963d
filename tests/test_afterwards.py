"""What goes on after an answer was given."""

import asyncio

import pytest

from bot.errors import Unavailable
from handlers.afterwards import Afterwards


def impatient() -> Afterwards:
    """Where everything is late; how long an answer may take as it ships is what tests/test_away.py is about."""
    after = Afterwards()
    after.answers_within = 0.05
    return after


async def test_what_was_late_and_done_all_the_same_is_told_once() -> None:
    after, may_go_on, told = impatient(), asyncio.Event(), []

    async def slow() -> str:
        await may_go_on.wait()
        return "INC-1 is open."

    async def late(answer: str) -> None:
        told.append(answer)

    with pytest.raises(Unavailable):
        await after.in_time(slow(), cut=False, late=late)
    before = list(told)
    may_go_on.set()
    await after.drain()
    await after.drain()

    assert before == []
    assert told == ["INC-1 is open."]


async def test_what_was_late_and_failed_is_not_told() -> None:
    after, may_go_on, told = impatient(), asyncio.Event(), []

    async def slow() -> str:
        await may_go_on.wait()
        raise LookupError("gone")

    async def late(answer: str) -> None:
        told.append(answer)

    with pytest.raises(Unavailable):
        await after.in_time(slow(), cut=False, late=late)
    may_go_on.set()
    await after.drain()

    assert told == []
