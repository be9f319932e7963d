"""A requirement as Claude reads it, and what of that is kept: nothing the text does not say."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel

from bot.prompts.guards import at_most
from bot.records.architect.asked import Topic
from bot.records.architect.requirements import MOST_STATEMENTS, Requirement
from bot.records.architect.statements import TITLE

STATEMENT = 400
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")

Statement = Annotated[str, *at_most(STATEMENT)]


class Told(BaseModel):
    """What is said of a topic."""

    topic: Topic
    said: Statement


class ReadRequirement(BaseModel):
    """A requirement, taken apart."""

    title: Annotated[str, *at_most(TITLE)]
    functional: list[Statement]
    non_functional: list[Statement]
    constraints: list[Statement]
    known: list[Told]

    def problems(self, before: Requirement) -> tuple[str, ...]:
        """What of it cannot be kept as it is."""
        made_up = [one for one in self._statements() if _unsaid(one, before)]
        lacks = [] if self.functional else ["It names nothing that is to be built."]
        return (*lacks, *(f"No such number is in the requirement: “{one}”" for one in made_up))

    def requirement(self, before: Requirement) -> Requirement:
        """The same as a requirement. A statement with a number that nobody said is left out; what the rules read stays."""
        kept = {
            name: tuple(dict.fromkeys(one for one in getattr(self, name) if one.strip() and not _unsaid(one, before)))[:MOST_STATEMENTS]
            for name in ("functional", "non_functional", "constraints")
        }
        known = {one.topic: one.said for one in self.known if one.said.strip() and not _unsaid(one.said, before)}
        answered = {topic: said for topic, said in before.known.items() if said not in before.text}
        return before.model_copy(
            update={
                "title": self.title.strip() or before.title,
                **{name: said or getattr(before, name) for name, said in kept.items()},
                "known": {**before.known, **known, **answered},
                "unknowable": before.unknowable - frozenset(known),
            }
        )

    def _statements(self) -> list[str]:
        return [*self.functional, *self.non_functional, *self.constraints, *(one.said for one in self.known)]


def _unsaid(statement: str, before: Requirement) -> bool:
    """Whether it has a number that stands nowhere in what was said."""
    said = set(_NUMBER.findall("\n".join(before.said)))
    return any(number not in said for number in _NUMBER.findall(statement))
