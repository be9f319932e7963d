"""What an agent shows around its conversations: that it is at work, titles, prompts, sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
# Slack takes a status away that no message follows.
STATUS_LIFETIME = timedelta(minutes=2)


@dataclass
class Agent:
    """An agent in one conversation; threads are named by the timestamp of their first message."""

    titles: dict[str, str] = field(default_factory=dict)
    prompts: Json = field(default_factory=dict)
    sessions: dict[str, Json] = field(default_factory=dict)
    _statuses: dict[str, tuple[str, datetime]] = field(default_factory=dict)

    def says_status(self, thread_ts: str, status: str, now: datetime) -> None:
        """Show what the agent is doing; no words take it away."""
        self._statuses[thread_ts] = status, now

    def answered(self, thread_ts: str) -> None:
        """Take the status away, because the agent has said something there."""
        self._statuses.pop(thread_ts, None)

    def status(self, thread_ts: str, now: datetime) -> str:
        """Tell what the agent is doing in a thread, as its people see it; nothing when it does nothing."""
        status, at = self._statuses.get(thread_ts, ("", now))
        return status if now - at < STATUS_LIFETIME else ""

    def session(self, thread_ts: str) -> Json:
        """Find a thread's session; there is one from now on."""
        return self.sessions.setdefault(thread_ts, {"status": "active", "title": ""})
