"""The records that a file of an incident becomes: itself, its timeline and actions, what was written of it; and how it is found."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.errors import Conflict, Unclear
from bot.records.actions import Action
from bot.records.bodies import as_line
from bot.records.documents import TITLE, Document
from bot.records.documents import Origin as Author
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import TIMES, Incident, Role
from bot.records.postmortems import DRAFT, POSTMORTEM, SIGNED, Postmortem
from bot.records.search import Searchable
from bot.templates.front_matter import Malformed
from bot.templates.reading.incidents import Told as Reading
from storage.folder.bringing import Bringing
from storage.folder.ledgers import noon
from storage.imports import IMPORTER

KIND = "incident"
BY_NAME = 80
_ACTION = re.compile(r"ACT-0*(\d{1,9})")


def people_in(told: Reading) -> set[str]:
    """The names of everybody a file speaks of."""
    signed = told.signed[0] if told.signed else ()
    roles = (str(told.ours.get(role.value) or "") for role in Role)
    return {*roles, *_listed(told, "who"), *(one.owner for one in told.actions), *signed} - {""}


def incident_of(told: Reading, bringing: Bringing, users: Mapping[str, str], project: int | None) -> Incident:
    """The incident, without its number. `users`: people's ids by their names. Raises Unclear."""
    new = Incident.declared(
        team=bringing.team,
        channel="",
        title=as_line(told.title),
        severity=told.severity,
        by=bringing.by,
        at=bringing.now,
        drill=told.drill,
        project=project,
    )
    timed = new
    try:
        with suppress(Conflict):  # it is told of as it begins
            timed = new.timed(now=bringing.now, **_times(told))
    except Unclear as wrong:
        raise Malformed(f"Its times cannot be: {wrong.field or 'one of them'}. {wrong.sentence}") from None
    facts: dict[str, Any] = {name: getattr(told, name) for name in ("status", "impact", "customers", "revenue", "slo", "fix")}
    facts |= {role.value: users.get(str(name), "") for role in Role if (name := told.ours.get(role.value))}
    is_guess = told.severity is None or told.ours.get("guess") is True
    rest = {"backfilled": True, "reminders_stopped": True, "revision": 1, "severity_is_a_guess": is_guess}
    return timed.model_copy(update={**facts, **rest})


def _times(told: Reading) -> dict[str, datetime | None]:
    """To the second, where ours says so and the words above agree."""
    said = {"started": told.started, "resolved": told.resolved}
    exact: dict[str, datetime | None] = {}
    for name in TIMES:
        at = _moment(told.ours.get(f"{name}At"))
        is_it = at is not None and (name not in said or at.replace(second=0, microsecond=0) == said[name])
        exact[name] = at if is_it else said.get(name)
    return exact


def entries_of(told: Reading, incident: Incident, bringing: Bringing, users: Mapping[str, str], name: str) -> list[Entry]:
    """Its timeline, by whoever the file names, else by whoever brings it; what was struck is struck."""
    by: dict[str, Any] = {"by": bringing.by, "recorded_by": bringing.by, "recorded_at": bringing.now}
    if bringing.by == IMPORTER:
        by["by_name"] = name[:BY_NAME]
    names = _listed(told, "who")
    names = names if len(names) == len(told.timeline) else [""] * len(told.timeline)
    when = [_moment(one) for one in _listed(told, "struckAt")]
    struck = iter(when if len(when) == sum(one.struck for one in told.timeline) else [])
    found = []
    for one, who in zip(told.timeline, names, strict=True):
        said = {"by": users[who], "by_name": ""} if who in users else {"by_name": who[:BY_NAME]} if who else {}
        aside = {"struck_at": next(struck, None) or bringing.now} if one.struck else {}
        found.append(Entry(**{**by, **said, **aside}, kind=one.kind, text=one.text, value=one.value, happened_at=one.at))
    if found:
        return found
    first = Entry(kind=EntryKind.DECLARED, text=incident.title, value=incident.severity, happened_at=incident.started_at, **by)
    last = [Entry(kind=EntryKind.RESOLVED, happened_at=incident.resolved_at, **by)] if incident.resolved_at else []
    return [first, *last]


def actions_of(told: Reading, incident: Incident, bringing: Bringing, users: Mapping[str, str]) -> list[Action]:
    """Its actions, with the numbers they had, 0 where the file says none. Whoever is not known here stays in the words."""
    keys = _listed(told, "actions")
    keys = keys if len(keys) == len(told.actions) else [""] * len(told.actions)
    found = []
    for one, key in zip(told.actions, keys, strict=True):
        owner = users.get(one.owner, "")
        what = one.what if owner or not one.owner else f"{one.what} ({one.owner})"
        at = incident.resolved_at or incident.started_at
        due = one.due or (at.date() if one.is_done else None)
        facts = {"team": incident.team, "incident": incident.id, "severity": incident.severity, "by": bringing.by, "at": at}
        new = Action.promised(what=what, owner=owner, due_on=due, **facts)  # type: ignore[arg-type]
        if one.is_done:
            new = new.done(by=owner or bringing.by, at=at).model_copy(update={"revision": 1})
        number = _ACTION.fullmatch(key)
        found.append(new.model_copy(update={"number": int(number[1]) if number else 0}))
    return found


def document_of(told: Reading, incident: Incident, bringing: Bringing, users: Mapping[str, str], name: str) -> Document | None:
    """What was written of it; signed off only where we wrote that it was."""
    if not told.is_written_of or incident.is_open:
        return None
    names, day = told.signed or ((), None)
    return Document(
        team=incident.team,
        kind=POSTMORTEM.name,
        draft=0,
        number=incident.number,
        title=incident.title if len(incident.title) <= TITLE else incident.title[: TITLE - 1] + "…",
        status=SIGNED if day else DRAFT,
        body=Postmortem(root_cause=told.root_cause, lessons=told.lessons),
        form=POSTMORTEM.forms[0],
        origin=Author.FILE,
        channel="",
        published=True,
        project=incident.project,
        author=bringing.by,
        deciders=tuple(users.get(one, one) for one in names),
        made_at=incident.resolved_at or bringing.now,
        changed_at=bringing.now,
        decided_at=noon(day),
        file=name,
    )


def found_by(incident: Incident, entries: Sequence[Entry]) -> Searchable:
    """By what happened, but for what was struck."""
    said = [incident.fix, incident.impact, incident.slo, *(one.text for one in entries if not one.is_struck)]
    return Searchable(
        team=incident.team,
        kind=KIND,
        record=incident.id,
        key=incident.key,
        channel="",
        published=True,
        title=incident.title,
        body="\n".join(dict.fromkeys(line for line in said if line and line != incident.title)),
        status=incident.status,
        happened_at=incident.started_at,
        revision=incident.revision,
    )


def document_found_by(document: Document) -> Searchable:
    """By what was written of it."""
    facts = {name: getattr(document, name) for name in ("team", "channel", "published", "title", "status", "revision")}
    facts |= {"kind": POSTMORTEM.name, "record": document.id, "key": document.key(POSTMORTEM), "body": document.body.as_text}
    return Searchable(**facts, happened_at=document.decided_at or document.made_at)


def _listed(told: Reading, name: str) -> list[str]:
    said = told.ours.get(name)
    return [str(one) for one in said] if isinstance(said, list) else []


def _moment(said: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(said or ""))
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
