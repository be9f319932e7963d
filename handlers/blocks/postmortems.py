"""How a postmortem looks: the form it has as a document, with buttons. Records in, blocks out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.records.accounts import Account, in_words
from bot.records.actions import Action
from bot.records.blame import Finding
from bot.records.citing import ARROW
from bot.records.documents import Document, Origin
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import MEANING, Incident
from bot.records.postmortems import POSTMORTEM, SIGNED, Postmortem
from bot.records.times import in_words as lasting
from handlers.blocks import growing, kit
from handlers.blocks.incident_reminders import due
from handlers.blocks.kit import Block, Element
from handlers.blocks.prose import prose, spans
from handlers.markup import escaped

NOT_KNOWN = "not known"
NOT_YET_KNOWN = "not yet known"
NOT_YET_WRITTEN = "not yet written"
TIED = "\u00a0"
"""A space at which no line ends."""
MOMENTS = 24
ACTIONS = 10
PRESSED = 5
"""So many actions have buttons: a message has room for fifty blocks."""
SUGGESTED = 3
SCALES = (1.0, 0.7, 0.5, 0.3)
"""A card that would be longer than Slack takes is drawn with less of each section."""
CAUSE, IMPACT, LESSON, MOMENT, ACTION, TITLE, QUOTED = 3_000, 1_500, 400, 260, 160, 120, 160
LESSONS = 8
MILESTONES = {EntryKind.DECLARED, EntryKind.STATUS, EntryKind.SEVERITY, EntryKind.RESOLVED, EntryKind.REOPENED, EntryKind.IMPACT}


@dataclass(frozen=True)
class About:
    """What a card tells besides the document: the account of its incident, what reads as blame, the time, where its card is in Slack."""

    account: Account
    findings: Sequence[tuple[str, Finding]]
    now: datetime
    place: str = ""


def text(document: Document, account: Account) -> str:
    """The card where blocks are not shown."""
    return kit.fallback(f"{document.key(POSTMORTEM)} Postmortem of {account.incident.key} {account.title} · {document.status}")


def card(document: Document, about: About) -> list[Block]:
    """The one message that shows it, edited as it changes, and as its incident and its actions do."""
    for scale in SCALES:
        drawn = _card(document, about, scale)
        if kit.length(drawn) <= kit.MESSAGE_TEXT:
            break
    return drawn


def suggestions(document: Document, found: Sequence[tuple[str, Finding]]) -> list[Block]:
    """What reads as blame, each with what to ask instead."""
    key, drawn = document.key(POSTMORTEM), []
    for where, one in found[:SUGGESTED]:
        quoted = kit.text(f"“{kit.cut(kit.one_line(one.sentence), QUOTED)}”", italic=True)
        buttons = [kit.button("Keep", f"postmortem keep {key} {one.id}"), kit.button("Edit", f"postmortem edit {key} {where}")]
        drawn += [kit.rich([kit.text("💬 "), quoted, kit.text(f" reads as blame. {one.asks}")]), kit.actions(*buttons)]
    return drawn


def listed(document: Document, incident: Incident, link: str | None) -> list[Element]:
    """A line of a list."""
    key = document.key(POSTMORTEM)
    sign = "✅" if document.status == SIGNED else "✏️"
    title = kit.cut(kit.one_line(incident.title), TITLE)
    what = [kit.link(link, key) if link else kit.text(key, bold=True), kit.text(f" {title} · {document.status} · ")]
    return [kit.text(f"{sign} "), *what, kit.when(document.decided_at or document.made_at)]


def owed(incident: Incident, link: str | None, now: datetime) -> list[Element]:
    """An incident whose postmortem is still to come."""
    key = kit.link(link, incident.key) if link else kit.text(incident.key, bold=True)
    return [key, kit.text(f" {kit.cut(kit.one_line(incident.title), TITLE)} · {due(incident, now)}")]


def _card(document: Document, about: About, scale: float) -> list[Block]:
    body = document.body if isinstance(document.body, Postmortem) else Postmortem()
    account = about.account
    blocks = [kit.header(f"Incident: {account.title}"), kit.rich(*_facts(account, about.now)), kit.context(_state(document, account))]
    if about.place:
        blocks.append(kit.rich([kit.link(about.place, "In its room")]))
    blocks += [_titled(document, "Timeline", "timeline"), kit.rich(*_timeline(account, body, scale))]
    blocks += [_titled(document, "Root Cause", "root_cause"), kit.rich(*_cause(account, body, scale))]
    blocks += [_titled(document, "Impact", "impact"), kit.rich(*_impact(account, body, scale))]
    add = kit.button("Add", f"incident action {account.incident.key}")
    blocks += [kit.titled("Action Items", add), *_actions(account, scale)]
    blocks += [_titled(document, "Lessons Learned", "lessons"), kit.rich(*_lessons(body, scale))]
    if document.status != SIGNED:
        blocks += suggestions(document, about.findings)
    return [*blocks, kit.actions(*_next_moves(document, account))]


def _facts(account: Account, now: datetime) -> list[list[Element]]:
    incident = account.incident
    over = [kit.when(incident.resolved_at)] if incident.resolved_at else [kit.text("not yet")]
    took = {name: length for name, length in incident.times.items() if length is not None and name != "resolve"}
    steps = ", ".join(f"{lasting(length)} to {name}" for name, length in took.items())
    return [
        [kit.text("Severity: ", bold=True), kit.text(f"{incident.severity} ({MEANING[incident.severity]})")],
        [kit.text("Status: ", bold=True), kit.text(incident.status)],
        [kit.text("Started: ", bold=True), kit.when(incident.started_at)],
        [kit.text("Resolved: ", bold=True), *over],
        [kit.text("Duration: ", bold=True), kit.text(account.lasted(now)), *([kit.text(f" · {steps}")] if steps else [])],
    ]


def _state(document: Document, account: Account) -> str:
    key = f"*{document.key(POSTMORTEM)}*"
    if document.status == SIGNED and document.decided_at:
        by = escaped(", ".join(account.called(user) for user in document.deciders))
        return f"{key} · signed off by {by} on {document.decided_at:%d %b %Y}"
    return f"{key} · draft · {document.note}" if document.note else f"{key} · draft"


def _titled(document: Document, heading: str, section: str) -> Block:
    words = f"postmortem edit {document.key(POSTMORTEM)} {section}"
    return kit.titled(heading, None if document.status == SIGNED else kit.button("Edit", words))


def _timeline(account: Account, body: Postmortem, scale: float) -> list[list[Element]]:
    most, each = int(MOMENTS * scale), int(MOMENT * scale)
    if body.timeline:
        moments = body.in_order
        lines = [[_clock(one.happened_at, account), kit.text(" — "), *_fitted(one.what, each)] for one in moments[:most]]
        return [*lines, *_more(len(moments) - most, "Edit shows them")]
    shown = _telling(account.entries, most)
    lines = [_entry(entry, account, each) for entry in shown]
    return [*(lines or [[kit.text(NOT_KNOWN, italic=True)]]), *_more(len(account.entries) - len(shown), "Timeline has them all")]


def _entry(entry: Entry, account: Account, limit: int) -> list[Element]:
    words = kit.text(f" — {kit.cut(kit.one_line(in_words(entry)), limit)}{TIED}")
    link = account.links.get(entry.id)
    return [_clock(entry.happened_at, account), words, *([kit.link(link, ARROW)] if link else [])]


def _clock(at: datetime, account: Account) -> Element:
    """The time, in the reader's own zone; with its day, where that is not the day it started."""
    same_day = at.date() == account.incident.started_at.date()
    return {**kit.when(at), "format": "{time}", "fallback": f"{at:%H:%M} UTC"} if same_day else kit.when(at)


