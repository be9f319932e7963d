"""An incident from a file: what the form of a postmortem says of it. Its line is named where something cannot be read."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn

import yaml
from pydantic import BaseModel, ConfigDict

from bot.records.entries import EntryKind
from bot.records.incidents import Severity, Status
from bot.templates import front_matter, guarded
from bot.templates.front_matter import Malformed
from bot.templates.markdown import unescaped
from bot.templates.postmortems import DRILL, NOT_KNOWN, NOT_YET, NOT_YET_KNOWN, NOT_YET_WRITTEN, OURS, SAYS, digest
from bot.templates.reading import outline, said
from bot.templates.reading.happened import WHEN, Happened, timeline_of
from bot.templates.reading.outline import Part
from bot.templates.reading.text import text_of

LONGEST_SLO = 200
_TITLE = re.compile(r"^(?:Incident|Post-?mortem):\s*(.+)$", re.IGNORECASE)
_SEVERITY = re.compile(r"^SEV-?([123])\b", re.IGNORECASE)
_MINUTES = re.compile(r"^(?:(\d+)\s*h\w*)?\s*(?:(\d+)\s*m\w*)?", re.IGNORECASE)
_SIGNED = re.compile(r"^PM-\d+, signed off by (.+) on (\d{4}-\d{2}-\d{2})\.$")
_DRAFT = re.compile(r"^> PM-\d+ is a draft")
_CAUSED = re.compile(r"(?:^|; )Caused by ([A-Z]+-\d+) ")
_NUMBER = re.compile(r"^[^\w\s.-]{0,3}\s*(\d[\d,]*)(\.\d+)?$")
_EMPTY = {"", "-", "—", "?", "n/a", "none", "unknown", NOT_KNOWN, NOT_YET, NOT_YET_KNOWN, NOT_YET_WRITTEN}
_DIGITS = 12
_MOST_CUSTOMERS = 9


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class ToDo(_Read):
    """An action item. `owner` is a name."""

    what: str
    owner: str = ""
    due: date | None = None
    is_done: bool = False


class Told(_Read):
    """What a file says of an incident. What it does not say is None or empty. `signed` is by whom, and when, it was signed off."""

    title: str
    severity: Severity | None
    status: Status
    started: datetime
    resolved: datetime | None
    timeline: tuple[Happened, ...]
    root_cause: str
    impact: str
    customers: int | None
    revenue: Decimal | None
    slo: str
    actions: tuple[ToDo, ...]
    lessons: tuple[str, ...]
    signed: tuple[tuple[str, ...], date] | None
    is_draft: bool
    drill: bool
    ours: Mapping[str, Any]
    body: str

    @property
    def is_as_we_wrote_it(self) -> bool:
        """Whether it is ours, and nobody changed it."""
        return bool(self.ours) and self.ours.get(SAYS) == digest(self.body)

    @property
    def fix(self) -> str:
        """What fixed it, as its last line of that kind says."""
        return next((one.text for one in reversed(self.timeline) if one.kind is EntryKind.RESOLVED), "")

    @property
    def is_written_of(self) -> bool:
        """Whether somebody wrote down what is to be learned of it."""
        return bool(self.root_cause or self.lessons or self.signed or self.is_draft)


def read(name: str, content: bytes) -> Told:
    """Read a file by its name and its bytes. Raises Malformed."""
    front, below, first_line = front_matter.divided(text_of(content))
    ours = _ours(front)
    return _Reading(name, below, first_line, ours).told()


class _Reading:
    """One file, its parts by their headings."""

    def __init__(self, name: str, below: str, first_line: int, ours: Mapping[str, Any]) -> None:
        self.name, self.below, self.ours = name, below, ours
        parts = outline.outline(below, first_line)
        at = next((number for number, part in enumerate(parts) if part.depth in {1, 2} and _TITLE.match(part.plain)), None)
        if at is None:
            raise Malformed("It is no incident: it has no heading `## Incident: what happened`.", line=first_line)
        self.above, self.head, self.rest = parts[:at], parts[at], parts[at + 1 :]
        self.fields = {one: (value, number) for number, (one, value, _) in enumerate(said.fields(self.head.lines), 1) if one}
        self.sections = {part.name: part for part in reversed(self.rest)}

    def told(self) -> Told:
        """All of it."""
        found = _TITLE.match(self.head.heading)
        title = unescaped(found[1] if found else "").strip()
        started = self._started()
        timeline = timeline_of(self.sections.get("timeline"), started, is_ours=bool(self.ours))
        status, resolved = self._ended(started, timeline)
        impact, facts = self._impact()
        lessons, signed = self._lessons()
        return Told(
            title=title.removeprefix(DRILL).strip() or title,
            severity=self._severity(),
            status=status,
            started=started,
            resolved=resolved,
            timeline=timeline,
            root_cause=self._root_cause(),
            impact=impact,
            actions=tuple(self._actions()),
            lessons=lessons,
            signed=signed,
            is_draft=any(_DRAFT.match(line) for part in self.above for line in part.lines),
            drill=bool(self.ours) and title.startswith(DRILL),
            ours=self.ours,
            body=self.below,
            **facts,
        )

    def _severity(self) -> Severity | None:
        words = self._field("severity")
        found = _SEVERITY.match(words)
        if words.lower() not in _EMPTY and (found is None or "|" in words):
            self._wrong("severity", "“Severity” should be SEV1, SEV2 or SEV3.")
        return Severity(f"SEV{found[1]}") if found else None

    def _started(self) -> datetime:
        if (at := self._moment("started")) is not None:
            return at
        day = said.day_of(self.name) or front_matter.day(self._field("date"))
        if day is None:
            raise Malformed("It does not say when it started: `**Started:** 2026-11-21 09:12 UTC`.", line=self.head.line)
        clocks = [found for item, _ in outline.items(self._lines("timeline")) if (found := WHEN.match(item or "")) and not found[1]]
        first = time(int(clocks[0][2]) % 24, int(clocks[0][3]) % 60) if clocks else time(0)
        return datetime.combine(day, first, UTC)

    def _ended(self, started: datetime, timeline: Sequence[Happened]) -> tuple[Status, datetime | None]:
        """How far it is: by its status, or by whether it says when it was resolved, or as what is told of afterwards."""
        words, resolved = self._field("status").lower(), self._moment("resolved")
        if words not in {*Status, *_EMPTY}:
            self._wrong("status", f"“Status” should be one of {', '.join(Status)}.")
        status = Status(words) if words not in _EMPTY else Status.RESOLVED
        if status is not Status.RESOLVED:
            return status, None
        if resolved is None:
            found = _MINUTES.match(self._field("duration"))
            lasted = timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0)) if found else timedelta()
            resolved = started + lasted if lasted else max([started, *(one.at for one in timeline)])
        if resolved < started:
            self._wrong("resolved", "“Resolved” is before “Started”.")
        return status, resolved

    def _root_cause(self) -> str:
        """With what stands under headings that nobody knows, under them."""
        known = {"timeline", "root cause", "impact", "action items", "lessons learned"}
        cause = self._without_links(self._text("root cause"))
        others = [f"**{part.plain}**\n\n{guarded.as_text(part.text)}" for part in self.rest if part.name not in known and part.text.strip()]
        return "\n\n".join(one for one in (cause if cause.lower() not in _EMPTY else "", *others) if one)

    def _without_links(self, cause: str) -> str:
        """Without the line that we drew of its links, which come back as links."""
        links = self.ours.get("links")
        keys = {str(one.get("key")) for one in links if isinstance(one, dict)} if isinstance(links, list) else set()
        rest, _, last = cause.rpartition("\n\n")
        drawn = _CAUSED.findall(last)
        return rest if drawn and last.startswith("Caused by ") and set(drawn) <= keys else cause

    def _impact(self) -> tuple[str, dict[str, Any]]:
        """In words, and in numbers where those are numbers."""
        words: list[str] = []
        facts: dict[str, Any] = {"customers": None, "revenue": None, "slo": ""}
        for line in self._lines("impact"):
            name, _, value = line.strip().removeprefix("- ").removeprefix("* ").partition(":")
            value, which = unescaped(value).strip().strip("[]"), name.replace("*", "").strip().lower()
            field = {"customers affected": "customers", "revenue impact": "revenue", "slo impact": "slo"}.get(which)
            number = _NUMBER.match(value)
            if field is None:
                words.append(unescaped(line.removesuffix("\\")))
            elif value.lower() in _EMPTY:
                continue
            elif field == "slo" and len(value) <= LONGEST_SLO:
                facts["slo"] = value
            elif number and field == "customers" and not number[2] and len(number[1].replace(",", "")) <= _MOST_CUSTOMERS:
                facts["customers"] = int(number[1].replace(",", ""))
            elif number and field == "revenue" and len(number[1]) <= _DIGITS:
                facts["revenue"] = Decimal(number[1].replace(",", "") + (number[2] or "")).quantize(Decimal("0.01"))
            else:
                words.append(f"{name.replace('*', '').strip()}: {value}")
        return "\n".join(words).strip(), facts

    def _actions(self) -> list[ToDo]:
        found = []
        for row in outline.rows(self._lines("action items"))[1:]:
            what, owner, due, status = [unescaped(cell).strip() for cell in [*row, "", "", "", ""][:4]]
            if what:
                is_done = due.lower() == "done" or "✅" in status or "done" in status.lower()
                named = "" if owner.lower() in {*_EMPTY, "nobody yet"} else owner.removeprefix("@")
                found.append(ToDo(what=what, owner=named, due=front_matter.day(due), is_done=is_done))
        return found

    def _lessons(self) -> tuple[tuple[str, ...], tuple[tuple[str, ...], date] | None]:
        """Those, and who signed them off."""
        lines = self._lines("lessons learned")
        signed = next((found for line in lines if self.ours and (found := _SIGNED.match(unescaped(line.strip())))), None)
        lessons = outline.as_lines([line for line in lines if not (self.ours and _SIGNED.match(unescaped(line.strip())))])
        kept = tuple(guarded.as_line(one) for one in lessons if one.lower() not in _EMPTY)
        day = front_matter.day(signed[2]) if signed else None
        return kept, (tuple(signed[1].split(", ")), day) if signed and day else None

    def _field(self, name: str) -> str:
        return unescaped(self.fields[name][0]).strip().removesuffix("  ").strip() if name in self.fields else ""

    def _moment(self, name: str) -> datetime | None:
        words = self._field(name)
        if words.lower() in _EMPTY:
            return None
        try:
            at = datetime.fromisoformat(re.sub(r"\s*(?:UTC|Z)$", "+00:00", words))
        except ValueError:
            self._wrong(name, f"“{name.capitalize()}” should be a time: 2026-11-21 09:12 UTC.")
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)

    def _lines(self, name: str) -> list[str]:
        part: Part | None = self.sections.get(name)
        return part.lines if part else []

    def _text(self, name: str) -> str:
        part = self.sections.get(name)
        return guarded.as_text(part.text).strip() if part else ""

    def _wrong(self, name: str, sentence: str) -> NoReturn:
        raise Malformed(sentence, line=self.head.line + self.fields[name][1])


def _ours(front: str | None) -> Mapping[str, Any]:
    node = front_matter.fields(front).get(OURS) if front is not None else None
    try:
        found = front_matter.as_thing(node)
    except (yaml.YAMLError, ValueError, RecursionError):
        found = {"": None}
    if found is not None and not (isinstance(found, dict) and all(isinstance(name, str) and name for name in found)):
        raise Malformed(f"Its `{OURS}` should be fields, as in `{OURS}: {{key: INC-7}}`.", line=2)
    return found or {}
