"""Looking at what somebody gave, and keeping it once they say so: both are jobs, both may be done again, and nothing is kept twice.

Looking is keeping in a transaction of which nothing stays. Between the two no bytes are held: they are fetched again, and must be the same.
"""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, NotAllowed, Unavailable
from bot.records.arrivals import AS_THEY_SAY, Arrival, Line, State
from bot.records.people import Viewer
from handlers.blocks import folders as drawn
from handlers.direct import direct_channel
from handlers.folders.fetching import fetched
from handlers.folders.importing import ONLY_MEMBERS
from handlers.posts import Showing, show
from storage.folder import brought, loose, places, undone, within
from storage.folder.bringing import Bringing
from storage.folder.told import Told, Writing
from storage.jobs.port import Retry
from storage.store import Store

POST = "folders.arrival"
ATTEMPTS = 5
"""So often it is tried before whoever waits for it is told that it goes wrong."""
MY_FAULT = "Something goes wrong here when I read that, and it is my fault. Nothing of it was imported. My log says what it was."
TOGETHER = 50
CHANGED = "What you gave has changed since I looked at it. Drop it here again, and I look at it as it is now."

Clock = Callable[[], datetime]
log = structlog.get_logger()


async def look(
    *, team: str, arrival: int, attempt: int, store: Store, slack: AsyncWebClient, clock: Clock, admins: frozenset[str]
) -> None:  # fmt: skip
    """Find out what would become of what was given, and tell. Of what was looked at already only the message is drawn."""
    work = _Work(team, arrival, attempt, store, slack, clock, admins)
    found = await work.read()
    if found and found.state is State.LOOKING:
        found = await work.tried(found, work.looked)
    if found:
        await work.show(found)


async def keep(
    *, team: str, arrival: int, attempt: int, store: Store, slack: AsyncWebClient, clock: Clock, admins: frozenset[str]
) -> None:  # fmt: skip
    """Import it, all of it in one transaction with the mark that it is, and tell."""
    work = _Work(team, arrival, attempt, store, slack, clock, admins)
    found = await work.read()
    if found and found.state is State.KEEPING:
        await work.show(found)
        found = await work.tried(found, work.kept)
    if found:
        await work.show(found)


