"""Sentences and their sources: what a claim rests on, and how it shows that. Its words and its numbers must be there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.records.search import COMMON, forms, indexed
from bot.records.threads import Remark

Sources = Mapping[str, Remark]
"""What can be cited, by its id."""

OF_ITS_WORDS = 0.3
"""At least this part of what a sentence says must be said in what it cites: a cause is a claim that many sentences could be cited for."""
SHOWN = 3
"""So many sources of a sentence are linked."""
ARROW = "↗"

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\sa-z])")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,:]\d+)*")
_SMALL = 10
"""Numbers up to this are counted in words as often as in figures."""


def sentences(text: str) -> list[str]:
    """The sentences of a text. A point within a version or an abbreviation followed by a small letter ends none."""
    return [one.strip() for one in _SENTENCE.split(" ".join(text.split())) if one.strip()]


def doubt(text: str, cites: Sequence[str], sources: Sources, *, known: str = "", share: float = 0.0) -> str:
    """Why a claim cannot be kept, in a few words; "" if it can.

    `known` are facts that need no source. `share` is how much of what it says must be said in what it cites; a word at the least.
    """
    cited = [sources[one] for one in cites if one in sources]
    if not cited:
        return "cites nothing that is there"
    said = " ".join(f"{one.text} {one.by} {one.at:%H:%M %Y-%m-%d}" for one in cited)
    if missing := [number for number in _NUMBER.findall(text) if not _is_said(number, f"{said} {known}")]:
        return f"{missing[0]} is not in what it cites"
    words = [word for word in dict.fromkeys(indexed(text)) if word not in COMMON and not word.isdecimal()]
    there = set(indexed(f"{said} {known}" if not share else said))
    shared = sum(not there.isdisjoint(forms(word)) for word in words)
    if words and (not shared or shared / len(words) < share):
        return "is not what it cites says"
    return ""


def cited(text: str, cites: Sequence[str], sources: Sources) -> str:
    """A claim as Markdown, each of its sentences with links to what it rests on."""
    found = [sources[one] for one in dict.fromkeys(cites) if one in sources][:SHOWN]
    marks = " ".join(mark(one) for one in found)
    return " ".join(f"{sentence} {marks}".strip() for sentence in sentences(text))


def mark(source: Remark) -> str:
    """Where a source stands, as small as can be; one that stands nowhere is named by its time."""
    return f"[{ARROW}]({source.url})" if source.url else f"({source.at:%H:%M} UTC)"


def _is_said(number: str, said: str) -> bool:
    if number.isdecimal() and int(number) <= _SMALL:
        return True
    plain = number.replace(",", "")
    return any(plain == one.replace(",", "") for one in _NUMBER.findall(said)) or bool(
        re.search(rf"(?<!\d){re.escape(number)}(?!\d)", said)
    )
