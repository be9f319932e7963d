"""What files say about themselves: their number, status, day and people, in the words of other tools as well as ours."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.records.documents import Kind
from bot.records.links import Relation
from bot.templates.documents import SUPERSEDED_BY, Reference
from bot.templates.front_matter import day

MEANS = {
    "accepted": "accepted approved adopted agreed decided done implemented active final ratified",
    "proposed": "proposed pending review open rfc draft discussion wip",
    "rejected": "rejected declined refused abandoned withdrawn cancelled canceled",
    "deprecated": "deprecated obsolete retired expired outdated",
    "superseded": "superseded superceded supersedes supercedes replaced",
}
"""The statuses of other tools, by ours."""
PROPOSED = "proposed"
LONGEST_STATUS = 60

_OURS = {word: ours for ours, words in MEANS.items() for word in words.split()}
_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<file>[^)\s]+)\)")
_KEY = re.compile(r"\bADR[- ]?0*(\d{1,5})\b|(?<![\w.-])0*(\d{1,5})(?![\w-])", re.IGNORECASE)
_BY_FILE = re.compile(r"^(?:adr[-_ ]?)?(\d{1,5})(?=[-_. ])(?!-\d\d-\d\d)", re.IGNORECASE)
_BY_TITLE = re.compile(r"^(?:ADR[- ]?(\d{1,5})\s*[:.)–—-]*\s+|(\d{1,5})\s*[.:)–—-]\s+)(?=\S)", re.IGNORECASE)
_DAY_OF_FILE = re.compile(r"(?<!\d)(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_FIELD = re.compile(r"^\s*(?:[-*+]\s+)?(?:\*\*|__)?([A-Za-z][A-Za-z -]{2,24}?)(?:\*\*|__)?\s*:(?:\*\*|__)?\s*(.*)$")
_COMMENT = re.compile(r"<!--.*?-->")


def number_of(title: str, file: str) -> tuple[int | None, str]:
    """Its number by its title or its file, and the title without it. 0 is none."""
    found = _BY_TITLE.match(title)
    if found:
        return int(found[1] or found[2]) or None, title[found.end() :]
    by_file = _BY_FILE.match(file)
    return (int(by_file[1]) or None) if by_file else None, title


def day_of(file: str) -> date | None:
    """The day in a file's name, as in 2026-11-21_title.md or 20261121-title.md."""
    found = _DAY_OF_FILE.search(file)
    return day("-".join(found.groups())) if found else None


def fields(lines: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """The lines under a title: what could be the name of a field, what it says, and the whole line."""
    for line in lines:
        found = _FIELD.match(line)
        yield (found[1].lower().replace(" ", "-"), _bare(found[2]), line) if found else ("", "", line)


def _bare(said: str) -> str:
    said = _COMMENT.sub("", said).strip()
    return said[1:-1].strip() if re.fullmatch(r"\[[^\[\]]*\]", said) else said


def status(said: str, kind: Kind) -> tuple[str, str]:
    """Our status for what a file says, and a note where that was a guess."""
    words = re.findall(r"[a-z]+", _bare(said).lower())
    if not words:
        return PROPOSED, "It says no status, and is proposed."
    if words[0] in kind.lifecycle.statuses:
        return words[0], ""
    meant = next((_OURS[word] for word in words if word in _OURS), None)
    shown = " ".join(said.split())[:LONGEST_STATUS]
    if meant is None:
        return PROPOSED, f"Its status “{shown}” is none of ours, and becomes proposed."
    return meant, "" if meant == words[0] or SUPERSEDED_BY in said.lower() else f"Its status “{shown}” becomes {meant}."


def references(line: str, kind: Kind) -> list[Reference]:
    """What a line says of other files: "Superceded by [2. Use Y](0002-use-y.md)", "superseded by ADR-0004"."""
    relation = relation_in(line)
    found = [
        Reference(
            relation=relation or Relation.RELATES_TO, key=key_in(one["text"], kind), title=one["text"], file=one["file"].split("#")[0]
        )
        for one in _LINK.finditer(line)
        if one["file"].split("#")[0].lower().endswith(".md") and "://" not in one["file"]
    ]
    if found or not relation:
        return found
    key = key_in(re.split(r"\b(?:by|supersedes|supercedes|replaces)\b", line, maxsplit=1, flags=re.IGNORECASE)[-1], kind)
    return [Reference(relation=relation, key=key)] if key else []


def relation_in(words: str) -> str:
    """The relation that words name, "" for none."""
    words = words.lower()
    if re.search(r"\b(?:super[sc]eded|replaced)\b.{0,20}?\bby\b", words):
        return SUPERSEDED_BY
    if re.search(r"\b(?:super[sc]edes|replaces)\b", words):
        return Relation.SUPERSEDES
    return next((str(one) for one in Relation if str(one) in words), "")


def key_in(words: str, kind: Kind) -> str:
    """ADR-004 for ADR-0004, or "4. Use X"."""
    found = _KEY.search(words)
    return kind.key(int(found[1] or found[2])) if found else ""
