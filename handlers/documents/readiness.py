"""Whether a document is ready for its next status: if not, everything that is missing at once, as advice with the way to mend it."""

from collections.abc import Sequence

from bot.errors import Conflict, NotAllowed, Offer
from bot.records.bodies import Lack
from bot.records.documents import Document, Kind
from bot.records.people import Standing
from bot.records.reviews import OVERRODE
from bot.records.rigour import mark
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import reviews as drawn
from handlers.documents import acts
from handlers.reply import Form, Reply
from storage.audit import Change
from storage.store import Transaction

ANYWAY = "anyway"
OFFERED = 6
MEANT_OFFERED = 2
LABEL = 60


def must_be_ready(asked: Asked, document: Document, kind: Kind, verb: str, *, also: Sequence[Lack] = ()) -> None:
    """Raise Conflict with all that a move still lacks."""
    step = kind.lifecycle.verbs[verb]
    lacks = [*document.body.lacks(step.to), *also]
    if lacks:
        raise Conflict(told(document, kind, step.to, lacks), offers=offers(asked, document, kind, verb, lacks))


def told(document: Document, kind: Kind, to: str, lacks: Sequence[Lack]) -> str:
    """All of it in one sentence, or in a list."""
    begins = f"{document.key(kind)} is not ready for {to}"
    if len(lacks) == 1:
        return f"{begins}. {lacks[0].says}"
    return "\n".join([f"{begins}. {len(lacks)} things are left:", *(f"•  {one.says}" for one in lacks)])


def offers(asked: Asked, document: Document, kind: Kind, verb: str, lacks: Sequence[Lack]) -> list[Offer]:
    """Where to mend it; for sentences that may be meant so, to say that; for whoever did not write it, to go on all the same."""
    key = document.key(kind)
    sections = {section.name: section for section in kind.sections}
    found: dict[str, Offer] = {}
    for one in lacks:
        if one.section in sections:
            words = f"{kind.name} edit {key} {one.section}"
            found.setdefault(one.section, Offer(kit.cut(f"Edit {sections[one.section].heading}", LABEL), words))
        elif one.section:
            found.update({step.verb: Offer(step.label, f"{kind.name} {step.verb.format(key=key)}") for step in document.body.steps()})
    meant = [Offer(f"“{_word(one)}” is meant so", f"{kind.name} meant {key} {mark(one.loaded)}") for one in lacks if one.loaded]
    label = kind.lifecycle.verbs[verb].label
    anyway = (
        [Offer(f"{label} anyway…", f"{kind.name} {verb} {key} {ANYWAY}")]
        if kind.lifecycle.reviews and may_override(asked, document)
        else []
    )
    return [*list(found.values())[:OFFERED], *meant[:MEANT_OFFERED], *anyway]


def may_override(asked: Asked, document: Document) -> bool:
    """Whether they may say that it is ready all the same: a full member who did not write it."""
    return asked.viewer.user != document.author and asked.viewer.standing is Standing.MEMBER


def is_anyway(asked: Asked) -> tuple[bool, str]:
    """Whether the words begin with "anyway", and the reason after it."""
    first, _, reason = asked.rest.partition(" ")
    return (True, reason.strip()) if first.lower() == ANYWAY else (False, asked.rest)


async def overridden(asked: Asked, db: Transaction, kind: Kind, document: Document, verb: str, *, why: str) -> str:
    """Let it go on though it is not ready, which is audited with what it lacks; returns how that is told. Raises NotAllowed."""
    lacks = document.body.lacks(kind.lifecycle.verbs[verb].to)
    if not lacks:
        return why
    if not may_override(asked, document):
        raise NotAllowed("That is for a reviewer to say: a full member who did not write it.")
    missing = " ".join(one.says for one in lacks)
    facts = {"record": f"{kind.name} {document.id}", "action": OVERRODE, "by": asked.viewer.user}
    change = Change(**facts, before=missing, after=why, door=asked.place.door, at=asked.now)
    await db.audit.changed(document.team, change)
    await acts.enqueue_show(db, kind, document)
    return f"though it was not ready: {why}"


def anyway_form(asked: Asked, document: Document, kind: Kind, verb: str) -> Reply:
    """Ask why it should go on though it is not ready."""
    if not may_override(asked, document):
        raise NotAllowed("That is for a reviewer to say: a full member who did not write it.")
    label = kind.lifecycle.verbs[verb].label
    words = f"{kind.name} {verb} {document.key(kind)} {ANYWAY}"
    view = drawn.why(label, "Why is it ready all the same?", label, before="What it lacks, and your reason, stay on record with your name.")
    return Reply.asking(
        Form(f"{kind.name}.{verb}.{ANYWAY}", view, {"document": document.id}), f"Why? `/{words} <why>`", Offer("Say why", words)
    )


def _word(lack: Lack) -> str:
    return lack.says.split("”", maxsplit=1)[0].removeprefix("“")
