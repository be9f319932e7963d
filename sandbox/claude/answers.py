"""What a script has Claude answer, or what goes wrong in its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.ids import new_secret

Json = dict[str, Any]

KINDS_BY_STATUS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


@dataclass(frozen=True)
class Answer:
    """One message of Claude's: its content blocks as they stand in an answer, and why it ends."""

    content: tuple[Json, ...]
    stop_reason: str = "end_turn"
    stop_details: Json | None = None

    def __add__(self, other: Answer) -> Answer:
        """One message with both contents, which ends as the second does."""
        return Answer((*self.content, *other.content), other.stop_reason, other.stop_details)


@dataclass(frozen=True)
class Fault:
    """What goes wrong. `after` is how many events of `answer` go out before it; None is before the answer begins.

    kind: status (an error of that status, or in the stream an error event), hang (nothing more comes until the client leaves),
    drop (the connection resets), garble (an event that is no JSON).
    """

    kind: str
    status: int = 500
    retry_after: float | None = None
    after: int | None = None
    answer: Answer | None = None
    message: str = "as the script has it"

    @property
    def body(self) -> Json:
        """The error as the API words it."""
        error = {"type": KINDS_BY_STATUS.get(self.status, "api_error"), "message": self.message}
        return {"type": "error", "error": error, "request_id": f"req_{new_secret()}"}


def says(text: str) -> Answer:
    """Answer with text."""
    return Answer(({"type": "text", "text": text},))


def shaped(value: Mapping[str, Any]) -> Answer:
    """Answer with the JSON of this value, as a schema asked for."""
    return says(json.dumps(value, ensure_ascii=False))


def thinks(thought: str = "") -> Answer:
    """Begin with a block of thinking; its text is empty unless it was asked to be shown."""
    return Answer(({"type": "thinking", "thinking": thought, "signature": new_secret(64)},))


def uses(tool: str, **given: Any) -> Answer:
    """Ask for a tool to be run. Add answers up to ask for several."""
    return Answer(({"type": "tool_use", "id": f"toolu_{new_secret(24)}", "name": tool, "input": given},), "tool_use")


def refuses(explanation: str = "This could do harm.", *, having_said: str = "") -> Answer:
    """Refuse, before anything was said or in the middle of it."""
    details = {"type": "refusal", "category": "general_harms", "explanation": explanation}
    return Answer(says(having_said).content if having_said else (), "refusal", details)


def cut_off(text: str) -> Answer:
    """Answer with text that ends in the middle, because max_tokens were written."""
    return Answer(says(text).content, "max_tokens")


def fails(
    status: int, *, retry_after: float | None = None, in_stream_after: int | None = None, message: str = "as the script has it"
) -> Fault:
    """An error: in place of an answer, or in the stream after that many events of one."""
    return Fault("status", status, retry_after, in_stream_after, says("This is as far as it") if in_stream_after else None, message)


def hangs(after: int | None = None) -> Fault:
    """Nothing comes, or nothing more after that many events."""
    return Fault("hang", after=after, answer=says("This is as far as it"))


def drops(after: int | None = None) -> Fault:
    """The connection resets, before an answer or after that many events of one."""
    return Fault("drop", after=after, answer=says("This is as far as it"))


def garbles(after: int = 3) -> Fault:
    """An event that is no JSON, after that many that are."""
    return Fault("garble", after=after, answer=says("This is as far as it"))
