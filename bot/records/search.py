"""What can be found, and words as they are searched: the same on every database, whatever language or spelling people use."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from pydantic import BaseModel, ConfigDict

LONGEST_WORD = 64
MOST_WORDS = 16_000
"""PostgreSQL counts positions no further than 16,383."""
MOST_CHARACTERS = 150_000
"""PostgreSQL takes a megabyte of words for one record."""
MOST_ASKED = 12
"""So many words of a search count: of those pasted by the page, the first."""
SHORTEST_STEM = 3

_COMMON = """
a an and are as at be been but by did do does for from had has have how i if in into is it its me my no not of on or our so than that the
their them then there these they this to too up us was we were what when where which who why will with you your
"""
COMMON = frozenset(_COMMON.split())
"""Words that say nothing alone: they are not looked for where others are."""
_OF_EVERY_INCIDENT = """
again broken broke bug cannot can down drill error errors fail failed failing fails failure high incident issue issues out outage problem
problems reach reached sev1 sev2 sev3 slow slowly test unavailable unreachable wrong
"""
OF_EVERY_INCIDENT = frozenset(_OF_EVERY_INCIDENT.split())
"""Words that make no two incidents alike."""

# In scripts written without spaces every character counts as a word, and several as a phrase.
_WITHOUT_SPACES = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(f"[{_WITHOUT_SPACES}]|[^\\W_{_WITHOUT_SPACES}]+")
_ASKED = re.compile(r"[\"“”„]([^\"“”„]*)[\"“”„]|([^\s\"“”„]+)")
_ENDINGS = ("ing", "ed", "es", "s")


class Searchable(BaseModel):
    """What can be found of a record. Whoever sees its channel, or the one of its own, sees it; where it is `published`, every member.

    `shown_as` is the kind of post that shows it; `status` and `happened_at` are told with what was found.
    """

    model_config = ConfigDict(frozen=True)

    team: str
    kind: str
    record: int
    key: str
    channel: str
    own_channel: str | None = None
    published: bool = False
    title: str
    body: str = ""
    status: str
    happened_at: datetime
    shown_as: str = ""
    revision: int


class Found(BaseModel):
    """A record that was found; `snippet` is what was, in parts: words, and whether they were looked for."""

    model_config = ConfigDict(frozen=True)

    kind: str
    record: int
    key: str
    title: str
    status: str
    happened_at: datetime
    shown_as: str
    snippet: list[tuple[str, bool]] = []


@dataclass(frozen=True)
class Term:
    """Words that must follow each other, of which the last may be the beginning of one. A single word stands for all its forms."""

    words: tuple[str, ...]
    is_beginning: bool = False

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The word as it may be spelled: fail, fails, failed, failing. Of several words, none but themselves."""
        return forms(self.words[0]) if len(self.words) == 1 else ()

    def matches(self, word: str) -> bool:
        """Whether a word of a text is, or may be, part of what is meant."""
        return word in self.forms or word in self.words or (self.is_beginning and word.startswith(self.words[-1]))


def indexed(text: str) -> list[str]:
    """The words of a text, as they are kept to be found."""
    kept: list[str] = []
    left = MOST_CHARACTERS
    for word in _words(text[:MOST_CHARACTERS]):
        left -= len(word) + 1
        if left < 0 or len(kept) == MOST_WORDS:
            break
        kept.append(word)
    return kept


def terms(asked: str) -> list[Term]:
    """What somebody looks for: words, and "words in quotes" or joined-by.signs as phrases. The last word may be its beginning only."""
    found = [(tuple(_words(match[1] or match[2] or "")), match[1] is None) for match in _ASKED.finditer(asked)]
    found = [(words, is_open) for words, is_open in found if words][:MOST_ASKED]
    if not found:
        return []
    last, is_open = found[-1]
    goes_on = is_open and not last[-1].isdecimal()  # a number is whole: INC-1 is not the beginning of INC-12
    every = [*(Term(words) for words, _ in found[:-1]), Term(last, is_beginning=goes_on)]
    return [term for term in every if len(term.words) > 1 or term.words[0] not in COMMON] or every


def telling(text: str) -> list[str]:
    """The words of a title by which it may be told from others."""
    every = dict.fromkeys(_words(text))
    return [word for word in every if word not in COMMON | OF_EVERY_INCIDENT and not word.isdecimal()][:MOST_ASKED]


def forms(word: str) -> tuple[str, ...]:
    """A word with the endings English gives it. A form that is no word finds nothing, and does no harm."""
    stem = next((word.removesuffix(end) for end in _ENDINGS if word.endswith(end) and len(word) - len(end) >= SHORTEST_STEM), word)
    if not stem.isascii() or not stem.isalpha() or len(stem) < SHORTEST_STEM:
        return (word,)
    stems = {stem, stem.removesuffix("e")}
    return tuple(sorted({word, *stems, *(begin + end for begin in stems for end in ("e", *_ENDINGS))}))


def snippet(text: str, looked_for: Sequence[Term], length: int) -> list[tuple[str, bool]]:
    """The line of a text that has most of what is looked for, in parts: words, and whether they are what was looked for."""
    best, most = "", -1
    for line in text.splitlines():
        found = _found_in(line, looked_for)
        if line.strip() and found > most:
            best, most = line, found
        if most == len(looked_for):
            break
    spans = _found_near(best, looked_for, length)
    begin = _begin(best, spans[0][0], length) if spans else 0
    end = min(len(best), begin + length)
    parts: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for start, stop in spans:
        if start >= at and stop <= end:
            parts += [(best[at:start], False), (best[start:stop], True)]
            at = stop
    parts += [(best[at:end], False), ("…" if end < len(best) else "", False)]
    return [part for part in parts if part[0]]


def _found_near(line: str, looked_for: Sequence[Term], length: int) -> list[tuple[int, int]]:
    """Where the first of what is looked for stands, and what else of it does so near that it is shown: lines may be very long."""
    found: list[tuple[int, int]] = []
    for span, word in _spans(line):
        if found and span[0] > found[0][0] + length:
            break
        if any(term.matches(word) for term in looked_for):
            found.append(span)
    return found


def _begin(line: str, first: int, length: int) -> int:
    """Where to begin to read a long line, so that what stands at `first` is seen: at a word, some words before it."""
    begin = first - length // 3
    return line.find(" ", begin, first) + 1 or begin if begin > 0 and len(line) > length else 0


def _found_in(line: str, looked_for: Sequence[Term]) -> int:
    words = set(_words(line))
    return sum(any(term.matches(word) for word in words) for term in looked_for)


def _words(text: str) -> Iterator[str]:
    for word in _WORD.findall(_plain(text)):
        yield word[:LONGEST_WORD]


def _spans(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """The words of a text as it is written, each with where it stands."""
    for match in _WORD.finditer(text):
        for word in _words(match[0]):
            yield match.span(), word


def _plain(text: str) -> str:
    """Without capitals, accents, or other ways to write the same letters."""
    if text.isascii():
        return text.lower()
    return "".join(one for one in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(one))
