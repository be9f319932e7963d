"""Documents as Claude writes them from a requirement: a title, and every section of their body."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from bot.prompts.guards import at_most
from bot.records.adrs import ADR, Decision
from bot.records.bodies import Body, Item, Section, choices, is_one_line
from bot.records.designs import DESIGN
from bot.records.documents import TITLE, Kind
from bot.records.rfcs import RFC
from bot.records.specs import SPEC

TEXT, LINE, NAME = 6_000, 500, 120
"""Characters of a section, of a line in one, of what something is called."""


def shape_of(kind: Kind) -> type[BaseModel]:
    """A title, and for each section its text, its lines or its items."""
    fields: dict[str, Any] = {"title": (Annotated[str, *at_most(TITLE)], ...)}
    for section in kind.sections:
        fields[section.name] = (_of(section), Field(description=section.asks))
    return create_model(f"Written{kind.prefix}", **fields)


def body_of(answer: BaseModel, kind: Kind) -> tuple[str, Body]:
    """The title, and the body of what was answered; a decision has doing nothing among its options."""
    given = answer.model_dump()
    body = kind.body.model_validate({section.name: _filled(section, given[section.name]) for section in kind.sections})
    if isinstance(body, Decision):
        body = body.model_copy(update={"options": body.with_nothing})
    return str(given["title"]).strip(), body


def _of(section: Section) -> Any:
    if section.item:
        return list[_item(section.item)]  # type: ignore[misc] # made here
    return list[Annotated[str, *at_most(LINE)]] if section.is_lines else Annotated[str, *at_most(TEXT)]


def _item(item: type[Item]) -> type[BaseModel]:
    fields: dict[str, Any] = {}
    for at, (name, info) in enumerate(item.model_fields.items()):
        length = NAME if at == 0 else LINE if is_one_line(info) else TEXT
        fields[name] = (choices(info.annotation) or Annotated[str, *at_most(length)], Field(description=info.title or name))
    return create_model(f"Written{item.__name__}", **fields)


def _filled(section: Section, said: Any) -> Any:
    """As the body takes it: no empty lines, no item without a name."""
    if section.item:
        first = next(iter(section.item.model_fields))
        return [one for one in said if str(one[first]).strip()]
    return [one for one in said if one.strip()] if section.is_lines else said


SHAPES = {kind.name: shape_of(kind) for kind in (RFC, ADR, SPEC, DESIGN)}
"""The shape of each kind that is written from a requirement, by the kind's word."""
PROMPTS = {name: f"{name}_from_requirement" for name in SHAPES}
