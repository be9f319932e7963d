"""An incident as a document, in the one form it has: out of its records alone, or with what was written of it as its postmortem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from bot.records.accounts import Account, in_words
from bot.records.actions import Action
from bot.records.documents import Document, Origin
from bot.records.entries import Entry
from bot.records.incidents import MEANING, TIMES, Role
from bot.records.postmortems import POSTMORTEM, SIGNED, Postmortem
from bot.templates import front_matter, guarded, render
from bot.templates.markdown import Escaped, block, one_line

NOT_KNOWN = "not known"
NOT_YET_KNOWN = "not yet known"
NOT_YET, NOT_YET_WRITTEN = "not yet", "not yet written"
DRILL = "DRILL · "
OURS = "coPilot"
STRUCK = "~~"
"""Around an entry that no longer counts. What people wrote has none: theirs is escaped."""
SAYS = "says"
"""Where a file holds what it said when we wrote it, so that one knows whether anybody changed it."""
FOLDER = "data/engineering/incidents"


MOST_NAMED = 6_000
"""So many characters of names stand above a file; of longer timelines it is not told who said what."""


def markdown(account: Account, document: Document | None, *, now: datetime, with_struck: bool = False) -> str:
    """The whole file. What nobody wrote is drawn from the records; what they do not know is said to be not known.

    `with_struck`: what no longer counts stands there, too, struck.
    """
    incident = account.incident
    body = document.body if document and isinstance(document.body, Postmortem) else Postmortem()
    impact = guarded.text(body.impact) if body.impact else block(incident.impact)
    return render(
        POSTMORTEM.name,
        draft=_draft(document),
        title=account.title,
        severity=f"{incident.severity} ({MEANING[incident.severity]})",
        status=incident.status,
        started=_moment(incident.started_at),
        resolved=_moment(incident.resolved_at) if incident.resolved_at else NOT_YET,
        duration=account.lasted(now),
        timeline=_timeline(account.timeline if with_struck else account.entries, account, body),
        root_cause=_cause(account, body),
        impact=impact,
        customers=NOT_KNOWN if incident.customers is None else f"{incident.customers:,}",
        revenue=NOT_KNOWN if incident.revenue is None else f"{incident.revenue:,.2f}",
        slo=incident.slo or NOT_KNOWN,
        actions=[_action(action, account) for action in account.actions],
        lessons=[guarded.line(one) for one in body.lessons],
        signed=_signed(document, account),
    )


def filed(
    account: Account, written: str, *, record: str, project: str, links: Sequence[Mapping[str, str]] = (), is_drawn: bool = True
) -> str:
    """The same as a file of a folder: above it what its form has no place for, so that it can come back whole.

    `is_drawn`: its timeline is the incident's, so that who said what can be told beside it, line by line.
    """
    incident = account.incident
    people = {role: account.called(incident.who(role)) for role in Role if incident.who(role)}
    times = {f"{name}At": getattr(incident, f"{name}_at") for name in TIMES}
    facts: dict[str, object] = {"kind": "incident", "id": record, "key": incident.key, "project": project}
    facts |= {name: at.isoformat() for name, at in times.items() if at}
    facts |= {role.value: name for role, name in people.items()}
    timeline = account.timeline if is_drawn else []
    who = [entry.by_name or account.names.get(entry.by, "") for entry in timeline]
    facts |= {"who": who if sum(map(len, who)) < MOST_NAMED else [], "links": [dict(one) for one in links]}
    facts |= {"struckAt": [entry.struck_at.isoformat() for entry in timeline if entry.struck_at]}
    facts |= {"actions": [one.key for one in account.actions]}
    facts |= {"guess": incident.severity_is_a_guess, SAYS: digest(written)}
    return front_matter.above({OURS: front_matter.value({name: said for name, said in facts.items() if said})}, []) + f"\n{written}"


def digest(written: str) -> str:
    """By which one knows that nobody changed it."""
    return sha256(written.strip().encode()).hexdigest()[:16]


def file_name(account: Account) -> str:
    """incident_2026-11-21.md."""
    return f"incident_{account.incident.started_at:%Y-%m-%d}.md"


def file_names(accounts: Iterable[Account]) -> dict[int, str]:
    """The name of the file of each, by number. Whichever came second on a day has its key in it."""
    names: dict[int, str] = {}
    for account in sorted(accounts, key=lambda one: one.incident.number):
        name = file_name(account)
        if name in names.values():
            name = f"{name.removesuffix('.md')}_{account.incident.key.lower()}.md"
        names[account.incident.number] = name
    return names


def _timeline(entries: Sequence[Entry], account: Account, body: Postmortem) -> Sequence[tuple[str, Escaped]]:
    if body.timeline:
        return [(_clock(one.happened_at, account), guarded.line(one.what)) for one in body.in_order]
    return [(_clock(entry.happened_at, account), _said(entry)) for entry in entries]


def _said(entry: Entry) -> Escaped:
    """An entry; one that no longer counts is struck."""
    words = block(in_words(entry), 2)
    return Escaped(f"{STRUCK}{words}{STRUCK}") if entry.is_struck else words


def _cause(account: Account, body: Postmortem) -> Escaped:
    linked = account.caused_by()
    parts = [guarded.text(body.root_cause) if body.root_cause else "", one_line(linked) if linked else ""]
    return Escaped("\n\n".join(part for part in parts if part) or NOT_YET_KNOWN)


def _draft(document: Document | None) -> str:
    """What whoever reads a draft must know of it."""
    if document is None or document.status == SIGNED:
        return ""
    outline = ", an outline of what the records know" if document.origin is Origin.OUTLINE else ""
    return f"{document.key(POSTMORTEM)} is a draft{outline}: nobody has signed it off yet."


def _signed(document: Document | None, account: Account) -> str:
    if document is None or document.status != SIGNED or not document.decided_at:
        return ""
    by = ", ".join(account.called(user) for user in document.deciders)
    return f"{document.key(POSTMORTEM)}, signed off by {by} on {document.decided_at:%Y-%m-%d}."


def _action(action: Action, account: Account) -> tuple[str, str, str, bool]:
    owner = f"@{account.called(action.owner)}" if action.owner else "nobody yet"
    return action.what, owner, "Done" if action.is_done else f"{action.due_on:%Y-%m-%d}", action.is_done


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _clock(at: datetime, account: Account) -> str:
    """The time; with its day, where that is not the day it started."""
    return f"{at:%H:%M}" if at.date() == account.incident.started_at.date() else f"{at:%Y-%m-%d %H:%M}"
