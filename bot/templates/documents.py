"""Documents as files: Markdown in their form, with front matter in which nothing is lost, their names, and the index of a folder.

The front matter is MADR 4's: status, date, decision-makers. What is ours is in `coPilot`; what an import found beside it stands as it
stood. It ends with the same as a list of Markdown, from which tools that know no front matter take status, date and deciders: log4brains
reads the first list above the first heading of depth two, and a last line that is no item would become such a heading itself.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, SerializeAsAny

from bot.records.adrs import Decision
from bot.records.bodies import Body
from bot.records.documents import Kind
from bot.templates import front_matter, guarded, render
from bot.templates.markdown import Escaped, one_line

LONGEST_SLUG = 60
NOT_KNOWN = "not yet known"
NOT_SET = "not yet set"
SUPERSEDED_BY = "superseded by"
OURS = "coPilot"
LISTED = "log4brains"
INDEX = "index.md"
TAGS = "tags"

_ACCENTS = re.compile("[\u0300-\u036f]")


class Reference(BaseModel):
    """What another record is to a document: "supersedes" ADR-003. `file` is its file beside this one, "" where it has none."""

    model_config = ConfigDict(frozen=True)

    relation: str
    key: str = ""
    title: str = ""
    file: str = ""


class Written(BaseModel):
    """A document as it is written to a file. `number` is None for a draft; `deciders` and `project` are names; `source` is a URL.

    `unknown` holds fields of others, from a name to its value as YAML on one line; `facts`, of plain values, is whatever else is ours.
    """

    model_config = ConfigDict(frozen=True)

    key: str
    number: int | None = None
    title: str
    status: str
    on: date | None = None
    deciders: tuple[str, ...] = ()
    review_on: date | None = None
    form: str
    body: SerializeAsAny[Body]
    links: tuple[Reference, ...] = ()
    project: str = ""
    source: str = ""
    unknown: Mapping[str, str] = {}
    facts: Mapping[str, Any] = {}


def markdown(written: Written, kind: Kind) -> str:
    """The whole file."""
    below = render(
        written.form,
        folder=kind.templates,
        key=written.key,
        title=written.title,
        status=_status(written, with_file=True),
        on=written.on or NOT_KNOWN,
        deciders=", ".join(written.deciders) or NOT_KNOWN,
        body=written.body,
        options=_options(written, kind),
        review_on=written.review_on or NOT_SET,
        links=[*map(_link, written.links), *_source(written)],
    )
    return f"{_front(written, kind)}\n{below}"


def file_name(written: Written, kind: str = "adr") -> str:
    """adr_2026-11-21_use-postgres.md."""
    day = f"{written.on:%Y-%m-%d}" if written.on else "undated"
    return f"{kind}_{day}_{slug(written.title) or slug(written.key)}.md"


def file_names(all_: Iterable[Written], kind: str = "adr", *, taken: Collection[str] = ()) -> dict[str, str]:
    """The name of the file of each, by key. A second one of a name, in any case, gets its key."""
    names: dict[str, str] = {}
    used = {name.casefold() for name in taken}
    for written in sorted(all_, key=_order):
        name = file_name(written, kind)
        if name.casefold() in used:
            name = f"{name.removesuffix('.md')}_{slug(written.key)}.md"
        names[written.key] = name
        used.add(name.casefold())
    return names


def folder(all_: Sequence[Written], kind: Kind) -> dict[str, str]:
    """Every file of a folder by its name, the index too. Links among them lead to their files."""
    names = file_names(all_, kind.name)
    files = {(one.key, one.title): names[one.key] for one in all_}
    linked = [one.model_copy(update={"links": tuple(_among(files, link) for link in one.links)}) for one in all_]
    return {**{names[one.key]: markdown(one, kind) for one in linked}, INDEX: index(linked, kind, names)}


def index(all_: Sequence[Written], kind: Kind, names: Mapping[str, str] | None = None) -> str:
    """All of them with links to their files: what counts first, and the newest first."""
    names = names or file_names(all_, kind.name)
    newest = sorted(all_, key=_order, reverse=True)
    counting = [one for one in newest if one.status not in kind.lifecycle.over]
    over = [one for one in newest if one.status in kind.lifecycle.over]
    parts = [f"# {kind.called[:1].upper()}{kind.called[1:]}s\n"]
    parts += _table(counting, names)
    parts += ["## No longer in force\n", *_table(over, names)] if over else []
    return "\n".join(parts)


def slug(words: str) -> str:
    """Words as a part of a file's name: letters and digits of any script, Latin ones without accents."""
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", words.casefold()))
    letters = [sign if sign.isalnum() or unicodedata.category(sign)[0] == "M" else "-" for sign in unicodedata.normalize("NFC", apart)]
    return re.sub("-+", "-", "".join(letters).strip("-"))[:LONGEST_SLUG].strip("-")


