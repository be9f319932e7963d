"""How the forms of incidents look."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.actions import DUE_DAYS
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import GUESS, MEANING, ORDER, ROLE_SAYS, Incident, Role, Severity, Status
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


def declare(title: str, severity: Severity | None, projects: Sequence[tuple[str, str]], *, in_a_channel: bool, drill: bool) -> Block:
    """Title, severity, and whether it gets a channel of its own; the channel and the project, where they are not known."""
    blocks = [
        kit.asks("title", "What do people see?", kit.words(title, lines="\n" in title, placeholder="Checkout is down")),
        kit.asks("severity", "How bad is it?", kit.choice(SEVERITIES, severity or GUESS)),
    ]
    if not in_a_channel:
        blocks.append(kit.asks("channel", "In which channel?", kit.which_channel(), hint="Others follow it there."))
    if projects:
        blocks.append(kit.asks("project", "Which project?", kit.menu("Choose a project", projects), optional=True))
    own = kit.ticks([("Give it a channel of its own", "own")])
    blocks.append(kit.asks("own", "A channel of its own?", own, optional=True))
    return kit.modal("Declare a drill" if drill else "Declare an incident", blocks, submit="Declare", close="Not now")


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
    fix = kit.asks("fix", "What fixed it?", kit.words(lines=True), optional=True, hint="Empty is “not known”, which is fine.")
    return kit.modal(f"Resolve {incident.key}", [_about(incident), fix, *_impact(incident)], submit="Resolve", close="Not now")


def hit(incident: Incident) -> Block:
    """What it did."""
    return kit.modal(f"Impact of {incident.key}", [_about(incident), *_impact(incident)], submit="Write down", close="Not now")


def give(incident: Incident) -> Block:
    """Who does what."""
    roles = [(f"{role.capitalize()} · {ROLE_SAYS[role]}", role.value) for role in Role]
    blocks = [
        kit.asks("role", "Which role?", kit.choice(roles, Role.LEAD)),
        kit.asks("user", "Who?", kit.who(), optional=True, hint="Nobody chosen: nobody has it any more."),
    ]
    return kit.modal(f"Roles of {incident.key}", [_about(incident), *blocks], submit="Give", close="Not now")


def promise(incident: Incident) -> Block:
    """What is to be done, by whom, by when."""
    blocks = [
        kit.asks("what", "What is to be done?", kit.words(lines=True, placeholder="An alert on checkout errors")),
        kit.asks("owner", "Who does it?", kit.who(), optional=True),
        kit.asks("due", "By when?", kit.day(), optional=True, hint=f"Empty: in {DUE_DAYS[incident.severity]} days."),
    ]
    return kit.modal(f"Action of {incident.key}", [_about(incident), *blocks], submit="Add", close="Not now")


def time(incident: Incident) -> Block:
    """When it was."""
    labels = {"started": "Started", "identified": "Identified", "monitoring": "Mitigated", "resolved": "Resolved"}
    blocks = [_about(incident)]
    for name, label in labels.items():
        at = getattr(incident, f"{name}_at")
        if name == "started" or at or not incident.is_open:
            blocks.append(kit.asks(name, label, kit.moment(at), optional=name != "started"))
    return kit.modal(f"Times of {incident.key}", blocks, submit="Change", close="Not now")


def tell(title: str, *, in_a_channel: bool) -> Block:
    """One that is over."""
    blocks = [
        kit.asks("title", "What did people see?", kit.words(title)),
        kit.asks("severity", "How bad was it?", kit.choice(SEVERITIES, GUESS)),
        kit.asks("started", "When did it start?", kit.moment()),
        kit.asks("resolved", "When was it over?", kit.moment()),
        kit.asks("fix", "What fixed it?", kit.words(lines=True), optional=True),
    ]
    if not in_a_channel:
        blocks.append(kit.asks("channel", "In which channel?", kit.which_channel()))
    return kit.modal("Tell of an incident", blocks, submit="Tell", close="Not now")


def edit(incident: Incident, entry: Entry) -> Block:
    """An entry as it reads now."""
    is_note = entry.kind is EntryKind.NOTE
    blocks = [
        kit.asks("text", "What happened?", kit.words(entry.text, lines=True), optional=not is_note),
        kit.asks("at", "When?", kit.moment(entry.happened_at)),
    ]
    if is_note:
        ticks = kit.ticks([("Strike it: it stays, and no longer counts", "struck")], chosen=entry.is_struck)
        blocks.append(kit.asks("struck", "Does it count?", ticks, optional=True))
    return kit.modal(f"Timeline of {incident.key}", blocks, submit="Change", close="Not now")


def _impact(incident: Incident) -> list[Block]:
    known = {
        name: "" if value is None else f"{value}" for name, value in (("customers", incident.customers), ("revenue", incident.revenue))
    }
    return [
        kit.asks("what", "What did customers see?", kit.words(incident.impact, lines=True), optional=True),
        kit.asks("customers", "How many customers?", kit.number(known["customers"]), optional=True, hint="Empty is not known."),
        kit.asks("revenue", "Revenue lost?", kit.number(known["revenue"], decimals=True), optional=True),
        kit.asks("slo", "Which SLO was breached?", kit.words(incident.slo, longest=200), optional=True),
    ]


def _about(incident: Incident) -> Block:
    return kit.rich([kit.text(kit.cut(kit.one_line(incident.title), 200), italic=True)])
