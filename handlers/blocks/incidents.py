"""How incidents look: the headline, the lines of the room, the timeline, the lists. Records in, blocks out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.records.accounts import ACTION_SAYS
from bot.records.actions import Action
from bot.records.deployments import Deployment
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import MEANING, Impact, Incident, Role, Severity, Status
from bot.records.search import Found
from bot.records.times import in_words
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SIGN = {Severity.SEV1: "🔴", Severity.SEV2: "🟠", Severity.SEV3: "🟡"}
RESOLVED_SIGN = "✅"
_SIGNS = {severity.value: sign for severity, sign in SIGN.items()}
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
    """Part of a long list: its number from 1, how many pages there are as far as they were counted, and how that is said."""

    number: int
    pages: int
    says: str


NOT_NEWS = {EntryKind.DECLARED, EntryKind.ROLE, EntryKind.LINK, EntryKind.ACTION, EntryKind.IMPACT}
TOLD_AS_LATEST = tuple(kind for kind in EntryKind if kind not in NOT_NEWS)
"""What a headline tells as the latest: who does what, and what it did, stands there anyway."""


def people_of(incident: Incident, latest: Entry | None) -> set[str]:
    """Whose names a headline needs."""
    return {incident.declared_by, *(incident.who(role) for role in Role), *([latest.by] if latest else [])}


def impact_in_words(impact: Impact) -> str:
    """What it did, in a line; what is not known is not said."""
    facts = [
        impact.what,
        f"{impact.customers:,} customers" if impact.customers is not None else "",
        f"{impact.revenue.normalize():,f} revenue lost" if impact.revenue is not None else "",
        f"SLO {impact.slo}" if impact.slo else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def called(names: Names, user: str) -> str:
    """What to call somebody, without pinging them."""
    return kit.cut(kit.one_line(names.get(user) or f"somebody new ({user})"), NAME)


def author(entry: Entry, names: Names) -> str:
    """What to call whoever said it."""
    return kit.cut(kit.one_line(entry.by_name), NAME) if entry.by_name else called(names, entry.by)


def title(incident: Incident) -> str:
    """One line, whole; who shows it cuts it."""
    sign = SIGN[incident.severity] if incident.is_open else RESOLVED_SIGN
    return f"{sign} {'DRILL · ' if incident.drill else ''}{incident.key} {kit.one_line(incident.title)}"


def is_cut(incident: Incident) -> bool:
    """Whether the headline cannot show the whole title."""
    return len(title(incident)) > kit.HEADER or "\n" in incident.title


def headline(incident: Incident, latest: Entry | None, names: Names) -> list[Block]:
    """The one message in the channel, edited as things change."""
    lines = [_state(incident, names), *_roles(incident, names), *_hit(incident)]
    blocks = [kit.header(title(incident)), kit.rich(*lines)]
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
    """What one does next to it."""
    key = incident.key
    timeline_ = kit.button("Timeline", f"incident timeline {key}")
    if not incident.is_open:
        reopen = kit.button("Reopen", f"incident reopen {key}", confirm=f"{key} goes on as investigating.")
        others = [("Impact…", f"incident impact {key}"), ("Add an action…", f"incident action {key}")]
        others += [("Put its times right…", f"incident times {key}"), ("Actions", f"incident actions {key}")]
        if incident.own_channel:
            others.append(("Archive its channel", f"incident archive {key}"))
        return [reopen, timeline_, kit.button("Postmortem", f"incident postmortem {key}"), kit.more(others)]
    others = [
        ("Roles…", f"incident role {key}"),
        ("Impact…", f"incident impact {key}"),
        ("Add an action…", f"incident action {key}"),
        ("Put its times right…", f"incident times {key}"),
        *([] if incident.own_channel else [("A channel of its own", f"incident channel {key}")]),
    ]
    return [
        *([] if incident.lead else [kit.button("I lead it", f"incident role {key} lead me")]),
        kit.button("Add note", f"incident note {key}"),
        kit.button("Status", f"incident status {key}"),
        kit.button("Severity", f"incident sev {key}"),
        kit.button("Resolve", f"incident resolve {key}", style="" if incident.status is Status.INVESTIGATING else "primary"),
        timeline_,
        kit.more(others),
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
        blocks.append(kit.context(f"{page.says}; page 1 is the newest."))
    return blocks


def listed(heading: str, incidents: Sequence[Incident], now: datetime, links: Mapping[int, str], owing: Names | None = None) -> list[Block]:
    """A list of incidents, one a line; of those that owe something, by key, what."""
    lines = [_listed(one, now, links.get(one.id), (owing or {}).get(one.key, "")) for one in incidents]
    return [kit.rich([kit.text(heading, bold=True)], *lines)]


def card(incident: Incident, latest: Entry | None, names: Names, now: datetime, link: str | None) -> list[Block]:
    """Everything about one incident, for whoever asks."""
    facts = [_state(incident, names), *_roles(incident, names), *_hit(incident)]
    if incident.started_at != incident.declared_at:
        facts.append([kit.text("Started "), kit.when(incident.started_at)])
    for label, at in (
        ("Identified", incident.identified_at),
        ("Mitigated, watched since", incident.monitoring_at),
        ("Resolved", incident.resolved_at),
    ):
        if at:
            facts.append([kit.text(f"{label} "), kit.when(at), kit.text(f" · after {in_words(at - incident.started_at)}")])
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


def related(links: Sequence[tuple[str, Incident | Found]]) -> list[list[Element]]:
    """What it is to others, a line each."""
    return [[kit.text(f"{how.capitalize()} {one.key} {kit.cut(kit.one_line(one.title), TITLE_IN_A_LIST)}")] for how, one in links]


def deployed(links: Sequence[tuple[str, Deployment]]) -> list[list[Element]]:
    """The deployments that caused it or fixed it, a line each."""
    return [[kit.text(f"{how.capitalize()} {one.key} {kit.cut(one.version, 60)} · "), kit.when(one.finished_at)] for how, one in links]


def promised(actions: Sequence[Action]) -> list[list[Element]]:
    """How many action items there are, on a line."""
    left = sum(not action.is_done for action in actions)
    return [[kit.text(f"Actions: {left} of {len(actions)} still to do")]] if actions else []


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


def _roles(incident: Incident, names: Names) -> list[list[Element]]:
    """Who does what, on a line; nothing while nobody does anything."""
    given = [(role, incident.who(role)) for role in Role if incident.who(role)]
    line_ = [kit.text(" · ".join(f"{role.capitalize()} {called(names, user)}" for role, user in given))]
    if incident.own_channel:
        line_ += [kit.text(" · " if given else ""), kit.channel(incident.own_channel)]
    return [line_] if given or incident.own_channel else []


def _hit(incident: Incident) -> list[list[Element]]:
    impact = Impact(what=incident.impact, customers=incident.customers, revenue=incident.revenue, slo=incident.slo)
    told = impact_in_words(impact)
    return [[kit.text("Impact: "), *kit.said(told, LATEST)]] if told else []


def _fix(incident: Incident) -> list[Element]:
    return kit.said(incident.fix, LATEST) if incident.fix else [kit.text("not known", italic=True)]


def _what(entry: Entry, limit: int) -> list[Element]:
    """What an entry says; one that was struck is still there to be read."""
    elements = _says(entry, limit)
    return [kit.struck(element) for element in elements] if entry.is_struck else elements


def _says(entry: Entry, limit: int) -> list[Element]:
    said = kit.said(entry.text, limit) if entry.text else []
    if entry.kind is EntryKind.NOTE:
        return said
    start = [kit.text(_begins(entry), bold=True)]
    if entry.kind is EntryKind.DECLARED:
        return [*start, kit.text(f" as {entry.value}: "), *said]
    return [*start, kit.text(": "), *said] if said else start


def _begins(entry: Entry) -> str:
    """The word an entry begins with that is more than a note."""
    return {
        EntryKind.DECLARED: "Declared",
        EntryKind.STATUS: entry.value.capitalize(),
        EntryKind.SEVERITY: f"{_SIGNS.get(entry.value, '')} {entry.value}",
        EntryKind.RESOLVED: f"{RESOLVED_SIGN} Resolved",
        EntryKind.REOPENED: "Reopened",
        EntryKind.ROLE: entry.value.capitalize(),
        EntryKind.IMPACT: "Impact",
        EntryKind.ACTION: ACTION_SAYS.get(entry.value, "Action"),
        EntryKind.LINK: "Linked",
    }[entry.kind]


def _who_and_when(entry: Entry, names: Names) -> list[Element]:
    return [kit.text(f" — {author(entry, names)}, "), *_when(entry)]


def _when(entry: Entry) -> list[Element]:
    """When it happened; a time in a zone not known yet stands as it was said."""
    return [kit.text(entry.said)] if entry.said else [kit.when(entry.happened_at)]


def _timeline_line(entry: Entry, limit: int, names: Names, link: str | None) -> list[Element]:
    edited = " (edited)" if entry.edited_by else ""
    elements = [*_when(entry), kit.text("  "), *_what(entry, limit), kit.text(f" — {author(entry, names)}{edited}")]
    return [*elements, kit.text(" "), kit.link(link, "↗")] if link else elements


def _listed(incident: Incident, now: datetime, link: str | None, owes: str) -> list[Element]:
    label = f"{SIGN[incident.severity] if incident.is_open else RESOLVED_SIGN} {incident.key}"
    start = kit.link(link, label) if link else kit.text(label)
    words = f" {kit.cut(kit.one_line(incident.title), TITLE_IN_A_LIST)} · {incident.severity} · {incident.status} · "
    return [start, kit.text(words + in_words(incident.lasted(now)) + owes)]
