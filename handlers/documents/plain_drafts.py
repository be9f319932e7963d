"""Drafts from a thread for kinds that need no words of their own: what Claude is to answer follows from the sections of the body."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

from pydantic import BaseModel, Field, create_model

from bot.prompts.guards import at_most
from bot.records.bodies import Body, Item, Section, as_line, choices, is_one_line
from bot.records.delegations import DELEGATION
from bot.records.designs import DESIGN
from bot.records.documents import Kind
from bot.records.rfcs import RFC, Rfc
from bot.records.specs import SPEC
from bot.records.threads import Thread
from handlers.documents.claims import TITLE, Claim, cited, decided, lines, quoted, title_of, weighed
from handlers.documents.reading import Drafting


def drafting(kind: Kind, *, gathered: str, concluded: str = "", flaws: Callable[[Body], Sequence[str]] | None = None) -> Drafting:
    """How a kind is drafted: an outline puts what was said into the section `gathered`, what was decided into `concluded`, or there too."""
    return Drafting(
        prompt=f"{kind.name}_from_thread",
        shape=shape_of(kind),
        body=partial(_from_answer, kind=kind),
        outline=partial(_outline, kind=kind, gathered=gathered, concluded=concluded),
        flaws=flaws,
    )


def shape_of(kind: Kind) -> type[BaseModel]:
    """A title, and for each section its claims, each with the messages it comes from."""
    fields: dict[str, Any] = {"title": (Annotated[str, *at_most(TITLE)], ...)}
    for section in kind.sections:
        inner = _item(section.item) if section.item else Claim
        fields[section.name] = (list[inner], Field(description=section.asks))  # type: ignore[valid-type] # made here
    return create_model(f"Drafted{kind.prefix}", **fields)


def _item(item: type[Item]) -> type[BaseModel]:
    first = next(iter(item.model_fields))
    fields: dict[str, Any] = {first: (Annotated[str, *at_most(TITLE)], ...)}
    for name, info in item.model_fields.items():
        if name != first:
            fields[name] = (choices(info.annotation) or list[Claim], Field(description=info.title or name))
    return create_model(f"Drafted{item.__name__}", **fields)


def _from_answer(answer: Any, thread: Thread, *, kind: Kind) -> tuple[str, Body]:
    """The body; a claim that cites no message is left out."""
    body = kind.body.model_validate({section.name: _section(section, getattr(answer, section.name), thread) for section in kind.sections})
    return answer.title, body


def _section(section: Section, said: Sequence[Any], thread: Thread) -> Any:
    if section.item:
        return [_read(section.item, one, thread) for one in said]
    return lines(said, thread) if section.is_lines else cited(said, thread)


def _read(item: type[Item], said: Any, thread: Thread) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for at, (name, info) in enumerate(item.model_fields.items()):
        value = getattr(said, name)
        if at == 0:
            values[name] = value.strip() or "Without a name"
        elif isinstance(value, list):
            values[name] = " ".join(lines(value, thread)) if is_one_line(info) else cited(value, thread)
        else:
            values[name] = value
    return values


def _outline(thread: Thread, *, kind: Kind, gathered: str, concluded: str) -> tuple[str, Body]:
    """The document as far as the thread itself has it: quoted and linked, nothing concluded."""
    first, *others = thread.remarks
    took_part = f"Who took part: {', '.join(thread.participants)}"
    said = [quoted(first), "", took_part, *weighed(others)]
    decides = [f"- {quoted(one)}" for one in decided(others)]
    if kind.body.section(gathered).is_lines:
        lined = {
            gathered: [as_line(line.removeprefix("- ")) for line in said if line],
            concluded: [line.removeprefix("- ") for line in decides],
        }
        return title_of(first), kind.body.model_validate(lined)
    if not concluded:
        return title_of(first), kind.body().changed(gathered, "\n".join([*said, *(["", "What was decided:", *decides] if decides else [])]))
    return title_of(first), kind.body.model_validate({gathered: "\n".join(said), concluded: "\n".join(decides)})


def _loaded(body: Body) -> list[str]:
    return [f"“{one.word}” in: {one.sentence}" for _, one in body.loaded] if isinstance(body, Rfc) else []


RFC_DRAFTING = drafting(RFC, gathered="problem", concluded="recommendation", flaws=_loaded)
SPEC_DRAFTING = drafting(SPEC, gathered="overview", concluded="summary")
DESIGN_DRAFTING = drafting(DESIGN, gathered="overview")
DELEGATION_DRAFTING = drafting(DELEGATION, gathered="requirements", concluded="specifications")
