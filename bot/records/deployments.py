"""A deployment: what went live where, when, and whether it went well. Times are aware and in UTC."""

from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

PRODUCTION = frozenset({"production", "prod", "live"})
"""Environments that count: what customers use. Others are kept and counted nowhere."""
SUSPECT_FOR = timedelta(hours=1)
"""An incident declared so soon after a deployment may have been caused by it."""
SHA_SHOWN = 8
HAND = "hand"
"""Where a deployment came from that somebody told us of."""


class Outcome(StrEnum):
    """How it went. What is still under way is not kept."""

    SUCCESS = "success"
    FAILURE = "failure"


class Commit(BaseModel):
    """A change that went live, and when it was written."""

    model_config = ConfigDict(frozen=True)

    sha: str
    authored_at: datetime


class Deployment(BaseModel):
    """A deployment. It never changes: what it caused or fixed is a link.

    `source` and `external` say whose number it has there; together they are unique. `channel`: where somebody told of it; "" for one that
    a machine told of, which is seen by whoever knows its project. `unplanned`: it mends something, and nobody had planned it.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    number: int = 0
    project: int | None = None
    source: str
    external: str
    environment: str
    sha: str
    outcome: Outcome
    finished_at: datetime
    unplanned: bool = False
    channel: str = ""
    recorded_by: str = ""
    recorded_at: datetime

    @property
    def key(self) -> str:
        """What people call it: DEP-12."""
        return f"DEP-{self.number}"

    @property
    def is_production(self) -> bool:
        """Whether customers got it."""
        return self.environment.strip().lower() in PRODUCTION

    @property
    def version(self) -> str:
        """What went live, short: a sha is cut, a version is not."""
        is_sha = len(self.sha) > SHA_SHOWN and all(letter in "0123456789abcdef" for letter in self.sha.lower())
        return self.sha[:SHA_SHOWN] if is_sha else self.sha
