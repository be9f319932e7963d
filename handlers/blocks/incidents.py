"""How incidents look: the headline, the lines of the room, the timeline, the lists. Records in, blocks out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.records.entries import Entry, EntryKind
from bot.records.incidents import MEANING, Incident, Severity, Status
from bot.records.times import in_words
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SIGN = {Severity.SEV1: "🔴", Severity.SEV2: "🟠", Severity.SEV3: "🟡"}
RESOLVED_SIGN = "✅"
HINT = "Talk in the thread. What matters for the timeline: react with :pushpin:, or mention me with what happened."
LINE = 3_000
LATEST = 300
NAME = 80
SHORTEST = 20
TITLE_IN_A_LIST = 120
ENTRIES_ON_A_PAGE = 40
WORDS_ON_A_PAGE = 8_000
"""So much of a page of a timeline is people's words; the rest is times, names and links."""

Names = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """Part of a long list: its number from 1, how many pages there are, how many items in all."""

    number: int
    pages: int
    items: int


def called(names: Names, user: str) -> str:
    """What to call somebody, without pinging them."""
    return kit.cut(kit.one_line(names.get(user) or f"somebody new ({user})"), NAME)


def author(entry: Entry, names: Names) -> str:
    """What to call whoever said it."""
    return kit.cut(kit.one_line(entry.by_name), NAME) if entry.by_name else called(names, entry.by)


def title(incident: Incident) -> str:
    """One line, whole; who shows it cuts it."""
    sign = SIGN[incident.severity] if incident.is_open else RESOLVED_SIGN
    return f"{sign} {incident.key} {kit.one_line(incident.title)}"


def is_cut(incident: Incident) -> bool:
    """Whether the headline cannot show the whole title."""
    return len(title(incident)) > kit.HEADER or "\n" in incident.title


def headline(incident: Incident, latest: Entry | None, names: Names) -> list[Block]:
    """The one message in the channel, edited as things change."""
    blocks = [kit.header(title(incident)), kit.rich(_state(incident, names))]
    if incident.resolved_at:
        took = f"It took {in_words(incident.lasted(incident.resolved_at))}. Fixed by: "
        blocks.append(kit.rich([kit.text(took), *_fix(incident)]))
    elif latest and (latest.text or latest.value):
        blocks.append(kit.rich([kit.text("Latest: "), *_what(latest, LATEST), *_who_and_when(latest, names)]))
    if incident.is_open:
        blocks.append(kit.context(HINT))
    if incident.is_open and incident.severity_is_a_guess:
        blocks.append(kit.actions(*grades(incident)))
    return [*blocks, kit.actions(*next_moves(incident))]


def next_moves(incident: Incident) -> list[Element]:
    """What one does next to it; the timeline comes last."""
    key = incident.key
    timeline_ = kit.button("Timeline", f"incident timeline {key}")
    if not incident.is_open:
        return [kit.button("Reopen", f"incident reopen {key}", confirm=f"{key} goes on as investigating."), timeline_]
    return [
        kit.button("Add note", f"incident note {key}"),
        kit.button("Status", f"incident status {key}"),
        kit.button("Severity", f"incident sev {key}"),
        kit.button("Resolve", f"incident resolve {key}", style="primary"),
        timeline_,
    ]


def grades(incident: Incident) -> list[Element]:
    """To say how bad it is where that is a guess: that it is right, or what it is."""
    right = kit.button(f"{incident.severity} is right", f"incident sev {incident.key} {incident.severity}")
    others = [kit.button(f"It is {one}", f"incident sev {incident.key} {one}") for one in Severity if one is not incident.severity]
    return [right, *others]


def headline_text(incident: Incident) -> str:
    """The headline where blocks are not shown."""
    return kit.fallback(f"{title(incident)} · {incident.severity} · {incident.status}")


def line(entry: Entry, incident: Incident, names: Names) -> list[Block]:
    """One change, in the room."""
    elements = [*_what(entry, LINE), *_who_and_when(entry, names)]
    if entry.kind is EntryKind.RESOLVED:  # this one stands in the channel too, where nothing else says what it is about
        about = kit.cut(kit.one_line(incident.title), TITLE_IN_A_LIST)
        elements.append(kit.text(f" · it took {in_words(incident.lasted(entry.recorded_at))} · {incident.key} {about}"))
    return [kit.rich(elements)]


def line_text(entry: Entry, incident: Incident, names: Names) -> str:
    """The same where blocks are not shown."""
    words = " ".join(element.get("text", "") for element in _what(entry, LATEST))
    return kit.fallback(f"{incident.key} {words} — {author(entry, names)}")


