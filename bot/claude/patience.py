"""How long a job waits for Claude to be back before it makes do without: a draft should not be hours late."""

from dataclasses import dataclass

from bot.claude.trouble import Away, Busy
from bot.errors import Unavailable
from storage.jobs.port import Retry

ATTEMPTS = 6
"""So many attempts take half a minute where Claude is refused at once, and seven minutes where it falls silent or asks for pauses."""

LONG_SECONDS = 120.0
"""An attempt that took this long and came to nothing was the last: a whole answer seldom takes longer."""


class NotYet(Unavailable):
    """Claude is away, and is to be asked again: the job is tried again. No Trouble, so that nobody makes do without too early."""

    def __init__(self) -> None:
        super().__init__("Claude does not answer just now, and will be asked again.")


@dataclass(frozen=True)
class Patience:
    """The attempt a job is in, from 1, and the attempt after which it makes do without."""

    attempt: int
    attempts: int = ATTEMPTS

    def told(self, away: Away, took: float) -> Exception:
        """What to raise for Claude being away after `took` seconds: what has the job tried again, or, at last, the trouble itself."""
        if self.attempt >= self.attempts or took >= LONG_SECONDS:
            # Busy is a Retry too, and would be one again to a job that lets it through.
            return Away(away.sentence)
        return Retry(away.after) if isinstance(away, Busy) else NotYet()
