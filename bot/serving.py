"""One process of the co-pilot, from start to stop."""

import asyncio
import gc
import signal
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot import http
from bot.app import Copilot, build_app
from bot.claude import Claude
from bot.config import Settings
from bot.hooks import Hooks
from bot.manifest import PATH, BadManifest, manifest_for
from bot.metrics import Metrics
from bot.prompts.specialists import load
from bot.records.specialists import Specialist
from bot.schedule import Schedule, read_directory
from bot.scraping import scraped
from bot.socket import Sockets
from storage.database import open_database
from storage.jobs import engine_for
from storage.jobs.port import LAST_WORDS_SECONDS
from storage.migrate import migrate
from storage.store import Store

RETRY_SLACK_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 30.0
LISTENERS_DRAIN_SECONDS = 3.0
LOOK_SECONDS = 0.5
"""How often to look whether Slack was reached, before what can wait for it is loaded."""
FINAL = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type", "missing_scope"}

REMEDIES = {
    "SLACK_BOT_TOKEN": "Take it anew from OAuth & Permissions.",
    "SLACK_APP_TOKEN": "Make one under Basic Information › App-Level Tokens, with the scope connections:write.",
}

log = structlog.get_logger()


class Refused(Exception):
    """The process cannot run as it is set up; `str()` of it is one line that says why."""


