"""Decision records from files: our own, both forms of them without front matter, MADR 2 to 4, adr-tools, and whatever comes near."""

from collections.abc import Mapping
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.records.adrs import ADR, Decision
from bot.records.bodies import Body
from bot.records.delegations import Delegation
from bot.records.documents import LARGEST_BODY, TITLE, Kind
from bot.templates import front_matter, guarded
from bot.templates.documents import LISTED, OURS, SUPERSEDED_BY, Reference, Written
from bot.templates.front_matter import Malformed
from bot.templates.reading import delegations, outline, proposals, said
from bot.templates.reading.sections import Sections, names
from bot.templates.reading.text import LARGEST_FILE, text_of

__all__ = ["LARGEST_FILE", "Imported", "read"]

MAKERS = ("decision-makers", "deciders", "decision-maker")
_KNOWN = {"status", "date", *MAKERS, OURS, LISTED}


class Imported(BaseModel):
    """A document as it was in a file. `written.key` is "" where the file says no number; `notes` say what was guessed."""

    model_config = ConfigDict(frozen=True)

    written: Written
    is_ours: bool
    notes: tuple[str, ...] = ()


def read(name: str, content: bytes, kind: Kind = ADR) -> Imported:
    """Read a file by its name and its bytes. Raises Malformed, which says what is wrong with it and, where it can, in which line."""
    front, below, first_line = front_matter.divided(text_of(content))
    fields = front_matter.fields(front) if front is not None else {}
    ours = _ours(fields.get(OURS))
    if kind.body is not Decision:
        return _proposal(outline.outline(below, first_line), fields, ours, kind)
    return _decision(name, outline.outline(below if ours else outline.without_residue(below), first_line), fields, ours, kind)


def _decision(name: str, parts: list[outline.Part], fields: Mapping[str, yaml.Node], ours: Mapping[str, Any], kind: Kind) -> Imported:
    """A decision record, whoever wrote it."""
    sections = Sections(kind, is_ours=bool(ours))
    key, number, title = _titled(parts, fields, ours, name, kind)
    for part in parts:
        sections.read(part)
    if not sections.is_known and "status" not in fields:
        raise Malformed("It is no decision record: it has no status, and no heading such as Context or Decision.")
    sections.without_ours(int(ours.get("added", 0)) if str(ours.get("added", 0)).isdigit() else 0)
    body = _body(sections)
    status, note = said.status(front_matter.as_line(fields.get("status")) or sections.header.get("status", ""), kind)
    notes = [] if ours else [note]
    if len(title) > TITLE:
        body = body.model_copy(update={"context": f"**{title}**\n\n{body.context}"})
        title, notes = title[: TITLE - 1] + "…", [*notes, "Its title was too long, and stands whole in its context."]
    links = _links(ours, fields, sections, kind)
    if not ours and any(link.relation == SUPERSEDED_BY for link in links):
        status = kind.lifecycle.superseded
    if status == kind.lifecycle.first and number:
        status, notes = said.PROPOSED, [*notes, "It was a draft, and is proposed."]
    written = Written(
        key=key,
        number=number,
        title=title,
        status=status,
        on=front_matter.as_day(fields.get("date")) or front_matter.day(sections.header.get("date", "")) or said.day_of(name),
        deciders=_deciders(fields, sections),
        review_on=front_matter.day(str(ours.get("reviewOn", ""))) or sections.review_on,
        form=_form(ours, parts, kind),
        body=body,
        links=links,
        project=str(ours.get("project", "")),
        source=str(ours.get("source", "")),
        unknown=_unknown(fields, sections),
        facts={name: thing for name, thing in ours.items() if name not in _OWN},
    )
    return Imported(written=written, is_ours=bool(ours), notes=tuple(one for one in notes if one))


