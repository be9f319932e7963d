"""Words that change a document: new, its moves, supersede, review, link, discard, restore, publish."""

import re
from collections.abc import Mapping
from dataclasses import replace as replace_in
from datetime import date

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.documents import TITLE, Document, Kind
from bot.records.links import Record, Relation
from handlers import growing
from handlers.asking import Answers, Asked
from handlers.blocks import document_forms as drawn
from handlers.blocks import kit
from handlers.blocks.documents import called
from handlers.dates import read_day, today_in
from handlers.documents import acts, forms, looks, readiness, saying, threads
from handlers.documents.which import for_form, meant, to_change
from handlers.grammar import Vocabulary
from handlers.people_meant import must_be_known, person_meant
from handlers.reply import Form, Reply
from storage.store import Transaction

NOW = "now"
STILL = "still"
RELATIONS = (Relation.RELATES_TO, Relation.FOLLOWS_FROM, Relation.CAUSED_BY, Relation.FIXES, Relation.IMPLEMENTS)
_KEY = re.compile(r"\b([A-Za-z]{2,6})-0*(\d{1,9})\b")
_FROM = re.compile(r"^--from[ =]\s*ACT-0*(\d{1,9})$", re.IGNORECASE)
"""The action item that it follows from."""
_BY = re.compile(r"^by\s+", re.IGNORECASE)


