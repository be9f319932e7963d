"""How reviews look: who said what on the card, what somebody asked for their word reads, and the forms. Records in, blocks out."""

from collections.abc import Mapping, Sequence

from bot.records.bodies import Lack
from bot.records.documents import Document, Kind
from bot.records.reviews import Voice
from bot.records.rigour import mark
from handlers.blocks import kit
from handlers.blocks.documents import Names, called
from handlers.blocks.kit import Block, Element

SHOWN = 8
LOADED_SHOWN = 3
WHY = 600
SENTENCE = 300


def said(document: Document, kind: Kind, voices: Sequence[Voice], pending: Sequence[str], names: Names, *, alone: bool) -> list[Block]:
    """What people said of it, and who was asked; nothing, where nobody was and nobody did."""
    lines = [_voice(one, names) for one in voices[:SHOWN]]
    if pending:
        lines.append([kit.text(f"⏳ Asked: {', '.join(called(names, user) for user in pending[:SHOWN])}")])
    reviews = kind.lifecycle.reviews
    others = [one for one in voices if not one.objects and one.by != document.author]
    if reviews and reviews.by_another and document.status == kind.lifecycle.settled and not others:
        lines.append([kit.text("Self-approved", bold=True), kit.text(": there was nobody else to approve it.")])
    if not lines and reviews and document.status == reviews.at:
        lines.append([kit.text("⏳ It is yours to approve." if alone else "⏳ Anybody who did not write it may approve it.")])
    if not lines:
        return []
    takes = [kit.button("Ask somebody…", f"{kind.name} ask {document.key(kind)}")] if reviews and document.status == reviews.at else []
    return [kit.titled("Reviews", takes[0] if takes else None), kit.rich(*lines)]


def loaded(document: Document, kind: Kind, lacks: Sequence[Lack]) -> list[Block]:
    """The sentences that decide for the reader, each of which may be meant so."""
    found = [one for one in lacks if one.loaded]
    rows = [kit.beside(kit.cut(one.says, SENTENCE), meant(document, kind, one)) for one in found[:LOADED_SHOWN]]
    more = [kit.context(f"… and {len(found) - LOADED_SHOWN} more.")] if len(found) > LOADED_SHOWN else []
    return [kit.titled("Loaded words"), *rows, *more] if rows else []


def meant(document: Document, kind: Kind, lack: Lack) -> Element:
    """The button that says so."""
    return kit.button("It is meant so", f"{kind.name} meant {document.key(kind)} {mark(lack.loaded)}")


def asked(document: Document, kind: Kind, author: str, link: str) -> list[Block]:
    """To somebody who is asked for their word."""
    key = document.key(kind)
    title = f" {kit.cut(kit.one_line(document.title), kit.TITLED)}"
    name = [kit.link(link, key) if link else kit.text(key, bold=True), kit.text(title, bold=True)]
    lines = [[kit.text(f"{author} asks for your review of "), *name, kit.text(".")]]
    lines.append([kit.text("Approve it, or say what stands against it. Either is worth a reason.")])
    return [kit.rich(*lines), kit.actions(*verdicts(document, kind), kit.button("Read it", f"{kind.name} show {key}"))]


def over(document: Document, kind: Kind, link: str) -> list[Block]:
    """To somebody who was asked for their word, once it is not wanted any more."""
    key = document.key(kind)
    title = kit.text(f" {kit.cut(kit.one_line(document.title), kit.TITLED)} is {document.status}. Its review is over.")
    name = kit.link(link, key) if link else kit.text(key, bold=True)
    return [kit.rich([name, title]), kit.actions(kit.button("Read it", f"{kind.name} show {key}"))]


def over_text(document: Document, kind: Kind) -> str:
    """The same where blocks are not shown."""
    return kit.fallback(f"{document.key(kind)} is {document.status}. Its review is over.")


def asked_text(document: Document, kind: Kind, author: str) -> str:
    """The same where blocks are not shown."""
    return kit.fallback(f"{author} asks for your review of {document.key(kind)} {document.title}")


def verdicts(document: Document, kind: Kind) -> list[Element]:
    """The two words there are."""
    key, reviews = document.key(kind), kind.lifecycle.reviews
    approve = [kit.button("Approve", f"{kind.name} {reviews.verb} {key}", style="primary")] if reviews else []
    return [*approve, kit.button("Object…", f"{kind.name} object {key}")]


def submit(document: Document, *, reviewers: Sequence[str], projects: Mapping[int, str], channel: bool) -> Block:
    """Whom to ask, and what is not known yet: its project, a channel."""
    hint = "Each is told once in a direct message, by day, and finds it at Home. Nobody: whoever reads it may approve it."
    inputs = [kit.asks("reviewers", "Who should review it?", kit.several(reviewers), optional=True, hint=hint)]
    if projects:
        names = [(name, str(id_)) for id_, name in projects.items()]
        inputs.append(kit.asks("project", "Project", kit.menu("Choose a project", names, str(document.project or "")), optional=True))
    if channel:
        inputs.append(kit.asks("channel", "Channel, whose members can read it", kit.which_channel()))
    return kit.modal("Ask for review", inputs, submit="Ask", close="Cancel")


def why(title: str, question: str, submit_: str, *, optional: bool = False, before: str = "") -> Block:
    """Ask one question: why."""
    told = [kit.rich(kit.sentence(before))] if before else []
    asks = kit.asks("why", question, kit.words(lines=True), optional=optional)
    return kit.modal(title, [*told, asks], submit=submit_, close="Cancel")


def _voice(voice: Voice, names: Names) -> list[Element]:
    sign, verb = ("✋", "objects") if voice.objects else ("✅", "approves")
    earlier = "" if voice.current else " an earlier version"
    reason = [kit.text(": "), *kit.said(voice.why, WHY)] if voice.why else []
    return [kit.text(f"{sign} {called(names, voice.by)} {verb}{'' if voice.objects else earlier}"), *reason]