def _proposal(parts: list[outline.Part], fields: Mapping[str, yaml.Node], ours: Mapping[str, Any], kind: Kind) -> Imported:
    """One of the kinds that are read by the headings of their template alone."""
    key, number, title = proposals.titled(parts, str(ours.get("key", "")), kind)
    status, note = proposals.status(front_matter.as_line(fields.get("status")), kind)
    meant = ours.get("meant", [])
    try:
        if kind.body is Delegation:
            body: Body = delegations.body(parts)
        else:
            body = proposals.body(parts, [str(one) for one in meant] if isinstance(meant, list) else [], kind)
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise Malformed(f"Its {first['loc'][0]} cannot be read: {first['msg']}.") from None
    written = Written(
        key=key,
        number=number,
        title=title[:TITLE],
        status=status,
        on=front_matter.as_day(fields.get("date")),
        deciders=next((found for name in MAKERS if (found := front_matter.as_names(fields.get(name)))), ()),
        form=kind.forms[0],
        body=body,
        links=_links(ours, fields, Sections(kind, is_ours=True), kind),
        project=str(ours.get("project", "")),
        source=str(ours.get("source", "")),
        unknown={name: front_matter.as_it_stood(node) for name, node in fields.items() if name not in _KNOWN},
        facts={name: thing for name, thing in ours.items() if name not in {*_OWN, "meant"}},
    )
    return Imported(written=written, is_ours=bool(ours), notes=(note,) if note else ())


_OWN = {"kind", "key", "form", "reviewOn", "project", "source", "links", "added"}


def _ours(node: yaml.Node | None) -> dict[str, Any]:
    if node is None:
        return {}
    try:
        found = front_matter.as_thing(node)
    except (yaml.YAMLError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(name, str) for name in found):
        line = node.start_mark.line + 2 if node.start_mark else None
        raise Malformed(f"Its `{OURS}` should be fields, as in `{OURS}: {{key: ADR-007}}`.", line=line)
    return found


def _titled(
    parts: list[outline.Part], fields: Mapping[str, yaml.Node], ours: Mapping[str, Any], name: str, kind: Kind
) -> tuple[str, int | None, str]:
    """The key, the number and the title."""
    heading = next((part for part in parts if part.depth == 1 and part.plain), None)
    form = next((part for part in parts if part.name.startswith("adr:")), None)
    title = heading.plain if heading else form.plain[4:].strip() if form else front_matter.as_line(fields.get("title"))
    if not title:
        raise Malformed("It has no title, such as a first line `# Use PostgreSQL`.", line=parts[0].line)
    key = str(ours.get("key", ""))
    if heading and key and heading.heading.startswith(f"{key}: "):
        title = heading.heading.removeprefix(f"{key}: ")
        number = key.removeprefix(f"{kind.prefix}-")
        return key, int(number) if number.isdecimal() else None, guarded.as_title(title)
    number_, title = said.number_of(title, name)
    return kind.key(number_) if number_ else "", number_, " ".join(guarded.as_title(title).rstrip("#").split()) or title


def _body(sections: Sections) -> Decision:
    try:
        body = sections.body
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise Malformed(f"Its {first['loc'][0]} cannot be read: {first['msg']}.") from None
    if sum(len(str(value)) for value in body.model_dump().values()) > LARGEST_BODY:
        raise Malformed(f"It is longer than the {LARGEST_BODY:,} characters that one document holds.")
    return body


def _deciders(fields: Mapping[str, yaml.Node], sections: Sections) -> tuple[str, ...]:
    given = next((front_matter.as_names(fields[name]) for name in MAKERS if name in fields), ())
    return given or next((names(sections.header[name]) for name in MAKERS if sections.header.get(name)), ())


def _form(ours: Mapping[str, Any], parts: list[outline.Part], kind: Kind) -> str:
    if ours.get("form") in kind.forms:
        return str(ours["form"])
    is_short = any(part.depth == 2 and part.name == "status" for part in parts)  # noqa: PLR2004 - a section
    return kind.forms[-1] if is_short else kind.forms[0]


def _links(ours: Mapping[str, Any], fields: Mapping[str, yaml.Node], sections: Sections, kind: Kind) -> tuple[Reference, ...]:
    if ours:
        given = ours.get("links") or []
        return tuple(
            Reference(**{name: str(one[name]) for name in Reference.model_fields if name in one}) for one in given if "relation" in one
        )
    found = [*said.references(front_matter.as_line(fields.get("status")), kind), *sections.links]
    return tuple(dict.fromkeys(found))


def _unknown(fields: Mapping[str, yaml.Node], sections: Sections) -> dict[str, str]:
    """Fields of others, and who was asked and told, wherever the file says it."""
    found = {name: front_matter.as_it_stood(node) for name, node in fields.items() if name not in _KNOWN}
    for name in ("consulted", "informed"):
        if said_ := names(sections.header.get(name, "")):
            found.setdefault(name, front_matter.value(list(said_)))
    return found
