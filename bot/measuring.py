"""Where things are counted: every answer to Slack, every call to it, every job."""

import re
from time import monotonic
from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.metrics import Metrics
from storage.gate import Gate

DOORS = {
    "block_actions": "button",
    "view_submission": "form",
    "view_closed": "form",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "block_suggestion": "menu",
}
EVENTS = {"mention", "direct", "event"}
"""What Slack delivers again when it is not acked."""
DOOR = "door"
"""Under this name a listener's context has the door."""
NAME = "cto-copilot"
"""Without one, Bolt reads the source of everything on the stack for the name of a file, which takes a tenth of a second."""
CODE = re.compile(r"[a-z_]{1,64}")
BROKEN = "500"


class MeasuredApp(AsyncApp):
    """Bolt's app, which knows how long Slack waited for each answer, and for which jobs make way at the gate meanwhile.

    The way back over the wire is not in it.
    """

    def __init__(self, metrics: Metrics, gate: Gate, **parts: Any) -> None:
        super().__init__(name=NAME, **parts)
        self._metrics = metrics
        self._gate = gate

    async def async_dispatch(self, req: AsyncBoltRequest) -> BoltResponse:
        """Answer one delivery."""
        began, status = monotonic(), BROKEN
        req.context[DOOR] = through = door(req.body)
        try:
            with self._gate.answering():
                response = await super().async_dispatch(req)
            status = str(response.status)
        finally:
            self._metrics.acks.took(monotonic() - began, through, status)
        return response


class MeasuredSlack(AsyncWebClient):
    """Slack's client, which counts its calls."""

    def __init__(self, metrics: Metrics, **parts: Any) -> None:
        super().__init__(**parts)
        self._metrics = metrics

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:
        """Call a method."""
        began, outcome = monotonic(), "no_answer"
        try:
            answer = await super().api_call(api_method, **how)
            outcome = "ok"
        except SlackApiError as error:
            outcome = _code(error)
            raise
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            outcome = type(error).__name__
            raise
        finally:
            self._metrics.called(api_method, outcome, monotonic() - began)
        return answer


def door(body: dict[str, Any]) -> str:
    """Through which door a delivery comes."""
    if "command" in body:
        return "command"
    event = body.get("event")
    if not isinstance(event, dict):
        return DOORS.get(str(body.get("type", "")), "other")
    if event.get("type") == "app_mention":
        return "mention"
    return "direct" if event.get("type") == "message" else "event"


def _code(error: SlackApiError) -> str:
    """Slack's code for it, or the status where there is none."""
    data = error.response.data if isinstance(error.response.data, dict) else {}
    code = str(data.get("error", ""))
    return code if CODE.fullmatch(code) else f"http_{error.response.status_code}"
