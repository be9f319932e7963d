"""Parts in, the app out: the list of features, and what every one of them is given."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude, Patience
from bot.errors import Unavailable
from bot.measuring import DOOR, EVENTS, MeasuredApp, MeasuredSlack
from bot.metrics import Metrics
from bot.prompts.specialists import ours
from bot.records.keeping import Keeping
from bot.records.specialists import Specialist
from handlers import (
    architect,
    choices,
    cost,
    cto,
    debt,
    deployments,
    documents,
    folders,
    hello,
    home,
    incidents,
    papers,
    people,
    postmortems,
    posts,
    projects,
    read,
    retention,
    scorecards,
    security,
    sparring,
    spending,
    stack,
    team,
)
from handlers.doors import Doors
from handlers.pictures import Draw, in_a_process
from storage.jobs.port import Job, Jobs
from storage.store import Store


class Feature(Protocol):
    """What the co-pilot does about something: a module that registers what it listens to, and its jobs."""

    def register(self, doors: Doors, jobs: Jobs) -> None:
        """Add it."""


FEATURES: tuple[Feature, ...] = (
    people,
    posts,
    retention,
    home,
    hello,
    projects,
    incidents,
    documents,
    postmortems,
    architect,
    deployments,
    scorecards,
    debt,
    stack,
    team,
    cost,
    papers,
    security,
    choices,
    read,
    folders,
    sparring,
    spending,
    cto,
)
"""In this order they stand at Home and in help; `cto` comes last, since the others add words to it."""

SLACK_ANSWERS_WITHIN_SECONDS = 10

Clock = Callable[[], datetime]
TokenOf = Callable[[str], str | None]
"""The bot's token in a workspace; None for a workspace it is not installed in. Tokens are not kept in the database."""
ClaudeOf = Callable[[str], Claude]
"""Claude, as a workspace asks it; one that is off where there is no key."""


@dataclass
class Copilot:
    """The app and its parts."""

    app: AsyncApp
    doors: Doors
    jobs: Jobs
    store: Store
    clock: Clock
    slack: Callable[[str], AsyncWebClient]
    claude: ClaudeOf
    bots: dict[str, str] = field(default_factory=dict)
    draw: Draw = in_a_process
    metrics: Metrics = field(default_factory=Metrics)
    keeping: Keeping = field(default_factory=Keeping)

    async def perform(self, job: Job) -> None:
        """Do a job, with the parts it names."""
        outcome = "failed"
        try:
            await self._perform(job)
            outcome = "done"
        finally:
            self.metrics.jobs_run.add(job.kind, outcome)

    async def _perform(self, job: Job) -> None:
        claude = self.claude(job.team).within(Patience(job.attempt))
        parts = {"store": self.store.making_way(), "slack": self.slack(job.team), "claude": claude, "clock": self.clock, "draw": self.draw}
        await self.jobs.perform(job, **parts, keeping=self.keeping, now=self.clock())

    async def start_working(self) -> None:
        """Begin with the jobs."""
        await self.store.jobs.start(self.perform, self.jobs)


def build_app(
    *,
    store: Store,
    session: aiohttp.ClientSession,
    slack_api_url: str,
    token_of: TokenOf,
    clock: Clock,
    claude_of: ClaudeOf,
    admins: frozenset[str] = frozenset(),
    renamed: Mapping[str, str] | None = None,
    adr_reaction: str = "",
    specialists: Sequence[Specialist] | None = None,
    features: Sequence[Feature] = FEATURES,
    draw: Draw = in_a_process,
    metrics: Metrics | None = None,
    keeping: Keeping | None = None,
) -> Copilot:
    """Put the app together. Nothing is connected, read or started by it. `renamed` commands answer to another word: {"incident": "inc"}.

    A reaction named `adr_reaction` offers to draft a decision; "" is none. Tasks are handed to `specialists`: ours, if none are given.
    """
    metrics = metrics or Metrics()
    workspaces = _Workspaces(store, session, slack_api_url, token_of, metrics)
    app = _app_of(workspaces, metrics)
    doors = Doors(
        store,
        clock=clock,
        slack=workspaces.slack,
        claude=claude_of,
        admins=admins,
        renamed=renamed,
        adr_reaction=adr_reaction,
        specialists=ours() if specialists is None else specialists,
    )
    jobs = Jobs()
    for feature in features:
        feature.register(doors, jobs)
    doors.open(app)
    return Copilot(app, doors, jobs, store, clock, workspaces.slack, claude_of, workspaces.bots, draw, metrics, keeping or Keeping())


def _app_of(workspaces: "_Workspaces", metrics: Metrics) -> MeasuredApp:
    """Bolt's app, which answers nothing yet."""
    return MeasuredApp(
        metrics,
        workspaces.store.database.gate,
        client=workspaces.slack(),
        authorize=_authorize_with(workspaces),
        signing_secret="",  # bot/http.py has looked at the signature before anything gets here
        process_before_response=True,
        logger=_only_errors(),
    )


@dataclass(frozen=True)
class _Workspaces:
    """Slack, as the bot of a workspace calls it, and who that bot is."""

    store: Store
    session: aiohttp.ClientSession
    url: str
    token_of: TokenOf
    metrics: Metrics
    bots: dict[str, str] = field(default_factory=dict)

    def slack(self, team: str = "") -> AsyncWebClient:
        # Without Slack's own retries: the one for lost connections posts a message again that may have been posted.
        where = {"token": self.token_of(team), "base_url": self.url, "session": self.session}
        return MeasuredSlack(self.metrics, **where, timeout=SLACK_ANSWERS_WITHIN_SECONDS, retry_handlers=[])

    async def authorized(self, team: str, door: str) -> AuthorizeResult | None:
        """None for a workspace nobody installed us in; Bolt refuses it. Raises Unavailable for an event, which Slack delivers again.

        Whoever waits for an answer is let in to the listener, which meets a database that is away, too, and has the sentence for it.
        """
        token, bot = self.token_of(team), self.bots.get(team)
        if token is None:
            return None
        if bot is None:
            try:
                async with self.store.reading() as db:
                    bot = await db.people.bot_user(team)
            except Unavailable:
                if door in EVENTS:  # of which some are our own: by the bot's id they are told apart
                    raise
                return AuthorizeResult(enterprise_id=None, team_id=team, bot_token=token)
        if bot is None:
            return None
        self.bots[team] = bot
        return AuthorizeResult(enterprise_id=None, team_id=team, bot_token=token, bot_user_id=bot)


def _authorize_with(workspaces: _Workspaces) -> Any:
    """A plain function: Bolt gives a method whatever its first argument is called, and so a `self`."""

    async def authorize(team_id: str | None, context: AsyncBoltContext) -> AuthorizeResult | None:
        return await workspaces.authorized(team_id or "", context[DOOR])

    return authorize


def _only_errors() -> logging.Logger:
    """Bolt warns at each start that SLACK_BOT_TOKEN is set and not used, which is as it should be."""
    logger = logging.getLogger("copilot.bolt")
    logger.setLevel(logging.ERROR)
    return logger
