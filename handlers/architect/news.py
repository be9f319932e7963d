"""What plans have to tell in the weekly digest: those that wait for a word, and those that came to their end."""

from bot.records.plans import Plan, Status
from handlers.blocks import architect as blocks
from handlers.blocks import kit
from handlers.parts import Line, News, Subject
from storage.store import Transaction

TOLD = 5
LOOKED_AT = 50
TITLE = 100


async def of(subject: Subject, db: Transaction) -> News:
    """As far as everybody there sees them."""
    found = await db.plans.listed(seen_by=subject.viewer, limit=LOOKED_AT)
    its = [one for one in found if one.project in subject.whose]
    window = subject.window
    ended = [one for one in its if one.done_at and window.start <= one.done_at < window.end]
    waiting = [one for one in its if one.status is Status.RUNNING and one.waits]
    return News(
        happened=[_line(one, _filed(one)) for one in ended[:TOLD]], decide=[_line(one, blocks.stands(one)) for one in waiting[:TOLD]]
    )


def _filed(plan: Plan) -> str:
    return ", ".join(one.filed for one in plan.steps if one.filed) or "nothing filed"


def _line(plan: Plan, said: str) -> Line:
    return [kit.text(f"{plan.key} ", bold=True), kit.text(f"{kit.cut(kit.one_line(plan.title), TITLE)} · {said}")]
