"""For how long what is no record of the team's is kept, as whoever runs it decides."""

from dataclasses import dataclass
from datetime import timedelta

CONVERSATIONS_DAYS = 180
"""What was said to the co-pilot stays in Slack; here it serves to go on from."""
USAGE_DAYS = 400
"""A year, and the month before it to compare with."""
LEAST_USAGE_DAYS = 31
"""The budget is a month's, and what was spent of it is counted."""


@dataclass(frozen=True)
class Keeping:
    """`audit` None is for good: records look into their past there."""

    conversations: timedelta = timedelta(days=CONVERSATIONS_DAYS)
    usage: timedelta = timedelta(days=USAGE_DAYS)
    audit: timedelta | None = None
