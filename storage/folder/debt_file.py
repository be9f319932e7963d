"""tech_debt.json: every item with its number, and how much of it there is."""

import re
from collections.abc import Container, Mapping, Sequence
from typing import Any

from bot.records.debt import LONGEST_TITLE, MOST_DAYS, MOST_HOURS, Debt, Impact, Priority, Quadrant, by_rule
from bot.records.people import Viewer
from bot.records.search import Searchable
from storage.debt import KIND
from storage.folder.given import Given
from storage.folder.ledgers import OURS, Ledger, Whose, known, noon, plain
from storage.imports import IMPORTER, UNCLAIMED
from storage.store import Transaction

_OUR_ID = re.compile(r"debt_(\d{1,6})")


class DebtFile(Ledger[Debt]):
    """An item is debt_017 in the file and DEBT-17 in Slack."""

    file = "tech_debt.json"
    kind = KIND
    listed = "items"

    def read(self, given: Given) -> Mapping[str, Any]:
        """An item. Whatever is not said, is not known; without a quadrant it is a guess."""
        ours = given.part(OURS)
        if not (title := " ".join(given.words("title").split())):
            given.wrong("An item has no “title”.")
        described = given.words("description")
        found = _OUR_ID.fullmatch(self.id_of(given.value))
        logged, resolved = ours.time("loggedAt"), ours.time("resolvedAt")
        created, ended = given.day("createdAt"), given.day("resolvedAt")
        return {
            "number": int(found[1]) if found else 0,
            "title": title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…",
            "description": described if len(title) <= LONGEST_TITLE else f"{title}\n{described}".strip(),
            "quadrant": given.choice("quadrant", Quadrant),
            "impact": given.choice("impact", Impact),
            "estimated_days": given.number("estimatedDays", MOST_DAYS),
            "priority": given.choice("priority", Priority),
            "logged_at": logged if logged and logged.date() == created else noon(created),
            "resolved_at": resolved if resolved and resolved.date() == ended else noon(ended),
            "hours_a_week": ours.number("hoursAWeek", MOST_HOURS),
            "whose_hours": ours.words("whoseHours"),
            "left_for_a_year": ours.words("leftForAYear"),
            "on_the_roadmap": bool(ours.yes("onTheRoadmap")),
            "resolution": ours.words("resolution"),
            "is_guess": bool(ours.yes("isGuess")),
            "by_rule": bool(ours.yes("priorityByRule")),
            "by": ours.words("loggedBy"),
        }

    async def there(self, project: int | None, *, seen_by: Viewer, db: Transaction) -> list[Debt]:
        """In the order of their numbers."""
        found = await db.debts.all(seen_by=seen_by, project=project)
        return sorted((one for one in found if one.project == project), key=lambda one: one.number)

    async def drawn(self, records: Sequence[Debt], *, came: Container[int], seen_by: Viewer, db: Transaction) -> list[dict[str, Any]]:
        """Items, field for field."""
        names = await db.people.names(seen_by.team, {one.logged_by for one in records})
        return [_drawn(one, names, came=one.id in came) for one in records]

    async def add(self, said: Sequence[Mapping[str, Any]], whose: Whose, db: Transaction) -> list[Debt]:
        """Each with its number, where that is free."""
        people = await db.imports.people_called(whose.team, {one["by"] for one in said})
        taken, last = await db.debts.numbers(whose.team)
        new = []
        for one in said:
            is_free = one["number"] > 0 and one["number"] not in taken
            number = one["number"] if is_free else last + 1
            taken.add(number)
            last = max(last, number)
            new.append(_read(one, number, people.get(one["by"], IMPORTER) if whose.by == IMPORTER else whose.by, whose))
        return await db.debts.add_all(new)

    def searchable(self, record: Debt) -> Searchable:
        """By everything that was said of it."""
        said = (record.description, record.left_for_a_year, record.whose_hours, record.resolution)
        return Searchable(
            **{name: getattr(record, name) for name in ("team", "channel", "published", "title", "revision", "key")},
            kind=KIND,
            record=record.id,
            body="\n".join(line for line in said if line),
            status="paid" if record.resolved_at else record.priority,
            happened_at=record.logged_at,
        )

    def audited(self, record: Debt) -> str:
        """By its key."""
        return record.key

    def id_of(self, item: Mapping[str, Any]) -> str:
        """Its id; of one that has none, its title."""
        return str(item.get("id") or item.get("title") or "")

    def is_it(self, here: Mapping[str, Any], item: Mapping[str, Any], *, came: bool) -> bool:
        """By the name it has for good, else by its id: one that was made here must have the same title, since anybody counts from 1."""
        ours, theirs = ((one.get(OURS) or {}).get("id") for one in (here, item))
        if ours and theirs:
            return bool(ours == theirs)
        return self.id_of(here) == self.id_of(item) and (came or here.get("title") == item.get("title"))

    def first(self, items: Sequence[Mapping[str, Any]]) -> list[int]:
        """Those that come with a number first, so that nobody's is given away."""
        return sorted(range(len(items)), key=lambda at: not _OUR_ID.fullmatch(self.id_of(items[at])))

    def head(self, items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """What is open, by priority, and how long it would take."""
        owed = [one for one in items if not one.get("resolvedAt")]
        days = [one["estimatedDays"] for one in owed if one.get("estimatedDays") is not None]
        summary: dict[str, Any] = {priority.value: sum(one.get("priority") == priority for one in owed) for priority in Priority}
        return {**super().head(items), "summary": {**summary, "totalEstimatedDays": plain(sum(days)) if days else None}}

    def told_apart(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """An id that two came with stays the first one's."""
        seen: set[str] = set()
        apart = []
        for number, item in enumerate(items, 1):
            called = self.id_of(item)
            apart.append({**item, "id": f"{called}_{number}"} if called in seen else item)
            seen.add(called)
        return apart


def _drawn(record: Debt, names: Mapping[str, str], *, came: bool) -> dict[str, Any]:
    ours = {
        "id": "" if came or record.team == UNCLAIMED else f"{record.team}:{record.id}",
        "hoursAWeek": plain(record.hours_a_week),
        "whoseHours": record.whose_hours,
        "leftForAYear": record.left_for_a_year,
        "onTheRoadmap": record.on_the_roadmap,
        "resolution": record.resolution,
        "isGuess": record.is_guess,
        "priorityByRule": not record.priority_is_set,
        "loggedBy": "" if record.logged_by == IMPORTER else names.get(record.logged_by, ""),
        "loggedAt": record.logged_at.isoformat(),
        "resolvedAt": record.resolved_at.isoformat() if record.resolved_at else None,
    }
    return {
        "id": f"debt_{record.number:03}",
        "title": record.title,
        "description": record.description,
        "quadrant": record.quadrant.value,
        "impact": record.impact.value,
        "estimatedDays": plain(record.estimated_days),
        "priority": record.priority.value,
        "createdAt": f"{record.logged_at:%Y-%m-%d}",
        "resolvedAt": f"{record.resolved_at:%Y-%m-%d}" if record.resolved_at else None,
        OURS: known(ours),
    }


def _read(facts: Mapping[str, Any], number: int, by: str, whose: Whose) -> Debt:
    """An item as it was read, with what a file need not say."""
    said = {name: value for name, value in facts.items() if name not in {"by", "by_rule"}}
    quadrant = said["quadrant"] or Quadrant.PRUDENT_DELIBERATE
    impact = said["impact"] or Impact.ACCUMULATING
    said |= {
        "number": number,
        "quadrant": quadrant,
        "impact": impact,
        "is_guess": said["is_guess"] or facts["quadrant"] is None,
        "priority": said["priority"] or by_rule(quadrant, impact),
        "priority_is_set": facts["priority"] is not None and not facts["by_rule"],
        "logged_by": by,
        "logged_at": said["logged_at"] or whose.at,
        "resolved_by": IMPORTER if said["resolved_at"] else "",
    }
    return Debt(**whose.belonging, **said)
