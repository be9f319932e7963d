"""Webhooks of pipelines, beside what Slack posts: `/hooks/deployments`, signed with COPILOT_WEBHOOK_SECRET.

The signature is checked before anything is parsed. 401 unsigned, 413 too large, 422 names the field that cannot be read; what was kept, was
known or is no deployment is 200, so that nobody sends it again.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from aiohttp import web

from bot.errors import Conflict, Unavailable
from bot.http import read
from handlers.deployments.hooks import Malformed, Told, github, gitlab, keep, plain
from storage.store import Store

PATH = "/hooks/deployments"
BODY_SECONDS = 20.0
"""A pipeline may be slower than Slack is."""

Reader = Callable[[web.Request, Mapping[str, Any]], Told | None]

log = structlog.get_logger()


@dataclass
class Hooks:
    """Takes what pipelines post, once there is a store to keep it in."""

    secret: str
    clock: Callable[[], datetime]
    store: Store | None = None

    @property
    def routes(self) -> list[web.RouteDef]:
        """What is listened on."""
        return [
            web.post(PATH, self._taking("plain", self._is_signed, lambda request, body: plain(body, request.query))),
            web.post(f"{PATH}/github", self._taking("github", self._is_signed, _from_github)),
            web.post(f"{PATH}/gitlab", self._taking("gitlab", self._has_token, lambda request, body: gitlab(body, request.query))),
        ]

    def _taking(self, source: str, is_theirs: Callable[[web.Request, bytes], bool], reads: Reader) -> Any:
        async def take(request: web.Request) -> web.Response:
            body = await read(request, BODY_SECONDS)
            if not is_theirs(request, body):
                return _answer(401, error="This is not signed with COPILOT_WEBHOOK_SECRET.")
            if self.store is None:
                return _answer(503, error="Starting.")
            try:
                told = reads(request, _parsed(body))
                return await self._kept(told, source, request, self.store) if told else _answer(200, kept=False, why="no deployment ended")
            except Malformed as wrong:
                return _answer(422, field=wrong.field, error=wrong.sentence)
            except Conflict:
                return _answer(200, kept=True, new=False)
            except Unavailable:
                return _answer(503, error="The database does not answer just now.")

        return take

    async def _kept(self, told: Told, source: str, request: web.Request, store: Store) -> web.Response:
        async with store.transaction() as db:
            teams = await db.people.workspaces()
            team = request.query.get("team") or (teams[0] if len(teams) == 1 else "")
            if team not in teams:
                raise Malformed("team", "say which workspace, as ?team=T… in the hook's address" if teams else "no workspace is connected")
            deployment = await keep(told, source, team=team, db=db, now=self.clock(), strict=source == "plain")
        if deployment is None:
            return _answer(200, kept=True, new=False)
        log.info("deployment.told", team=team, key=deployment.key, source=source)
        return _answer(200, kept=True, new=True, key=deployment.key)

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        expected = f"sha256={hmac.new(self.secret.encode(), body, hashlib.sha256).hexdigest()}"
        return _same(request.headers.get("X-Hub-Signature-256", ""), expected)

    def _has_token(self, request: web.Request, body: bytes) -> bool:  # noqa: ARG002 - asked as the other is
        """GitLab signs nothing: it sends the secret itself."""
        return _same(request.headers.get("X-Gitlab-Token", ""), self.secret)


def _from_github(request: web.Request, body: Mapping[str, Any]) -> Told | None:
    return github(request.headers.get("X-GitHub-Event", ""), body, request.query)


def _same(given: str, expected: str) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(given.encode(errors="surrogateescape"), expected.encode())


def _parsed(body: bytes) -> Mapping[str, Any]:
    try:
        parsed = json.loads(body)
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, dict):
        raise Malformed("body", "should be a JSON object")
    return parsed


def _answer(status: int, **said: object) -> web.Response:
    return web.json_response(said, status=status)
