"""POST /v1/messages on loopback, answered by a script, on the wire as the API's own is."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any, Self

from aiohttp import web

from sandbox.claude.answers import Answer, Fault
from sandbox.claude.asked import Asked
from sandbox.claude.friendly import friendly
from sandbox.claude.refusing import wrong_with
from sandbox.claude.wire import PromptCache, events, sse, whole
from sandbox.ids import new_secret

Json = dict[str, Any]
Script = Callable[[Asked], Answer | Fault]


class ScriptedClaude:
    """A Messages API that answers what it was told to, in turn, and else what its script makes of the request.

    `log` is every request it took, oldest first. `pace` is how long each event of a stream takes, in seconds.
    """

    def __init__(self, script: Script = friendly, *, host: str = "127.0.0.1", port: int = 0, pace: float = 0.0) -> None:
        self.script = script
        self.pace = pace
        self.log: list[Asked] = []
        self._next: deque[Answer | Fault] = deque()
        self._cache = PromptCache()
        self._leaving = asyncio.Event()
        self._host, self._port = host, port
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=32 * 1024**2)
        app.router.add_post("/v1/messages", self._messages)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(self, *_: object) -> None:
        self._leaving.set()
        if self._runner:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """What ANTHROPIC_BASE_URL should be."""
        return f"http://{self._host}:{self._port}"

    def will(self, *answers: Answer | Fault) -> None:
        """Answer the next requests so, in turn, before the script is asked again."""
        self._next.extend(answers)

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        if not (request.headers.get("authorization") or request.headers.get("x-api-key")):
            return _error(Fault("status", 401, message="a key is required"))
        asked = Asked(await request.json(), dict(request.headers))
        if wrong := wrong_with(asked.body):
            return _error(Fault("status", 400, message=wrong))
        self.log.append(asked)
        scripted = self._next.popleft() if self._next else self.script(asked)
        fault, answer = (scripted, scripted.answer) if isinstance(scripted, Fault) else (None, scripted)
        if answer is None or (fault and fault.after is None):
            return await self._goes_wrong(request, fault or Fault("status"))
        usage = self._cache.usage(asked.body, answer)
        if asked.body.get("stream"):
            return await self._streamed(request, events(asked.body["model"], answer, usage, is_paced=self.pace > 0), fault)
        return web.json_response(whole(asked.body["model"], answer, usage), headers=_headers())

    async def _goes_wrong(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == "hang":
            await self._leaving.wait()
        if fault.kind != "status":
            _drop(request)
        return _error(fault)

    async def _streamed(self, request: web.Request, answer: Iterable[Json], fault: Fault | None) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={**_headers(), "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache"}
        )
        await response.prepare(request)
        with contextlib.suppress(ConnectionResetError):  # the client may leave at any time
            for place, event in enumerate(answer):
                if fault and place == fault.after:
                    await self._breaks(request, response, fault)
                    return response
                await response.write(sse(event))
                await asyncio.sleep(self.pace)
            await response.write_eof()
        return response

    async def _breaks(self, request: web.Request, response: web.StreamResponse, fault: Fault) -> None:
        if fault.kind == "status":
            await response.write(sse({**fault.body, "type": "error"}))
        elif fault.kind == "garble":
            await response.write(b'event: content_block_delta\ndata: {"type": "content_block_del\n\n')
        elif fault.kind == "hang":
            await self._leaving.wait()
        else:
            _drop(request)
            return
        await response.write_eof()


def _headers() -> dict[str, str]:
    return {"request-id": f"req_{new_secret()}"}


def _error(fault: Fault) -> web.Response:
    headers = _headers() if fault.retry_after is None else {**_headers(), "retry-after": f"{fault.retry_after:g}"}
    return web.json_response(fault.body, status=fault.status, headers=headers)


def _drop(request: web.Request) -> None:
    if request.transport:
        request.transport.abort()
