"""What comes back to a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.messages import Message
    from sandbox.views import View

Json = dict[str, Any]


class CannotDo(Exception):
    """Slack's client does not offer this to this person here, so that it cannot happen."""


@dataclass
class Reply:
    """What came back to a person: what they read, or the error their client shows.

    error is None, dispatch_failed, operation_timeout, or the sentence of a client that sent nothing; why says more for us;
    message is the answer as it stands in the channel; view is the modal on top once the app has answered; errors is what a form
    says under its fields, by block_id; seconds is how long the app took.
    """

    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    shown: str = ""
    error: str | None = None
    why: str = ""
    seconds: float = 0.0
    message: Message | None = None
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
