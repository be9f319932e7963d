"""Who brings files, for which project, and when: what everything that reads one is told."""

from dataclasses import dataclass
from datetime import datetime

from bot.records.people import Viewer
from storage.imports import IMPORTER


@dataclass(frozen=True)
class Bringing:
    """`viewer` is the author of what is new, and is told of no record that they may not see. `project` is "" where the files say it."""

    viewer: Viewer
    project: str
    now: datetime

    @property
    def team(self) -> str:
        """The workspace it is brought to."""
        return self.viewer.team

    @property
    def by(self) -> str:
        """Who is written down as having brought it; the command line is nobody."""
        return IMPORTER if self.viewer.is_operator else self.viewer.user
