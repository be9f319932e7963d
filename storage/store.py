"""The way to everything kept: one transaction that holds every collection and the jobs, or one snapshot to read from."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Generic, TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import Unavailable
from storage.actions import Actions
from storage.arrivals import Arrivals
from storage.audit import Audit
from storage.collection import Collection
from storage.conversations import Conversations
from storage.costs import Costs
from storage.database import Database
from storage.debt import Debts
from storage.deliveries import Deliveries
from storage.deployments import Deployments
from storage.documents import Documents
from storage.drafts import Drafts
from storage.entries import Entries
from storage.files import Files
from storage.imports import Imports
from storage.incidents import Incidents
from storage.jobs.port import Engine, Enqueuing
from storage.links import Links
from storage.numbers import Numbers
from storage.papers import Papers
from storage.people import People
from storage.periods import Periods
from storage.plans import Plans
from storage.postmortems import Postmortems
from storage.posts import Posts
from storage.projects import Projects
from storage.reads import Reads
from storage.schedules import Schedules
from storage.scorecards import Scorecards
from storage.search import Search
from storage.security import Securities
from storage.spending import Spending
from storage.stack import Stacks
from storage.team import Teams

TURN_WAIT_SECONDS = 1.7
"""Whoever waits longer than this for a turn to write could not answer Slack in time."""

ANSWERS_WITHIN_SECONDS = 1.5

MAKES_WAY_SECONDS = 1.0
"""So long a job waits in all for those who are being answered: it is late by that, and never more."""

SQLITE_AWAY = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
POSTGRES_AWAY = {"OperationalError", "InterfaceError", "ReadOnlySqlTransaction", "IdleInTransactionSessionTimeout", "QueryCanceled"}
"""psycopg's classes, and whatever is one of them: refused, lost, shutting down, full, deadlocked, timed out."""

AWAY = "The database does not answer just now."


log = structlog.get_logger()


C = TypeVar("C", bound=Collection)


class _Kept(Generic[C]):
    """A collection of a transaction's, made when it is first asked: most transactions ask three of them."""

    def __init__(self, kind: type[C]) -> None:
        self._kind = kind

    def __set_name__(self, _: object, name: str) -> None:
        self._name = name

    def __get__(self, db: "Transaction", _: object) -> C:
        made = db.__dict__[self._name] = self._kind(db.connection)
        return made


class Transaction:
    """Every collection, on one connection. A new kind of record is one line here."""

    actions = _Kept(Actions)
    arrivals = _Kept(Arrivals)
    audit = _Kept(Audit)
    conversations = _Kept(Conversations)
    costs = _Kept(Costs)
    debts = _Kept(Debts)
    deliveries = _Kept(Deliveries)
    deployments = _Kept(Deployments)
    documents = _Kept(Documents)
    drafts = _Kept(Drafts)
    entries = _Kept(Entries)
    files = _Kept(Files)
    imports = _Kept(Imports)
    incidents = _Kept(Incidents)
    links = _Kept(Links)
    numbers = _Kept(Numbers)
    papers = _Kept(Papers)
    people = _Kept(People)
    periods = _Kept(Periods)
    plans = _Kept(Plans)
    postmortems = _Kept(Postmortems)
    posts = _Kept(Posts)
    projects = _Kept(Projects)
    reads = _Kept(Reads)
    schedules = _Kept(Schedules)
    scorecards = _Kept(Scorecards)
    search = _Kept(Search)
    securities = _Kept(Securities)
    spending = _Kept(Spending)
    stacks = _Kept(Stacks)
    teams = _Kept(Teams)

    def __init__(self, connection: AsyncConnection, jobs: Enqueuing) -> None:
        self.connection = connection
        self.jobs = jobs


class Store:
    """Where records are kept. Raises Unavailable when the database cannot be reached or is held by another."""

    def __init__(self, database: Database, jobs: Engine) -> None:
        self.database = database
        self.jobs = jobs

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Read and write; committed at the end, rolled back by an exception. Never hold one across Slack or Claude."""
        async with _told_plainly(), self._turn(), self.database.writing.begin() as connection:
            jobs = self.jobs.within(connection)
            yield Transaction(connection, jobs)
        if jobs.any_new:
            self.jobs.wake()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """One snapshot, to read only. On SQLite it waits for no writer."""
        async with _told_plainly(reads=True), self.database.reading.begin() as connection:
            yield Transaction(connection, self.jobs.within(connection))

    def making_way(self, seconds: float = MAKES_WAY_SECONDS) -> "Store":
        """The same for one job: what it reads and writes waits for those who are being answered, `seconds` in all."""
        return _MakingWay(self, seconds)

    async def answers(self) -> bool:
        """Whether the database can be reached at this moment."""
        try:
            async with asyncio.timeout(ANSWERS_WITHIN_SECONDS), self.reading() as db:
                await db.connection.execute(text("SELECT 1"))
        except (Unavailable, TimeoutError):
            return False
        return True

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(TURN_WAIT_SECONDS):
                await self.database.turn.acquire()
        except TimeoutError:
            raise Unavailable(AWAY) from None
        try:
            yield
        finally:
            self.database.turn.release()


class _MakingWay(Store):
    """A job's. A transaction within another is no step of its own: it would wait for itself."""

    def __init__(self, store: Store, seconds: float) -> None:
        super().__init__(store.database, store.jobs)
        self._store = store
        self._patience = seconds
        self._within = 0

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._step(), self._store.transaction() as db:
            yield db

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        async with self._step(), self._store.reading() as db:
            yield db

    @asynccontextmanager
    async def _step(self) -> AsyncIterator[None]:
        self._within += 1
        try:
            if self._within > 1:
                yield
                return
            async with self.database.gate.step(self._patience) as waited:
                self._patience -= waited
                yield
        finally:
            self._within -= 1


@asynccontextmanager
async def _told_plainly(*, reads: bool = False) -> AsyncIterator[None]:
    try:
        yield
    except PoolTimeout as away:
        raise Unavailable(AWAY) from away
    except DBAPIError as error:
        if not _is_away(error) or (reads and _is_read_only(error)):
            raise
        log.warning("database.away", error=type(error.orig).__name__, code=getattr(error.orig, "sqlite_errorname", None))
        raise Unavailable(AWAY) from error


def _is_read_only(error: DBAPIError) -> bool:
    """Tell that something was to be written: where there is only to be read, that is a fault of ours, not a database that is away."""
    return getattr(error.orig, "sqlite_errorname", None) == "SQLITE_READONLY" or type(error.orig).__name__ == "ReadOnlySqlTransaction"


def _is_away(error: DBAPIError) -> bool:
    """Tell a database that is away, locked, full or shutting down from a fault of ours."""
    code = getattr(error.orig, "sqlite_errorname", None)
    if code:
        return str(code).startswith(SQLITE_AWAY)
    return error.connection_invalidated or any(kind.__name__ in POSTGRES_AWAY for kind in type(error.orig).__mro__)
