"""The forms of documents: how each is opened, what it asks for, what it does when it is sent. What is asked for follows from the kind."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from pydantic import Field, create_model

from bot.errors import NotFound, Offer, Unclear
from bot.records.actions import Action
from bot.records.bodies import Body, as_line
from bot.records.documents import TITLE, Document, Kind
from bot.records.incidents import Incident
from bot.records.lifecycles import Move
from bot.records.links import Record, Relation
from handlers import growing
from handlers.asking import Asked
from handlers.belonging import must_be_in, project_for
from handlers.blocks import document_forms as drawn
from handlers.dates import today_in
from handlers.documents import acts, saying
from handlers.documents.sections import as_typed
from handlers.documents.which import for_form, unchanged
from handlers.forms import Values
from handlers.people_meant import must_be_known
from handlers.reply import Form, Reply
from storage.store import Transaction

CANDIDATES = 100


class Proposing(Values):
    """What a proposal needs to be decided; nothing of it must be known."""

    deciders: list[str] = Field(default_factory=list)
    review_on: date | None = None
    project: int | None = None
    channel: str = ""


class Superseding(Values):
    """The key of the one that takes its place."""

    by: str


class Reason(Values):
    """Why."""

    why: str = Field(min_length=1)


class Reviewing(Values):
    """Nothing: never again."""

    on: date | None = None


class Linking(Values):
    """What it is to which other record."""

    relation: str
    other: str = Field(min_length=1)


def writing(kind: Kind) -> type[Values]:
    """The form of the whole: its title, and the sections of text and lines."""
    return _of_sections(kind.prefix, tuple(one.name for one in kind.sections if not one.item or one.name in kind.asks_first))


@cache
def _of_sections(prefix: str, names: tuple[str, ...]) -> type[Values]:
    sections: dict[str, Any] = dict.fromkeys(names, (str, ""))
    return create_model(f"Writing{prefix}", __base__=Values, title=(str, Field(min_length=1)), channel=(str, ""), **sections)


def drafting(
    asked: Asked,
    kind: Kind,
    *,
    title: str = "",
    replaces: Document | None = None,
    implements: Document | None = None,
    warning: str = "",
) -> Reply:
    """Ask for what a new one begins with; what it `implements` gives it its first words."""
    about: dict[str, Any] = {"replaces": replaces.id if replaces else None}
    body, verb = kind.body(), f"replace {replaces.key(kind)}" if replaces else f"new {title}"
    if implements and kind.follows and kind.begun_from:
        key = implements.key(kind.follows)
        about["implements"] = implements.id
        body, verb = kind.begun_from(implements.body, key), f"{verb} --{kind.follows.name} {key}"
    view = drawn.whole(kind, body, title=title, new=True, channel=not asked.place.channel, warning=warning)
    sentence = "What was decided?" if kind.lifecycle.reviews is None else "What is it about?"
    return Reply.asking(Form(f"{kind.name}.new", view, about), sentence, Offer("Write it", f"{kind.name} {verb}".strip()))


def growing_from(kind: Kind, action: Action, incident: Incident) -> Reply:
    """Ask for one that follows from an action item, which gives it its first words."""
    first = kind.sections[0]
    said = f"{incident.key} {as_line(incident.title)} left something to decide ({action.key}): {action.what}"
    body = kind.body() if first.item else kind.body().changed(first.name, said)
    view = drawn.whole(kind, body, title=as_line(action.what)[:TITLE], new=True, channel=False)
    form = Form(f"{kind.name}.new", view, {"replaces": None, "action": action.number})
    return Reply.asking(form, "What was decided?", Offer("Write it", f"{kind.name} new --from {action.key}"))


def reasoning(kind: Kind, document: Document, step: Move) -> Reply:
    """Ask for the reason of a move that has to have one."""
    words = f"{kind.name} {step.verb} {document.key(kind)}"
    form = Form(f"{kind.name}.{step.verb}", drawn.reason(step), {"document": document.id})
    return Reply.asking(form, f"{step.asks} `/{words} <why>`", Offer("Say why", words))


def editing(kind: Kind, document: Document) -> Reply:
    """Ask for the whole, as far as a form holds it."""
    view = drawn.whole(kind, document.body, title=document.title, new=False, channel=False)
    about = {"document": document.id, "revision": document.revision}
    offer = Offer("Review and edit", f"{kind.name} edit {document.key(kind)}")
    return Reply.asking(Form(f"{kind.name}.edit", view, about), "What should it say?", offer)


async def projects_to_choose(asked: Asked, db: Transaction, document: Document) -> dict[int, str]:
    """The projects it may be of, where that is to be asked: its channel is bound to none, and there are several."""
    known = await db.projects.all(seen_by=asked.viewer)
    bound = bool(document.channel) and await db.projects.bound(document.channel, seen_by=asked.viewer)
    return {} if bound or len(known) < 2 else {one.id: one.name for one in known}  # noqa: PLR2004 - of one there is nothing to choose


async def proposing(asked: Asked, db: Transaction, kind: Kind, document: Document, verb: str) -> Reply:
    """Ask who decides, and when it is looked at again."""
    view = drawn.propose(
        document,
        kind,
        deciders=document.deciders or (asked.viewer.user,),
        review_on=document.review_on or acts.review_day(asked, kind),
        projects=await projects_to_choose(asked, db, document),
        channel=await is_alone(document, asked, db),
    )
    words = f"{kind.name} {verb} {document.key(kind)}"
    form = Form(f"{kind.name}.{verb}", view, {"document": document.id})
    return Reply.asking(form, "Who decides?", Offer("Say who decides", words), Offer("Propose it as it is", f"{words} now"))


async def superseding(asked: Asked, db: Transaction, kind: Kind, document: Document) -> Reply:
    """Ask which one takes its place."""
    some = await db.documents.of(kind).listed(seen_by=asked.viewer, limit=CANDIDATES)
    others = [one for one in some if one.id != document.id and one.is_numbered and one.status not in kind.lifecycle.over]
    next_ = Offer("Write the next one", f"{kind.name} replace {document.key(kind)}")
    if not others:
        return Reply.saying(f"There is no other {kind.called} yet that could take the place of {document.key(kind)}.", offers=[next_])
    form = Form(f"{kind.name}.supersede", drawn.supersede(document, kind, others), {"document": document.id})
    return Reply.asking(form, "Which one takes its place?", Offer("Choose", f"{kind.name} supersede {document.key(kind)}"), next_)


async def write(values: Any, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """A new draft."""
    channel, grown = values.channel or asked.place.channel, None
    if "action" in asked.about:
        grown = await growing.source(int(asked.about["action"]), kind.name, asked, db)
        channel = grown[1].channel  # it stays as private as its incident
    elif values.channel:
        await must_be_in(values.channel, asked, db)
    body = _with(kind.body(), kind, values, new=True)
    made = await acts.draft(asked, db, kind, title=values.title, body=body, channel=channel, replaces=asked.about.get("replaces"))
    if grown:
        await growing.grew(Record(kind=kind.name, id=made.id), *grown, asked, db)
    if "implements" in asked.about and kind.follows:
        await implemented(asked, db, kind, made)
    return await saying.drafted(made, asked, db, kind)


async def implemented(asked: Asked, db: Transaction, kind: Kind, made: Document) -> None:
    """What it implements, which both ends tell."""
    other = kind.follows
    decided = await db.documents.of(other).get(int(asked.about["implements"]), seen_by=asked.viewer) if other else None
    if other is None or decided is None:
        return
    this, that = Record(kind=kind.name, id=made.id), Record(kind=other.name, id=decided.id)
    await acts.link(asked, db, this, relation=Relation.IMPLEMENTS, target=that)
    ends: dict[str, int | str] = {"of": other.name, "record": decided.id}
    await db.jobs.enqueue("documents.linked", team=made.team, room=f"{other.name}:{decided.id}", **ends)


async def rewrite(values: Any, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """The whole in other words, as far as the form held it."""
    document = await unchanged(asked, db, kind)
    body = _with(document.body, kind, values)
    if (as_line(values.title), body) == (document.title, document.body):
        return Reply("", recorded=True)
    after = await acts.edit(asked, db, kind, document, title=values.title, body=body)
    return await saying.changed(after, asked, db, kind)


async def propose(values: Proposing, asked: Asked, db: Transaction, kind: Kind, verb: str) -> Reply:
    """Proposed to those who decide."""
    document = await for_form(asked, db, kind)
    facts: dict[str, Any] = {}
    if values.channel:
        await must_be_in(values.channel, asked, db)
        facts["channel"] = values.channel
    if values.project:
        facts["project"] = await project_for(values.project, document.channel, asked, db)
    await must_be_known(values.deciders, asked, db, field="deciders")
    on = values.review_on
    _must_be_to_come(on, asked, field="review_on")
    document = document.decided_by(values.deciders, at=asked.now).reviewed(on, at=asked.now).with_(at=asked.now, **facts)
    after = await acts.move(asked, db, kind, document, verb=verb)
    return await saying.moved(after, db, kind, kind.lifecycle.verbs[verb].says)


async def supersede(values: Superseding, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """One takes another's place."""
    document = await for_form(asked, db, kind)
    number = int(values.by.rpartition("-")[2])
    other = await db.documents.of(kind).numbered(number, seen_by=asked.viewer)
    if other is None:
        raise NotFound(f"There is no {values.by} that you can see.", field="by")
    return await saying.superseded(document, other, asked, db, kind)


