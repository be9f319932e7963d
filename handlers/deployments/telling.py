"""`/cto deploy`: telling of a deployment by hand, seeing what went live, and saying what it caused or fixed."""

import re
from datetime import datetime
from uuid import uuid4

from pydantic import Field

from bot.errors import NotAllowed, NotFound, Offer, Unclear
from bot.records.deployments import HAND, Deployment, Outcome
from bot.records.times import read_time
from handlers.asking import Asked
from handlers.blocks import deployments as drawn
from handlers.blocks import kit
from handlers.deployments import causes
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.audit import Change
from storage.store import Transaction

LISTED = 15
PRODUCTION = "production"
FAILED = {"failed", "failure", "broke", "broken"}
UNPLANNED = {"unplanned", "hotfix", "rollback", "rework"}
LONGEST_VERSION = 100
_KEY = re.compile(r"DEP-0*(\d{1,9})[:,]?", re.IGNORECASE)
_TO = re.compile(r"\bto\s+(\S+)\s*$", re.IGNORECASE)


class Telling(Values):
    """What went live. Empty `at` is now."""

    version: str = Field(min_length=1, max_length=LONGEST_VERSION)
    outcome: Outcome
    environment: str = Field(default=PRODUCTION, max_length=LONGEST_VERSION)
    at: datetime | None = None
    unplanned: list[str] = Field(default_factory=list)
    project: int | None = None


async def deploy(asked: Asked, db: Transaction) -> Reply:
    """`deploy [<version> [failed] [unplanned] [to staging] | DEP-3 caused|fixed INC-9 | DEP-3 | list [page] | new]`."""
    spoken, words = read_time(asked.rest)
    first, _, rest = words.partition(" ")
    if not words:
        return await _listing(1, asked, db) if await db.deployments.newest(seen_by=asked.viewer, limit=1) else await _asking(asked, db)
    if first.lower() == "new":
        return await _asking(asked, db)
    if first.lower() == "list":
        return await _listing(int(rest) if rest.isdecimal() and len(rest) < 5 else 1, asked, db)  # noqa: PLR2004 - as many pages as anybody turns
    if key := _KEY.fullmatch(first):
        found = await db.deployments.numbered(int(key[1]), seen_by=asked.viewer)
        if found is None:
            raise NotFound(f"There is no DEP-{key[1]} that you can see. What went live: `/cto deploy list`")
        return await causes.said(found, rest, asked, db) if rest else await _card(found, asked, db)
    at = spoken.at(asked.now, asked.viewer.tz) if spoken else asked.now
    if at is None:
        raise Unclear("I do not know your time zone yet. How long ago was it? `/cto deploy -15m <version>`")
    return await _by_words(words, at, asked, db)


async def tell(values: Telling, asked: Asked, db: Transaction) -> Reply:
    """The form."""
    if values.at and values.at > asked.now:
        raise Unclear("That is in the future. Choose a time that is over.", field="at")
    return await _kept(values, asked, db)


async def _by_words(words: str, at: datetime, asked: Asked, db: Transaction) -> Reply:
    to = _TO.search(words)
    version, *flags = (words[: to.start()] if to else words).split() or [""]
    if not version or len(version) > LONGEST_VERSION or (to and len(to[1]) > LONGEST_VERSION):
        raise Unclear("What went live? `/cto deploy <version> [failed] [unplanned] [to staging]`")
    said = {flag.lower() for flag in flags}
    if unknown := [flag for flag in flags if flag.lower() not in FAILED | UNPLANNED | {"ok", "success"}]:
        usage = "`/cto deploy <version> [failed] [unplanned] [to staging]`"
        raise Unclear(f"I do not know “{kit.cut(unknown[0], 40)}” here: {usage}. Or was it an incident that it caused?")
    outcome = Outcome.FAILURE if said & FAILED else Outcome.SUCCESS
    unplanned = sorted(said & UNPLANNED)
    told = Telling(version=version, outcome=outcome, environment=to[1] if to else PRODUCTION, at=at, unplanned=unplanned)
    return await _kept(told, asked, db)


