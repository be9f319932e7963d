"""What of scorecards stands at Home: the last thirty days of each project, in a line a number."""

from datetime import datetime

from bot.records.people import Viewer
from bot.records.periods import DIGEST, SCORECARD
from bot.records.windows import last_days
from handlers.blocks import kit
from handlers.blocks import scorecards as drawn
from handlers.doors import Section
from handlers.parts import Parts
from handlers.scorecards.subjects import subject_of
from handlers.scoring import score
from storage.store import Transaction

SHOWN = 3


def section(parts: Parts) -> Section:
    """The last thirty days, a project each, as far as there is something to count."""

    async def section_(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
        windows = last_days(now)
        blocks = []
        for project in (await db.projects.all(seen_by=viewer))[:SHOWN]:
            subject = await subject_of(project, windows[-1], viewer, db, now=now)
            card = (await score(subject, windows, parts, db)).card
            if any(figure.value is not None for figure in card.figures):
                blocks += drawn.at_home(card)
        comes = [one for kind in (DIGEST, SCORECARD) for one in await db.schedules.all(kind, seen_by=viewer)]
        coming = [drawn.coming(sorted(comes, key=lambda one: one.next_at))] if comes else []
        return [kit.header("Delivery"), *blocks, *coming] if blocks or coming else []

    return section_
