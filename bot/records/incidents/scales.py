"""The scales of an incident: how bad, how far, who does what; and the pace that follows from how bad it is."""

from datetime import date, timedelta
from enum import StrEnum

from bot.records.times import working_days_after


class Severity(StrEnum):
    """How bad it is."""

    SEV1 = "SEV1"
    SEV2 = "SEV2"
    SEV3 = "SEV3"


MEANING = {
    Severity.SEV1: "customer-facing outage",
    Severity.SEV2: "degraded",
    Severity.SEV3: "internal impact",
}

GUESS = Severity.SEV2
"""What nobody said is this: SEV1 is never a guess."""


class Status(StrEnum):
    """How far it is, in order."""

    INVESTIGATING = "investigating"
    IDENTIFIED = "identified"
    MONITORING = "monitoring"
    RESOLVED = "resolved"


ORDER = tuple(Status)


class Role(StrEnum):
    """What somebody does in an incident; one person each."""

    LEAD = "lead"
    COMMS = "comms"
    SCRIBE = "scribe"


ROLE_SAYS = {Role.LEAD: "decides what is done next", Role.COMMS: "tells everybody else", Role.SCRIBE: "keeps the timeline"}

UPDATE_EVERY = {Severity.SEV1: timedelta(minutes=30), Severity.SEV2: timedelta(minutes=60)}
"""After so long without an update its room is reminded; a SEV3 never is."""
LEAD_WITHIN = timedelta(minutes=5)
"""After so long without a lead it is asked who leads."""
POSTMORTEM_DAYS = 3
"""A SEV1's postmortem is due so many days after it is resolved."""
POSTMORTEM_WORKING_DAYS = 5
"""A SEV2's, so many working days."""


def postmortem_day(severity: Severity, over: date) -> date | None:
    """When the postmortem of an incident is due that was over on that day; a SEV3 owes none."""
    if severity is Severity.SEV1:
        return over + timedelta(days=POSTMORTEM_DAYS)
    return working_days_after(over, POSTMORTEM_WORKING_DAYS) if severity is Severity.SEV2 else None