async def new(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`new [title]`, `new <link to a message>`, `new --from ACT-5`, or `new [title] --rfc RFC-0001`: what it implements."""
    if threads.is_link(asked.rest):
        return await threads.by_words(asked, db, kind)
    if found := _FROM.search(asked.rest):
        action, incident = await growing.source(int(found[1]), kind.name, asked, db)
        return forms.growing_from(kind, action, incident)
    title, implements, warning = await implementing(asked, db, kind)
    return forms.drafting(asked, kind, title=title[:TITLE], implements=implements, warning=warning)


async def implementing(asked: Asked, db: Transaction, kind: Kind) -> tuple[str, Document | None, str]:
    """The title, what it implements, and what is to be known of that: it need not be there, nor be settled."""
    other = kind.follows
    found = re.search(rf"(?:^|\s)--{other.name}[ =]\s*(\S+)", asked.rest) if other else None
    if other is None or found is None:
        return asked.rest, None, ""
    title = " ".join(f"{asked.rest[: found.start()]} {asked.rest[found.end() :]}".split())
    number = vocabulary_number(other, found[1])
    implements = await db.documents.of(other).numbered(number, seen_by=asked.viewer) if number is not None else None
    if implements is None or implements.is_discarded:
        return title, None, f"There is no {found[1].upper()} that you can see, so this will be linked to none."
    if implements.status in other.lifecycle.counts:
        return title or implements.title, implements, ""
    key, settled = implements.key(other), other.lifecycle.settled
    return title or implements.title, implements, f"{key} is {implements.status}, not {settled}: what it decides may still change."


async def replace(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`replace ADR-7`: the next one, which takes its place."""
    old = await meant(asked, db, kind)
    old.superseded(kind, at=asked.now)  # which raises where it cannot be
    return forms.drafting(asked, kind, title=old.title, replaces=old)


async def move(asked: Asked, db: Transaction, kind: Kind, verb: str) -> Reply:
    """One of the moves: `accept ADR-7 [why]`. What gives it its number asks who decides, unless it is to be done now."""
    document = await to_change(asked, db, kind)
    step = kind.lifecycle.verbs[verb]
    why = asked.rest
    if step.asks and not why:
        document.moved(verb, kind, at=asked.now)  # which raises where it cannot be
        return forms.reasoning(kind, document, step)
    readiness.must_be_ready(asked, document, kind, verb)
    if step.to == kind.lifecycle.numbered_at and not document.is_numbered:
        document.moved(verb, kind, at=asked.now)  # which raises where it cannot be
        if why.lower() != NOW or await forms.is_alone(document, asked, db):
            return await forms.proposing(asked, db, kind, document, verb)
        why = ""
    after = await acts.move(asked, db, kind, document, verb=verb, why=why)
    return await saying.moved(after, db, kind, step.says)


async def reasoned(values: forms.Reason, asked: Asked, db: Transaction, kind: Kind, verb: str) -> Reply:
    """A move, with its reason from the form."""
    document = await for_form(asked, db, kind)
    after = await acts.move(asked, db, kind, document, verb=verb, why=values.why)
    return await saying.moved(after, db, kind, kind.lifecycle.verbs[verb].says)


async def status(asked: Asked, db: Transaction, kind: Kind, moves: Mapping[str, Answers]) -> Reply:
    """`status ADR-7 --set accepted [why]`: the move that leads there."""
    document = await to_change(asked, db, kind)
    words = [word for word in asked.intent.rest.split() if word not in {"--set", "to", "="}]
    wanted = words[0].removeprefix("--set=").lower() if words else ""
    step = next((one for one in document.moves(kind) if one.to.lower() == wanted), None)
    if step is None:
        offers = [Offer(one.label, f"{kind.name} {one.verb} {document.key(kind)}") for one in document.moves(kind)]
        later = next((one for one in _later(document, kind) if one.lower() == wanted), "")
        way = f" {later} comes after that." if later else ""
        raise Unclear(f"{document.key(kind)} is {document.state or document.status}. What next?{way}", offers=offers)
    intent = replace_in(asked.intent, verb=step.verb, rest=" ".join(words[1:]))
    return await moves[step.verb](replace_in(asked, intent=intent), db)


def _later(document: Document, kind: Kind) -> set[str]:
    """The statuses that it may have after its next."""
    return {after.to for one in document.moves(kind) for after in kind.lifecycle.moves.get(one.to, ())}


async def supersede(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`supersede ADR-7 by ADR-9`."""
    old = await to_change(asked, db, kind)
    old.superseded(kind, at=asked.now)  # which raises where it cannot be
    word, *_ = _BY.sub("", asked.rest).split() or [""]
    if not word:
        return await forms.superseding(asked, db, kind, old)
    number = vocabulary_number(kind, word)
    other = await db.documents.of(kind).numbered(number, seen_by=asked.viewer) if number is not None else None
    if other is None:
        offers = [Offer("Choose", f"{kind.name} supersede {old.key(kind)}"), Offer("Write it", f"{kind.name} replace {old.key(kind)}")]
        raise NotFound(f"There is no {kit.cut(word, 40)} that you can see. Choose another, or write it:", offers=offers)
    return await saying.superseded(old, other, asked, db, kind)


def vocabulary_number(kind: Kind, word: str) -> int | None:
    """The number in a key of this kind."""
    return Vocabulary(kind.name, kind.prefix, ()).number_in(word)


async def deciders(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`deciders ADR-7 @Ana @Bo`."""
    document = await to_change(asked, db, kind)
    people = [user for word in asked.intent.rest.split() if (user := person_meant(word.rstrip(",."), asked.viewer.user))]
    if not people:
        raise Unclear(f"Who decides? `/{kind.name} deciders {document.key(kind)} @who @who`")
    await must_be_known(people, asked, db)
    after = await acts.decided_by(asked, db, kind, document, people)
    names = await db.people.names(document.team, set(after.deciders))
    who = ", ".join(called(names, user) for user in after.deciders)
    return Reply.saying(f"{document.key(kind)} is {'decided' if after.decided_at else 'to be decided'} by {who}.", recorded=True)


async def review(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`review [ADR-7 [still right | never | <day>]]`."""
    if asked.intent.number is None and not asked.rest:
        return await looks.due(asked, db, kind)
    document = await to_change(asked, db, kind)
    words = asked.rest.lower()
    if not words:
        view = drawn.review(document, kind, document.review_on or acts.review_day(asked, kind))
        form = Form(f"{kind.name}.review", view, {"document": document.id})
        return Reply.asking(form, "When?", Offer("Say when", f"{kind.name} review {document.key(kind)}"))
    if words.startswith(STILL):
        on = acts.review_day(asked, kind)
        return saying.dated(await acts.review(asked, db, kind, document, on=on, why="still right"), kind)
    on = None if words == "never" else _day(asked, document, kind)
    return saying.dated(await acts.review(asked, db, kind, document, on=on), kind)


def _day(asked: Asked, document: Document, kind: Kind) -> date:
    day = read_day(asked.rest, now=asked.now, tz=asked.viewer.tz)
    if day is None or day <= today_in(asked.viewer.tz, asked.now):
        raise Unclear(f"When? `/{kind.name} review {document.key(kind)} in 6 months`, or a day to come: 2027-05-01.")
    return day


async def link(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`link ADR-7 [relates to|follows from|caused by|fixes|implements] INC-12`."""
    document = await meant(asked, db, kind)
    key = _KEY.search(asked.rest)
    if key is None:
        form = Form(f"{kind.name}.link", drawn.link(document, kind, RELATIONS), {"document": document.id})
        return Reply.asking(form, "To which record?", Offer("Link it", f"{kind.name} link {document.key(kind)}"))
    relation = next((one for one in RELATIONS if one in asked.rest.lower()), Relation.RELATES_TO)
    return await _linked(asked, db, kind, document, relation=relation, key=key[0])


async def linked(values: forms.Linking, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """The same, by its form."""
    document = await for_form(asked, db, kind)
    return await _linked(asked, db, kind, document, relation=Relation(values.relation), key=values.other)


async def _linked(asked: Asked, db: Transaction, kind: Kind, document: Document, *, relation: Relation, key: str) -> Reply:
    other = await db.search.named(key, seen_by=asked.viewer)
    if other is None:
        raise NotFound(f"There is no {key} that you can see.", field="other")
    this, that = Record(kind=kind.name, id=document.id), Record(kind=other.kind, id=other.record)
    if this == that:
        raise Conflict(f"That is {other.key} itself. Name another record.", field="other")
    if not await acts.link(asked, db, this, relation=relation, target=that):
        raise Conflict(f"{document.key(kind)} {relation} {other.key} is known already.", field="other")
    locked = await db.documents.of(kind).for_change(document.id, seen_by=asked.viewer) or document
    after = locked.with_(at=asked.now)
    await acts.saved(asked, db, kind, after, did="", before=locked, why=f"{relation} {other.key}", action="link")
    ends: dict[str, int | str] = {"of": other.kind, "record": other.record}
    await db.jobs.enqueue("documents.linked", team=document.team, room=f"{other.kind}:{other.record}", **ends)
    return Reply.saying(f"{document.key(kind)} {relation} {other.key}.", recorded=True)


async def discard(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`discard DRAFT-3`."""
    document = await to_change(asked, db, kind)
    _must_stand_alone("discard", document, asked, kind)
    after = await acts.discard(asked, db, kind, document)
    return Reply.saying("The draft is discarded.", offers=[Offer("Bring it back", f"{kind.name} restore {after.key(kind)}")], recorded=True)


async def restore(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`restore DRAFT-3`."""
    after = await acts.restore(asked, db, kind, await to_change(asked, db, kind))
    return await saying.drafted(after, asked, db, kind)


async def publish(asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """`publish ADR-7`: from then on every member can read it, wherever it was discussed."""
    document = await to_change(asked, db, kind)
    _must_stand_alone("publish", document, asked, kind)
    after = await acts.publish(asked, db, kind, document)
    return Reply.saying(f"Every member of this workspace can read {after.key(kind)} now.", recorded=True, tells=True)


def _must_stand_alone(verb: str, document: Document, asked: Asked, kind: Kind) -> None:
    """What is said in a thread may begin with such a word by chance: “publish it tomorrow”."""
    if asked.rest:
        words = f"{kind.name} {verb} {document.key(kind)}"
        raise Unclear(
            f"“{verb}” takes no words after it. Is that what you want?", offers=[Offer(f"Yes, {verb} {document.key(kind)}", words)]
        )
