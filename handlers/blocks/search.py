"""How what was found looks, and what there is to say."""

from collections.abc import Mapping, Sequence

from bot.records.incidents import Incident
from bot.records.links import Record
from bot.records.search import Found
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element
from handlers.grammar import HELP, Vocabulary

TITLE = 120
FIX = 300
IN_THREADS = "In threads Slack takes no commands: mention me with the same words. `/cto incident …` is the same as `/incident …`."

Links = Mapping[Record, str]
"""Where a record is shown."""


def results(found: Sequence[Found], links: Links, turns: Sequence[Element], *, page: int) -> list[Block]:
    """A page of what was found, each with where it stands, and what of it was looked for."""
    lines = [line for one in found for line in _lines(one, links.get(Record(kind=one.kind, id=one.record)))]
    drawn = [kit.rich(*lines)]
    if page > 1:
        drawn.append(kit.context(f"Page {page}"))
    shows = [(f"{one.key} {one.title}", f"{one.kind} show {one.key}") for one in found]
    return [*drawn, kit.actions(kit.menu("Show one…", shows), *turns)]


def alike(new: Incident, past: Sequence[Incident], links: Mapping[int, str]) -> list[Block]:
    """Past incidents like a new one, with what fixed them. That it is one of them closes it, so that is asked again."""
    lines = [line for one in past for line in _fixed(one, links.get(one.id))]
    same = [
        kit.button(
            f"It is the same as {one.key}",
            f"incident link {new.key} {one.key} duplicates",
            confirm=f"{new.key} closes, and points to {one.key}. If it happens again, it is related.",
        )
        for one in past
    ]
    related = [(f"{one.key} {one.title}", f"incident link {new.key} {one.key} relates to") for one in past]
    return [kit.rich([kit.text("Like this one, and over:", bold=True)], *lines), kit.actions(*same, kit.menu("It is related to…", related))]


def kinds(vocabularies: Sequence[Vocabulary]) -> list[Block]:
    """Every kind there is: this one's words, and how to see the others'."""
    lines: list[list[Element]] = []
    for vocabulary in vocabularies:
        lines += [[kit.code(vocabulary.usage(verb.name)), kit.text(f"  {verb.says}")] for verb in vocabulary.verbs if not vocabulary.prefix]
        if vocabulary.prefix:
            words = ", ".join(verb.name for verb in vocabulary.verbs if verb.name != HELP)
            lines.append([kit.code(f"{vocabulary.typed} {HELP}"), kit.text(f"  {words}")])
    asks = [kit.button(f"All about {one.typed}", f"{one.kind} {HELP}") for one in vocabularies if one.prefix]
    return [kit.rich(*lines), kit.context(IN_THREADS), kit.actions(*asks)]


def _fixed(incident: Incident, link: str | None) -> list[list[Element]]:
    title = kit.cut(kit.one_line(incident.title), TITLE)
    what = [kit.link(link, incident.key) if link else kit.text(incident.key, bold=True), kit.text(f" {title} · ")]
    when = [kit.when(incident.resolved_at)] if incident.resolved_at else []
    fix = kit.said(incident.fix, FIX) if incident.fix else [kit.text("not known", italic=True)]
    return [[*what, *when], [kit.text("Fixed by: "), *fix]]


def _lines(found: Found, link: str | None) -> list[list[Element]]:
    title = kit.cut(kit.one_line(found.title), TITLE)
    key = kit.link(link, found.key) if link else kit.text(found.key, bold=True)
    what = [key, kit.text(f" {title}", bold=True), kit.text(f" · {found.kind} · {found.status} · "), kit.when(found.happened_at)]
    said = [kit.text(kit.cut(words, len(words)), bold=is_it) for words, is_it in found.snippet]
    return [what, said] if said else [what]
