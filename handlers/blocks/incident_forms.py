"""How the forms of incidents look."""

from datetime import datetime

from bot.records.entries import Entry, EntryKind
from bot.records.incidents import GUESS, MEANING, ORDER, Incident, Severity, Status
from handlers.blocks import kit
from handlers.blocks.kit import Block

__all__ = ["Block"]

SEVERITIES = [(f"{severity} · {MEANING[severity]}", severity.value) for severity in Severity]
STATUS_SAYS = {
    Status.INVESTIGATING: "we look for the cause",
    Status.IDENTIFIED: "the cause is known",
    Status.MONITORING: "it is mended, we watch",
    Status.RESOLVED: "it is over",
}


def declare(title: str, severity: Severity | None, *, in_a_channel: bool) -> Block:
    """Title and severity; nothing else, unless there is no channel."""
    blocks = [
        kit.asks("title", "What do people see?", kit.words(title, lines="\n" in title, placeholder="Checkout is down")),
        kit.asks("severity", "How bad is it?", kit.choice(SEVERITIES, severity or GUESS)),
    ]
    if not in_a_channel:
        blocks.append(kit.asks("channel", "In which channel?", kit.which_channel(), hint="Others follow it there."))
    return kit.modal("Declare an incident", blocks, submit="Declare", close="Not now")


def note(incident: Incident, at: datetime | None) -> Block:
    """What happened, and when, if not just now."""
    blocks = [
        kit.asks("text", "What happened?", kit.words(lines=True, placeholder="Rolled back 4.2.1")),
        kit.asks("at", "When?", kit.moment(at), optional=True, hint="Empty is now."),
    ]
    return kit.modal(f"Note on {incident.key}", [_about(incident), *blocks], submit="Note", close="Not now")


def move(incident: Incident) -> Block:
    """How far it is now."""
    options = [(f"{status.capitalize()} · {STATUS_SAYS[status]}", status.value) for status in Status]
    later = [status for status in ORDER if ORDER.index(status) > ORDER.index(incident.status)]
    blocks = [
        kit.asks("status", "How far is it?", kit.choice(options, later[0] if later else "")),
        kit.asks("why", "What do we know?", kit.words(lines=True), optional=True, hint="Going back to an earlier status needs a why."),
    ]
    return kit.modal(f"Status of {incident.key}", [_about(incident), *blocks], submit="Change", close="Not now")


def regrade(incident: Incident) -> Block:
    """How bad it is now."""
    blocks = [
        kit.asks("severity", "How bad is it?", kit.choice(SEVERITIES, incident.severity)),
        kit.asks("why", "Why?", kit.words(lines=True), optional=True),
    ]
    return kit.modal(f"Severity of {incident.key}", [_about(incident), *blocks], submit="Change", close="Not now")


def resolve(incident: Incident) -> Block:
    """What fixed it."""
    asks = kit.asks("fix", "What fixed it?", kit.words(lines=True), optional=True, hint="Empty is “not known”, which is fine.")
    return kit.modal(f"Resolve {incident.key}", [_about(incident), asks], submit="Resolve", close="Not now")


def edit(incident: Incident, entry: Entry) -> Block:
    """An entry as it reads now."""
    is_note = entry.kind is EntryKind.NOTE
    blocks = [
        kit.asks("text", "What happened?", kit.words(entry.text, lines=True), optional=not is_note),
        kit.asks("at", "When?", kit.moment(entry.happened_at)),
    ]
    return kit.modal(f"Timeline of {incident.key}", blocks, submit="Change", close="Not now")


def _about(incident: Incident) -> Block:
    return kit.rich([kit.text(kit.cut(kit.one_line(incident.title), 200), italic=True)])
