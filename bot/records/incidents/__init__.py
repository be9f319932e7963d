"""An incident, and the scales it is told on."""

from bot.records.incidents.incident import REOPEN_BY_ANYONE_WITHIN, TIMES, Impact, Incident
from bot.records.incidents.scales import (
    GUESS,
    LEAD_WITHIN,
    MEANING,
    ORDER,
    POSTMORTEM_DAYS,
    POSTMORTEM_WORKING_DAYS,
    ROLE_SAYS,
    UPDATE_EVERY,
    Role,
    Severity,
    Status,
)

__all__ = [
    "GUESS",
    "LEAD_WITHIN",
    "MEANING",
    "ORDER",
    "POSTMORTEM_DAYS",
    "POSTMORTEM_WORKING_DAYS",
    "REOPEN_BY_ANYONE_WITHIN",
    "ROLE_SAYS",
    "TIMES",
    "UPDATE_EVERY",
    "Impact",
    "Incident",
    "Role",
    "Severity",
    "Status",
]
