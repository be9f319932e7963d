"""The read: `/cto read`, and what closes a digest, a scorecard, and whatever else asks for it. Never while an incident is open there."""

from handlers.doors import Doors
from handlers.grammar import Verb
from handlers.read import telling
from storage.jobs.port import Jobs


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    usage = "[full] [project]"
    doors.verb(Verb("read", usage, "Where you stand, what comes first, what waits, what to do next.", takes_key=False), telling.read_)
    doors.parts.closed(telling.close, remembers=telling.remember)
