"""The timeline of an incident's file: what happened when, and of what we wrote, what it was."""

import re
from datetime import UTC, date, datetime, time, timedelta

from pydantic import BaseModel, ConfigDict

from bot.records.entries import EntryKind
from bot.records.incidents import Severity, Status
from bot.templates.front_matter import Malformed
from bot.templates.markdown import unescaped
from bot.templates.postmortems import STRUCK
from bot.templates.reading import outline
from bot.templates.reading.outline import Part

NEXT_DAY_AFTER = timedelta(hours=6)
"""A clock time so much earlier than the one above it is of the next day."""
MOST_ENTRIES = 10_000
WHEN = re.compile(r"^\**(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{1,2}):(\d{2})(?!\d)(?::\d{2})?(?:\s*(?:UTC|Z)\b)?\**\s*[—–:-]*\s*(.*)$", re.DOTALL)
_KINDS = {
    "Declared as": EntryKind.DECLARED,
    "Linked": EntryKind.LINK,
    "Resolved": EntryKind.RESOLVED,
    "Reopened": EntryKind.REOPENED,
    "Impact": EntryKind.IMPACT,
    **{status.value.capitalize(): EntryKind.STATUS for status in Status if status is not Status.RESOLVED},
    **{severity.value: EntryKind.SEVERITY for severity in Severity},
}
"""How entries of ours begin that are more than notes."""


class Happened(BaseModel):
    """A line of the timeline. `value` is what a status or a severity became; `struck`: of ours, one that no longer counted."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    text: str
    kind: EntryKind = EntryKind.NOTE
    value: str = ""
    struck: bool = False


def timeline_of(part: Part | None, started: datetime, *, is_ours: bool) -> tuple[Happened, ...]:
    """Its lines in their order; one without a time goes on with the one above it. Raises Malformed."""
    found: list[Happened] = []
    before = started
    for item, below in outline.items(part.lines) if part else ():
        words = "\n".join(line.strip().removesuffix("\\") for line in [item or "", *below] if line.strip())
        when = WHEN.match(words)
        if when is None and words and found:
            found[-1] = found[-1].model_copy(update={"text": f"{found[-1].text}\n{unescaped(words)}"})
        elif words:
            before = _at(when, started, before, part) if when else started
            found.append(_happened(before, when[4] if when else words, is_ours=is_ours))
    if len(found) > MOST_ENTRIES:
        raise Malformed(f"Its timeline has more than {MOST_ENTRIES:,} lines.", line=part.line if part else None)
    return tuple(found)


def _at(when: re.Match[str], started: datetime, before: datetime, part: Part | None) -> datetime:
    """When that was: in UTC, on the day of the one above it, or the next."""
    try:
        day = date.fromisoformat(when[1]) if when[1] else before.date()
        at = datetime.combine(day, time(int(when[2]), int(when[3])), UTC)
    except ValueError:
        said = f"{when[1] or ''} {when[2]}:{when[3]}".strip()
        raise Malformed(f"“{said}” is no time.", line=part.line if part else None) from None
    if when[1]:
        return at
    at = at + timedelta(days=1) if before - at > NEXT_DAY_AFTER else at
    return started if at == started.replace(second=0, microsecond=0) else at


def _happened(at: datetime, written: str, *, is_ours: bool) -> Happened:
    """A line; one of ours as what it was."""
    words = unescaped(written)
    if is_ours and written.startswith(STRUCK) and written.endswith(STRUCK) and len(written) > 2 * len(STRUCK):
        return Happened(at=at, text=words.removeprefix(STRUCK).removesuffix(STRUCK), struck=True)
    begins, _, rest = words.partition(": ")
    graded = begins.removeprefix("Declared as ")
    name = "Declared as" if graded != begins else begins
    kind = _KINDS.get(name) if is_ours else None
    if kind is None or (kind is EntryKind.DECLARED and graded not in set(Severity)):
        return Happened(at=at, text=words)
    values = {EntryKind.DECLARED: graded, EntryKind.SEVERITY: begins, EntryKind.STATUS: begins.lower()}
    return Happened(at=at, text=rest, kind=kind, value=values.get(kind, ""))
