"""What stands at Home for admins only: where things are set."""

from datetime import datetime

from bot.records.people import Viewer
from handlers.blocks import kit
from storage.store import Transaction


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:  # noqa: ARG001 - every section is called alike
    """The words behind which there are settings; nothing for who may not change them."""
    if not viewer.admin:
        return []
    buttons = (("What comes when", "scorecard settings"), ("Projects", "cto project"), ("What Claude costs", "cto usage"))
    return [kit.header("Settings"), kit.actions(*(kit.button(label, words) for label, words in buttons))]