class Service:
    """What is running, and what /readyz says about it."""

    def __init__(
        self, settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC), metrics: Metrics | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._stopping = asyncio.Event()
        self._copilot: Copilot | None = None
        self._sockets: Sockets | None = None
        self._requests = http.Requests(settings.slack_signing_secret.get_secret_value()) if settings.slack_signing_secret else None
        hooks = settings.copilot_webhook_secret
        self._hooks = Hooks(hooks.get_secret_value(), clock) if hooks else None
        self._home: set[str] = set()
        self._slack_is = "not connected yet"

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until asked to stop. Raises Refused, or what the database raises while it is being opened."""
        self._look_at_settings()
        async with AsyncExitStack() as stack:
            store = await self._opened(stack)
            self._copilot = copilot = await self._built(store, stack)
            stack.push_async_callback(self._drain, copilot)
            await copilot.start_working()
            app_token = self._settings.slack_app_token.get_secret_value() if self._settings.slack_app_token else ""
            if await self._connected(copilot, app_token):
                self._begin(copilot, app_token, stack)
                loading = asyncio.create_task(self._loads(copilot.claude("")), name="loading claude")
                stack.callback(loading.cancel)
                log.info("serving", listen=self._settings.copilot_listen, database=store.database.url.get_backend_name())
                await self._stopping.wait()
            log.info("stopping")

    def _look_at_settings(self) -> None:
        """Raise Refused for what each setting by itself does not show."""
        if not self._settings.slack_app_token and not self._requests:
            raise Refused(
                "SLACK_APP_TOKEN is not set, nor SLACK_SIGNING_SECRET: Slack reaches this process by Socket Mode with the first, by HTTP"
                " with the second."
            )
        try:
            manifest_for(renamed=self._settings.renamed)
        except BadManifest as bad:
            raise Refused(f"COPILOT_RENAMED is wrong: {bad}.") from None

    async def _opened(self, stack: AsyncExitStack) -> Store:
        database = open_database(self._settings.database_url)
        stack.push_async_callback(database.close)
        store = Store(database, engine_for(database))
        stack.push_async_callback(store.jobs.stop, 0)  # which lets go of the claim, whatever ended it
        store.jobs.claim()  # before a second one could change the schema under the first
        await self._listen(stack)
        if await migrate(database.url):
            log.info("migrated")
        return store

    async def _built(self, store: Store, stack: AsyncExitStack) -> Copilot:
        settings, token = self._settings, self._settings.slack_bot_token.get_secret_value()
        claude = Claude.as_set(settings, store, self._clock, self._metrics)
        stack.push_async_callback(claude.close)
        return build_app(
            store=store,
            session=await stack.enter_async_context(aiohttp.ClientSession()),
            slack_api_url=settings.slack_api_url,
            token_of=lambda team: token if not team or team in self._home else None,
            clock=self._clock,
            claude_of=lambda _team: claude,
            admins=settings.admins,
            adr_reaction=settings.copilot_adr_reaction,
            specialists=self._specialists(),
            renamed=settings.renamed,
            metrics=self._metrics,
            keeping=settings.keeping,
        )

    def _specialists(self) -> tuple[Specialist, ...]:
        """Ours and the team's own; a file that is none is told of, and everything else goes on."""
        known = load(self._settings.copilot_specialists)
        for line in known.broken:
            log.warning("specialist.broken", why=line)
        return known.specialists

    def _begin(self, copilot: Copilot, app_token: str, stack: AsyncExitStack) -> None:
        schedule = Schedule(copilot.store, self._clock)
        schedule.start()
        stack.callback(schedule.stop)
        if self._requests:
            self._requests.open(copilot.app)
        if self._hooks:
            self._hooks.store = copilot.store
        if app_token:
            self._sockets = Sockets(copilot.app, app_token, copilot.slack(""))
            self._sockets.start()

    async def _loads(self, claude: Claude) -> None:
        """Load what asking Claude needs, seconds of work, once Slack was reached. Should it fail, questions load it themselves."""
        while self._sockets and not await self._sockets.connected() and not self._stopping.is_set():
            await self._pause(LOOK_SECONDS)
        try:
            await claude.ready()
        except Exception as error:  # noqa: BLE001 - everything works without Claude
            log.warning("claude.not_loaded", error=type(error).__name__)
        else:
            gc.freeze()  # as what was loaded before: nobody looks through it for garbage again
            log.info("claude.ready" if claude.is_on else "claude.off", model=claude.model)

    async def _drain(self, copilot: Copilot) -> None:
        """Take nothing new and finish what is under way, all of it by one deadline: listeners first, since they enqueue and whisper."""
        until = monotonic() + self._settings.copilot_drain_seconds
        if self._hooks:
            self._hooks.store = None
        listeners = min(LISTENERS_DRAIN_SECONDS, self._settings.copilot_drain_seconds)
        await asyncio.gather(*(one.stop(listeners) for one in (self._sockets, self._requests) if one))
        left = max(0.0, until - monotonic())
        await asyncio.gather(copilot.store.jobs.stop(max(0.0, left - LAST_WORDS_SECONDS)), copilot.doors.after.drain(left))
        log.info("stopped")

    async def _connected(self, copilot: Copilot, app_token: str) -> bool:
        """Ask Slack who we are, and whether it lets us connect; False when asked to stop meanwhile. Raises Refused for a wrong token."""
        slack = copilot.slack("")
        who = await self._insists("SLACK_BOT_TOKEN", slack.auth_test)
        if who is None:
            return False
        self._home.add(str(who["team_id"]))
        await self._moved_in(copilot, str(who["team_id"]), who)
        if not app_token:
            return True
        # The client of Socket Mode would ask for ever, whatever the answer is.
        return await self._insists("SLACK_APP_TOKEN", lambda: slack.apps_connections_open(app_token=app_token)) is not None

    async def _insists(self, variable: str, ask: Callable[[], Awaitable[AsyncSlackResponse]]) -> dict[str, Any] | None:
        """Ask for as long as it takes; None when asked to stop meanwhile. Raises Refused when the token is."""
        wait = RETRY_SLACK_SECONDS
        while not self._stopping.is_set():
            try:
                answer = await ask()
            except SlackApiError as error:
                code = str((error.response.data if isinstance(error.response.data, dict) else {}).get("error", ""))
                if code in FINAL:
                    raise Refused(f"{variable} is refused by Slack: {code}. {REMEDIES[variable]}") from None
                self._slack_is = f"does not answer ({code or f'http {error.response.status_code}'})"
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                self._slack_is = f"cannot be reached ({type(error).__name__})"
            else:
                return answer.data if isinstance(answer.data, dict) else {}
            log.warning("slack.away", state=self._slack_is, again_in=wait)
            await self._pause(wait)
            wait = min(wait * 2, LONGEST_RETRY_SECONDS)
        return None

    async def _moved_in(self, copilot: Copilot, team: str, who: dict[str, object]) -> None:
        async with copilot.store.transaction() as db:
            name, bot, url = str(who.get("team", "")), str(who["user_id"]), str(who.get("url", ""))
            await db.people.connected(team, name=name, bot_user=bot, url=url, at=self._clock())
            if await db.imports.adopted(team):
                await db.jobs.enqueue("documents.remind", team=team, room="documents.remind")
            await read_directory(db, team)
        copilot.bots[team] = bot  # so that a command is answered though the database goes away before the first
        log.info("slack.connected", team=team)

    async def _listen(self, stack: AsyncExitStack) -> None:
        app = web.Application(client_max_size=http.LARGEST_BODY)
        app.add_routes([web.get("/healthz", _healthz), web.get("/readyz", self._readyz), web.get("/metrics", self._scraped)])
        if self._requests:
            app.router.add_post(PATH, self._requests.answer)
        if self._hooks:
            app.add_routes(self._hooks.routes)
        runner = http.runner_for(app)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        host, _, port = self._settings.copilot_listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise Refused(f"COPILOT_LISTEN: cannot listen on {self._settings.copilot_listen}: {error.strerror}.") from None

    async def _readyz(self, _request: web.Request) -> web.Response:
        """503 until Slack was connected once, and whenever the database or the jobs do not work."""
        how = await self._how()
        return web.json_response(how, status=200 if how["ready"] else 503)

    async def _scraped(self, _request: web.Request) -> web.Response:
        """What was counted, and how it is at this moment."""
        how = await self._how()
        store = self._copilot.store if self._copilot and how.get("database") else None
        connections = await self._sockets.connected() if self._sockets else 0
        return await scraped(self._metrics, store, is_ready=bool(how["ready"]), connections=connections)

    async def _how(self) -> dict[str, Any]:
        copilot = self._copilot
        if copilot is None:
            return {"ready": False, "state": "starting"}
        database = bool(await copilot.store.answers())
        jobs = copilot.store.jobs.is_working()
        sockets = self._sockets  # looked at now: by HTTP and socket both, it may have begun while the database was asked
        connections = await sockets.connected() if sockets else 0
        is_open = bool(self._requests and self._requests.is_open)
        slack = f"{connections} connections" if sockets else "by HTTP" if is_open else self._slack_is
        reached = sockets.were_connected if sockets else is_open
        ready = database and jobs and reached and not self._stopping.is_set()
        return {"ready": ready, "database": database, "jobs": jobs, "slack": slack}

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def serve(settings: Settings, metrics: Metrics) -> None:
    """Serve until SIGTERM or SIGINT."""
    await run(Service(settings, metrics=metrics))


async def run(service: Service) -> None:
    """Run a service until it is stopped, by SIGTERM and SIGINT too."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, service.stop)
    await service.run()
