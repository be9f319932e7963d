"""The forms of documents: how each is opened, what it asks for, what it does when it is sent. What is asked for follows from the kind."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, ValidationError, create_model

from bot.errors import Conflict, NotAllowed, NotFound, Offer, Unclear
from bot.records.bodies import Body, Item, Section
from bot.records.documents import Document, Kind
from bot.records.entries import Message
from handlers.asking import Asked
from handlers.blocks import document_forms as drawn
from handlers.documents import acts, saying
from handlers.documents.which import for_form, is_direct
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.store import Transaction

CANDIDATES = 100


class Sectioning(Values):
    """A section in parts: what was shown, one after the other, is the section."""

    part1: str = ""
    part2: str = ""
    part3: str = ""
    part4: str = ""
    part5: str = ""
    part6: str = ""

    @property
    def text(self) -> str:
        """The section."""
        return "\n".join(part for part in (self.part1, self.part2, self.part3, self.part4, self.part5, self.part6) if part)


class Proposing(Values):
    """What a proposal needs to be decided; nothing of it must be known."""

    deciders: list[str] = Field(default_factory=list)
    review_on: date | None = None
    project: int | None = None
    channel: str = ""


class Superseding(Values):
    """The key of the one that takes its place."""

    by: str


class Reviewing(Values):
    """Nothing: never again."""

    on: date | None = None


class Linking(Values):
    """What it is to which other record."""

    relation: str
    other: str = Field(min_length=1)


def writing(kind: Kind) -> type[Values]:
    """The form of the whole: its title, and the sections of text and lines."""
    sections: dict[str, Any] = {one.name: (str, "") for one in kind.sections if not one.item}
    return create_model(f"Writing{kind.prefix}", __base__=Values, title=(str, Field(min_length=1)), channel=(str, ""), **sections)


def itemizing(kind: Kind, section: Section) -> type[Values]:
    """The form of one item of a section: its fields as words, looked at by the item itself."""
    fields: dict[str, Any] = dict.fromkeys(section.item.model_fields if section.item else {}, (str, ""))
    return create_model(f"Item{kind.prefix}", __base__=Values, removed=(list[str], Field(default_factory=list)), **fields)


def drafting(asked: Asked, kind: Kind, *, title: str = "", replaces: Document | None = None, source: Message | None = None) -> Reply:
    """Ask for what a new one begins with."""
    about: dict[str, Any] = {"replaces": replaces.id if replaces else None}
    if source:
        about["source"] = source.model_dump(exclude_none=True)
    view = drawn.whole(kind, kind.body(), title=title, new=True, channel=not asked.place.channel)
    verb = f"replace {replaces.key(kind)}" if replaces else f"new {title}"
    return Reply.asking(Form(f"{kind.name}.new", view, about), "What was decided?", Offer("Write it", f"{kind.name} {verb}".strip()))


def editing(kind: Kind, document: Document) -> Reply:
    """Ask for the whole, as far as a form holds it."""
    view = drawn.whole(kind, document.body, title=document.title, new=False, channel=False)
    about = {"document": document.id, "revision": document.revision}
    offer = Offer("Review and edit", f"{kind.name} edit {document.key(kind)}")
    return Reply.asking(Form(f"{kind.name}.edit", view, about), "What should it say?", offer)


def editing_section(kind: Kind, document: Document, section: Section) -> Reply:
    """Ask for one section."""
    key = document.key(kind)
    if section.item:
        offer = Offer("Edit", f"{kind.name} edit {key} {section.name}")
        return Reply.asking(Form("documents.items", drawn.items(document, kind, section)), section.heading, offer)
    if len(drawn.as_text(document.body, section)) > drawn.LONGEST:
        offers = [Offer("As a file", f"{kind.name} export {key}")]
        raise Conflict(
            f"“{section.heading}” is longer than a form holds ({drawn.LONGEST:,} characters). It can be read as a file.", offers=offers
        )
    about = {"document": document.id, "revision": document.revision, "section": section.name}
    form = Form(f"{kind.name}.section", drawn.section(document, section), about)
    return Reply.asking(form, f"{section.heading}: {section.asks}", Offer("Edit", f"{kind.name} edit {key} {section.name}"))


def editing_item(kind: Kind, document: Document, section: Section, which: str) -> Reply:
    """Ask for one item of a section: its number from 1, or "new"."""
    items = getattr(document.body, section.name)
    if section.item is None or (which != "new" and not 1 <= int(which) <= len(items)):
        raise NotFound(f"There is no such part of {document.key(kind)}.")
    value = None if which == "new" else items[int(which) - 1]
    about = {"document": document.id, "revision": document.revision, "section": section.name, "item": which}
    form = Form(f"{kind.name}.{section.name}", drawn.item(section.item, value, section.heading), about)
    return Reply.asking(form, section.heading, Offer("Edit", f"{kind.name} edit {document.key(kind)} {section.name} {which}"))


async def proposing(asked: Asked, db: Transaction, kind: Kind, document: Document, verb: str) -> Reply:
    """Ask who decides, and when it is looked at again."""
    known = await db.projects.all(seen_by=asked.viewer)
    bound = bool(document.channel) and await db.projects.bound(document.channel, seen_by=asked.viewer)
    projects = {} if bound or len(known) < 2 else {one.id: one.name for one in known}  # noqa: PLR2004 - of one there is nothing to choose
    view = drawn.propose(
        document,
        kind,
        deciders=document.deciders or (asked.viewer.user,),
        review_on=document.review_on or acts.review_day(asked, kind),
        projects=projects,
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
    source = Message(**asked.about["source"]) if "source" in asked.about else None
    channel = values.channel or asked.place.channel
    if values.channel:
        await must_see(asked, values.channel, db)
    body = _with(kind.body(), kind, values)
    made = await acts.draft(
        asked, db, kind, title=values.title, body=body, channel=channel, source=source, replaces=asked.about.get("replaces")
    )  # fmt: skip
    return await saying.drafted(made, asked, db, kind)


async def rewrite(values: Any, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """The whole in other words, as far as the form held it."""
    document = await _unchanged(asked, db, kind)
    body = _with(document.body, kind, values)
    after = await acts.edit(asked, db, kind, document, title=values.title, body=body)
    return await saying.changed(after, asked, db, kind)


async def rewrite_section(values: Sectioning, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """A section in other words."""
    document = await _unchanged(asked, db, kind, section=str(asked.about["section"]))
    section = kind.body.section(str(asked.about["section"]))
    body = document.body.changed(section.name, _lines(values.text) if section.is_lines else values.text)
    return await saying.changed(await acts.edit(asked, db, kind, document, body=body), asked, db, kind)


async def rewrite_item(values: Any, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """An item in other words, one more, or one less."""
    name = str(asked.about["section"])
    document = await _unchanged(asked, db, kind, section=name)
    items: list[Item | dict[str, str]] = list(getattr(document.body, name))
    which = str(asked.about["item"])
    fields = {field: value for field, value in values.model_dump().items() if field != "removed"}
    if which == "new":
        items.append(fields)
    elif values.removed:
        del items[int(which) - 1]
    else:
        items[int(which) - 1] = fields
    after = await acts.edit(asked, db, kind, document, body=_checked(document.body, name, items))
    return await saying.changed(after, asked, db, kind)


async def propose(values: Proposing, asked: Asked, db: Transaction, kind: Kind, verb: str) -> Reply:
    """Proposed to those who decide."""
    document = await for_form(asked, db, kind)
    facts: dict[str, Any] = {}
    if values.channel:
        await must_see(asked, values.channel, db)
        facts["channel"] = values.channel
    if values.project:
        facts["project"] = values.project
    on = values.review_on
    if on and on <= asked.now.date():
        raise Unclear("That day is over, or today.", field="review_on")
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
    if values.on and values.on <= asked.now.date():
        raise Unclear("That day is over, or today.", field="on")
    return saying.dated(await acts.review(asked, db, kind, document, on=values.on), kind)


async def must_see(asked: Asked, channel: str, db: Transaction) -> None:
    """Only where they are known to be: it is read by that channel's members."""
    known, is_in = await db.people.place(asked.place.team, channel, asked.viewer.user)
    if known and known.archived:
        raise NotAllowed("That channel is archived.", field="channel")
    if not is_in and not (known and known.is_public and asked.viewer.sees_what_is_public):
        raise NotAllowed("I cannot tell that you are in that channel. Choose one that you are in.", field="channel")