def _order(written: Written) -> tuple[bool, int, str]:
    return written.number is None, written.number or 0, written.key


def _among(files: Mapping[tuple[str, str], str], link: Reference) -> Reference:
    # What leads nowhere here may have the key, but not the title, of what is here.
    return link.model_copy(update={"file": files.get((link.key, link.title), link.file)})


def _table(some: Sequence[Written], names: Mapping[str, str]) -> list[str]:
    rows = [
        f"| [{one_line(one.key)}]({names[one.key]}) | {guarded.cell(one.title)} | {_status(one, with_file=False)} | {one.on or ''} |"
        for one in some
    ]
    return ["| Key | Title | Status | Date |", "|-----|-------|--------|------|", *rows, ""]


def _status(written: Written, *, with_file: bool) -> Escaped:
    """The status in words, with what superseded it."""
    later = next((link for link in written.links if link.relation == SUPERSEDED_BY), None)
    if written.status.lower() != "superseded" or later is None:
        return one_line(written.status)
    name = one_line(later.key or later.title)
    return Escaped(f"{one_line(written.status)} by " + (f"[{name}]({later.file})" if with_file and later.file else name))


def _link(link: Reference) -> Escaped:
    called = one_line(": ".join(part for part in (link.key, link.title) if part))
    return Escaped(f"{one_line(link.relation)} " + (f"[{called}]({link.file})" if link.file else called))


def _source(written: Written) -> list[Escaped]:
    is_web = re.fullmatch(r"https?://[^\s<>()`]+", written.source)
    return [Escaped(f"[where it was talked about]({written.source})")] if is_web else []


def _options(written: Written, kind: Kind) -> Sequence[Any]:
    """The options, with what the form wants among them."""
    body = written.body
    return body.with_nothing if isinstance(body, Decision) and written.form == kind.forms[0] else getattr(body, "options", ())


def _front(written: Written, kind: Kind) -> str:
    known: dict[str, Any] = {"status": _plain_status(written), "date": written.on, "decision-makers": list(written.deciders)}
    fields = {name: front_matter.value(thing) for name, thing in known.items() if thing}
    fields |= {name: said for name, said in written.unknown.items() if name not in {*known, OURS, LISTED}}
    ours: dict[str, Any] = {
        "kind": kind.name,
        "key": written.key,
        "form": written.form,
        "reviewOn": written.review_on,
        "project": written.project,
        "source": written.source,
        "links": [{name: said for name, said in link.model_dump().items() if said} for link in written.links],
        "meant": list(getattr(written.body, "meant", ())),
        "added": len(_options(written, kind)) - len(getattr(written.body, "options", ())),
    }
    ours = {name: thing for name, thing in ours.items() if thing} | dict(written.facts)
    fields[OURS] = front_matter.value(ours)
    return front_matter.above(fields, front_matter.listed(LISTED, _listed(written)))


def _plain_status(written: Written) -> str:
    later = next((link.key or link.title for link in written.links if link.relation == SUPERSEDED_BY), "")
    return f"{written.status} by {later}" if later and written.status.lower() == "superseded" else written.status


def _listed(written: Written) -> list[tuple[str, Any]]:
    later = next((link.file for link in written.links if link.relation == SUPERSEDED_BY and link.file), "")
    status = f"superseded by {later.removesuffix('.md')}" if later and written.status.lower() == "superseded" else written.status
    tags = written.unknown.get(TAGS, "").strip("[]'\"")
    pairs = [("Status", status), ("Date", written.on), ("Deciders", ", ".join(written.deciders)), ("Tags", tags)]
    return [(name, said) for name, said in pairs if said]
