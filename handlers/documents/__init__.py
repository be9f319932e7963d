"""What the co-pilot does about documents. A kind is a registration: its record, and how it is drafted from a thread."""

from functools import partial

from bot.records.adrs import ADR
from bot.records.delegations import DELEGATION
from bot.records.designs import DESIGN
from bot.records.documents import Kind
from bot.records.rfcs import RFC
from bot.records.specs import SPEC
from handlers.asking import Answers
from handlers.documents import (
    changes,
    delegating,
    delivering,
    digest,
    export,
    forms,
    home,
    looks,
    reacting,
    reading,
    recent,
    review_asks,
    review_due,
    review_forms,
    reviewing,
    scoring,
    sections,
    showing,
    threads,
)
from handlers.documents.adr_drafts import ADR_DRAFTING
from handlers.documents.own import NOTHING, Own
from handlers.documents.plain_drafts import DELEGATION_DRAFTING, DESIGN_DRAFTING, RFC_DRAFTING, SPEC_DRAFTING
from handlers.documents.reading import Drafting
from handlers.documents.settled import settles
from handlers.documents.words import vocabulary
from handlers.doors import Doors
from handlers.grammar import HELP
from handlers.helping import helping
from storage.jobs.port import Jobs

KINDS: tuple[tuple[Kind, Drafting, Own], ...] = (
    (ADR, ADR_DRAFTING, NOTHING),
    (RFC, RFC_DRAFTING, scoring.OWN),
    (SPEC, SPEC_DRAFTING, NOTHING),
    (DESIGN, DESIGN_DRAFTING, NOTHING),
)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds: every kind, and what is done for all of them at once."""
    every = (*KINDS, (DELEGATION, DELEGATION_DRAFTING, delegating.Delegating(doors.specialists).own))
    for kind, drafting, own in every:
        add(doors, jobs, kind, drafting, own)
    doors.shortcut("adr_from_thread", "adr", partial(threads.from_message, kind=ADR))
    doors.shortcut("rfc_from_thread", "rfc", partial(threads.from_message, kind=RFC))
    doors.event("reaction_added", partial(reacting.reacted, reaction=doors.adr_reaction, kind=ADR))
    jobs.add("adr.offer", partial(reacting.offer, kind=ADR), attempts=2)
    kinds = [kind for kind, _, _ in every]
    doors.parts.told(partial(digest.news, kinds=kinds))
    jobs.add(delivering.FETCH, delivering.fetch)
    jobs.add("documents.catch_up", partial(showing.catch_up, kinds=kinds))
    jobs.add("documents.linked", partial(showing.linked, kinds=kinds))
    jobs.add("documents.remind", partial(review_due.remind_of_imported, kinds=kinds))


def add(doors: Doors, jobs: Jobs, kind: Kind, drafting: Drafting, own: Own = NOTHING) -> None:
    """What a kind of document adds."""
    _words(doors, kind, own)
    _forms(doors, kind, own)
    if kind.lifecycle.reviews:
        review_forms.add(doors, kind)
        jobs.add(f"{kind.name}.asked", partial(review_asks.asked, kind=kind))
    doors.needs(partial(home.needs, kind=kind))
    jobs.add(f"{kind.name}.show", partial(showing.show_, kind=kind))
    jobs.add(f"{kind.name}.read", partial(reading.read, kind=kind))
    jobs.add(f"{kind.name}.write", partial(reading.write, kind=kind, drafting=drafting))
    jobs.add(f"{kind.name}.recent", partial(recent.recent, kind=kind), attempts=2)
    jobs.add(f"{kind.name}.review_due", partial(review_due.review_due, kind=kind))
    jobs.add(f"{kind.name}.export", partial(export.send, kind=kind))


def _words(doors: Doors, kind: Kind, own: Own) -> None:
    words = vocabulary(kind, own.verbs, of_words=own.of_words)
    answers = {
        "": looks.here,
        "new": changes.new,
        "from": threads.by_words,
        "list": looks.listing,
        "show": looks.show,
        "edit": looks.edit,
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
    moves: dict[str, Answers] = {verb: own.answers.get(verb, partial(changes.move, kind=kind, verb=verb)) for verb in kind.lifecycle.verbs}
    status = partial(changes.status, kind=kind, moves={**moves, **reviewing.by_status(kind)})
    answered: dict[str, Answers] = {**bound, "status": status, **moves, **reviewing.answers(kind), **own.answers, HELP: helping(words)}
    for verb in ("status", *(verb for verb, move in kind.lifecycle.verbs.items() if move.to == kind.lifecycle.settled)):
        answered[verb] = settles(answered[verb], kind, doors.parts)
    if own.instead:
        answered = {verb: own.instead(verb, does) for verb, does in answered.items()}
    doors.words(words, answered, aliases=kind.aliases)


def _forms(doors: Doors, kind: Kind, own: Own) -> None:
    name, whole = kind.name, forms.writing(kind)
    doors.form(f"{name}.new", name, whole, partial(forms.write, kind=kind))
    doors.form(f"{name}.edit", name, whole, partial(forms.rewrite, kind=kind))
    doors.form(f"{name}.section", name, sections.Sectioning, partial(sections.rewrite_section, kind=kind))
    for section in kind.sections:
        if section.item:
            doors.form(f"{name}.{section.name}", name, sections.itemizing(kind, section), partial(sections.rewrite_item, kind=kind))
    for verb, move in kind.lifecycle.verbs.items():
        if move.to == kind.lifecycle.numbered_at:
            doors.form(f"{name}.{verb}", name, forms.Proposing, partial(forms.propose, kind=kind, verb=verb))
        elif move.asks:
            doors.form(f"{name}.{verb}", name, forms.Reason, partial(changes.reasoned, kind=kind, verb=verb))
    doors.form(f"{name}.supersede", name, forms.Superseding, partial(forms.supersede, kind=kind))
    if kind.lifecycle.reviews is None:
        doors.form(f"{name}.review", name, forms.Reviewing, partial(forms.review, kind=kind))
    doors.form(f"{name}.link", name, forms.Linking, partial(changes.linked, kind=kind))
    for form, (values, sent) in own.forms.items():
        doors.form(form, name, values, sent)
