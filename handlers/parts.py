"""What the kinds give to the scorecard and to the digest: each says so in a line where it registers, and neither knows the kinds.

doors.parts.scored("techDebt", debt.part)
doors.parts.told(debt.news)
doors.parts.closed(read.close, remembers=read.remember)
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.windows import Window
from handlers.blocks.digests import Line, News
from handlers.blocks.kit import Block
from storage.store import Transaction

__all__ = ["Line", "News", "Part", "Parts", "Subject"]


@dataclass(frozen=True)
class Subject:
    """What is asked about: a project in a window.

    Numbers count everything of `whose`, of which None is what belongs to no project; words tell only what `viewer` may see, who may be the
    whole of a channel. `channel` is where it is shown, where that is not where the viewer asks from, as after a form.
    """

    team: str
    project: Project | None
    whose: frozenset[int | None]
    window: Window
    viewer: Viewer
    now: datetime
    channel: str = ""

    @property
    def name(self) -> str:
        """What it is called; "" for a workspace that has named no project."""
        return self.project.name if self.project else ""

    @property
    def operator(self) -> Viewer:
        """Who counts."""
        return Viewer.operator(self.team)


async def subject_of(project: Project | None, window: Window, viewer: Viewer, db: Transaction, *, now: datetime) -> Subject:
    """What is asked about. While there is one project, what belongs to none belongs to it."""
    there = await db.projects.all(seen_by=Viewer.operator(viewer.team))
    whose: set[int | None] = {project.id if project else None}
    only = len(there) < 2  # noqa: PLR2004 - one, or several
    return Subject(viewer.team, project, frozenset(whose | {None} if only else whose), window, viewer, now)


@dataclass(frozen=True)
class Part:
    """A kind's part of a scorecard: its figures under the names the file has, lines for the card, and sentences for investors."""

    figures: dict[str, Any]
    lines: Sequence[Line] = ()
    investors: Sequence[str] = ()


Scores = Callable[[Subject, Transaction], Awaitable[Part | None]]
Stages = Callable[[Subject, Transaction], Awaitable[str | None]]
Tells = Callable[[Subject, Transaction], Awaitable[News | None]]
Closes = Callable[[Subject, Transaction], Awaitable[list[Block]]]
Remembers = Callable[[Subject, Transaction], Awaitable[None]]


@dataclass
class Parts:
    """Everything that was registered, in that order."""

    scores: dict[str, Scores] = field(default_factory=dict)
    stages: Stages | None = None
    tells: list[Tells] = field(default_factory=list)
    closes: list[Closes] = field(default_factory=list)
    remembers: list[Remembers] = field(default_factory=list)

    def scored(self, name: str, scores: Scores) -> None:
        """Let a part of the scorecard be known: `name` is the file's, as "techDebt"."""
        self.scores[name] = scores

    def staged(self, stages: Stages) -> None:
        """Let the maturity stage be known."""
        self.stages = stages

    def told(self, tells: Tells) -> None:
        """Let something be told in the digest."""
        self.tells.append(tells)

    def closed(self, closes: Closes, *, remembers: Remembers | None = None) -> None:
        """Let something close a digest, a scorecard, and what else asks for it; `remembers` keeps that it was shown."""
        self.closes.append(closes)
        if remembers:
            self.remembers.append(remembers)

    async def closing(self, subject: Subject, db: Transaction) -> list[Block]:
        """What closes it."""
        return [block for closes in self.closes for block in await closes(subject, db)]

    async def shown(self, subject: Subject, db: Transaction) -> None:
        """Keep that what closes it was shown, in a transaction that may write."""
        for remembers in self.remembers:
            await remembers(subject, db)