@dataclass(frozen=True)
class _Work:
    """One arrival, and what a job needs for it."""

    team: str
    arrival: int
    attempt: int
    store: Store
    slack: AsyncWebClient
    clock: Clock
    admins: frozenset[str]

    async def read(self) -> Arrival | None:
        """As it is now; None when it was let go of."""
        async with self.store.reading() as db:
            return await db.arrivals.get(self.arrival, seen_by=Viewer.operator(self.team))

    async def tried(self, found: Arrival, how: Callable[[Arrival], Awaitable[None]]) -> Arrival | None:
        """Do it. What the person can put right is told them; what is away is tried again, and so is, a few times, a fault of ours."""
        try:
            await how(found)
        except Unavailable:
            raise
        except BotError as wrong:
            why = wrong.sentence
            await self._saved(found, lambda one: one.refused(why))
        except Retry:
            raise
        except Exception as fault:
            if self.attempt < ATTEMPTS:
                raise
            log.exception("arrival.bug", team=self.team, arrival=self.arrival, error=type(fault).__name__)
            await self._saved(found, lambda one: one.refused(MY_FAULT))
        return await self.read()

    async def looked(self, found: Arrival) -> None:
        """What would become of it."""
        files, digest = await self._files(found)
        async with _folder(found, files) as root:
            if found.project is None and await self._is_to_be_asked(root):
                await self._saved(found, lambda one: one.asks(digest=digest))
                return
            told = await self._trial(found, root, len(files))
        lines, unread = _lines(found, told), _unread(found, files, told)
        await self._saved(found, lambda one: one.looked_at(lines, unread=unread, digest=digest))

    async def _trial(self, found: Arrival, root: Path, count: int) -> list[Told]:
        """Keep it, and undo that: all of it together, or what is much a piece at a time, so that others can write in between."""
        if count > TOGETHER:
            return await self._brought(found, root, partial(undone, self.store))
        told: list[Told] = []
        async with undone(self.store) as db:
            told += await self._brought(found, root, partial(within, db))
        return told

    async def kept(self, found: Arrival) -> None:
        """All of it, or nothing. Whoever comes second finds it kept."""
        files, digest = await self._files(found)
        if digest != found.digest:
            await self._saved(found, lambda one: one.refused(CHANGED))
            return
        async with _folder(found, files) as root, self.store.transaction() as db:
            now = await db.arrivals.for_change(found.id, seen_by=Viewer.operator(self.team))
            if now and now.state is State.KEEPING:
                told = await self._brought(now, root, partial(within, db))
                await db.arrivals.save(now.kept(_lines(now, told)))

    async def show(self, found: Arrival) -> None:
        """Draw it where it was given, or where they are alone with the bot."""
        channel = found.channel or await direct_channel(found.user, self.slack)
        if channel is None:
            log.warning("arrival.nowhere", team=self.team, arrival=found.id)
            return
        async with self.store.reading() as db:
            projects = await db.projects.all(seen_by=await db.people.viewer(self.team, found.user))
        message = drawn.arrival(found, [one.name for one in projects])
        showing = Showing(POST, found.id, channel, found.revision, message, thread=found.thread or None)
        await show(showing, team=self.team, store=self.store, slack=self.slack, clock=self.clock)

    async def _files(self, found: Arrival) -> tuple[Mapping[str, bytes], str]:
        content, digest = await fetched(found, self.slack)
        return await asyncio.to_thread(loose.laid_out, content), digest

    async def _is_to_be_asked(self, root: Path) -> bool:
        """Whether there are several projects, and no folder says which is meant."""
        async with self.store.reading() as db:
            projects = await db.projects.all(seen_by=Viewer.operator(self.team))
        return len(projects) > 1 and not any(base for _, base in places.projects(root))

    async def _brought(self, found: Arrival, root: Path, writing: Writing) -> list[Told]:
        async with self.store.reading() as db:
            viewer = await db.people.viewer(self.team, found.user)
        if not viewer.sees_what_is_public:
            raise NotAllowed(ONLY_MEMBERS)
        viewer = viewer.model_copy(update={"admin": viewer.admin or viewer.user in self.admins})
        project = found.project if found.project and found.project != AS_THEY_SAY else ""
        return await brought(root, Bringing(viewer, project, self.clock()), writing)

    async def _saved(self, found: Arrival, how: Callable[[Arrival], Arrival]) -> None:
        """Save a step, if nobody has taken it in the meantime."""
        async with self.store.transaction() as db:
            now = await db.arrivals.for_change(found.id, seen_by=Viewer.operator(self.team))
            if now and now.state is found.state:
                await db.arrivals.save(how(now))


@asynccontextmanager
async def _folder(found: Arrival, files: Mapping[str, bytes]) -> AsyncIterator[Path]:
    """The files on a disk for a moment. What a process left there that was killed goes first: there is one at a time for an arrival."""
    prefix = f"cto-copilot-{found.team}-{found.id}-"
    root = await asyncio.to_thread(_written, prefix, files)
    try:
        yield root
    finally:
        await asyncio.to_thread(shutil.rmtree, root, ignore_errors=True)


def _written(prefix: str, files: Mapping[str, bytes]) -> Path:
    for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    root = Path(tempfile.mkdtemp(prefix=prefix))
    loose.write(root, files)
    return root


def _lines(found: Arrival, told: Sequence[Told]) -> list[Line]:
    """What is told, with the names that were given."""
    given = {one.name for one in found.given}
    names = {one.name: base if (base := one.name.rsplit("/", 1)[-1]) in given else one.name for one in told}
    return [Line(name=names[one.name], outcome=one.outcome, key=one.key, new=one.new, notes=tuple(one.notes)) for one in told]


def _unread(found: Arrival, files: Mapping[str, bytes], told: Sequence[Told]) -> list[str]:
    """What was given and nobody reads: a README, a picture in a zip."""
    read = {one.name.rsplit("/", 1)[-1] for one in told}
    return [*found.unread, *(path for path in sorted(files) if path.rsplit("/", 1)[-1] not in read)]
