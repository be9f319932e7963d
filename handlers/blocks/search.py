"""How what was found looks, and what there is to say."""

from collections.abc import Mapping, Sequence

from bot.records.search import Found
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element
from handlers.grammar import HELP, Vocabulary

TITLE = 120
IN_THREADS = "In threads Slack takes no commands: mention me with the same words. `/cto incident …` is the same as `/incident …`."

Links = Mapping[tuple[str, int], str]
"""Where a record of a kind is shown."""


def results(found: Sequence[Found], links: Links, turns: Sequence[Element], *, page: int) -> list[Block]:
    """A page of what was found, each with where it stands, and what of it was looked for."""
    lines = [line for one in found for line in _lines(one, links.get((one.kind, one.record)))]
    drawn = [kit.rich(*lines)]
    if page > 1:
        drawn.append(kit.context(f"Page {page}"))
    shows = [(f"{one.key} {one.title}", f"{one.kind} show {one.key}") for one in found]
    return [*drawn, kit.actions(kit.menu("Show one…", shows), *turns)]


def kinds(vocabularies: Sequence[Vocabulary]) -> list[Block]:
    """Every kind there is: this one's words, and how to see the others'."""
    lines: list[list[Element]] = []
    for vocabulary in vocabularies:
        lines += [[kit.code(vocabulary.usage(verb.name)), kit.text(f"  {verb.says}")] for verb in vocabulary.verbs if not vocabulary.prefix]
        if vocabulary.prefix:
            words = ", ".join(verb.name for verb in vocabulary.verbs if verb.name != HELP)
            lines.append([kit.code(f"/{vocabulary.kind} {HELP}"), kit.text(f"  {words}")])
    asks = [kit.button(f"All about /{one.kind}", f"{one.kind} {HELP}") for one in vocabularies if one.prefix]
    return [kit.rich(*lines), kit.context(IN_THREADS), kit.actions(*asks)]


def _lines(found: Found, link: str | None) -> list[list[Element]]:
    title = kit.cut(kit.one_line(found.title), TITLE)
    key = kit.link(link, found.key) if link else kit.text(found.key, bold=True)
    what = [key, kit.text(f" {title}", bold=True), kit.text(f" · {found.kind} · {found.status} · "), kit.when(found.happened_at)]
    said = [kit.text(kit.cut(words, len(words)), bold=is_it) for words, is_it in found.snippet]
    return [what, said] if said else [what]
