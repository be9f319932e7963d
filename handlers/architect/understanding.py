"""What a requirement says: read by rule, and by Claude where there is one, who is held to what the text says."""

from __future__ import annotations

from datetime import date

from bot.claude import Claude, Off, Trouble
from bot.prompts import render
from bot.prompts.shapes.given import answers_of
from bot.prompts.shapes.requirements import ReadRequirement
from bot.records.architect.requirements import Requirement
from bot.records.documents import Origin

PROMPT = "requirements_read"
BY_RULE = "Read by rule: what is not said stays open."
READ = "Read by Claude: check that this is what you mean. What is not said stays open."


async def read_by(claude: Claude, known: Requirement, *, user: str, team: str, today: date) -> tuple[Requirement, Origin, str]:
    """The requirement, who read it, and what is said of that. While Claude is only away for a moment, this raises."""
    try:
        first = await _asked(claude, known, (), user=user, team=team, today=today)
        wrong = first.problems(known)
        read = await _asked(claude, known, wrong, user=user, team=team, today=today) if wrong else first
    except Trouble as trouble:
        because = "" if isinstance(trouble, Off) else f" {trouble.sentence}"
        return known, Origin.OUTLINE, f"{BY_RULE}{because}"
    return read.requirement(known), Origin.CLAUDE, READ


async def _asked(
    claude: Claude, known: Requirement, put_right: tuple[str, ...], *, user: str, team: str, today: date
) -> ReadRequirement:  # fmt: skip
    prompt = render(PROMPT, today=today, requirement=known.text, answers=answers_of(known), put_right=list(put_right))
    return await claude.parse(ReadRequirement, prompt, team=team, user=user)
