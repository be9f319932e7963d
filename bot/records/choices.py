"""Choices by rule: which document a decision deserves, and whether to build a thing or to buy it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Paper(StrEnum):
    """The document a decision deserves."""

    RFC = "rfc"
    ADR = "adr"
    SPEC = "spec"


CALLED = {Paper.RFC: "an RFC", Paper.ADR: "an ADR", Paper.SPEC: "a tech spec"}


@dataclass(frozen=True)
class Question:
    """A question with two answers. `heavy` is the answer that speaks for an RFC, or for building; each answer says why."""

    name: str
    asks: str
    heavy: str
    light: str
    heavy_why: str
    light_why: str
    told_by: str = "(?!)"

    def guess(self, words: str) -> bool:
        """Whether the words themselves speak for the heavy answer."""
        return re.search(self.told_by, words, re.IGNORECASE) is not None


DECIDED = Question(
    "decided",
    "Is the approach decided already?",
    "No, we are choosing",
    "Yes, it is to be written down for those who build it",
    "it is still to be decided",
    "the approach is decided, or there is only one",
)
WEIGHS = (
    Question(
        "options",
        "How many options are there?",
        "Several that would do",
        "One, more or less",
        "several options would do",
        "the decision is straightforward",
        r"\b(?:or|vs\.?|versus|compare|choose|which)\b",
    ),
    Question(
        "teams",
        "Whom does it touch?",
        "Several teams",
        "Ours only",
        "it goes across teams",
        "it stays in one team",
        r"\b(?:teams|everyone|company|organisation|organization|all services)\b",
    ),
    Question(
        "cost",
        "What does it cost to do, or to undo?",
        "Much",
        "Little",
        "it is dear to do, or to undo",
        "it is a change of low risk",
        r"\b(?:migrat\w*|rewrite|replace|microservices|multi[- ]region)\b",
    ),
    Question("review", "Who decides?", "Others have to agree", "We can", "others have to agree", "it can be decided by whoever does it"),
    Question(
        "technology",
        "What is it about?",
        "A technology or a vendor",
        "A detail of the implementation",
        "a technology or a vendor is chosen",
        "it is a detail of the implementation",
        r"\b(?:kafka|postgres\w*|mysql|mongo\w*|redis|kubernetes|aws|gcp|azure|django|fastapi|vendor|database|framework|cloud|queue)\b",
    ),
)
"""The table of when to use which, as questions."""
RFC_FROM = 2
"""So many heavy answers deserve an RFC; one that goes across teams, or costs much, does so alone."""
ALONE = {"teams", "cost"}


@dataclass(frozen=True)
class Verdict:
    """What follows, and why."""

    paper: Paper
    reasons: Sequence[str]


def which(answers: Mapping[str, bool]) -> Verdict:
    """The document a decision deserves: `answers` are, by question, whether the heavy answer was given."""
    if not answers.get(DECIDED.name, True):
        return Verdict(Paper.SPEC, (DECIDED.light_why, "what is left is how it is built"))
    heavy = [one for one in WEIGHS if answers.get(one.name)]
    if len(heavy) >= RFC_FROM or any(one.name in ALONE for one in heavy):
        return Verdict(Paper.RFC, tuple(one.heavy_why for one in heavy))
    light = tuple(one.light_why for one in WEIGHS if not answers.get(one.name))
    return Verdict(Paper.ADR, (*(f"though {one.heavy_why}" for one in heavy), *light))


FACTORS = (
    Question(
        "core", "Is it what sets you apart?", "Yes: own it", "No: a commodity", "it is what sets you apart", "it does not set you apart"
    ),
    Question(
        "expertise", "Do you know how?", "Yes, or can hire", "No, we would have to learn", "you know how", "you would have to learn how"
    ),
    Question("time", "When is it needed?", "It can wait", "Now", "it can wait", "it is needed now"),
    Question(
        "custom",
        "What must it do?",
        "Something very much yours",
        "What everybody's does",
        "your needs are your own",
        "it is a standard case",
    ),
    Question(
        "cost",
        "What does it cost in the long run?",
        "Less, if we build it, at our scale",
        "More, but we can foresee it",
        "building costs less at your scale",
        "a price that can be foreseen is worth more",
    ),
    Question("burden", "Who runs it?", "We can", "Better somebody else", "you can run it", "somebody else had better run it"),
)
"""Six factors; the first answer of each speaks for building."""


@dataclass(frozen=True)
class Stance:
    """Build or buy, what speaks for either; `is_tie`: only because nothing proved that it must be built."""

    build: bool
    for_building: Sequence[str]
    for_buying: Sequence[str]
    is_tie: bool = False


def build_or_buy(answers: Mapping[str, bool]) -> Stance:
    """Buy, until proven that it must be built: what is not answered proves nothing. `answers`: by factor, whether for building."""
    building = tuple(one.heavy_why for one in FACTORS if answers.get(one.name) is True)
    buying = tuple(one.light_why for one in FACTORS if answers.get(one.name) is False)
    return Stance(len(building) > len(buying), building, buying, is_tie=len(building) == len(buying))
