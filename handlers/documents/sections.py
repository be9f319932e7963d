"""One section in other words: its text in as many inputs as it takes, or one item after the other."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import Field, ValidationError, create_model

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.bodies import Body, Item, Section
from bot.records.documents import Document, Kind
from handlers.asking import Asked
from handlers.blocks import document_forms as drawn
from handlers.documents import acts, saying
from handlers.documents.which import unchanged
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.store import Transaction


class Sectioning(Values):
    """A section in parts, as it was shown."""

    part1: str = ""
    part2: str = ""
    part3: str = ""
    part4: str = ""
    part5: str = ""
    part6: str = ""

    def text(self, shown: str) -> str:
        """The section again, of which `shown` was shown. A part that nobody touched is what it was, with the spaces around it."""
        before = drawn.parts(shown)
        after = [str(getattr(self, f"part{at}")) for at in range(1, len(before) + 1)]
        return "".join(_again(was, now) for was, now in zip(before, after, strict=True))


def itemizing(kind: Kind, section: Section) -> type[Values]:
    """The form of one item of a section: its fields as words, looked at by the item itself."""
    return _of_fields(kind.prefix, tuple(section.item.model_fields) if section.item else ())


@cache
def _of_fields(prefix: str, names: tuple[str, ...]) -> type[Values]:
    fields: dict[str, Any] = dict.fromkeys(names, (str, ""))
    return create_model(f"Item{prefix}", __base__=Values, removed=(list[str], Field(default_factory=list)), **fields)


def editing_section(kind: Kind, document: Document, section: Section) -> Reply:
    """Ask for one section."""
    key = document.key(kind)
    if section.item:
        offer = Offer("Edit", f"{kind.name} edit {key} {section.name}")
        return Reply.asking(Form("documents.items", drawn.items(document, kind, section)), section.heading, offer)
    if len(drawn.parts(drawn.as_text(document.body, section))) > drawn.INPUTS:
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


async def rewrite_section(values: Sectioning, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """A section in other words."""
    document = await unchanged(asked, db, kind, section=str(asked.about["section"]))
    section = kind.body.section(str(asked.about["section"]))
    shown = drawn.as_text(document.body, section)
    text = values.text(shown)
    if text == shown:
        return Reply("", recorded=True)
    body = document.body.changed(section.name, as_typed(text, section))
    return await saying.changed(await acts.edit(asked, db, kind, document, body=body), asked, db, kind)


async def rewrite_item(values: Any, asked: Asked, db: Transaction, kind: Kind) -> Reply:
    """An item in other words, one more, or one less."""
    name = str(asked.about["section"])
    document = await unchanged(asked, db, kind, section=name)
    items: list[Item | dict[str, str]] = list(getattr(document.body, name))
    which = str(asked.about["item"])
    fields = {field: value for field, value in values.model_dump().items() if field != "removed"}
    if which == "new":
        items.append(fields)
    elif values.removed:
        del items[int(which) - 1]
    else:
        items[int(which) - 1] = fields
    body = _checked(document.body, name, items)
    if body == document.body:
        return Reply("", recorded=True)
    after = await acts.edit(asked, db, kind, document, body=body)
    return await saying.changed(after, asked, db, kind)


def as_typed(text: str, section: Section) -> str | list[Any]:
    """What was typed, as the section holds it: text, or a line, or an item, for each line."""
    if not section.is_lines and not section.item:
        return text
    lines = [line.strip().removeprefix("- ").strip() for line in text.splitlines() if line.strip().strip("-")]
    return [section.item.read(line).model_dump() for line in lines] if section.item else lines


def _checked(body: Body, name: str, items: list[Any]) -> Body:
    try:
        return body.changed(name, [one.model_dump() if isinstance(one, Item) else one for one in items])
    except ValidationError as error:
        first = error.errors()[0]
        cause = (first.get("ctx") or {}).get("error")
        sentence = str(cause) if isinstance(cause, ValueError) else "Please fill this in."
        raise Unclear(sentence, field=str(first["loc"][-1])) from None


def _again(was: str, now: str) -> str:
    """A part as it was typed, between the spaces that stood around it: an input keeps none."""
    if now == drawn.untouched(was):
        return was
    return was[: len(was) - len(was.lstrip())] + now + was[len(was.rstrip()) :] if now else ""
