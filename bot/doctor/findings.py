"""What was looked at, how it is, and what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is. Only what is wrong keeps the co-pilot from its work."""

    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing: what it is, how it is, in a sentence, and what to do. No secret is ever in it."""

    name: str
    state: State
    says: str
    do: str = ""


def ok(name: str, says: str) -> Finding:
    """As it should be."""
    return Finding(name, State.OK, says)


def warning(name: str, says: str, do: str) -> Finding:
    """It works, and will not for long, or not all of it."""
    return Finding(name, State.WARNING, says, do)


def wrong(name: str, says: str, do: str) -> Finding:
    """It does not work."""
    return Finding(name, State.WRONG, says, do)
