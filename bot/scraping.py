"""GET /metrics: what was counted, with what the database says of jobs at this moment."""

import asyncio
from datetime import UTC, datetime
from importlib.metadata import version

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.errors import Unavailable
from bot.metrics import Metrics
from bot.metrics.text import CONTENT_TYPE
from storage.migrate import newest_revision
from storage.store import ANSWERS_WITHIN_SECONDS, Store


async def scraped(metrics: Metrics, store: Store | None, *, is_ready: bool, connections: int) -> web.Response:
    """The page. Without a `store` that answers, it has nothing to say of jobs: old numbers would hide that."""
    metrics.ready.set(to=is_ready)
    metrics.connections.set(to=connections)
    is_up = await _looked_at_jobs(metrics, store) if store else False
    metrics.database_up.set(to=is_up)
    if not is_up:
        metrics.jobs.values.clear()
        metrics.oldest_job.values.clear()
    page = await asyncio.to_thread(metrics.page)
    return web.Response(body=page.encode(), headers={"Content-Type": CONTENT_TYPE})


async def _looked_at_jobs(metrics: Metrics, store: Store) -> bool:
    metrics.build.set(version("cto-copilot"), newest_revision(), store.database.url.get_backend_name(), to=1)
    try:
        async with asyncio.timeout(ANSWERS_WITHIN_SECONDS):
            counts, oldest = await store.jobs.counts(), await store.jobs.oldest()
    except (Unavailable, DBAPIError, TimeoutError):
        return False
    for state, count in counts.items():
        metrics.jobs.set(state, to=count)
    metrics.oldest_job.set(to=max(0.0, (datetime.now(UTC) - oldest).total_seconds()) if oldest else 0)
    return True
