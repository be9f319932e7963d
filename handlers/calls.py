"""Calls to Slack from jobs, and what their failures mean for a job."""

from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import Unavailable
from storage.jobs.port import Hopeless, Retry

NOT_THERE = {
    "not_in_channel",
    "channel_not_found",
    "is_archived",
    "no_permission",
    "restricted_action",
    "message_not_found",
    "thread_not_found",
    "cannot_reply_to_message",
}
LATER = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "accesslimited", "team_added_to_org"}
WITHOUT_TOKEN = {"not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired"}
"""What is to be done waits until there is a token again, as it does at a start before Slack was asked who we are."""
DEFAULT_RETRY_SECONDS = 5.0
SERVER_ERROR = 500
TOO_MANY = 429


class Refused(Hopeless):
    """Slack answered, and the answer is no: nothing was done, and asking again will not help."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error

    @property
    def is_not_there(self) -> bool:
        """The bot is not in that channel, or the channel is closed, or what was there is gone."""
        return self.error in NOT_THERE


class Unanswered(Unavailable):
    """No answer, or one that says nothing: it may have been done."""


async def asked(call: Awaitable[Any]) -> Any:
    """Slack's answer. Raises Refused, Unanswered, or Retry when Slack says when to come back."""
    try:
        return await call
    except SlackApiError as error:
        raise _meaning(error) from None
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unanswered(type(error).__name__) from error


def _meaning(error: SlackApiError) -> Exception:
    response: Any = error.response
    status = getattr(response, "status_code", 200)
    if status == TOO_MANY:
        return Retry(after=float(response.headers.get("Retry-After", DEFAULT_RETRY_SECONDS)))
    data = response.data if isinstance(getattr(response, "data", None), dict) else {}
    code = str(data.get("error", ""))
    if status >= SERVER_ERROR or not code:
        return Unanswered(f"http {status}")
    if code in LATER | WITHOUT_TOKEN:
        return Unanswered(code)
    return Refused(code)
