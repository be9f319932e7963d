"""Scorecards in files: what was published, each as it stood; what others wrote down becomes history, and leaves as it came."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.scorecards import PARTS, Published, Scorecard
from bot.records.snapshots import card_of_others
from bot.templates import front_matter
from bot.templates.front_matter import Malformed
from storage.audit import Change
from storage.folder import places
from storage.folder.bringing import Bringing
from storage.folder.given import Given, parsed, written
from storage.folder.ledgers import OURS
from storage.folder.projects import folders_of, project_of
from storage.folder.told import Outcome, Told, Writing
from storage.imports import Origin
from storage.store import Transaction

FOLDER = "scorecards"
NOW = "engineering_scorecard.json"
"""How things stand at an export. It is computed, so that nothing is taken of it as true now."""
KIND, NOW_KIND = "scorecard", "scorecard now"
LARGEST = 1_000_000
AT_ONCE = 100
COMPUTED = "It is computed anew at each export: nothing is taken from it."
KEPT = "How things stand is computed here. What it says is kept in the history, as of {:%Y-%m-%d}."
MADE = "generatedAt"
NOON = time(12, tzinfo=UTC)
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
_NAME = re.compile(r"scorecard_.*\.json", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


async def brought(root: Path, bringing: Bringing, writing: Writing) -> list[Told]:
    """Take in those of a folder, of one project or several: each once, whole or not at all."""
    told = []
    for folder, base in places.projects(root):
        for file in _files(folder):
            name = places.within(file, root)
            try:
                given = parsed(places.content(file, root, largest=LARGEST))
                arriving = _Arriving(name, given, bringing.now)
                async with writing() as db:
                    project = await project_of(bringing.project or arriving.project, base, bringing, db)
                    told.append(await arriving.take(bringing, project, db))
            except Malformed as wrong:
                told.append(Told(name, Outcome.SKIPPED, notes=[f"{wrong.sentence}{f' (line {wrong.line})' if wrong.line else ''}"]))
    return told


async def files(projects: Sequence[Project], *, seen_by: Viewer, db: Transaction) -> tuple[dict[str, str], int]:
    """Every published card that the viewer sees, by its path; and how many are not theirs to see."""
    found: dict[str, str] = {}
    private = 0
    for project in (None, *projects):
        base = folders_of(projects)[project.id] if project else ""
        id_ = project.id if project else None
        seen = await _published(id_, seen_by, db)
        private += len(await _published(id_, Viewer.operator(seen_by.team), db)) - len(seen)
        origins = await db.imports.within(seen_by.team, KIND, id_)
        folder = f"{base}/{places.DATA}/{FOLDER}".removeprefix("/")
        for one in seen:
            origin = origins.get(one.id)
            path = f"{folder}/{_name(one, origin)}"
            number = 2
            while path in found:
                path, number = f"{folder}/{_name(one, None).removesuffix('.json')}_{number}.json", number + 1
            found[path] = written(origin.kept["raw"] if origin else one.card.as_file())
    return found, private


async def now_file(card: Scorecard, project: int | None, team: str, db: Transaction) -> str:
    """How things stand, as a file: computed, with what others have beside it and we know nothing of."""
    origin = await db.imports.of(team, NOW_KIND, project or 0)
    # As it will be read: what is an enum or a tuple here is a word or a list there.
    now = json.loads(written(card.as_file()))
    return written(_with_theirs(origin.kept["raw"], now) if origin else now)


@dataclass
class _Arriving:
    """One file. Raises Malformed."""

    name: str
    given: Given
    now: datetime

    def __post_init__(self) -> None:
        ours = self.given.part(OURS)
        self.is_now = self.name.endswith(NOW)
        self.project = ours.words("project")
        self.is_ours = isinstance(ours.value.get("figures"), dict)
        self.at = self._made()
        self.card = self._card()

    async def take(self, bringing: Bringing, project: int | None, db: Transaction) -> Told:
        """Keep it as published then, for every full member to see, unless it is here."""
        if self.is_now and self.is_ours:
            return Told(self.name, Outcome.UNCHANGED, notes=[COMPUTED])
        known = next((one for one in await _published(project, bringing.viewer, db) if one.card.generated_at == self.at), None)
        if self.is_now:
            await self._note(NOW_KIND, project or 0, project, bringing, db)
        if known:
            origin = await db.imports.of(bringing.team, KIND, known.id)
            raw = origin.kept["raw"] if origin else json.loads(written(known.card.as_file()))
            if raw == self.given.value:
                return Told(self.name, Outcome.UNCHANGED)
            note = f"It says something else than the scorecard of {self.at:%Y-%m-%d %H:%M} that is here; that stays as it is."
            return Told(self.name, Outcome.DIFFERS, notes=[note])
        new = Published(
            team=bringing.team,
            project=project,
            channel="",
            name=self.card.window.name,
            published_by=bringing.by,
            published_at=self.at,
            card=self.card,
        )
        kept = await db.scorecards.publish(new)
        await self._note(KIND, kept.id, project, bringing, db)
        change = Change(f"{KIND} {kept.id}", "import", bringing.by, self.name[:1000], new.name, "import", bringing.now)
        await db.audit.changed(bringing.team, change)
        return Told(self.name, Outcome.IMPORTED, notes=[KEPT.format(self.at)] if self.is_now else [], new=1)

    async def _note(self, kind: str, record: int, project: int | None, bringing: Bringing, db: Transaction) -> None:
        digest = sha256(self.given.text.encode()).hexdigest()
        origin = Origin(record, self.name.rsplit("/", 1)[-1], digest, project, {"raw": self.given.value})
        await db.imports.add(bringing.team, kind, origin, at=bringing.now)

    def _made(self) -> datetime:
        words = self.given.words(MADE)
        if words and not _DAY.fullmatch(words):
            found = self.given.time(MADE)
        else:
            in_name = "" if self.is_now else self.name.rsplit("/", 1)[-1].removeprefix("scorecard_")
            day = self.given.day(MADE) or front_matter.day(in_name)
            found = datetime.combine(day, NOON) if day else None
        if found is None:
            raise Malformed(f"It does not say when it was made: “{MADE}” should be a time, YYYY-MM-DDTHH:MM:SSZ.")
        if not EARLIEST <= found <= self.now + timedelta(days=1):
            self.given.of(MADE).wrong(f"“{MADE}” is {found:%Y-%m-%d}, which is long ago or still to come.")
        return found.astimezone(UTC).replace(microsecond=0)

    def _card(self) -> Scorecard:
        for name in ("health", *PARTS):
            self.given.part(name)
        if not self.is_ours:
            return card_of_others(self.given.value, project=self.project, at=self.at)
        try:
            return Scorecard.from_file(self.given.value)
        except (KeyError, ValueError, TypeError, AttributeError, ValidationError):
            self.given.of(OURS).wrong(f"What is in its “{OURS}” cannot be read: take that out, and the rest of it is.")


def _files(folder: Path) -> list[Path]:
    """Those that were saved, by day; then the one of how things stand, which may be one of them."""
    inside = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    saved = sorted(one for one in inside.iterdir() if _NAME.fullmatch(one.name)) if inside.is_dir() else []
    return [*saved, *([folder / NOW] if places.is_named(folder / NOW) else [])]


def _name(one: Published, origin: Origin | None) -> str:
    return origin.name if origin and _NAME.fullmatch(origin.name) else f"scorecard_{one.card.generated_at:%Y-%m-%d}.json"


async def _published(project: int | None, viewer: Viewer, db: Transaction) -> list[Published]:
    """Those of a project, the earliest first."""
    found: list[Published] = []
    while more := await db.scorecards.newest(project, seen_by=viewer, limit=AT_ONCE, offset=len(found)):
        found += more
    return found[::-1]


def _with_theirs(raw: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Ours, where they stood in theirs, with the fields that only they have."""
    both = {name: _merged(value, now[name]) if name in now else value for name, value in raw.items()}
    return both | {name: value for name, value in now.items() if name not in raw}


def _merged(theirs: Any, ours: Any) -> Any:
    return _with_theirs(theirs, ours) if isinstance(theirs, Mapping) and isinstance(ours, Mapping) else ours
