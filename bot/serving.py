"""One process of the co-pilot, from start to stop."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError

from bot.app import Copilot, build_app
from bot.config import Settings
from bot.schedule import Schedule, read_directory
from bot.socket import Sockets
from storage.database import open_database
from storage.jobs import engine_for
from storage.migrate import migrate
from storage.store import Store

RETRY_SLACK_SECONDS = 2.0
LONGEST_RETRY_SECONDS = 30.0
LISTENERS_DRAIN_SECONDS = 3.0
FINAL = {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type", "missing_scope"}

log = structlog.get_logger()


class Refused(Exception):
    """The process cannot run as it is set up; `str()` of it is one line that says why."""


class Service:
    """What is running, and what /readyz says about it."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._settings = settings
        self._clock = clock
        self._stopping = asyncio.Event()
        self._copilot: Copilot | None = None
        self._sockets: Sockets | None = None
        self._slack_is = "not connected yet"

    def stop(self) -> None:
        """Ask it to end."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until asked to stop. Raises Refused, or what the database raises while it is being opened."""
        settings = self._settings
        if settings.slack_app_token is None:
            raise Refused(
                "SLACK_APP_TOKEN is not set: Slack reaches this process by Socket Mode. Make one with the scope connections:write."
            )
        async with AsyncExitStack() as stack:
            database = open_database(settings.database_url)
            stack.push_async_callback(database.close)
            store = Store(database, engine_for(database))
            store.jobs.claim()  # before a second one could change the schema under the first
            await self._listen(stack)
            if await migrate(database.url):
                log.info("migrated")
            session = await stack.enter_async_context(aiohttp.ClientSession())
            token = settings.slack_bot_token.get_secret_value()
            home: set[str] = set()
            copilot = build_app(
                store=store,
                session=session,
                slack_api_url=settings.slack_api_url,
                token_of=lambda team: token if not team or team in home else None,
                clock=self._clock,
                signing_secret=settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else None,
                admins=settings.admins,
            )
            self._copilot = copilot
            stack.push_async_callback(copilot.doors.after.drain)
            await copilot.start_working()
            stack.push_async_callback(store.jobs.stop, settings.copilot_drain_seconds)
            if not await self._connected(copilot, home):
                return
            schedule = Schedule(store, self._clock)
            schedule.start()
            stack.callback(schedule.stop)
            self._sockets = Sockets(copilot.app, settings.slack_app_token.get_secret_value(), copilot.slack(""))
            self._sockets.start()
            stack.push_async_callback(self._sockets.stop, LISTENERS_DRAIN_SECONDS)
            log.info("serving", listen=settings.copilot_listen, database=database.url.get_backend_name())
            await self._stopping.wait()
            log.info("stopping")

    async def _connected(self, copilot: Copilot, home: set[str]) -> bool:
        """Ask Slack who we are, for as long as it takes; False when asked to stop meanwhile. Raises Refused for a wrong token."""
        wait = RETRY_SLACK_SECONDS
        while not self._stopping.is_set():
            try:
                who = await copilot.slack("").auth_test()
            except SlackApiError as error:
                code = str((error.response.data if isinstance(error.response.data, dict) else {}).get("error", ""))
                if code in FINAL:
                    raise Refused(f"SLACK_BOT_TOKEN is refused by Slack: {code}. Take it anew from OAuth & Permissions.") from None
                self._slack_is = f"does not answer ({code or f'http {error.response.status_code}'})"
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                self._slack_is = f"cannot be reached ({type(error).__name__})"
            else:
                team = str(who["team_id"])
                home.add(team)
                await self._moved_in(copilot, team, who.data if isinstance(who.data, dict) else {})
                return True
            log.warning("slack.away", state=self._slack_is, again_in=wait)
            await self._pause(wait)
            wait = min(wait * 2, LONGEST_RETRY_SECONDS)
        return False

    async def _moved_in(self, copilot: Copilot, team: str, who: dict[str, object]) -> None:
        async with copilot.store.transaction() as db:
            name, bot, url = str(who.get("team", "")), str(who["user_id"]), str(who.get("url", ""))
            await db.people.connected(team, name=name, bot_user=bot, url=url, at=self._clock())
            await read_directory(db, team)
        copilot.bots[team] = bot  # so that a command is answered though the database goes away before the first
        log.info("slack.connected", team=team)

    async def _listen(self, stack: AsyncExitStack) -> None:
        app = web.Application()
        app.add_routes([web.get("/healthz", _healthz), web.get("/readyz", self._readyz)])
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        host, _, port = self._settings.copilot_listen.rpartition(":")
        try:
            await web.TCPSite(runner, host.strip("[]"), int(port)).start()
        except OSError as error:
            raise Refused(f"COPILOT_LISTEN: cannot listen on {self._settings.copilot_listen}: {error.strerror}.") from None

    async def _readyz(self, _request: web.Request) -> web.Response:
        """503 until Slack was connected once, and whenever the database or the jobs do not work."""
        copilot, sockets = self._copilot, self._sockets
        if copilot is None:
            return web.json_response({"ready": False, "state": "starting"}, status=503)
        database = bool(await copilot.store.answers())
        jobs = copilot.store.jobs.is_working()
        connections = await sockets.connected() if sockets else 0
        slack = f"{connections} connections" if sockets else self._slack_is
        ready = database and jobs and bool(sockets and sockets.were_connected) and not self._stopping.is_set()
        body = {"ready": ready, "database": database, "jobs": jobs, "slack": slack}
        return web.json_response(body, status=200 if ready else 503)

    async def _pause(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        except TimeoutError:
            return


async def _healthz(_request: web.Request) -> web.Response:
    return web.json_response({"alive": True})


async def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT."""
    service = Service(settings)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, service.stop)
    await service.run()
