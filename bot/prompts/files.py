"""The files, and what is put into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from bot.prompts.said import Said

FOLDER = Path(__file__).parent
GROUND = "ground"
"""What every prompt begins with: what the marked sections are, and what an answer may not hold."""

DIVIDER = "\n---\n"
_FACT = re.compile(r"\{\{(\w+)\}\}")


class Ours(str):
    """Words of our own, to be told as they stand. All other text is somebody's, and goes into a marked section."""

    __slots__ = ()


Fact = str | Said | Sequence[str | Said] | int | date


@dataclass(frozen=True)
class Prompt:
    """A prompt with its facts in place: `stable` is the same at every call, `sources` is all that people said in it, unmarked.

    `lasting` is how the request begins, where the file says that it stays the same for a while, so that it can be kept, too.
    """

    name: str
    stable: str
    request: str
    sources: str
    lasting: str = ""


@cache
def names() -> tuple[str, ...]:
    """Every prompt there is."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.md") if path.stem != GROUND))


def render(name: str, **facts: Fact) -> Prompt:
    """Put the facts into a prompt. Raises ValueError for a fact that is missing or that the prompt does not ask for."""
    stable, template = _parts(name)
    wanted = set(_FACT.findall(template))
    if wanted != facts.keys():
        missing, unused = sorted(wanted - facts.keys()), sorted(facts.keys() - wanted)
        raise ValueError(f"{name}.md: missing {missing}, unused {unused}")
    parts = [_FACT.sub(lambda fact: told(facts[fact[1]]), part) for part in template.split(DIVIDER)]  # once, so that no fact names another
    lasting, request = (f"{parts[0]}\n\n" if len(parts) > 1 else ""), "\n\n".join(parts)
    return Prompt(name, stable, request, "\n".join(part for fact in facts.values() for part in sources_of(fact)), lasting)


@cache
def _parts(name: str) -> tuple[str, str]:
    ground, text = (FOLDER / f"{GROUND}.md").read_text(), (FOLDER / f"{name}.md").read_text()
    stable, divider, template = text.partition(DIVIDER)
    if not divider or _FACT.search(stable):
        raise ValueError(f"{name}.md should have a line --- and facts only below it")
    return f"{ground.strip()}\n\n{stable.strip()}", template.strip()


def told(fact: Fact) -> str:
    """Word a fact for Claude: somebody's words in a marked section, our own and numbers as they stand."""
    if isinstance(fact, Ours | int | date):
        return str(fact)
    if isinstance(fact, str):
        return Said(fact).section
    if isinstance(fact, Said):
        return fact.section
    return "\n".join(told(one) for one in fact)


def sources_of(fact: Fact) -> Iterator[str]:
    """Give the words in a fact as people said them, which an answer may link and mention from."""
    if isinstance(fact, str):
        yield fact
    elif isinstance(fact, Said):
        yield f"{fact.by} {fact.text}"
    elif isinstance(fact, Sequence):
        for one in fact:
            yield from sources_of(one)
