"""A requirement: what of it is known, in the words it was said in, and what has to be asked before anything is designed."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from bot.records.architect.asked import QUESTIONS, Gap, Topic
from bot.records.architect.means import Means, affirmed
from bot.records.architect.statements import Sort, statements, title_of, told

LONGEST = 60_000
"""So many characters of a requirement are looked at: a PRD of thirty pages."""
MOST_STATEMENTS = 40
"""So many of each sort are kept apart; the text has them all."""
_CANNOT_SAY = re.compile(
    r"(?:not known|unknown|not yet|no idea|(?:i |we )?don['’]t know|do not know|\?+|n/?a|tbd|-+)(?: yet)?[.!]?$", re.IGNORECASE
)


class Requirement(BaseModel):
    """What is wanted. `known` is what was said of a topic; `unknowable` are topics that were asked for, and nobody can say yet."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(max_length=LONGEST)
    title: str
    functional: tuple[str, ...] = ()
    non_functional: tuple[str, ...] = ()
    constraints: tuple[str, ...] = ()
    team: Means = Means()
    known: Mapping[Topic, str] = {}
    unknowable: frozenset[Topic] = frozenset()

    @property
    def said(self) -> tuple[str, ...]:
        """All that was said: the text, and the answers."""
        return (self.text, *dict.fromkeys(one for one in self.known.values() if one not in self.text))

    @property
    def open(self) -> tuple[Gap, ...]:
        """All that is not known, asked for or not: what a document says of it is that it is not yet known."""
        return tuple(one for one in QUESTIONS if one.topic not in self.known)

    def speaks_of(self, pattern: str) -> str:
        """The clause that speaks of something and does not deny it; "" where none does."""
        return affirmed(pattern, self.said)

    def answered(self, answers: Mapping[Topic, str]) -> Requirement:
        """The same with answers to what was asked; an empty one, or "not known", is no gap any more, and nothing is made of it."""
        said = {Topic(topic): words.strip() for topic, words in answers.items()}
        unsaid = {topic for topic, words in said.items() if not words or _CANNOT_SAY.match(words)}
        known = {**self.known, **{topic: words for topic, words in said.items() if topic not in unsaid}}
        return self.model_copy(update={"known": known, "unknowable": frozenset(self.unknowable | unsaid) - frozenset(known)})


def read(text: str, team: Means | None = None) -> Requirement:
    """Take a requirement, or a whole PRD in Markdown, apart. What is not said stays open; nothing is made up."""
    words, means = text.strip()[:LONGEST], team or Means()
    sorts: dict[Sort, list[str]] = {sort: [] for sort in Sort}
    for sort, statement in statements(words):
        if statement not in sorts[sort] and len(sorts[sort]) < MOST_STATEMENTS:
            sorts[sort].append(statement)
    title = title_of(words)
    functional = sorts[Sort.FUNCTIONAL] or ([title] if words else [])
    return Requirement(
        text=words,
        title=title,
        functional=tuple(functional),
        non_functional=tuple(sorts[Sort.NON_FUNCTIONAL]),
        constraints=tuple(dict.fromkeys([*sorts[Sort.CONSTRAINTS], *means.binding])),
        team=means,
        known=_known(words, means),
    )


def gaps(requirement: Requirement) -> tuple[Gap, ...]:
    """What is to be asked: what is not known and was not asked for before, the most important first."""
    return tuple(one for one in requirement.open if one.topic not in requirement.unknowable)


def _known(text: str, team: Means) -> dict[Topic, str]:
    """By what was said; where nothing was, by what the project's records say."""
    recorded = {
        Topic.SKILLS: ", ".join(team.skills),
        Topic.BUDGET: f"${team.budget:,.0f} a month for all infrastructure" if team.budget is not None else "",
    }
    found = {one.topic: told(one, text) or recorded.get(one.topic, "") for one in QUESTIONS}
    return {topic: words for topic, words in found.items() if words}
