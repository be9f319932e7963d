"""RFCs, tech specs and system designs from files: what stands under the headings of their templates, to the last sign."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from bot.records.bodies import Body, Section
from bot.records.documents import Kind
from bot.records.matrix import Weight
from bot.templates import guarded
from bot.templates.front_matter import Malformed
from bot.templates.proposals import INDENT
from bot.templates.reading import outline

_NUMBERED = re.compile(r"^Option \d+: ?")
_CALLED = re.compile(r"^System Design: ?")
_LINKS = "links"


def titled(parts: Sequence[outline.Part], key: str, kind: Kind) -> tuple[str, int | None, str]:
    """The key, the number and the title. Raises Malformed."""
    heading = next((part for part in parts if part.depth == 1 and part.plain), None)
    if heading is None:
        raise Malformed(f"It has no title, such as a first line `# {kind.key(1)}: Where orders are kept`.", line=parts[0].line)
    found = re.match(rf"{kind.prefix}-0*(\d{{1,9}}): ?", heading.heading)
    title = heading.heading[found.end() :] if found else _CALLED.sub("", heading.heading)
    known = re.fullmatch(rf"{kind.prefix}-0*(\d{{1,9}})", key)
    number = int(known[1]) if known else int(found[1]) if found else None
    return kind.key(number) if number is not None else "", number, guarded.as_title(title).strip()


def status(said: str, kind: Kind) -> tuple[str, str]:
    """The status, and what is to be known of it: one that is not known begins anew."""
    word = said.split(" ", maxsplit=1)[0].lower()
    found = next((one for one in kind.lifecycle.statuses if one.lower() == word), None)
    return (
        (found, "")
        if found
        else (kind.lifecycle.first, f"“{said}” is no status of {kind.article} {kind.called}: it begins as {kind.lifecycle.first}.")
    )


def body(parts: Sequence[outline.Part], meant: Sequence[str], kind: Kind) -> Body:
    """The sections. Raises Malformed where none of the headings is there."""
    facts: dict[str, Any] = {"meant": tuple(meant), "scores": []} if "meant" in kind.body.model_fields else {}
    by_name = {section.heading.lower(): section for section in kind.sections}
    current: Section | None = None
    found = False
    for part in parts:
        if part.depth <= 2:  # noqa: PLR2004 - the depth of sections
            current = by_name.get(part.plain.lower())
            found = found or current is not None
            if current:
                facts[current.name] = _rows(part) if current.name == "criteria" else [] if current.item else guarded.as_text(part.text)
        elif current and current.item and (current.name != "options" or _NUMBERED.match(part.heading)):
            item, scores = _item(part)
            facts[current.name].append(item)
            facts.get("scores", []).extend(scores)
    if not found:
        raise Malformed(f"It is no {kind.called}: it has no heading such as {kind.sections[0].heading}.")
    return kind.body.model_validate(facts)


def _rows(part: outline.Part) -> list[dict[str, Any]]:
    """The criteria of a table."""
    weights = {one.value.lower(): one for one in Weight}
    cells = [[guarded.as_cell(cell) for cell in row] + ["", ""] for row in outline.rows(part.lines)[1:]]
    return [{"name": row[0], "weight": weights.get(row[1].lower(), Weight.MED), "description": row[2]} for row in cells if row[0]]


def _item(part: outline.Part) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What stands under the heading of an option or a component, and its scores."""
    name = guarded.as_title(_NUMBERED.sub("", part.heading))
    facts: dict[str, Any] = {"name": name}
    scores: list[dict[str, Any]] = []
    for said, below in outline.items(part.lines):
        label, _, words = (said or "").partition(":")
        if label == "Evaluation":
            scores += [{"option": name, "criterion": criterion, "points": points} for criterion, points in _scores(below)]
        else:
            inner = "\n".join(line.removeprefix(INDENT) for line in below).strip("\n")
            facts[label.lower()] = guarded.as_text(inner) if inner else guarded.as_line(words.strip())
    return facts, scores


def _scores(lines: Sequence[str]) -> Iterator[tuple[str, int]]:
    for line in lines:
        criterion, _, points = line.strip().removeprefix("- ").rpartition(": ")
        if points.isdecimal() and criterion:
            yield guarded.as_line(criterion), int(points)
