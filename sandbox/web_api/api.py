"""The Web API: tokens, faults, the log, and which function answers which method."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.content import Refused
from sandbox.web_api import (
    agents,
    apps,
    bookmarks,
    channels,
    chat,
    conversations,
    files,
    history,
    membership,
    pins,
    reactions,
    streams,
    users,
    views,
)
from sandbox.web_api.call import Call, Method

if TYPE_CHECKING:
    from sandbox.server import Sandbox
    from sandbox.workspace import Workspace

Json = dict[str, Any]
METHODS: dict[str, Method] = {
    **agents.METHODS,
    **apps.METHODS,
    **bookmarks.METHODS,
    **channels.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **history.METHODS,
    **membership.METHODS,
    **pins.METHODS,
    **reactions.METHODS,
    **streams.METHODS,
    **users.METHODS,
    **views.METHODS,
}


@dataclass
class LoggedCall:
    """A call the app made; answer is what it got, or None when a fault kept the answer from it."""

    team: str
    method: str
    params: Json
    at: datetime
    answer: Json | None = None


class WebApi:
    """Answers the app's calls."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self.log: list[LoggedCall] = []

    def add_routes(self, app: web.Application) -> None:
        """Take the paths of methods, of files' bytes and of response URLs."""
        files.Bytes(self._slack).add_routes(app)
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/commands/{team}/{number}/{secret}", self._response_url)
        app.router.add_post("/actions/{team}/{number}/{secret}", self._response_url)

    async def _method(self, request: web.Request) -> web.StreamResponse:
        method, params = request.match_info["method"], await _params(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer").strip() or str(params.pop("token", ""))
        workspace = self._slack.workspace_of(token)
        logged = self._logged(workspace.team_id if workspace else "", method, params)
        fault = self._slack.faults.strike(method, logged.team, params)
        early = await fault.before(request) if fault else None
        if early is not None:
            return early
        answer = await self._answer(method, params, token, workspace)
        late = await fault.after(request) if fault else None
        if late is not None:
            return late
        logged.answer = answer
        self._slack.page.changed()
        status = 503 if self._slack.refuse_connections and method == "apps.connections.open" else 200
        return web.json_response(answer, status=status, headers={"x-oauth-scopes": ",".join(sorted(self._slack.manifest.scopes))})

    def _logged(self, team: str, method: str, params: Json) -> LoggedCall:
        logged = LoggedCall(team, method, params, self._slack.clock.now())
        self.log.append(logged)
        return logged

    async def _answer(self, method: str, params: Json, token: str, workspace: Workspace | None) -> Json:
        if method not in METHODS and method != "apps.connections.open":
            return {"ok": False, "error": "unknown_method", "req_method": method}
        try:
            if method == "apps.connections.open":
                return {"ok": True, "url": self._connection(token, workspace)}
            call = Call(self._slack, self._authorized(token, workspace), method, params)
            return {"ok": True, **await METHODS[method](call)}
        except Refused as refusal:
            return refusal.answer

    def _connection(self, token: str, workspace: Workspace | None) -> str:
        if token != self._slack.app_token:
            raise Refused("not_authed" if not token else "not_allowed_token_type" if workspace else "invalid_auth")
        return self._slack.socket_mode.open()

    def _authorized(self, token: str, workspace: Workspace | None) -> Workspace:
        if not token:
            raise Refused("not_authed")
        if token == self._slack.app_token:
            raise Refused("not_allowed_token_type")
        if workspace is None:
            raise Refused("invalid_auth")
        if not workspace.installed:
            raise Refused("account_inactive")
        return workspace

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        url = self._slack.response_urls.find(request.path)
        if url is None:
            return web.json_response({"ok": False, "error": "no_such_url"}, status=404)
        body = await _params(request)
        logged = self._logged(url.person.workspace.team_id, "response_url", body)
        fault = self._slack.faults.strike("response_url", logged.team, body)
        early = await fault.before(request) if fault else None
        if early is not None:
            return early
        try:
            self._slack.response_urls.use(url, body)
            logged.answer, status = {"ok": True}, 200
        except Refused as refusal:
            logged.answer, status = refusal.answer, 404 if refusal.code in {"expired_url", "used_url"} else 400
        late = await fault.after(request) if fault else None
        if late is not None:
            logged.answer = None
            return late
        return web.Response(text="ok") if status == web.HTTPOk.status_code else web.json_response(logged.answer, status=status)


async def _params(request: web.Request) -> Json:
    """Read a request's parameters: of its query, its form and its JSON together."""
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body = json.loads(text) if text else {}
        except ValueError:
            body = {}
        return {**params, **(body if isinstance(body, dict) else {})}
    return {**params, **{name: value for name, value in (await request.post()).items() if isinstance(value, str)}}
