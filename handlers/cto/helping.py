"""Help: what there is to say, kind by kind."""

from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.blocks import search as blocks
from handlers.doors import Doors
from handlers.reply import Reply
from storage.store import Transaction


def helping(doors: Doors) -> Answers:
    """`help`: the kinds there are, each with its words."""

    async def help_(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
        return Reply(kit.fallback("/cto help"), blocks.kinds(doors.vocabularies))

    return help_