def timeline(incident: Incident, entries: Sequence[Entry], page: Page, names: Names, links: Mapping[int, str]) -> list[Block]:
    """A page of the timeline, oldest first."""
    limit = max(80, WORDS_ON_A_PAGE // max(1, len(entries)))
    lines = [_timeline_line(entry, limit, names, links.get(entry.id)) for entry in entries]
    while kit.length([kit.rich(*lines)]) > kit.MESSAGE_TEXT and limit > SHORTEST:  # addresses count twice, long names forty times
        limit = limit * 2 // 3
        lines = [_timeline_line(entry, limit, names, links.get(entry.id)) for entry in entries]
    blocks = [kit.header(f"{incident.key} {kit.one_line(incident.title)}"), kit.rich(*lines)]
    if page.pages > 1:
        blocks.append(kit.context(f"{page.items} entries, page {page.number} of {page.pages}; page 1 is the newest."))
    return blocks


def listed(heading: str, incidents: Sequence[Incident], now: datetime, links: Mapping[int, str]) -> list[Block]:
    """A list of incidents, one a line."""
    return [kit.rich([kit.text(heading, bold=True)], *(_listed(incident, now, links.get(incident.id)) for incident in incidents))]


def card(incident: Incident, latest: Entry | None, names: Names, now: datetime, link: str | None) -> list[Block]:
    """Everything about one incident, for whoever asks."""
    facts = [_state(incident, names)]
    for label, at in (
        ("Identified", incident.identified_at),
        ("Monitoring since", incident.monitoring_at),
        ("Resolved", incident.resolved_at),
    ):
        if at:
            facts.append([kit.text(f"{label} "), kit.when(at), kit.text(f" · after {in_words(at - incident.declared_at)}")])
    lasted = "It took" if not incident.is_open else "Open for"
    facts.append([kit.text(f"{lasted} {in_words(incident.lasted(now))}")])
    if not incident.is_open:
        facts.append([kit.text("Fixed by: "), *_fix(incident)])
    if latest and (latest.text or latest.value):
        facts.append([kit.text("Latest: "), *_what(latest, LATEST), *_who_and_when(latest, names)])
    if link:
        facts.append([kit.link(link, "Open the room")])
    blocks = [kit.header(title(incident)), kit.rich(*facts)]
    if is_cut(incident):
        blocks.insert(1, kit.rich(kit.said(incident.title, LINE)))
    return blocks


def _state(incident: Incident, names: Names) -> list[Element]:
    severity = [kit.text(incident.severity, bold=True), kit.text(f" {MEANING[incident.severity]}")]
    if incident.severity_is_a_guess:
        severity.append(kit.text(" (a guess)", italic=True))
    return [
        *severity,
        kit.text(" · "),
        kit.text(incident.status.capitalize(), bold=True),
        kit.text(f" · declared by {called(names, incident.declared_by)} "),
        kit.when(incident.declared_at),
    ]


def _fix(incident: Incident) -> list[Element]:
    return kit.said(incident.fix, LATEST) if incident.fix else [kit.text("not known", italic=True)]


def _what(entry: Entry, limit: int) -> list[Element]:
    """What an entry says; one that was struck is still there to be read."""
    elements = _says(entry, limit)
    return [kit.struck(element) for element in elements] if entry.is_struck else elements


def _says(entry: Entry, limit: int) -> list[Element]:
    said = kit.said(entry.text, limit) if entry.text else []
    match entry.kind:
        case EntryKind.NOTE:
            return said
        case EntryKind.DECLARED:
            return [kit.text("Declared", bold=True), kit.text(f" as {entry.value}: "), *said]
        case EntryKind.STATUS:
            start = kit.text(Status(entry.value).capitalize(), bold=True)
        case EntryKind.SEVERITY:
            start = kit.text(f"{SIGN[Severity(entry.value)]} {entry.value}", bold=True)
        case EntryKind.RESOLVED:
            start = kit.text(f"{RESOLVED_SIGN} Resolved", bold=True)
        case EntryKind.REOPENED:
            start = kit.text("Reopened", bold=True)
    return [start, kit.text(": "), *said] if said else [start]


def _who_and_when(entry: Entry, names: Names) -> list[Element]:
    return [kit.text(f" — {author(entry, names)}, "), *_when(entry)]


def _when(entry: Entry) -> list[Element]:
    """When it happened; a time in a zone not known yet stands as it was said."""
    return [kit.text(entry.said)] if entry.said else [kit.when(entry.happened_at)]


def _timeline_line(entry: Entry, limit: int, names: Names, link: str | None) -> list[Element]:
    edited = " (edited)" if entry.edited_by else ""
    elements = [*_when(entry), kit.text("  "), *_what(entry, limit), kit.text(f" — {author(entry, names)}{edited}")]
    return [*elements, kit.text(" "), kit.link(link, "↗")] if link else elements


def _listed(incident: Incident, now: datetime, link: str | None) -> list[Element]:
    label = f"{SIGN[incident.severity] if incident.is_open else RESOLVED_SIGN} {incident.key}"
    start = kit.link(link, label) if link else kit.text(label)
    words = f" {kit.cut(kit.one_line(incident.title), TITLE_IN_A_LIST)} · {incident.severity} · {incident.status} · "
    return [start, kit.text(words + in_words(incident.lasted(now)))]
