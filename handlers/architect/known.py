"""What is read of plans before every answer: those under way, and what each waits for."""

from collections.abc import Sequence

from bot.prompts import Said
from bot.records.plans import Plan, Status
from handlers.blocks import architect as blocks
from handlers.knowing import Reader, line
from storage.store import Transaction

LISTED = 8
CHARACTERS = 1_500


async def plans(reader: Reader, db: Transaction) -> Sequence[Said]:
    """One a line, the newest first."""
    found = await db.plans.listed(seen_by=reader.viewer, statuses=(Status.RUNNING, Status.STOPPED), limit=LISTED)
    return [line(f"{one.title} ({blocks.stands(one)}{_filed(one)})", id_=one.key) for one in found]


def _filed(plan: Plan) -> str:
    keys = [one.filed for one in plan.steps if one.filed]
    return f"; filed: {', '.join(keys)}" if keys else ""