async def review(values: Reviewing, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """Another day."""
    document = await for_form(asked, db, kind)
    _must_be_to_come(values.on, asked, field="on")
    return saying.dated(await acts.review(asked, db, kind, document, on=values.on), kind)


def _must_be_to_come(day: date | None, asked: Asked, *, field: str) -> None:
    if day and day <= today_in(asked.viewer.tz, asked.now):
        raise Unclear("That day is over, or today. Choose one that is still to come.", field=field)


async def is_alone(document: Document, asked: Asked, db: Transaction) -> bool:
    """Whether nobody else would see it where it is: it came from a direct message, or from Home."""
    if not document.channel:
        return True
    known = await db.people.channel(asked.place.team, document.channel)
    return bool(known and known.direct) or (document.channel == asked.place.channel and asked.is_direct)


def _with(body: Body, kind: Kind, values: Any, *, new: bool = False) -> Body:
    """The body with what a form of the whole held; items stand there one a line.

    What was left as it was shown stays as it is, to the last sign.
    """
    for section in drawn.fit(kind, body, new=new):
        if section.name not in values.model_fields_set and body.is_empty(section.name):
            continue
        text = getattr(values, section.name)
        if text != drawn.untouched(drawn.as_text(body, section)):
            body = body.changed(section.name, as_typed(text, section))
    return body
