"""What it does on its own, and when. APScheduler is the clock: a tick every second, in every replica.

A tick enqueues what is due; the row of the period makes it once, whatever restarts or replicas do.
"""

from collections.abc import Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.errors import Unavailable
from storage.store import Store, Transaction

log = structlog.get_logger()


class Schedule:
    """The clock. `tick` may be called by hand, which is what a test clock does."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._last_day = ""

    def start(self) -> None:
        """Tick every second from now on."""
        self._scheduler.add_job(self._tick_safely, "interval", seconds=1, coalesce=True, max_instances=1, misfire_grace_time=None)
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def tick(self) -> None:
        """Enqueue what is due now, and what a new day brings."""
        now = self._clock()
        day = f"{now:%Y-%m-%d}"
        async with self._store.reading() as db:
            is_due = await db.jobs.is_due(now) or await db.schedules.are_due(now)
        if not is_due and day == self._last_day:
            return
        async with self._store.transaction() as db:
            await db.jobs.enqueue_due(now)
            await _periods(db, now)
            await _daily(db, day, now)
        self._last_day = day

    async def _tick_safely(self) -> None:
        try:
            await self.tick()
        except Unavailable:
            log.warning("tick.database_away")


async def _periods(db: Transaction, now: datetime) -> None:
    """Have done what comes once a period; the period's own row makes it once, whoever looks, and of those that were missed the latest."""
    for scheduled in await db.schedules.due(now):
        kind, team, target, due = scheduled.kind, scheduled.team, scheduled.target, scheduled.due(now)
        if due and await db.periods.claim(kind, team, target, due.period, at=now):
            moments = {"at": int(due.at.timestamp()), "start": int(due.start.timestamp()), "end": int(due.end.timestamp())}
            await db.jobs.enqueue(f"{kind}.due", team=team, room=f"{kind}:{target}", target=target, period=due.period, **moments)
        await db.schedules.look_again(scheduled, scheduled.timing.following(now).at)


async def read_directory(db: Transaction, team: str) -> None:
    """Have people and channels read from Slack again."""
    await db.jobs.enqueue("people.everyone", team=team, room="people")
    await db.jobs.enqueue("people.channels", team=team, room="channels")


async def _daily(db: Transaction, day: str, now: datetime) -> None:
    for team in await db.people.workspaces():
        if await db.periods.claim("daily", team, "", day, at=now):
            await read_directory(db, team)
            await db.jobs.enqueue("retention.clean", team=team, room="retention")
            # In the room where people are read, and so after that: only then is it known who set it up.
            await db.jobs.enqueue("hello.welcome", team=team, room="people")
            await db.jobs.enqueue("digest.offer", team=team, room="people")
