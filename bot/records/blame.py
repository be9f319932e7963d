"""Words that blame: a person as the cause, "human error", what should have been done. Suggestions only; names as actors are fine."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from bot.records.citing import ARROW, sentences

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|`[^`]*`|\[[^\]]*\]\([^)]*\)")
"""What others said, code, and links are not looked at."""
_MARK = re.compile(rf" ?\[{ARROW}\]\([^)]*\)")
_ROLES = "engineer|developer|dev|operator|admin|person|lead|on-?call|author|reviewer|colleague|intern|contractor"
_WHO = rf"(?:{{names}}he|she|you|somebody|someone|nobody|no one|(?:the|an?|our|one of (?:the|our)) (?:[\w-]+ ){{{{0,2}}}}(?:{_ROLES})s?)"
_NEGATED = re.compile(r"\b(?:no|not|nobody|never|without|isn't|wasn't)(?: \w+){0,3}$", re.IGNORECASE)

SHOULD = "What happened instead, and why did it make sense then?"
CAUSE = "What let it happen?"
CARE = "What would have caught it, whoever did it?"

_RULES: Sequence[tuple[str, str]] = (
    (r"\b(?:human|operator|user|pilot|manual) error\b|\bhuman (?:mistake|failure)\b", CARE),
    (r"\bcareless(?:ly|ness)?\b|\bnegligen(?:t|ce|tly)\b|\bsloppy\b|\bsloppiness\b|\blazy\b|\blaziness\b|\bincompetent?(?:ce)?\b", CARE),
    (r"\binattenti(?:on|ve)\b|\bstupid(?:ly|ity)?\b|\breckless(?:ly|ness)?\b|\black of (?:care|attention|diligence|discipline)\b", CARE),
    (r"\b(?:more|less|not) careful(?:ly)?\b|\bpay(?:ing)? (?:more|better) attention\b|\bbe careful\b", CARE),
    (r"\bshould(?:n't| not)? (?:have|of) \w+|\bshould(?:n't)?'ve \w+|\bought(?:n't| not)? to have \w+", SHOULD),
    (
        r"\b(?:blam(?:e|ed|ing)|culprits?|guilty)\b|\b(?:is|was|are|were) (?:at|to) (?:fault|blame)\b",
        CAUSE,
    ),
    (r"\b(?:his|her|their|my|your) (?:own )?(?:fault|mistake|error|oversight)\b", CAUSE),
    (r"\b(?!nobody|it|that|one's)\w+'s (?:fault|mistake)\b", CAUSE),
    (r"\b{who} (?:forgot|neglected|failed|omitted|messed up|screwed up|broke|caused|overlooked|missed)\b", CAUSE),
    (r"\b(?:caused|broken|triggered|introduced) by {who}\b(?!')|\b(?:because of|due to|thanks to) {who}\b(?!')", CAUSE),
)


@dataclass(frozen=True)
class Finding:
    """Words that read as blame, the sentence they stand in, and what to ask instead."""

    words: str
    sentence: str
    asks: str

    @property
    def id(self) -> str:
        """What it is remembered by: it changes when the sentence does."""
        return blake2s(self.sentence.casefold().encode(), digest_size=5).hexdigest()


def findings(text: str, names: Collection[str] = ()) -> list[Finding]:
    """What of a text reads as blame, the first of each sentence. `names` are those of people who may be meant."""
    rules = _compiled(frozenset(name for name in names if name.strip()))
    found = []
    for line in _MARK.sub("", text).splitlines():
        for sentence in sentences(line):
            plain = _QUOTED.sub(lambda quote: " " * len(quote[0]), sentence.replace("’", "'"))
            hit = next((Finding(one[0].strip(), sentence, asks) for rule, asks in rules if (one := _found(rule, plain))), None)
            found += [hit] if hit else []
    return list({one.id: one for one in found}.values())


def _found(rule: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    """The first match that is not taken back by a word before it: "nobody is to blame" blames nobody."""
    return next((one for one in rule.finditer(sentence) if not _NEGATED.search(sentence[: one.start()].rstrip())), None)


def _compiled(names: frozenset[str]) -> list[tuple[re.Pattern[str], str]]:
    # A name counts as it is written, so that Will, May and Mark are none within other words.
    named = "".join(f"(?-i:{re.escape(name)})|" for name in sorted({*names, *(name.split()[0] for name in names)}, key=len, reverse=True))
    who = _WHO.format(names=named)
    return [(re.compile(rule.replace("{who}", who), re.IGNORECASE), asks) for rule, asks in _RULES]
