"""A bare `/cto`: what needs whoever asks and what is open, as at Home, with the next moves beside it."""

from collections.abc import Sequence

from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.doors import Doors
from handlers.reply import Reply
from storage.store import Transaction

MESSAGE_BLOCKS = 48
"""Slack takes fifty in a message; two are ours."""


def overview(doors: Doors) -> Answers:
    """What each kind has to show whoever asks, as long as it fits, and where the rest is."""

    async def answer(asked: Asked, db: Transaction) -> Reply:
        parts = [await section(asked.viewer, db, asked.now) for section in doors.sections]
        return Reply(kit.fallback("What is open and what waits"), [*_fitting(parts), *_onwards()])

    return answer


def _fitting(parts: Sequence[list[kit.Block]]) -> list[kit.Block]:
    """Whole parts only, in their order: half a part would lose its buttons."""
    drawn: list[kit.Block] = []
    for part in parts:
        if len(drawn) + len(part) <= MESSAGE_BLOCKS:
            drawn += part
    return drawn


def _onwards() -> list[kit.Block]:
    return [kit.actions(kit.button("Where do we stand?", "cto read"), kit.button("What can you do?", "cto help"))]
