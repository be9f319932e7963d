"""What a team has to build with: people, what they know, what runs already, money, and what binds them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from bot.records.stack import NONE, PARTS, Stack
from bot.records.stages import Stage, judged
from bot.records.team import Team

_CLAUSE = re.compile(r"[^.!?;,\n]+(?:[.,](?=\d)[^.!?;,\n]*)*")
_BUT = re.compile(r"\b(?:but|though|although|however|yet)\b", re.IGNORECASE)
_DENIED_AFTER = re.compile(
    r"^\w*(?:\s+\w+){0,2}\s+(?:(?:is|are|was)(?:n['’]t|\s+not)|not)\s+(?:\w+\s+)?(?:needed|required|wanted|planned|known|in scope)"
    r"|^\w*\s+(?:is|are) too (?:early|late|much)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:no|not|none|never|without|nobody|no one|neither|nor|cannot|instead of|rather than)\b|n['’]t\b", re.IGNORECASE)


class Means(BaseModel):
    """What is there. `skills` is what people know, in their words; `runs` what is in use; None and empty are not known."""

    model_config = ConfigDict(frozen=True)

    headcount: int | None = None
    stage: Stage | None = None
    skills: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    backend: str = ""
    hosting: str = ""
    budget: float | None = None
    compliance: tuple[str, ...] = ()
    binding: tuple[str, ...] = ()

    @classmethod
    def of(cls, stack: Stack | None, team: Team | None = None) -> Means:
        """What the records of a project say of it."""
        roles = tuple(dict.fromkeys(one.role for one in team.members)) if team else ()
        here = len(team.members) or None if team else None
        if stack is None:
            by_size = judged(here, ())
            return cls(headcount=here, stage=by_size.stage if by_size else None, skills=roles)
        said = [getattr(stack, name).said for name in PARTS]
        how_far = stack.stage
        backend = stack.backend.framework or stack.backend.language
        return cls(
            headcount=stack.headcount if stack.headcount is not None else here,
            stage=how_far.stage if how_far else None,
            skills=tuple(dict.fromkeys([*stack.roles, *roles])),
            runs=tuple(one for one in said if one and not NONE.match(one)),
            backend="" if NONE.match(backend) else backend,
            hosting=", ".join(dict.fromkeys(one for one in (stack.backend.hosting, stack.infrastructure.cloud_provider) if one)),
            budget=stack.budget,
            compliance=stack.compliance,
            binding=stack.hard_constraints,
        )

    def knows(self, words: str) -> bool:
        """Whether somebody is said to know it; what runs here is known to those who keep it running."""
        return affirmed(words, (*self.skills, *self.runs, self.backend)) != ""

    def has(self, words: str) -> bool:
        """Whether it is in use."""
        return affirmed(words, (*self.runs, self.backend)) != ""


def affirmed(pattern: str, texts: Sequence[str]) -> str:
    """The first clause that speaks of something and does not deny it; "" where none does. "No admin is needed" affirms no admin."""
    wanted = re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
    for text in texts:
        for clause in _CLAUSE.finditer(text):
            for part in _BUT.split(clause[0]):
                found = wanted.search(part)
                if found and not _DENIES.search(part[: found.start()]) and not _DENIED_AFTER.match(part[found.end() :]):
                    return part.strip(" \t-*•")
    return ""


def denied(pattern: str, texts: Sequence[str]) -> str:
    """The first clause that says there is none of something; "" where none does."""
    wanted = re.compile(rf"\b(?:{pattern})", re.IGNORECASE)
    for text in texts:
        for clause in _CLAUSE.finditer(text):
            found = wanted.search(clause[0])
            if found and _DENIES.search(clause[0][: found.start()]):
                return clause[0].strip(" \t-*•")
    return ""
