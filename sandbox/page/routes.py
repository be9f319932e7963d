"""The page and its control API; for browsers on this machine only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from sandbox.changes import Changes
from sandbox.content import Refused
from sandbox.page import log, seen
from sandbox.page.acts import ACTS, Act
from sandbox.page.guard import guard
from sandbox.people import CannotDo, Person

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.server import Sandbox
    from sandbox.story.player import Player

Json = dict[str, Any]
_STATIC = Path(__file__).parent / "static"
_KEEP_ALIVE_SECONDS = 15.0
_MOST_MESSAGES = 10_000
_AVATAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" fill="{colour}"/>'
    '<text x="24" y="32.5" font-family="Lato, Helvetica, Arial, sans-serif" font-size="24" font-weight="700" fill="#fff" '
    'text-anchor="middle">{letter}</text></svg>'
)


class Page:
    """Serves the page, tells it what a person sees, and does what they do there.

    Whoever runs the sandbox may set on_reset, which begins it anew; without it the page offers no reset. And player, whose story the
    page shows and steers; somebody_looks is told when a page is opened.
    """

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._changes = Changes()
        self._read: dict[tuple[str, str], str] = {}
        self._closing = False
        self.on_reset: Callable[[], Awaitable[None]] | None = None
        self.player: Player | None = None
        self._looking = asyncio.Event()

    def add_routes(self, app: web.Application) -> None:
        """Take the page's paths."""
        app.middlewares.append(guard)
        app.on_shutdown.append(self._close)
        app.router.add_get("/", self._index)
        app.router.add_get("/archives/{channel}/{message}", self._index)
        app.router.add_get("/page/avatar/{user}", self._avatar)
        app.router.add_get("/page/file/{file}", self._file)
        app.router.add_static("/page/", _STATIC)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/log", self._log)
        app.router.add_get("/sandbox/search", self._search)
        app.router.add_get("/sandbox/changes", self._stream)
        app.router.add_post("/sandbox/reset", self._reset)
        app.router.add_post("/sandbox/story", self._steer)
        for name, act in {**ACTS, "read": self._mark}.items():
            app.router.add_post(f"/sandbox/{name}", self._doing(act))

    def changed(self) -> None:
        """Let every open page look again."""
        self._changes.tell()

    async def somebody_looks(self) -> None:
        """Wait until a page is open."""
        await self._looking.wait()

    async def _close(self, _app: web.Application) -> None:
        self._closing = True
        self._changes.tell()

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_STATIC / "index.html")

    async def _avatar(self, request: web.Request) -> web.StreamResponse:
        """A person's picture, as their profile names it: the first letter of their name."""
        person = self._anyone(request.match_info["user"])
        letter = escape(person.name[:1]) if person else "?"
        # The golden angle keeps the colours of neighbours apart, however many there are.
        place = list(person.workspace.people).index(person.id) if person else 0
        colour = f"hsl({place * 137 % 360} 38% 42%)"
        if person and person.is_bot:
            colour = escape(str((self._slack.manifest.raw.get("display_information") or {}).get("background_color", "#1f6f78")))
        drawn = _AVATAR.format(letter=letter, colour=colour)
        return web.Response(text=drawn, content_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, for whoever may see it: as names the person."""
        person = self._person(request.query.get("as", ""))
        if person is None:
            raise web.HTTPNotFound
        try:
            file = person.workspace.files.find(request.match_info["file"])
            content = person.downloads(file)
        except (CannotDo, Refused):
            raise web.HTTPNotFound from None
        # Only pictures are drawn; nothing else that somebody uploaded is opened on the page's own address.
        headers = {} if file.is_picture else {"Content-Disposition": "attachment"}
        return web.Response(body=content, content_type=file.mimetype if file.is_picture else "application/octet-stream", headers=headers)

    async def _state(self, request: web.Request) -> web.StreamResponse:
        """Everything the page draws: as names the person, channel and thread where they look; all may be missing."""
        told: Json = {"workspaces": seen.workspaces(self._slack), "clock": seen.clock(self._slack), "resets": self.on_reset is not None}
        told["story"] = self.player.told() if self.player else None
        person = self._person(request.query.get("as", ""))
        if person:
            # Slack always lists an app's direct messages, spoken in or not.
            person.workspace.dm(person)
            told |= {"around": seen.around(person), "channels": seen.channels(person, self._read)}
            told |= {"views": [seen.view(one) for one in person.views], "home": seen.view(person.home) if person.home else None}
            channel = person.workspace.channels.get(request.query.get("channel", ""))
            told |= self._looked_at(person, channel, request) if channel else {}
        return web.json_response(told)

    def _looked_at(self, person: Person, channel: Channel, request: web.Request) -> Json:
        asked = request.query.get("limit", "")
        limit = min(int(asked), _MOST_MESSAGES) if asked.isdecimal() else _MOST_MESSAGES
        root = channel.find_any(request.query.get("thread", ""))
        return {
            **seen.messages(person, channel, limit, request.query.get("found", "")),
            "pins": seen.pins(person, channel),
            "thread": seen.thread(person, channel, root) if root and person.sees(root) else None,
        }

    async def _log(self, request: web.Request) -> web.StreamResponse:
        """What went over the wire in a person's workspace, newest last."""
        person = self._person(request.query.get("as", ""))
        return web.json_response(log.entries(person.workspace) if person else [])

    async def _search(self, request: web.Request) -> web.StreamResponse:
        """What was said with these words in it: as names the person, words what they look for."""
        person, words = self._person(request.query.get("as", "")), request.query.get("words", "").strip()
        return web.json_response(seen.found(person, words) if person and words else [])

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one each time something changed."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: hello\n\n")
        self._looking.set()
        while not self._closing:
            changed = await self._changes.next(_KEEP_ALIVE_SECONDS)
            try:
                await response.write(b"data: changed\n\n" if changed else b": still here\n\n")
            except ConnectionError:
                break
        return response

    async def _reset(self, _request: web.Request) -> web.StreamResponse:
        """Begin anew, where whoever runs the sandbox can."""
        if self.on_reset is None:
            return web.json_response({"error": "This sandbox cannot begin anew; stop it and start it again."}, status=409)
        self._read.clear()
        await self.on_reset()
        self.changed()
        return web.json_response({})

    async def _steer(self, request: web.Request) -> web.StreamResponse:
        """Steer the story that plays: do is pause, resume or next."""
        try:
            wanted = str(dict(await request.json()).get("do"))
        except (TypeError, ValueError):
            wanted = ""
        if self.player is None or wanted not in {"pause", "resume", "next"}:
            return web.json_response(
                {"error": "No story plays here." if self.player is None else "do is pause, resume or next"}, status=409
            )
        steps = self.player.steps
        {"pause": steps.pause, "resume": steps.resume, "next": steps.next}[wanted]()
        return web.json_response({})

    async def _mark(self, person: Person, channel: Channel, body: Json) -> Json:
        """Remember up to where somebody has read a channel: ts."""
        key, ts = (person.id, channel.id), str(body["ts"])
        if ts > self._read.get(key, ""):
            self._read[key] = ts
            self.changed()
        return {}

    def _doing(self, act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                body = dict(await request.json())
            except (TypeError, ValueError):
                return web.json_response({"error": "an object in JSON is asked for"}, status=400)
            person = self._person(str(body.get("as")))
            channel = person.workspace.channels.get(str(body.get("channel"))) if person else None
            if person is None or channel is None:
                return web.json_response({"error": "no such person or channel"}, status=404)
            try:
                return web.json_response(await act(person, channel, body))
            except (CannotDo, LookupError, ValueError) as refusal:
                return web.json_response({"error": str(refusal)}, status=409)

        return handle

    def _person(self, user_id: str) -> Person | None:
        person = self._anyone(user_id)
        return person if person and not person.is_bot else None

    def _anyone(self, user_id: str) -> Person | None:
        found = (workspace.people.get(user_id) for workspace in self._slack.workspaces.values())
        return next((person for person in found if person), None)
