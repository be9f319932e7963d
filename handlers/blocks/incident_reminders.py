"""How reminders of incidents look."""

from datetime import datetime, timedelta

from bot.records.incidents import Incident
from bot.records.times import in_words
from handlers.blocks import kit
from handlers.blocks.kit import Block

__all__ = ["Block"]


def update_is_due(incident: Incident, since: timedelta) -> list[Block]:
    """That nothing was said for so long; who leads is named, and hears it."""
    asks = [kit.text(f"{incident.key} has had no update for {in_words(since)}. What is new?")]
    who = [kit.user(incident.lead), kit.text(" ")] if incident.lead else []
    return [
        kit.rich([*who, *asks]),
        kit.actions(
            kit.button("Add note", f"incident note {incident.key}", style="primary"),
            kit.button("Status", f"incident status {incident.key}"),
            kit.button("Snooze 30 min", f"incident snooze {incident.key}"),
            kit.button("Stop reminding", f"incident quiet {incident.key}"),
        ),
    ]


def who_leads(incident: Incident, name: str) -> list[Block]:
    """Ask who decides what is done next; once somebody does, say who."""
    if incident.lead:
        return [kit.rich([kit.text(f"{name} leads {incident.key}.")])]
    return [
        kit.rich([kit.text(f"Nobody leads {incident.key} yet. Who decides what is done next?")]),
        kit.actions(
            kit.button("I lead it", f"incident role {incident.key} lead me", style="primary"),
            kit.button("Somebody else…", f"incident role {incident.key}"),
        ),
    ]


def due(incident: Incident, now: datetime) -> str:
    """When its postmortem is due, in a few words."""
    day = incident.postmortem_due
    return f"postmortem {'was due' if day < now.date() else 'due'} {day:%a} {day.day} {day:%b}" if day else "postmortem not asked for"


def postmortem_is_due(incident: Incident, *, has_draft: bool) -> list[Block]:
    """Say that it is time to write down what was learned, or to sign what is written."""
    who = [kit.user(incident.lead), kit.text(" ")] if incident.lead else []
    return [
        kit.rich([*who, kit.text(f"The postmortem of {incident.key} is due today.")]),
        kit.actions(
            kit.button("Open the draft" if has_draft else "Write it", f"incident postmortem {incident.key}", style="primary"),
            kit.button("Timeline", f"incident timeline {incident.key}"),
        ),
    ]
