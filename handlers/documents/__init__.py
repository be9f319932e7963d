"""What the co-pilot does about documents. A kind is a registration: its record, and how it is drafted from a thread."""

from functools import partial

from bot.records.adrs import ADR
from bot.records.documents import Kind
from handlers.documents import changes, export, forms, home, looks, reacting, reading, recent, sections, showing, threads
from handlers.documents.adr_drafts import ADR_DRAFTING
from handlers.documents.reading import Drafting
from handlers.documents.words import vocabulary
from handlers.doors import Doors
from handlers.grammar import HELP
from handlers.helping import helping
from storage.jobs.port import Jobs

KINDS: tuple[tuple[Kind, Drafting], ...] = ((ADR, ADR_DRAFTING),)
ALIASES = {"adr": {"architecture-decision": "adr"}}


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds: every kind, and what is done for all of them at once."""
    for kind, drafting in KINDS:
        add(doors, jobs, kind, drafting)
    doors.shortcut("adr_from_thread", "adr", partial(threads.from_message, kind=ADR))
    doors.event("reaction_added", partial(reacting.reacted, reaction=doors.adr_reaction, kind=ADR))
    jobs.add("adr.offer", partial(reacting.offer, kind=ADR), attempts=2)
    kinds = [kind for kind, _ in KINDS]
    jobs.add("documents.catch_up", partial(showing.catch_up, kinds=kinds))
    jobs.add("documents.linked", partial(showing.linked, kinds=kinds))


def add(doors: Doors, jobs: Jobs, kind: Kind, drafting: Drafting) -> None:
    """What a kind of document adds."""
    _words(doors, kind)
    _forms(doors, kind)
    doors.at_home(partial(home.section, kind=kind))
    jobs.add(f"{kind.name}.show", partial(showing.show_, kind=kind))
    jobs.add(f"{kind.name}.read", partial(reading.read, kind=kind))
    jobs.add(f"{kind.name}.write", partial(reading.write, kind=kind, drafting=drafting))
    jobs.add(f"{kind.name}.recent", partial(recent.recent, kind=kind), attempts=2)
    jobs.add(f"{kind.name}.review_due", partial(showing.review_due, kind=kind))
    jobs.add(f"{kind.name}.export", partial(export.send, kind=kind))


def _words(doors: Doors, kind: Kind) -> None:
    words = vocabulary(kind)
    answers = {
        "": looks.here,
        "new": changes.new,
        "from": threads.by_words,
        "list": looks.listing,
        "show": looks.show,
        "edit": looks.edit,
        "status": changes.status,
        "supersede": changes.supersede,
        "deciders": changes.deciders,
        "replace": changes.replace,
        "review": changes.review,
        "link": changes.link,
        "search": looks.search,
        "history": looks.history,
        "diff": looks.diff,
        "export": export.export,
        "publish": changes.publish,
        "discard": changes.discard,
        "restore": changes.restore,
    }
    bound = {word: partial(answer, kind=kind) for word, answer in answers.items()}
    moves = {verb: partial(changes.move, kind=kind, verb=verb) for verb in kind.lifecycle.verbs}
    doors.words(words, {**bound, **moves, HELP: helping(words)}, aliases=ALIASES.get(kind.name))


def _forms(doors: Doors, kind: Kind) -> None:
    name = kind.name
    doors.form(f"{name}.new", name, forms.writing(kind), partial(forms.write, kind=kind))
    doors.form(f"{name}.edit", name, forms.writing(kind), partial(forms.rewrite, kind=kind))
    doors.form(f"{name}.section", name, sections.Sectioning, partial(sections.rewrite_section, kind=kind))
    for section in kind.sections:
        if section.item:
            doors.form(f"{name}.{section.name}", name, sections.itemizing(kind, section), partial(sections.rewrite_item, kind=kind))
    for verb, move in kind.lifecycle.verbs.items():
        if move.to == kind.lifecycle.numbered_at:
            doors.form(f"{name}.{verb}", name, forms.Proposing, partial(forms.propose, kind=kind, verb=verb))
    doors.form(f"{name}.supersede", name, forms.Superseding, partial(forms.supersede, kind=kind))
    doors.form(f"{name}.review", name, forms.Reviewing, partial(forms.review, kind=kind))
    doors.form(f"{name}.link", name, forms.Linking, partial(changes.linked, kind=kind))