async def _kept(told: Telling, asked: Asked, db: Transaction) -> Reply:
    """In the project that was chosen, or the channel's."""
    if not asked.place.channel:
        raise NotAllowed("Tell of it in the channel of its team, where others see it: `/cto deploy <version>`")
    chosen = await db.projects.get(told.project, seen_by=asked.viewer) if told.project else None
    project = chosen or await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer)
    if project is None and await db.projects.all(seen_by=asked.viewer):
        return await _asking(asked, db, version=told.version, outcome=told.outcome, environment=told.environment)
    kept = await db.deployments.add(_told(told, project.id if project else None, asked))
    if kept is None:
        raise LookupError("a number nobody had before is known already")
    by, said = asked.viewer.user, f"{kept.version} {kept.outcome}"
    await db.audit.changed(kept.team, Change(kept.key, "tell", by, "", said, asked.place.door, asked.now))
    counts = "" if kept.is_production else f" It does not count: only {PRODUCTION} does."
    offers = [Offer("Declare an incident", "incident declare")] if kept.outcome is Outcome.FAILURE else []
    sentence = f"{kept.key}: {kept.version} to {kept.environment}, {drawn.WENT[kept.outcome]}.{counts}"
    return Reply.saying(sentence, offers=offers, recorded=True)


def _told(told: Telling, project: int | None, asked: Asked) -> Deployment:
    return Deployment(
        team=asked.place.team,
        project=project,
        source=HAND,
        external=uuid4().hex,
        environment=told.environment or PRODUCTION,
        sha=told.version,
        outcome=told.outcome,
        finished_at=told.at or asked.now,
        unplanned=bool(told.unplanned),
        channel=asked.place.channel,
        recorded_by=asked.viewer.user,
        recorded_at=asked.now,
    )


async def _asking(
    asked: Asked, db: Transaction, *, version: str = "", outcome: Outcome = Outcome.SUCCESS, environment: str = PRODUCTION
) -> Reply:
    here = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer) if asked.place.channel else None
    projects = [] if here else [(one.name, str(one.id)) for one in await db.projects.all(seen_by=asked.viewer)]
    form = Form("deploy.tell", drawn.ask(version, outcome, environment, projects))
    return Reply.asking(
        form, "What went live? `/cto deploy <version> [failed]`", Offer("Tell of a deployment", f"cto deploy new {version}".strip())
    )


async def _listing(page: int, asked: Asked, db: Transaction) -> Reply:
    here = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer) if asked.place.channel else None
    whose = None if here is None else {here.id}
    found = await db.deployments.newest(whose, seen_by=asked.viewer, limit=LISTED + 1, offset=(max(1, page) - 1) * LISTED)
    turns = [kit.button("Back", f"cto deploy list {page - 1}")] if page > 1 else []
    turns += [kit.button("Earlier", f"cto deploy list {page + 1}")] if len(found) > LISTED else []
    heading = f"What went live in {here.name}" if here else "What went live"
    drawn_ = drawn.listed(heading, found[:LISTED])
    return Reply(kit.fallback(heading), [*drawn_, kit.actions(*turns, kit.button("Tell of a deployment", "cto deploy new"))])


async def _card(found: Deployment, asked: Asked, db: Transaction) -> Reply:
    project = await db.projects.get(found.project, seen_by=asked.viewer) if found.project else None
    names = await db.people.names(found.team, {found.recorded_by} if found.recorded_by else set())
    links = await causes.links(found, asked, db)
    incidents = await db.incidents.open(seen_by=asked.viewer)
    moves = [kit.button(f"It caused {one.key}", f"cto deploy {found.key} caused {one.key}") for one in incidents[:3]]
    card = drawn.card(found, project.name if project else "", names.get(found.recorded_by, ""), links)
    return Reply(kit.fallback(f"{found.key} {found.version}"), [*card, *([kit.actions(*moves)] if moves else [])])
