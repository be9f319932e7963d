"""Letting go of what has served: marks of deliveries, and finished jobs."""

from datetime import datetime, timedelta

from handlers.doors import Doors
from storage.jobs.port import Jobs
from storage.store import Store

DELIVERIES_ARE_KEPT = timedelta(days=2)
"""Slack's last retry comes after six minutes."""
FINISHED_JOBS_ARE_KEPT = timedelta(days=7)


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    jobs.add("retention.clean", clean)


async def clean(store: Store, now: datetime) -> None:
    """Delete what is older than it need be."""
    async with store.transaction() as db:
        await db.deliveries.forget_before(now - DELIVERIES_ARE_KEPT)
    await store.jobs.forget_finished(now - FINISHED_JOBS_ARE_KEPT)
