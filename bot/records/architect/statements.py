"""A requirement, or a whole PRD in Markdown, taken apart: every statement, and of which sort it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from bot.records.architect.asked import BY_TOPIC, QUANTITY, Gap, Topic
from bot.records.bodies import as_line

TITLE = 80
MOST_TOLD = 4
"""So many sentences tell a topic; more of them would be the text again."""


class Sort(StrEnum):
    """What a statement is about: what it does, how well, or what binds it."""

    FUNCTIONAL = "functional"
    NON_FUNCTIONAL = "non_functional"
    CONSTRAINTS = "constraints"


SENTENCE = re.compile(r"[^.!?;\n]+(?:[.!?](?=\S)[^.!?;\n]*)*[.!?;]?")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d+[.)])\s+(?:\[[ xX]\]\s+)?")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s+(?P<marked>.+?)\s*#*|\*\*(?P<bold>[^*]+)\*\*:?|(?P<plain>[A-Z][\w /-]{2,40}):)\s*$")
_BEFORE_A_TITLE = re.compile(
    r"^(?:(?:PRD|Product requirements?(?: document)?)\s*[:–—-]\s*|(?:please )?build (?:us )?"
    r"|(?:we|i) (?:need|want) (?:to (?:have|build) )?)",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(r"\b(?:non[- ]?goals?|out of scope)", re.IGNORECASE)
_UNDER: tuple[tuple[Sort | None, str], ...] = (
    (Sort.NON_FUNCTIONAL, r"non[- ]?functional|quality|performance|reliab|scal|security|slo|availab|privacy|compliance"),
    (
        Sort.CONSTRAINTS,
        r"constraint|limit|budget|timeline|deadline|schedule|non[- ]?goal|out of scope|assumption|risk|dependenc|team|technical",
    ),
    (Sort.FUNCTIONAL, r"functional|feature|user stor|goal|requirement|scope|use case|what it does|must|behaviou?r"),
    (None, r"open questions|appendix|references|glossary|changelog|stakeholders|background|overview|context|problem|motivation|metrics"),
)
"""By which heading statements are of which sort; of those under the last ones nothing is to be built."""


def _begins(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})", re.IGNORECASE)


_BINDS = _begins(
    r"must not|may not|cannot|only with|has to (?:stay|run|use)|must (?:use|run|stay)|read[- ]only",
    r"we (?:run|use|are) (?:\w+ )?on\b|we run\b",
    *(BY_TOPIC[topic].told_by for topic in (Topic.BUDGET, Topic.DEADLINE, Topic.SKILLS)),
)
_QUALIFIES = _begins(
    QUANTITY,
    r"encrypt\w*|audit\w*|secure\w*|scal(?:es?|able|ing)\b",
    *(BY_TOPIC[topic].told_by for topic in (Topic.LATENCY, Topic.AVAILABILITY, Topic.DATA)),
)


_DOES = re.compile(
    r"\b(?:can|could|should|must|has to|have to|lets?|allows?|needs?|build|takes?|sends?|shows?|lists?|exports?|imports?|forwards?"
    r"|creates?|edits?"
    r"|where (?:\w+ ){1,3}(?:can|could)|so that|for (?:\w+ )?(?:staff|support|customers|users|merchants|partners|teams?))\b",
    re.IGNORECASE,
)
"""How a statement says what is done."""


def statements(text: str) -> Iterator[tuple[Sort, str]]:
    """Every statement with its sort: by the heading it stands under, else by what it says."""
    under: Sort | None = None
    is_skipped = is_excluded = False
    for line in text.splitlines():
        if heading := _HEADING.match(line):
            name = heading["marked"] or heading["bold"] or heading["plain"]
            found = [sort for sort, words in _UNDER if re.search(rf"\b(?:{words})", name, re.IGNORECASE)]
            under, is_skipped = (found[0], found[0] is None) if found else (None, False)
            is_excluded = _EXCLUDED.search(name) is not None
            continue
        if is_skipped:
            continue
        item = _BULLET.sub("", line)
        for one in [item] if under and item != line else SENTENCE.findall(item):
            if words := as_line(one).rstrip(" .;"):
                said = f"Out of scope: {words}" if is_excluded else words
                yield from ((sort, said) for sort in ((under,) if under else _sorts_of(words)))


def _sorts_of(statement: str) -> tuple[Sort, ...]:
    """What a statement is of; one that says what it does and how well is of both."""
    if _BINDS.search(statement):
        return (Sort.CONSTRAINTS,)
    if not _QUALIFIES.search(statement):
        return (Sort.FUNCTIONAL,)
    return (Sort.FUNCTIONAL, Sort.NON_FUNCTIONAL) if _DOES.search(statement) else (Sort.NON_FUNCTIONAL,)


def told(gap: Gap, text: str) -> str:
    """The sentences that tell a topic, "" for none. To say that there is none tells it, too."""
    wanted = _begins(gap.told_by)
    found = [as_line(one) for line in text.splitlines() for one in SENTENCE.findall(_BULLET.sub("", line)) if wanted.search(one)]
    return " ".join(dict.fromkeys(found[:MOST_TOLD]))


def title_of(text: str) -> str:
    """What to call it: its first heading, or how its first sentence begins."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        return "Without a title"
    heading = next((line.lstrip("#") for line in lines if re.match(r"#{1,2}\s+\S", line)), "")
    first = heading or next(iter(SENTENCE.findall(_BULLET.sub("", lines[0]))), "")
    plain = _BEFORE_A_TITLE.sub("", as_line(re.sub(r"[*_`#]", "", first))).rstrip(" .!:;") or "Without a title"
    plain = plain[:1].upper() + plain[1:]
    return plain if len(plain) <= TITLE else f"{plain[: TITLE - 1].rsplit(None, 1)[0].rstrip(',:;–—-')}…"
