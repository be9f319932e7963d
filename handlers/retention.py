"""Letting go of what has served, a workspace at a time: marks of deliveries and of periods, words never sent, old talk, finished jobs."""

from datetime import datetime, timedelta

from bot.records.keeping import Keeping
from handlers.doors import Doors
from storage.jobs.port import Jobs
from storage.store import Store

DELIVERIES_ARE_KEPT = timedelta(days=2)
"""Slack's last retry comes after six minutes."""
DRAFTS_ARE_KEPT = timedelta(days=7)
"""A form that was left open is not sent after that."""
FILES_ARE_KEPT = timedelta(days=30)
"""What is known of a file that was sent; a job that still waits for Slack to come back asks for it."""
ARRIVALS_ARE_KEPT = timedelta(days=7)
"""Files that somebody gave can be imported for a day; what became of them is said for some more."""
PERIODS_ARE_KEPT = timedelta(days=400)
"""Nothing that comes once a period is a year late."""
FINISHED_JOBS_ARE_KEPT = timedelta(days=7)


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    jobs.add("retention.clean", clean)


async def clean(team: str, store: Store, keeping: Keeping, now: datetime) -> None:
    """Delete what is older than it need be, and what is older than whoever runs it wants it to be."""
    async with store.transaction() as db:
        await db.deliveries.forget_before(team, now - DELIVERIES_ARE_KEPT)
        await db.arrivals.forget_before(team, now - ARRIVALS_ARE_KEPT)
        await db.conversations.forget_before(team, now - keeping.conversations)
        await db.drafts.forget_before(team, now - DRAFTS_ARE_KEPT)
        await db.files.forget_before(team, now - FILES_ARE_KEPT)
        await db.periods.forget_before(team, now - PERIODS_ARE_KEPT)
        await db.spending.forget_before(team, now - keeping.usage)
        if keeping.audit:
            await db.audit.forget_before(team, now - keeping.audit)
    await store.jobs.forget_finished(team, now - FINISHED_JOBS_ARE_KEPT)
