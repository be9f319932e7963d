"""A card, counted anew: every number of a project, and what the other kinds give."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.records.scorecards import PARTS, Scorecard
from bot.records.windows import Window
from handlers.parts import Line, Part, Parts, Subject
from storage.store import Transaction


@dataclass(frozen=True)
class Scored:
    """A card, with what other kinds add to it in words."""

    card: Scorecard
    lines: list[Line] = field(default_factory=list)
    investors: list[str] = field(default_factory=list)


async def score(subject: Subject, windows: Sequence[Window], parts: Parts, db: Transaction) -> Scored:
    """The last of the windows, with those before it as its trend. Private records count, and are in no words."""
    everyone = subject.operator
    # What failed in a window may have recovered after it.
    facts = await db.scorecards.facts(subject.whose, windows[0].start, max(subject.now, windows[-1].end), seen_by=everyone)
    targets = await db.scorecards.targets(subject.team, subject.project.id if subject.project else None)
    incidents = await db.scorecards.counted(subject.whose, windows[-1], seen_by=everyone)
    card = Scorecard.of(facts, windows, project=subject.name, targets=targets, incidents=incidents, at=subject.now)
    given = {name: await scores(subject, db) for name, scores in parts.scores.items() if name in PARTS}
    there = [part for part in given.values() if part]
    stage = await parts.stages(subject, db) if parts.stages else None
    card = card.with_parts(stage, {name: _figures(given.get(name)) for name in PARTS})
    return Scored(card, [line for part in there for line in part.lines], [said for part in there for said in part.investors])


def _figures(part: Part | None) -> dict[str, object] | None:
    return part.figures if part else None
