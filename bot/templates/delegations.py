"""What delegations write that other documents do not: lists under a label, in the format in which tasks are handed over."""

from collections.abc import Sequence

from bot.templates import guarded
from bot.templates.markdown import Escaped
from bot.templates.proposals import INDENT

HEADLINE = "📋 Task Delegation:"
CONTEXT = "Context:"
LABELS = {
    "Specifications:": "specifications",
    "Constraints:": "constraints",
    "Expected Deliverables:": "deliverables",
    "Quality Criteria:": "criteria",
    "Integration Points:": "integration",
}
"""The labels of the format, each on a line of its own, and the section under it."""


def listed(lines: Sequence[str]) -> Escaped:
    """An item for each line; none for none."""
    return Escaped("".join(f"- {guarded.line(one)}\n" for one in lines))


def under(lines: Sequence[str]) -> Escaped:
    """What follows a label in a list: one line beside it, several below it."""
    if len(lines) == 1:
        return Escaped(f" {guarded.line(lines[0])}")
    return Escaped("".join(f"\n{INDENT}- {guarded.line(one)}" for one in lines))
