"""What an architect's prompts are given: the requirement, what is known of it, what the rules say, what was written before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.prompts.files import Fact
from bot.prompts.said import Said
from bot.records.architect.asked import BY_TOPIC
from bot.records.architect.complexity import Complexity
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import Choice


def given(
    requirement: Requirement,
    complexity: Complexity,
    choice: Choice,
    *,
    today: date,
    before: Mapping[str, str] | None = None,
    put_right: Sequence[str] = (),
) -> dict[str, Fact]:
    """The facts of every prompt that writes from a requirement. `before` is what was filed for it, by its key."""
    return {
        "today": today,
        "requirement": requirement.text,
        "known": [Said(said, id=topic) for topic, said in requirement.known.items()],
        "open": [one.heading for one in requirement.open],
        "team": _team(requirement),
        "by_rule": [
            f"{complexity.level}: {'; '.join(complexity.reasons)}",
            *choice.path,
            f"{choice.technology}, {choice.pattern}: {choice.pattern_why}",
            *(f"{one.name}, {one.points} points: {'; '.join(one.reasons)}" for one in choice.candidates),
            *choice.cautions,
        ],
        "before": [Said(text, id=key) for key, text in (before or {}).items()],
        "put_right": list(put_right),
    }


def answers_of(requirement: Requirement) -> list[Said]:
    """What was answered when it was asked for, for whoever reads the requirement."""
    return [Said(said, id=topic) for topic, said in requirement.known.items() if topic in BY_TOPIC and said not in requirement.text]


def _team(requirement: Requirement) -> list[str]:
    team = requirement.team
    told = {
        "People": str(team.headcount) if team.headcount is not None else "",
        "Stage": team.stage or "",
        "Know": ", ".join(team.skills),
        "Run": "; ".join(team.runs),
        "Bound by": "; ".join((*team.compliance, *team.binding)),
    }
    return [f"{name}: {said}" for name, said in told.items() if said] or ["Not yet known."]
