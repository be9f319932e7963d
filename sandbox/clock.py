"""The time of a sandbox."""

import time
from datetime import UTC, datetime, timedelta

from sandbox.changes import Changes


class Clock:
    """The time of a sandbox: it runs with real time, and can be moved ahead."""

    def __init__(self, start: datetime | None = None) -> None:
        self._start = start or datetime.now(UTC)
        self._began = time.monotonic()
        self._ahead = timedelta()
        self._moved = Changes()

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        return self._start + timedelta(seconds=time.monotonic() - self._began) + self._ahead

    @property
    def moved(self) -> timedelta:
        """By how much it was moved ahead, all in all."""
        return self._ahead

    def advance(self, by: float | timedelta) -> datetime:
        """Move ahead by seconds or a timedelta, wake whoever waits for a moment, and return the new present."""
        step = by if isinstance(by, timedelta) else timedelta(seconds=by)
        if step < timedelta():
            raise ValueError("time does not go back")
        self._ahead += step
        self._moved.tell()
        return self.now()

    async def reaches(self, moment: datetime) -> None:
        """Wait until the present is at or after the moment, by advancing or by real time."""
        while (left := (moment - self.now()).total_seconds()) > 0:
            await self._moved.next(left)
