"""Parts in, the app out: the list of features, and what every one of them is given."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from handlers import cto, hello, home, incidents, people, posts, retention
from handlers.doors import Doors
from storage.jobs.port import Job, Jobs
from storage.store import Store

FEATURES = (people, posts, retention, home, hello, incidents, cto)

SLACK_ANSWERS_WITHIN_SECONDS = 10

Clock = Callable[[], datetime]
TokenOf = Callable[[str], str | None]
"""The bot's token in a workspace; None for a workspace it is not installed in. Tokens are not kept in the database."""


@dataclass
class Copilot:
    """The app and its parts."""

    app: AsyncApp
    doors: Doors
    jobs: Jobs
    store: Store
    clock: Clock
    slack: Callable[[str], AsyncWebClient]
    bots: dict[str, str] = field(default_factory=dict)

    async def perform(self, job: Job) -> None:
        """Do a job, with the parts it names."""
        await self.jobs.perform(job, store=self.store, slack=self.slack(job.team), clock=self.clock, now=self.clock())

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
    signing_secret: str | None = None,
    admins: frozenset[str] = frozenset(),
) -> Copilot:
    """Put the app together. Nothing is connected, read or started by it."""

    def slack(team: str = "") -> AsyncWebClient:
        # Without Slack's own retries: the one for lost connections posts a message again that may have been posted.
        return AsyncWebClient(
            token=token_of(team), base_url=slack_api_url, session=session, timeout=SLACK_ANSWERS_WITHIN_SECONDS, retry_handlers=[]
        )

    bots: dict[str, str] = {}

    async def authorize(enterprise_id: str | None, team_id: str | None, **_: Any) -> AuthorizeResult | None:
        team = team_id or ""
        token = token_of(team)
        bot = bots.get(team) or await _bot_of(team, store)
        if token is None or bot is None:
            return None  # a workspace nobody installed us in; Bolt refuses it
        bots[team] = bot
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team, bot_token=token, bot_user_id=bot)

    app = AsyncApp(
        client=AsyncWebClient(base_url=slack_api_url, session=session, timeout=SLACK_ANSWERS_WITHIN_SECONDS, retry_handlers=[]),
        authorize=authorize,  # type: ignore[arg-type]  # Bolt takes None as a refusal, though its types do not say so
        signing_secret=signing_secret or "",
        process_before_response=True,
        logger=_only_errors(),
    )
    doors = Doors(store, clock=clock, slack=slack, admins=admins)
    jobs = Jobs()
    for feature in FEATURES:
        feature.register(doors, jobs)
    doors.open(app)
    return Copilot(app, doors, jobs, store, clock, slack, bots)


def _only_errors() -> logging.Logger:
    """Bolt warns at each start that SLACK_BOT_TOKEN is set and not used, which is as it should be."""
    logger = logging.getLogger("copilot.bolt")
    logger.setLevel(logging.ERROR)
    return logger


async def _bot_of(team: str, store: Store) -> str | None:
    async with store.reading() as db:
        return await db.people.bot_user(team)