async def is_alone(document: Document, asked: Asked, db: Transaction) -> bool:
    """Whether nobody else would see it where it is: it came from a direct message, or from Home."""
    if not document.channel:
        return True
    known = await db.people.channel(asked.place.team, document.channel)
    return bool(known and known.direct) or (document.channel == asked.place.channel and is_direct(asked))


async def _unchanged(asked: Asked, db: Transaction, kind: Kind, *, section: str = "") -> Document:
    """The document of a form, unless somebody changed, since it was opened, what the form is about."""
    document = await for_form(asked, db, kind)
    seen = int(asked.about["revision"])
    if document.revision == seen:
        return document
    then = await db.documents.of(kind).revision(document, seen, seen_by=asked.viewer)
    same = then and (
        getattr(then.body, section) == getattr(document.body, section)
        if section
        else (then.title, then.body) == (document.title, document.body)
    )
    if not same:
        raise Conflict("Somebody has changed it meanwhile. Copy your words, close this, and open it again to see how it reads now.")
    return document


def _with(body: Body, kind: Kind, values: Any) -> Body:
    """The body with what a form of the whole held."""
    for section in drawn.fit(kind, body):
        if section.name in values.model_fields_set or not body.is_empty(section.name):
            text = getattr(values, section.name)
            body = body.changed(section.name, _lines(text) if section.is_lines else text)
    return body


def _lines(text: str) -> list[str]:
    return [line.strip().removeprefix("- ").strip() for line in text.splitlines() if line.strip().strip("-")]


def _checked(body: Body, name: str, items: list[Any]) -> Body:
    try:
        return body.changed(name, [one.model_dump() if isinstance(one, Item) else one for one in items])
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][-1])
        raise Unclear("Please fill this in.", field=field) from None
