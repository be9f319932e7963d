"""HTTP: what Slack posts to us, signed, on the listener that also says how we are.

The signature is checked before anything is parsed. What has passed is handed to the app as what came through a socket is, so that both are
one path; Bolt's own parsing would also lose a command whose words contain "payload".
"""

import asyncio
import json
from collections.abc import Sequence
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

import structlog
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.signature import SignatureVerifier

from handlers.payloads import unreadable

LARGEST_BODY = 1_000_000
BODY_SECONDS = 2.0
"""Whoever takes longer to say what they want is not Slack, which would have given up a second later."""
IDLE_SECONDS = 75.0
"""Longer than proxies keep a connection, so that none is closed under a request of theirs; and how long a request may take to begin."""
SSL_CHECK_BODY = 1_000

PASSED_ON = ("x-slack-retry-num", "x-slack-retry-reason")
"""Headers are not signed, and Bolt would do as some of them say."""
NEVER_AGAIN = {"X-Slack-No-Retry": "1"}

log = structlog.get_logger()


class Requests:
    """Slack's requests, answered by the app once it is there, and until a stop."""

    def __init__(self, signing_secret: str) -> None:
        self._verifier = SignatureVerifier(signing_secret)
        self._app: AsyncApp | None = None
        self._under_way = 0

    @property
    def is_open(self) -> bool:
        """Whether requests are taken."""
        return self._app is not None

    def open(self, app: AsyncApp) -> None:
        """Begin to take requests."""
        self._app = app

    async def stop(self, within: float) -> None:
        """Take nothing new, and wait up to `within` seconds for what is under way. What comes now, Slack sends again."""
        self._app = None
        until = monotonic() + within
        while self._under_way and monotonic() < until:  # noqa: ASYNC110 - a look now and then will do
            await asyncio.sleep(0.01)

    async def answer(self, request: web.Request) -> web.Response:
        """Answer one request. Raises what aiohttp answers 4xx and 503 with."""
        app = self._app
        if app is None:
            raise web.HTTPServiceUnavailable
        self._under_way += 1
        try:
            body = await read(request)
            if not self._is_signed(request, body):
                if _is_ssl_check(body):
                    return web.Response()
                raise web.HTTPUnauthorized
            payload = _readable(_parsed(request.content_type, body))
            headers: dict[str, str | Sequence[str]] = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
            asked = AsyncBoltRequest(mode="socket_mode", body=payload, headers=headers)
            return _as_answer(await app.async_dispatch(asked))
        finally:
            self._under_way -= 1

    def _is_signed(self, request: web.Request, body: bytes) -> bool:
        """Whether it comes from Slack, within the last five minutes."""
        timestamp, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
        try:
            return self._verifier.is_valid(body, timestamp, signature)
        except (ValueError, TypeError):  # a time that is no number, a signature that is no ASCII
            return False


async def read(request: web.Request, within: float = BODY_SECONDS) -> bytes:
    """The body, whole. Raises what aiohttp answers 408 and 413 with."""
    try:
        async with asyncio.timeout(within):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None


def _parsed(content_type: str, body: bytes) -> dict[str, Any]:
    try:
        if content_type == "application/x-www-form-urlencoded":
            fields: dict[str, Any] = dict(parse_qsl(body.decode(), keep_blank_values=True))
            parsed = json.loads(fields["payload"]) if "payload" in fields else fields
        elif content_type == "application/json":
            parsed = json.loads(body)
        else:
            raise web.HTTPUnsupportedMediaType
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(headers=NEVER_AGAIN) from None
    if not isinstance(parsed, dict):
        raise web.HTTPBadRequest(headers=NEVER_AGAIN)
    return parsed


def _readable(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload, if all of it that is read here can be. What cannot be will not be the next time either, so Slack need not try."""
    if field := unreadable(payload):
        log.warning("request.unreadable", field=field, type=str(payload.get("type", "")))
        raise web.HTTPBadRequest(text=f"Cannot be read: {field}", headers=NEVER_AGAIN)
    return payload


def _is_ssl_check(body: bytes) -> bool:
    """Slack looks at our certificate now and then, unsigned; nothing is done for it."""
    return len(body) <= SSL_CHECK_BODY and ("ssl_check", "1") in parse_qsl(body.decode(errors="replace"))


def _as_answer(response: BoltResponse) -> web.Response:
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    return web.Response(status=response.status, body=response.body.encode(), headers=headers)


def runner_for(routes: web.Application) -> web.AppRunner:
    """Serve these, as they are sent: a compressed body is not what was signed."""
    return web.AppRunner(routes, access_log=None, keepalive_timeout=IDLE_SECONDS, auto_decompress=False, shutdown_timeout=1.0)
