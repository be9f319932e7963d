"""How documents look: the card with its sections, the lines of its thread, the lists, what changed. Records in, blocks out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import unified_diff

from bot.records.bodies import Section
from bot.records.documents import READING, SUPERSEDED, Document, Kind, Origin, Revision
from handlers.blocks import kit
from handlers.blocks.document_sections import drawn
from handlers.blocks.kit import Block, Element
from handlers.blocks.tables import table

SIGNS = {
    "draft": "✏️",
    "proposed": "🟡",
    "review": "🟡",
    "accepted": "🟢",
    "approved": "🟢",
    "implemented": "🟢",
    **dict.fromkeys(("rejected", "deprecated", "superseded"), "⚪"),
}
SAID = {
    "backed": "Approval of {key}",
    "objected": "Objection to {key}",
    "withdrew": "Taken back: what was said of {key}",
}
"""What somebody did to a document without it having another status."""
SECTIONS_TEXT = 9_000
"""So many characters of a card are what people wrote; the rest is headings, names and buttons."""
BESIDE_A_SECTION = 150
"""So many of a section's characters are its heading, its button, and what tells that there is more."""
TITLE_IN_A_LIST = 120
NAME = 80
DIFF_LINES = 60
DIFF = 8_000
WHY = 1_000
DECIDERS = 10
RELATED = 10
"""So many links and names a card has; the rest is counted."""

_ID = re.compile(r"[UW][A-Z0-9]{5,}")

Names = Mapping[str, str]


@dataclass(frozen=True)
class About:
    """What a card tells around a document: people's names, what it is linked to (how, key and title, address), its project, its thread."""

    names: Names
    related: Sequence[tuple[str, str, str]] = ()
    project: str = ""
    source: str = ""
    replaces: str = ""
    today: date | None = None
    rows: Sequence[Block] = field(default_factory=list)


def called(names: Names, user: str) -> str:
    """What to call somebody, without pinging them. Of what was imported only names are known."""
    known = names.get(user) or (f"somebody new ({user})" if _ID.fullmatch(user) else user)
    return kit.cut(kit.one_line(known or "somebody before"), NAME)


def heading(document: Document, kind: Kind) -> str:
    """One line, whole; who shows it cuts it."""
    sign = SIGNS.get(document.status.lower(), "📄")
    return f"{sign} {document.key(kind)} {kit.one_line(document.title)}".strip()


def text(document: Document, kind: Kind) -> str:
    """The card where blocks are not shown."""
    return kit.fallback(f"{heading(document, kind)} · {document.status}")


def card(document: Document, kind: Kind, about: About) -> list[Block]:
    """The one message that shows a document, edited as it changes."""
    if document.state == READING:
        return [kit.rich([kit.text(document.note or "Reading the thread…", italic=True)])]
    if document.is_discarded:
        gone = f"A draft was discarded: {kit.cut(kit.one_line(document.title), TITLE_IN_A_LIST)}"
        back = kit.button("Bring it back", f"{kind.name} restore {document.key(kind)}")
        return [kit.rich([kit.text(gone, italic=True)]), kit.actions(back)]
    can_edit = document.status in kind.lifecycle.may_be_edited
    above = [kit.header(heading(document, kind)), kit.rich(*_facts(document, kind, about))]
    if document.origin in {Origin.CLAUDE, Origin.OUTLINE} and document.status == kind.lifecycle.first:
        above.append(kit.context(document.note))
    written = [section for section in kind.sections if not document.body.is_empty(section.name)]
    below = [*_missing(document, kind, written, can_edit=can_edit), *about.rows, kit.actions(*next_moves(document, kind))]
    tables = [one for section in written if (found := document.body.table(section.name)) for one in table(found)]
    left = kit.MESSAGE_TEXT - kit.length([*above, *below, *tables])
    limit = min(SECTIONS_TEXT, left) // max(1, len(written)) - BESIDE_A_SECTION
    return [*above, *_sections(document, kind, written, limit, can_edit=can_edit), *below]


def _sections(document: Document, kind: Kind, written: Sequence[Section], limit: int, *, can_edit: bool) -> list[Block]:
    """Each with its heading and its [Edit], in at most so many characters."""
    blocks = []
    for section in written:
        edit = kit.button("Edit", f"{kind.name} edit {document.key(kind)} {section.name}") if can_edit else None
        blocks += [kit.titled(section.heading, edit), *drawn(section, document.body, limit)]
    return blocks


def next_moves(document: Document, kind: Kind) -> list[Element]:
    """What one does next to it."""
    key, word, lifecycle = document.key(kind), kind.name, kind.lifecycle
    is_draft = document.status == lifecycle.first
    buttons = [kit.button("Review and edit", f"{word} edit {key}")] if is_draft else []
    steps = [(step.label, f"{word} {step.verb.format(key=key)}") for step in document.body.steps()]
    buttons += [kit.button(*step) for step in steps] if is_draft else []
    for move in document.moves(kind):
        buttons.append(kit.button(move.label, f"{word} {move.verb} {key}", style=move.style))
        if lifecycle.reviews and move.verb == lifecycle.reviews.verb:
            buttons.append(kit.button("Object…", f"{word} object {key}"))
    others = [("As a file", f"{word} export {key}"), ("What changed", f"{word} history {key}")]
    if is_draft:
        return [*buttons, kit.button("Discard", f"{word} discard {key}"), kit.more(others)]
    if document.status == lifecycle.settled and kind.begets:
        buttons.append(kit.button(kind.begets.label, f"{kind.begets.words} {key}", style="primary"))
    if document.status in lifecycle.counts:
        buttons.append(kit.button("Supersede…", f"{word} supersede {key}"))
    if document.status == lifecycle.settled and kind.review_after_days:
        others.append(("Look at it again…", f"{word} review {key}"))
    if document.status in lifecycle.may_be_edited:
        others += [*steps, ("Edit it whole…", f"{word} edit {key}")]
    if document.status not in lifecycle.over:
        others.append(("Link it…", f"{word} link {key}"))
    return [*buttons, kit.more(others)]


