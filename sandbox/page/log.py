"""What went over the wire, for whoever wants to see why something happened or did not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.deliveries import Attempt, Delivery
    from sandbox.web_api.api import LoggedCall
    from sandbox.workspace import Workspace

Json = dict[str, Any]
MOST = 150


def entries(workspace: Workspace) -> list[Json]:
    """The last deliveries to the app and its last calls, oldest first."""
    slack = workspace.slack
    told = [_delivery(at, one) for at, one in enumerate(slack.deliveries) if one.team == workspace.team_id]
    asked = [_call(at, one) for at, one in enumerate(slack.calls) if one.team == workspace.team_id]
    return sorted([*told[-MOST:], *asked[-MOST:]], key=lambda entry: entry["at"])[-MOST:]


def _delivery(at: int, delivery: Delivery) -> Json:
    attempts = [_attempt(one) for one in delivery.attempts]
    trouble = next((one["problem"] for one in reversed(attempts) if one["problem"]), "") if not delivery.acked else ""
    return {
        "id": f"d{at}",
        "at": delivery.attempts[0].at.timestamp() if delivery.attempts else 0.0,
        "kind": delivery.type,
        "name": delivery.name,
        "trouble": trouble,
        "waiting": delivery.in_flight,
        "due": delivery.due.timestamp() if delivery.due else None,
        "payload": delivery.payload,
        "attempts": attempts,
    }


def _attempt(attempt: Attempt) -> Json:
    return {
        "at": attempt.at.timestamp(),
        "seconds": round(attempt.seconds, 4),
        "acked": attempt.acked,
        "late": attempt.late,
        "problem": attempt.problem,
        "payload": attempt.payload,
    }


def _call(at: int, call: LoggedCall) -> Json:
    refused = "" if call.answer is None or call.answer.get("ok") else str(call.answer.get("error"))
    return {
        "id": f"c{at}",
        "at": call.at.timestamp(),
        "kind": "call",
        "name": call.method,
        "trouble": refused,
        "waiting": call.answer is None,
        "payload": call.params,
        "answer": call.answer,
    }
