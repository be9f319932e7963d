"""Delegations from files: what stands under the labels of their format, to the last sign."""

from collections.abc import Sequence
from typing import Any

from bot.records.delegations import Delegation
from bot.templates import guarded
from bot.templates.delegations import CONTEXT, HEADLINE, LABELS
from bot.templates.front_matter import Malformed
from bot.templates.proposals import INDENT
from bot.templates.reading import outline

_BELOW = {"delivery": "delivery", "returned because": "returned"}


def body(parts: Sequence[outline.Part]) -> Delegation:
    """The sections. Raises Malformed where the format is not there."""
    facts: dict[str, Any] = {}
    for part in parts:
        if part.depth == 1:
            facts |= _handed_over(part.lines)
        elif section := _BELOW.get(part.name):
            text = guarded.as_text(part.text)
            facts[section] = text if section == "delivery" else [guarded.as_line(one) for one, _ in outline.items(part.lines) if one]
    if "specialist" not in facts:
        raise Malformed(f"It is no delegation: it has no line such as {HEADLINE} django-expert.")
    return Delegation.model_validate(facts)


def _handed_over(lines: Sequence[str]) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    label = ""
    under: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith(HEADLINE):
            facts["specialist"] = guarded.as_line(line.removeprefix(HEADLINE).strip())
        elif line.rstrip() in {CONTEXT, *LABELS}:
            label = line.rstrip()
        else:
            under.setdefault(label, []).append(line)
    for said, below in outline.items(under.get(CONTEXT, [])):
        facts |= _context(said or "", below)
    for label_, section in LABELS.items():
        facts[section] = [guarded.as_line(one) for one, _ in outline.items(under.get(label_, [])) if one]
    return facts


def _context(said: str, below: Sequence[str]) -> dict[str, Any]:
    label, _, words = said.partition(":")
    name = label.strip().lower()
    inner = [line.removeprefix(INDENT) for line in below]
    if name == "requirements":
        one = words.strip()
        return {name: [guarded.as_line(one)] if one else [guarded.as_line(item) for item, _ in outline.items(inner) if item]}
    if name in {"project", "component"}:
        text = "\n".join(inner).strip("\n")
        return {name: guarded.as_text(text) if text else guarded.as_line(words.strip())}
    return {}
