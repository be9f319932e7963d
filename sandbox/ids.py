"""Ids and secrets, made as Slack makes them."""

import base64
import itertools
import secrets
from datetime import datetime


def new_id(kind: str) -> str:
    """Make an id as Slack makes them: its kind (T, U, C, D, B, A, Ev …) and ten letters or digits."""
    return f"{kind}0{base64.b32encode(secrets.token_bytes(6)).decode()[:9]}"


def new_secret(length: int = 24) -> str:
    """Make a secret as in tokens and response URLs."""
    return secrets.token_urlsafe(length)[:length]


class Timestamps:
    """Message timestamps of one workspace: strictly increasing, whatever the clock does."""

    def __init__(self) -> None:
        self._last = 0

    def at(self, moment: datetime) -> str:
        """Make the next timestamp at that moment, as in 1700000001.000200."""
        self._last = max(self._last + 1, int(moment.timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


class Serials:
    """Running numbers of one server."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def next(self) -> int:
        """Make the next number."""
        return next(self._numbers)