def line(revision: Revision, document: Document, kind: Kind, names: Names) -> list[Block]:
    """One change, in its thread."""
    return [kit.rich([kit.text(_done(revision, document, kind)), *_why(revision), kit.text(f" — {called(names, revision.by)}")])]


def line_text(revision: Revision, document: Document, kind: Kind, names: Names) -> str:
    """The same where blocks are not shown."""
    why = "".join(part["text"] for part in _why(revision))
    return kit.fallback(f"{_done(revision, document, kind)}{why} — {called(names, revision.by)}")


def due(document: Document, kind: Kind, deciders: Sequence[str]) -> list[Block]:
    """That it is time to look at it again, to those who decide."""
    asks = [kit.user(user) for user in deciders]
    words = f"{document.key(kind)} was to be looked at again today. Is it still right?"
    spaced = [element for user in asks for element in (user, kit.text(" "))]
    return [kit.rich([*spaced, kit.text(words)]), kit.actions(*still_right(document, kind))]


def still_right(document: Document, kind: Kind) -> list[Element]:
    """The two answers."""
    key = document.key(kind)
    right = kit.button("Still right", f"{kind.name} review {key} still right")
    return [right, kit.button("Not any more", f"{kind.name} replace {key}")]


def listed(documents: Sequence[Document], kind: Kind, links: Mapping[int, str], names: Names) -> list[list[Element]]:
    """A line for each."""
    return [_listed(one, kind, links.get(one.id), names) for one in documents]


def history(revisions: Sequence[Revision], names: Names) -> list[list[Element]]:
    """What was done to it, the newest first."""
    return [
        [kit.text(f"{one.revision}  ", bold=True), kit.text(f"{one.did} by {called(names, one.by)} · "), kit.when(one.at), *_why(one)]
        for one in revisions
    ]


def diff(before: str, after: str) -> list[Block]:
    """What changed between two versions of a text, as lines with + and -."""
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=1))[2:]
    shown = [one for one in lines if not one.startswith("@@")][:DIFF_LINES]
    more = f"\n… {len(lines) - len(shown)} more lines" if len(lines) > DIFF_LINES else ""
    return [kit.preformatted(kit.cut("\n".join(shown), DIFF) + more)] if shown else [kit.rich([kit.text("No words changed.")])]


def _done(revision: Revision, document: Document, kind: Kind) -> str:
    return SAID.get(revision.did, f"{{key}} is {revision.did}").replace("{key}", document.key(kind))


def _why(revision: Revision) -> list[Element]:
    """Why it was done, in their words; what took its place, in ours."""
    if revision.did == SUPERSEDED:
        return [kit.text(f" {revision.why}")]
    return [kit.text(": "), *kit.said(revision.why, WHY)] if revision.why else []


def _facts(document: Document, kind: Kind, about: About) -> list[list[Element]]:
    who = ", ".join(called(about.names, user) for user in document.deciders[:DECIDERS])
    who += f" and {len(document.deciders) - DECIDERS} more" if len(document.deciders) > DECIDERS else ""
    parts = [kit.text(document.status, bold=True), kit.text(f" · written by {called(about.names, document.author)}")]
    if who and kind.lifecycle.reviews is None:
        parts.append(kit.text(f" · decided by {who}" if document.decided_at else f" · to decide: {who}"))
    if about.project:
        parts.append(kit.text(f" · {about.project}"))
    if document.review_on and document.status not in kind.lifecycle.over:
        is_over = about.today is not None and document.review_on <= about.today
        parts.append(kit.text(f" · look at it again {'since' if is_over else 'on'} {document.review_on:%d %b %Y}"))
    if about.source:
        parts += [kit.text(" · "), kit.link(about.source, "where it was discussed")]
    lines = [parts]
    if about.replaces and not any(how == "supersedes" for how, _, _ in about.related):
        lines.append([kit.text(f"Is to take the place of {about.replaces}")])
    for how, other, url in about.related[:RELATED]:
        lines.append([kit.text(f"{how} "), kit.link(url, other) if url else kit.text(other)])
    if len(about.related) > RELATED:
        lines.append([kit.text(f"… {len(about.related) - RELATED} more links: As a file has them all", italic=True)])
    return lines


def _missing(document: Document, kind: Kind, written: Sequence[Section], *, can_edit: bool) -> list[Block]:
    """What nobody has written yet, to be written."""
    names = {section.name for section in written}
    missing = [section for section in kind.sections if section.name not in names]
    if not missing or not can_edit:
        return []
    shows = [(section.heading, f"{kind.name} edit {document.key(kind)} {section.name}") for section in missing]
    words = "Not written yet: " + ", ".join(section.heading for section in missing) + "."
    return [kit.context(words), kit.actions(kit.menu("Write…", shows))]


def _listed(document: Document, kind: Kind, link: str | None, names: Names) -> list[Element]:
    key = kit.link(link, document.key(kind)) if link else kit.text(document.key(kind), bold=True)
    title = kit.cut(kit.one_line(document.title), TITLE_IN_A_LIST)
    sign = SIGNS.get(document.status.lower(), "📄")
    tail = f" · {document.status} · {called(names, document.author)} · "
    return [kit.text(f"{sign} "), key, kit.text(f" {title}", bold=True), kit.text(tail), kit.when(document.decided_at or document.made_at)]
