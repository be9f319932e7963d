"""The co-pilot as it ships, connected to a sandbox, on a database: what every test that comes in by the front door uses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp

from bot.app import FEATURES, Copilot, Feature, build_app
from bot.manifest import read_manifest
from bot.records.people import Viewer
from bot.schedule import Schedule, read_directory
from bot.socket import Sockets
from handlers.pictures import Draw
from sandbox import Channel, Clock, Message, Person, Reply, Sandbox, View, Workspace
from storage.database import Database
from storage.jobs import engine_for
from storage.migrate import migrate
from storage.store import Store
from tests.directory import Directory
from tests.engines import lent
from tests.scripted import Scripted, TeamsClaude

ADR_REACTION = "scroll"
WEDNESDAY = 2
PATIENCE_SECONDS = 60.0
"""So long Slack and the co-pilot wait, however busy the machine is. Processes of their own wait as they ship: tests/test_away.py."""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)
KNOWN: dict[tuple[str, bool], Directory] = {}
"""What is known of a workspace of that name, as each database gave it back: the people in it are always the same."""


@dataclass
class Deployment:
    """One process of the co-pilot and the Slack it is in; each test has a workspace of its own there."""

    slack: Sandbox
    copilot: Copilot
    schedule: Schedule
    claude: Scripted

    @property
    def store(self) -> Store:
        return self.copilot.store

    async def team(self, name: str = "Acme") -> Team:
        """A new workspace with people in it, as the co-pilot finds one when it is installed."""
        team = Team(self, self.slack.workspace(name))
        known = KNOWN.get((name, self.store.database.is_sqlite))
        if known is None:
            await self._read(team, name)
            KNOWN[name, self.store.database.is_sqlite] = await Directory.of(team.workspace, self.store)
        else:
            await known.write(team.workspace, self.store, at=self.slack.clock.now())
        self.copilot.bots[team.id] = team.bot.id  # as `serve` knows it from its start
        return team

    async def _read(self, team: Team, name: str) -> None:
        """Have a workspace read as `serve` does at its start."""
        who = await self.copilot.slack(team.id).auth_test()
        async with self.store.transaction() as db:
            facts = {"name": name, "bot_user": str(who["user_id"]), "url": str(who["url"])}
            await db.people.connected(team.id, **facts, at=self.slack.clock.now())
            await read_directory(db, team.id)
        await team.settled()

    async def settled(self) -> None:
        """Wait until everything that was set off has happened."""
        await self.slack.settled(PATIENCE_SECONDS)
        await self.copilot.doors.after.drain()
        await self.store.jobs.idle(PATIENCE_SECONDS)


class Team:
    """A workspace in a test: Ana is an admin, Gus a guest; the bot is in #general and #payments, and not in #platform and #secret."""

    def __init__(self, deployment: Deployment, workspace: Workspace) -> None:
        self.deployment = deployment
        self.slack = deployment.slack
        self.store = deployment.store
        self.workspace = workspace
        self.id = workspace.team_id
        self.bot = workspace.bot
        self.claude: TeamsClaude = deployment.claude.of(self.id)
        self.ana = workspace.person("Ana", tz="Europe/Berlin", admin=True)
        self.bo = workspace.person("Bo", tz="America/New_York")
        self.chi = workspace.person("Chi", tz="Asia/Tokyo")
        self.gus = workspace.person("Gus", tz="Europe/London", guest=True)
        self.general = workspace.channel("general", members=[self.ana, self.bo, self.chi, self.bot])
        self.payments = workspace.channel("payments", members=[self.ana, self.bo, self.gus, self.bot])
        self.platform = workspace.channel("platform", members=[self.ana, self.chi])
        self.secret = workspace.channel("secret", private=True, members=[self.ana, self.chi])

    @property
    def operator(self) -> Viewer:
        return Viewer.operator(self.id)

    async def settled(self) -> None:
        await self.deployment.settled()

    async def runs(self, person: Person, words: str, *, in_: Channel | None = None) -> Reply:
        """Somebody types a command, and everything it set off happens."""
        reply = await person.runs(words, in_=in_ or self.general)
        await self.settled()
        return reply

    async def says(self, person: Person, words: str, *, in_: Channel | None = None, thread: Message | None = None) -> Message:
        """Somebody says something, and everything it set off happens."""
        message = await person.says(words, in_=in_ or self.general, thread=thread)
        await self.settled()
        return message

    async def clicks(self, person: Person, button: str, *, on: Message | Reply | View) -> Reply:
        """Somebody clicks a button, and everything it set off happens."""
        reply = await person.clicks(button, on=on)
        await self.settled()
        return reply

    async def submits(self, person: Person, given: Mapping[str, Any]) -> Reply:
        """Somebody fills in the form they have open, and sends it, and everything it set off happens."""
        reply = await person.submits(given)
        await self.settled()
        return reply

    async def time_passes(self, by: timedelta) -> None:
        """The clock moves, and what is due by then happens. Only where the deployment is the test's alone."""
        self.slack.clock.advance(by)
        await self.deployment.schedule.tick()
        await self.settled()

    async def reacts(self, person: Person, emoji: str, *, to: Message) -> None:
        """Somebody adds a reaction, and everything it set off happens."""
        await person.reacts(emoji, to=to)
        await self.settled()

    async def unreacts(self, person: Person, emoji: str, *, from_: Message) -> None:
        """Somebody takes a reaction off, and everything it set off happens."""
        await person.unreacts(emoji, to=from_)
        await self.settled()

    async def uses(self, person: Person, shortcut: str, *, on: Message) -> Reply:
        """Somebody uses a message's menu, and everything it set off happens."""
        reply = await person.uses(shortcut, on=on)
        await self.settled()
        return reply

    async def declares(self, person: Person, words: str, *, in_: Channel | None = None) -> Message:
        """Somebody declares an incident; returns its headline."""
        channel = in_ or self.general
        reply = await self.runs(person, f"/incident declare {words}", in_=channel)
        assert "is open" in reply.shown, reply.shown
        said = [message for message in person.reads(channel) if message.user == self.bot.id]
        return ([message for message in said if not message.ephemeral_to] or said)[-1]  # the answer to them may come after the headline


