"""What makes a text fit to be decided upon: evidence for what it claims, and no words that decide before its reader does."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

MARK = 10
LOADED = (
    r"best(?![ -](?:effort|case|before))",
    r"worst(?![ -]case)",
    r"obvious(?:ly)?",
    r"clear(?:ly)?(?= (?:winner|choice|favou?rite|best|better))|clearly",
    r"simply",
    r"trivial(?:ly)?",
    r"undoubtedly|undeniabl[ey]|unquestionabl[ey]|indisputabl[ey]",
    r"of course",
    r"no[ -]brainer",
    r"silver bullet",
    r"superior|inferior",
    r"perfect(?:ly)?",
    r"terrible|horrible|awful",
    r"needless to say|everybody knows|everyone knows|without (?:a )?doubt",
    r"the only (?:sensible|sane|reasonable|real) (?:option|choice|way)",
)
"""Words that say what to think instead of why. "Best effort", "at best" and "worst case" are terms, and weigh nothing."""

_LOADED = re.compile(rf"(?<!\bat )\b(?:{'|'.join(LOADED)})\b", re.IGNORECASE)
_FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}(?P=fence)[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_NOT_OURS = re.compile(
    r"(?P<ticks>`+)[^`\n](?:.*?[^`])??(?P=ticks)(?!`)"  # code
    r"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|\"[^\"\n]*\""  # what somebody said
    r"|^[ \t]*>[^\n]*"  # the same, as Markdown quotes
    r"|https?://[^\s<>)\]]+",
    re.MULTILINE,
)
_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=\S)[^\n.!?]*)*[.!?]*")
_BEGINS = re.compile(r"^\s*(?:[-*+•]|\d+[.)]|#{1,6})\s+")

_LINK = re.compile(r"https?://[^\s<>]+\.[^\s<>]+|https?://localhost\S*")
_RECORD = re.compile(r"\b(?:INC|ACT|ADR|RFC|TS|SD|PLAN|TD|DEBT|DEP|PM)-\d+\b|\bdebt_\d+\b")
_NUMBER = re.compile(r"(?<![\w.-])\d[\d.,]*(?:\s?(?:%|‰|[a-zA-Z€$£]+))?|[€$£]\s?\d")
_SOURCE = re.compile(
    r"\b(?:according to|source|measured|as seen (?:in|on)|as reported by|reported by|counted (?:in|by|from)|says the|per the"
    r"|from (?:the|our)"
    r"|in (?:the|our) (?:[\w-]+ ){0,2}(?:report|dashboard|logs?|survey|invoice|bill|benchmark|traces?|metrics|audit|interviews?))\b"
    r"|\((?=[^()]*[A-Za-z]{3})(?!e\.g\.|i\.e\.)[^()]+\)",
    re.IGNORECASE,
)


class Loaded(NamedTuple):
    """A loaded word, and the sentence it stands in, as it was written."""

    word: str
    sentence: str


def loaded(text: str, *, meant: Sequence[str] = ()) -> list[Loaded]:
    """The loaded words of a text outside quotations and code, but for sentences that are `meant` so; a sentence once for each word."""
    kept = {same(sentence) for sentence in meant}
    quiet = _quiet(text)
    found = []
    for sentence in _SENTENCE.finditer(quiet):
        words = dict.fromkeys(one[0].lower() for one in _LOADED.finditer(sentence[0]))
        as_written = _BEGINS.sub("", text[sentence.start() : sentence.end()]).strip()
        if words and same(as_written) not in kept:
            found += [Loaded(word, as_written) for word in words]
    return found


def same(sentence: str) -> str:
    """What two spellings of a sentence have in common."""
    return " ".join(sentence.split()).casefold()


def mark(sentence: str) -> str:
    """A short name for a sentence, to travel in a button."""
    return hashlib.sha256(same(sentence).encode()).hexdigest()[:MARK]


def has_evidence(text: str) -> bool:
    """Whether a text names a link, a record, or a number with where it comes from in the same sentence."""
    return bool(_LINK.search(text) or _RECORD.search(text)) or any(_NUMBER.search(one) and _SOURCE.search(one) for one in _sentences(text))


def _sentences(text: str) -> Iterator[str]:
    return (one[0] for one in _SENTENCE.finditer(text))


def _quiet(text: str) -> str:
    """The same length of text, with what is quoted or code blank."""
    fenced = _FENCE.sub(lambda one: re.sub(r"[^\n]", " ", one[0]), text)
    return _NOT_OURS.sub(lambda one: re.sub(r"[^\n]", "_", one[0]), fenced)
