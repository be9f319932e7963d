"""Signed requests to the app's own address, in place of Socket Mode."""

from __future__ import annotations

import hashlib
import hmac
import json
import ssl
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from sandbox.deliveries import Attempt, Delivery, Undelivered
from sandbox.ids import new_secret

if TYPE_CHECKING:
    from sandbox.server import Sandbox

Json = dict[str, Any]
MOST_REDIRECTS = 2
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"


class HttpMode:
    """The way to an app that listens at an address."""

    def __init__(self, slack: Sandbox, url: str) -> None:
        self._slack = slack
        self.url = url

    async def exchange(self, delivery: Delivery, attempt: Attempt, reason: str) -> Any:
        """Deliver in one request, and return what was answered; raises Undelivered."""
        attempt.connection = self.url
        retried = {"X-Slack-Retry-Num": str(attempt.number), "X-Slack-Retry-Reason": reason} if attempt.number else {}
        content_type, body = _written(delivery)
        status, headers, text = await self._post(content_type, body, retried if delivery.type == "events_api" else {})
        attempt.status, attempt.is_last = status, headers.get("X-Slack-No-Retry") == "1"
        if status != HTTPStatus.OK:
            raise Undelivered("http_error")
        return _read(text)

    async def comes_back(self, within: float) -> None:
        """Nothing is waited for: an address is there or is not."""

    async def verify(self) -> bool:
        """Ask for a challenge and tell whether it came back, as text, in a form or in JSON."""
        challenge = new_secret(52)
        asked = {"token": "sandbox", "challenge": challenge, "type": "url_verification"}
        try:
            status, _, text = await self._post(_JSON, json.dumps(asked), {})
        except Undelivered:
            return False
        answer = _read(text)
        said = answer.get("challenge") if isinstance(answer, dict) and "challenge" in answer else text.strip().removeprefix("challenge=")
        return status == HTTPStatus.OK and said == challenge

    async def _post(self, content_type: str, body: str, more: dict[str, str]) -> tuple[int, Any, str]:
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)", **more}
        patience = aiohttp.ClientTimeout(total=self._slack.ack_seconds)
        try:
            async with (
                aiohttp.ClientSession(timeout=patience) as session,
                session.post(
                    self.url, data=body.encode(), headers={**headers, **self._signed(body)}, max_redirects=MOST_REDIRECTS
                ) as answer,
            ):
                return answer.status, answer.headers, await answer.text()
        except TimeoutError:
            raise Undelivered("http_timeout") from None
        except aiohttp.TooManyRedirects:
            raise Undelivered("too_many_redirects") from None
        except (aiohttp.ClientSSLError, ssl.SSLError):
            raise Undelivered("ssl_error") from None
        except (aiohttp.ClientConnectionError, ConnectionError):
            raise Undelivered("connection_failed") from None
        except aiohttp.ClientError:
            raise Undelivered("unknown_error") from None

    def _signed(self, body: str) -> dict[str, str]:
        # An app checks the age of a request by its own clock, which is not the sandbox's.
        now = str(int(time.time()))
        digest = hmac.new(self._slack.signing_secret.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": now, "X-Slack-Signature": f"v0={digest}"}


def _written(delivery: Delivery) -> tuple[str, str]:
    """Write a delivery as Slack does: a command as a form, an interaction as JSON within a form, an event as JSON."""
    if delivery.type == "slash_commands":
        return _FORM, urlencode(delivery.payload)
    if delivery.type == "interactive":
        return _FORM, urlencode({"payload": json.dumps(delivery.payload)})
    return _JSON, json.dumps(delivery.payload)


def _read(text: str) -> Any:
    """Read an answer: nothing, JSON, or bare words, which Slack shows as a message."""
    if not text.strip():
        return None
    try:
        answer = json.loads(text)
    except ValueError:
        answer = None
    return answer if isinstance(answer, dict) else {"text": text}
