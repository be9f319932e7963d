"""The page and its control API; for browsers on this machine only."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.changes import Changes
from sandbox.interactions import Reply
from sandbox.page import seen
from sandbox.people import CannotDo, Person

if TYPE_CHECKING:
    from sandbox.channels import Channel
    from sandbox.messages import Message
    from sandbox.server import Sandbox

Json = dict[str, Any]
Act = Callable[[Person, "Channel", Json], Awaitable[Json]]
_STATIC = Path(__file__).parent / "static"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}
_KEEP_ALIVE_SECONDS = 15.0
_AVATAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"><rect width="48" height="48" rx="8" fill="hsl({hue} 35% 45%)"/>'
    '<text x="24" y="32" font-family="sans-serif" font-size="22" fill="#fff" text-anchor="middle">{letter}</text></svg>'
)
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Page:
    """Serves the page, tells it what a person sees, and does what they do there."""

    def __init__(self, slack: Sandbox) -> None:
        self._slack = slack
        self._changes = Changes()
        self._closing = False

    def add_routes(self, app: web.Application) -> None:
        """Take the page's paths."""
        app.middlewares.append(_guard)
        app.on_shutdown.append(self._close)
        app.router.add_get("/", self._index)
        app.router.add_get("/archives/{channel}/{message}", self._index)
        app.router.add_get("/page/avatar/{user}", self._avatar)
        app.router.add_static("/page/", _STATIC)
        app.router.add_get("/sandbox/state", self._state)
        app.router.add_get("/sandbox/changes", self._stream)
        acts: dict[str, Act] = {"say": _say, "run": _run, "click": _click, "react": _react, "use": _use, "join": _join}
        for name, act in acts.items():
            app.router.add_post(f"/sandbox/{name}", self._doing(act))

    def changed(self) -> None:
        """Let every open page look again."""
        self._changes.tell()

    async def _close(self, _app: web.Application) -> None:
        self._closing = True
        self._changes.tell()

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_STATIC / "index.html")

    async def _avatar(self, request: web.Request) -> web.StreamResponse:
        """A person's picture, as their profile names it: the first letter of their name."""
        person = self._person(request.match_info["user"])
        letter = escape(person.name[:1]) if person else "?"
        drawn = _AVATAR.format(letter=letter, hue=sum(map(ord, request.match_info["user"])) % 360)
        return web.Response(text=drawn, content_type="image/svg+xml")

    async def _state(self, request: web.Request) -> web.StreamResponse:
        """Everything the page draws: as names the person, channel the one they look at; both may be missing."""
        told: Json = {"workspaces": seen.workspaces(self._slack)}
        person = self._person(request.query.get("as", ""))
        if person:
            # Slack always lists an app's direct messages, spoken in or not.
            person.workspace.dm(person)
            told |= seen.surroundings(person)
            channel = person.workspace.channels.get(request.query.get("channel", ""))
            told["messages"] = seen.messages(person, channel) if channel else []
        return web.json_response(told)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one each time something changed."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        await response.write(b"data: hello\n\n")
        while not self._closing:
            changed = await self._changes.next(_KEEP_ALIVE_SECONDS)
            try:
                await response.write(b"data: changed\n\n" if changed else b": still here\n\n")
            except ConnectionError:
                break
        return response

    def _doing(self, act: Act) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            body = await request.json()
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
        found = (workspace.people.get(user_id) for workspace in self._slack.workspaces.values())
        return next((person for person in found if person and not person.is_bot), None)


@web.middleware
async def _guard(request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> web.StreamResponse:
    """Keep other sites out of the page: a name that is not this machine's, or a request that another page makes."""
    if request.path.startswith(("/api/", "/link/", "/commands/", "/actions/")):
        return await handler(request)
    if urlsplit(f"//{request.host}").hostname not in _LOOPBACK:
        return web.Response(status=403, text="This page is for this machine only.")
    if request.method != "GET" and not _from_the_page(request):
        return web.Response(status=403, text="Only the page itself may do this.")
    response = await handler(request)
    if not response.prepared:
        response.headers.update(_HEADERS)
    return response


def _from_the_page(request: web.Request) -> bool:
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return False
    # Another site can send a form, but no JSON without asking first, and nobody answers it.
    return request.content_type == "application/json" and request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}


def _found(channel: Channel, ts: object) -> Message:
    message = channel.find_any(str(ts))
    if message is None:
        raise LookupError("That message is gone.")
    return message


def _told(reply: Reply) -> Json:
    return {"error": reply.error, "shown": reply.shown, "why": reply.why, "seconds": reply.seconds}


async def _say(person: Person, channel: Channel, body: Json) -> Json:
    thread = _found(channel, body["thread"]) if body.get("thread") else None
    message = await person.says(str(body["text"]), in_=channel, thread=thread)
    return {"ts": message.ts}


async def _run(person: Person, channel: Channel, body: Json) -> Json:
    thread = _found(channel, body["thread"]) if body.get("thread") else None
    return _told(await person.runs(str(body["text"]), in_=channel, thread=thread))


async def _click(person: Person, channel: Channel, body: Json) -> Json:
    return _told(await person.clicks(str(body["button"]), on=_found(channel, body["ts"]), block=body.get("block")))


async def _use(person: Person, channel: Channel, body: Json) -> Json:
    return _told(await person.uses(str(body["shortcut"]), on=_found(channel, body["ts"])))


async def _react(person: Person, channel: Channel, body: Json) -> Json:
    message, name = _found(channel, body["ts"]), str(body["name"])
    if person.id in message.reactions.get(name, []):
        await person.unreacts(name, to=message)
    else:
        await person.reacts(name, to=message)
    return {}


async def _join(person: Person, channel: Channel, _body: Json) -> Json:
    await person.joins(channel)
    return {}
