"""Durable work, as the rest of the product sees it: enqueue within a transaction, later by a due row, run by an engine nobody else names.

The contract is docs/decisions/0002 and tests/test_jobs*.py; both engines keep it.
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

ATTEMPTS = 12
"""How often a job is tried before it is parked, unless its kind says otherwise."""

ATTEMPTS_WHILE_AWAY = 8_000
"""The same for a job that fails because the database, Slack or the model is away: at eleven seconds each, it outlasts a day of that."""

LONGEST_WAIT_SECONDS = 60.0
"""A waiting retry holds its room, so it waits no longer than this."""

LONGEST_WAIT_WHILE_AWAY_SECONDS = 15.0
"""The same where something was away: once it is back, people wait for what they were not told, and nobody else says that it is."""

LAST_WORDS_SECONDS = 2.0
"""What a stop may take beyond its deadline, for what was cut short to be given back and what was done to be written down."""

MAKES_WAY_SECONDS = 0.1
"""So long at most an engine waits for those who are being answered before it looks for work."""

Ids = Mapping[str, int | str]
Run = Callable[..., Awaitable[None]]


class Retry(Exception):
    """Try this job again in `after` seconds, as Slack's Retry-After asks; it counts as an attempt."""

    def __init__(self, after: float) -> None:
        super().__init__(f"try again in {after:g} s")
        self.after = after


class Hopeless(Exception):
    """It will not go better another time: the job is parked at once. `str()` of it says why, in words of ours and never in people's."""


class Occupied(Exception):
    """Another process serves this database, and there can be one only; `str()` of it says what would do."""


@dataclass(frozen=True)
class Job:
    """One idempotent thing to do: its kind, the workspace it is for, the room it keeps its order in, and ids, never text."""

    kind: str
    team: str
    room: str
    ids: Ids
    attempt: int = 1


@dataclass(frozen=True)
class Kind:
    """What a job's name stands for. `run` takes the ids by name, and whatever else it names of the parts."""

    name: str
    run: Run
    attempts: int = ATTEMPTS

    @cached_property
    def named(self) -> tuple[str, ...]:
        """What its function wants, by name."""
        return tuple(inspect.signature(self.run).parameters)


@dataclass
class Jobs:
    """The kinds of jobs there are: a feature adds its own where it adds its listeners."""

    kinds: dict[str, Kind] = field(default_factory=dict)

    def add(self, name: str, run: Run, *, attempts: int = ATTEMPTS) -> None:
        """Let jobs called `name` be done by `run`."""
        if name in self.kinds:
            raise ValueError(f"there are two jobs called {name}")
        self.kinds[name] = Kind(name, run, attempts)

    async def perform(self, job: Job, **parts: Any) -> None:
        """Do a job with what its function names of its ids, `team`, `attempt` and `parts` (store, slack, now …). Raises what it raises."""
        kind = self.kinds[job.kind]
        known = {**parts, "team": job.team, "attempt": job.attempt, **job.ids}
        await kind.run(**{name: known[name] for name in kind.named if name in known})


@dataclass(frozen=True)
class Parked:
    """A job that failed as often as its kind allows; its room went on without it."""

    id: int
    job: Job
    failed_at: datetime
    error: str


class Enqueuing(Protocol):
    """Jobs within one transaction: they exist exactly if it commits.

    `any_new`: some were enqueued, so that there is something to wake for.
    """

    any_new: bool

    async def enqueue(self, kind: str, *, team: str, room: str, **ids: int | str) -> None:
        """Have this done soon, after all that was enqueued in this room before. Raises ValueError for text that is no id."""

    async def later(self, kind: str, *, at: datetime, team: str, room: str, **ids: int | str) -> None:
        """Have this enqueued at `at`, by the clock given to the app. Raises ValueError for text that is no id."""

    async def cancel(self, kind: str, *, team: str, room: str) -> None:
        """Forget what was to be enqueued later under this kind and room."""

    async def is_due(self, now: datetime) -> bool:
        """Whether there is something to enqueue."""

    async def enqueue_due(self, now: datetime) -> int:
        """Enqueue what is due, in the order it was due, a bounded number at a time; returns how many.

        Two replicas never enqueue the same row.
        """


class Engine(Protocol):
    """What does the work. `claim` or `start` to `stop` is its life; the rest works without it, beside the process that serves."""

    def within(self, connection: AsyncConnection) -> Enqueuing:
        """Give the jobs of the transaction on this connection."""

    def wake(self) -> None:
        """Look for work: a transaction has just committed."""

    def claim(self) -> None:
        """Be the process that serves this database, until `stop`. Raises Occupied when another is and there can be one only."""

    async def start(self, perform: Callable[[Job], Awaitable[None]], jobs: Jobs) -> None:
        """Begin to work, after a `claim` or with one. Raises Occupied."""

    async def stop(self, within: float) -> None:
        """Take nothing new, wait up to `within` seconds for what is under way; the rest runs again another time.

        Takes LAST_WORDS_SECONDS more at most, whatever hangs.
        """

    def is_working(self) -> bool:
        """Whether it was started and takes work."""

    async def idle(self, within: float = 10.0) -> None:
        """Wait until nothing can be done now: no job waits that could run, runs, or waits to be retried soon. Raises TimeoutError."""

    async def counts(self) -> dict[str, int]:
        """How many jobs are `waiting`, `running` and `parked`."""

    async def oldest(self) -> datetime | None:
        """Tell since when the job waits, or runs, that has been there longest; None for none."""

    async def parked(self) -> list[Parked]:
        """List the parked jobs, oldest first."""

    async def retry(self, job: int) -> bool:
        """Let a parked job be tried again, from its first attempt. Says whether there was one."""

    async def drop(self, job: int) -> bool:
        """Forget a parked job. Says whether there was one."""

    async def forget_finished(self, team: str, before: datetime) -> None:
        """Delete the finished jobs of a workspace from before then."""