async def drawn_at_once(figures: dict[str, Any]) -> bytes | None:
    """A picture of one dot: drawing a real one takes two seconds of a processor, and tests/test_chart.py does."""
    assert figures["shape"]
    assert figures["alt"]
    return DOT


async def by_day(team: Team) -> Team:
    """The same on a Wednesday at noon, UTC: nobody there sleeps, and it is the same week for all of them."""
    now = team.slack.clock.now()
    noon = now.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=(WEDNESDAY - now.weekday()) % 7)
    await team.time_passes((noon if noon > now else noon + timedelta(days=7)) - now)
    return team


@asynccontextmanager
async def deployed(database_url: str, features: Sequence[Feature] = FEATURES, draw: Draw = drawn_at_once) -> AsyncIterator[Deployment]:
    """The whole product on a database, connected to a sandbox of its own."""
    async with lent(database_url) as database, _deployed(database, features, draw) as deployment:
        yield deployment


@asynccontextmanager
async def _deployed(database: Database, features: Sequence[Feature], draw: Draw) -> AsyncIterator[Deployment]:
    await migrate(database.url)
    clock = Clock()
    store = Store(database, engine_for(database, first_wait=0.02))
    sandbox, scripted = Sandbox(read_manifest(), clock=clock, ack_seconds=PATIENCE_SECONDS), Scripted(store, clock.now)
    async with sandbox as slack, aiohttp.ClientSession() as session, scripted as claude:
        copilot = build_app(
            store=store,
            session=session,
            slack_api_url=slack.api_url,
            token_of=lambda team: slack.workspaces[team].bot_token if team in slack.workspaces else None,
            clock=clock.now,
            claude_of=claude,
            adr_reaction=ADR_REACTION,
            features=features,
            draw=draw,
        )
        copilot.doors.after.answers_within = PATIENCE_SECONDS
        await copilot.start_working()
        sockets = Sockets(copilot.app, slack.app_token, copilot.slack(""))
        sockets.start()
        await slack.connected(2)
        yield Deployment(slack, copilot, Schedule(store, clock.now), claude)
        await sockets.stop(within=3)
        await copilot.doors.after.drain()
        await store.jobs.stop(within=5)