def _telling(entries: Sequence[Entry], most: int) -> list[Entry]:
    """As many as there is room for: what changed its course, then the rest evenly, so that no part of it is dark."""
    if len(entries) <= most:
        return list(entries)
    course = [one for one in entries if one.kind in MILESTONES][:most]
    others = [one for one in entries if one.kind not in MILESTONES]
    left = most - len(course)
    picked = [others[at * len(others) // left] for at in range(left)] if left and others else []
    chosen = {one.id for one in [*course, *picked]}
    return [one for one in entries if one.id in chosen]


def _cause(account: Account, body: Postmortem, scale: float) -> list[list[Element]]:
    lines = [_prose(body.root_cause, int(CAUSE * scale))] if body.root_cause else []
    linked = [(f"Caused by {one.key} {kit.cut(kit.one_line(one.title), TITLE)} · ", one.at) for one in account.causes]
    lines += [[kit.text(words), kit.when(at)] for words, at in linked]
    return lines or [[kit.text(NOT_YET_KNOWN, italic=True)]]


def _impact(account: Account, body: Postmortem, scale: float) -> list[list[Element]]:
    incident, limit = account.incident, int(IMPACT * scale)
    said = _prose(body.impact, limit) if body.impact else kit.said(incident.impact, limit) if incident.impact else []
    customers = NOT_KNOWN if incident.customers is None else f"{incident.customers:,}"
    revenue = NOT_KNOWN if incident.revenue is None else f"{incident.revenue:,.2f}"
    facts = [("Customers affected", customers), ("Revenue impact", revenue), ("SLO impact", incident.slo or NOT_KNOWN)]
    return [*([said] if said else []), *([kit.text(f"•  {name}: {value}")] for name, value in facts)]


def _actions(account: Account, scale: float) -> list[Block]:
    """One a line; those that are still to do, as far as there is room, with what each may become, or became."""
    shown = account.actions[:ACTIONS]
    pressed = {one.id for one in [one for one in shown if not one.is_done][:PRESSED]}
    drawn: list[Block] = []
    lines: list[list[Element]] = []
    for one in shown:
        lines.append([kit.text(_promise(one, account, int(ACTION * scale)))])
        if one.id in pressed:
            drawn += [kit.rich(*lines), kit.actions(*growing.moves(one, account.grown.get(one.id, ())))]
            lines = []
    lines += _more(len(account.actions) - ACTIONS, "Actions has them all")
    rest = lines or ([] if drawn else [[kit.text("none yet", italic=True)]])
    return [*drawn, *([kit.rich(*rest)] if rest else [])]


def _promise(action: Action, account: Account, limit: int) -> str:
    owner = f"@{account.called(action.owner)}" if action.owner else "nobody yet"
    when = "Done" if action.is_done else f"{action.due_on:%a} {action.due_on.day} {action.due_on:%b}"
    said = f"{action.key} {kit.cut(kit.one_line(action.what), limit)} · {owner} · {when}"
    return f"{'✅' if action.is_done else '🔲'} {said}{growing.told(account.grown.get(action.id, ()))}"


def _lessons(body: Postmortem, scale: float) -> list[list[Element]]:
    if not body.lessons:
        return [[kit.text(NOT_YET_WRITTEN, italic=True)]]
    lines = [[kit.text("•  "), *_fitted(one, int(LESSON * scale))] for one in body.lessons[:LESSONS]]
    return [*lines, *_more(len(body.lessons) - LESSONS, "Edit shows them")]


def _next_moves(document: Document, account: Account) -> list[Element]:
    key, incident = document.key(POSTMORTEM), account.incident.key
    file_, timeline = kit.button("As a file", f"postmortem export {key}"), kit.button("Timeline", f"incident timeline {incident}")
    others = [("What changed", f"postmortem history {key}"), ("Actions", f"incident actions {incident}")]
    others.append(("Customers, revenue, SLO…", f"incident impact {incident}"))
    moves = [kit.button(one.label, f"postmortem {one.verb} {key}", style=one.style) for one in document.moves(POSTMORTEM)]
    if document.status != SIGNED:
        label = "Draft it with Claude" if document.origin is Origin.OUTLINE else "Draft it again"
        asks = "It is written anew from the records and the room. What it says now is kept, under What changed."
        moves.append(kit.button(label, f"postmortem again {key}", confirm=asks))
    return [*moves, file_, timeline, kit.more(others)]


def _prose(markdown: str, limit: int) -> list[Element]:
    elements, over = prose(markdown, limit)
    elements = _tied(elements)
    return [*elements, *([kit.text(f" ({over:,} more characters: As a file has it whole)", italic=True)] if over else [])]


def _fitted(line: str, limit: int) -> list[Element]:
    """A line with its sources; of one that is too long the words are cut, and the sources stay."""
    parts = _tied(spans(kit.one_line(line)))
    over = sum(len(one.get("text", "")) for one in parts) - limit
    if over <= 0:
        return parts
    longest = max(parts, key=lambda one: len(one.get("text", "")))
    cut = {**longest, "text": kit.cut(longest["text"], max(1, len(longest["text"]) - over))}
    return [cut if one is longest else one for one in parts]


def _tied(elements: Sequence[Element]) -> list[Element]:
    """The same, in which no source begins a line: it stays with the last word of what it bears out."""
    following = [*elements[1:], {}]
    return [
        {**one, "text": one["text"][:-1] + TIED} if after.get("text") == ARROW and one.get("text", "").endswith(" ") else one
        for one, after in zip(elements, following, strict=True)
    ]


def _more(left: int, where: str) -> list[list[Element]]:
    return [[kit.text(f"… {left} more: {where}", italic=True)]] if left > 0 else []
