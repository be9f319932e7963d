"""What becomes of a job that failed: tried again after a while, or parked. The same on both engines."""

import contextlib
import random
import re
import traceback
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot.errors import Unavailable
from storage.jobs.port import (
    ATTEMPTS,
    ATTEMPTS_WHILE_AWAY,
    LONGEST_WAIT_SECONDS,
    LONGEST_WAIT_WHILE_AWAY_SECONDS,
    Hopeless,
    Job,
    Jobs,
    Retry,
)

FIRST_WAIT_SECONDS = 1.0
"""How long a job waits at most after its first failure. Every further wait may be twice as long."""

ERROR_LENGTH = 200

_HERE = Path(__file__).parents[2]
_CODE = re.compile(r"[a-z_]{1,64}")


@dataclass(frozen=True)
class Failure:
    """A job failed: `after` so many seconds it is tried again, or it is parked when that is None."""

    error: str
    after: float | None


def failure(job: Job, error: BaseException, jobs: Jobs, first_wait: float) -> Failure:
    """Decide, and say so in the log: ids and the error's type, never what a message said."""
    kind = jobs.kinds.get(job.kind)
    attempts = kind.attempts if kind else ATTEMPTS
    said = described(error)
    log = structlog.get_logger().bind(job=job.kind, team=job.team, room=job.room, ids=dict(job.ids), attempt=job.attempt, error=said)
    longest = LONGEST_WAIT_SECONDS
    if isinstance(error, Unavailable | Retry):
        attempts, longest = max(attempts, ATTEMPTS_WHILE_AWAY), LONGEST_WAIT_WHILE_AWAY_SECONDS
    if job.attempt >= attempts or isinstance(error, Hopeless):
        log.error("job.parked")
        return Failure(said, None)
    chance = random.random()  # noqa: S311 - spreads load
    after = max(0.0, error.after) if isinstance(error, Retry) else backoff(job.attempt, first_wait, chance, longest)
    log.warning("job.failed", again_in=round(after, 3))
    return Failure(said, after)


def backoff(attempt: int, first_wait: float, chance: float, longest: float = LONGEST_WAIT_SECONDS) -> float:
    """How long to wait after this attempt, in seconds: up to `first_wait`, twice that, … `longest`, and at least half of it.

    `chance` in [0, 1] chooses between the half and the whole, so that what failed together is not tried again together.
    """
    doublings = min(attempt - 1, 32)
    return float(min(first_wait * 2**doublings, longest) * (0.5 + chance / 2))


def described(error: BaseException) -> str:
    """Say an error's type, Slack's code for it and where it was raised; not its own words, which may quote a message or a row."""
    words = [type(error).__name__]
    if isinstance(error, Hopeless) and str(error):
        words = [f"{words[0]}: {error}"]
    if isinstance(error, Retry):
        words.append(f"after {error.after:g} s")
    if code := _slack_code(error):
        words.append(code)
    if place := _place(error):
        words.append(f"at {place}")
    return " ".join(words)[:ERROR_LENGTH]


def _slack_code(error: BaseException) -> str:
    code = None
    with contextlib.suppress(Exception):  # whatever else calls itself a response
        code = getattr(error, "response", {}).get("error")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else ""


def _place(error: BaseException) -> str:
    """Name the innermost line of ours, not that of a library."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):  # extract_tb would read and keep every file on the way
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_HERE) and "site-packages" not in path.parts:
            return f"{path.relative_to(_HERE)}:{line}"
    return ""
