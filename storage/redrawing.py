"""What Slack shows of records that were changed by hand in the database: their posts count as not shown, and jobs draw them anew."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from storage.documents import documents, revisions
from storage.entries import LINE, entries
from storage.incidents import HEADLINE, OWN, incidents
from storage.jobs.moving import bring
from storage.jobs.rows import WAITING
from storage.posts import posts

CARD = "card"
AT_ONCE = 500


def redraw(connection: Connection, team: str, changed: Mapping[str, Collection[int]], jobs: Sequence[str], *, now: datetime) -> int:
    """Have the posts of changed rows, by their tables, drawn anew by the jobs of their channels; says how many posts there are."""
    shown = (posts.c.team == team, posts.c.ts.is_not(None))
    found: set[int] = set()
    channels: set[str] = set()
    for kinds, records in _posts_of(connection, changed):
        for begin in range(0, len(records), AT_ONCE):
            these = (posts.c.kind.in_(kinds), posts.c.record.in_(records[begin : begin + AT_ONCE]))
            for row in connection.execute(select(posts.c.id, posts.c.channel).where(*shown, *these)):
                found.add(row.id)
                channels.add(row.channel)
    every = sorted(found)
    for begin in range(0, len(every), AT_ONCE):
        connection.execute(update(posts).where(posts.c.id.in_(every[begin : begin + AT_ONCE])).values(revision=0))
    told = sorted(changed.get(entries.name, ()))
    for begin in range(0, len(told), AT_ONCE):
        connection.execute(update(entries).where(entries.c.id.in_(told[begin : begin + AT_ONCE])).values(told=0))
    facts: dict[str, Any] = {"team": team, "state": WAITING, "failures": 0, "error": "", "enqueued_at": now.isoformat(), "ended_at": None}
    rooms = [(job, {"room": f"channel:{channel}", "ids": {"channel": channel}}) for channel in sorted(channels) for job in jobs]
    bring(connection, [{**facts, **where, "kind": job} for job, where in rooms])
    return len(found)


def _posts_of(connection: Connection, changed: Mapping[str, Collection[int]]) -> list[tuple[list[str], list[int]]]:
    """Kinds of posts, and of which records."""
    told = list(changed.get(entries.name, ()))
    of_incidents = set(changed.get(incidents.name, ())) | _ids(connection, entries.c.incident, entries.c.id, told)
    of_documents = set(changed.get(documents.name, ())) | _ids(
        connection, revisions.c.document, revisions.c.id, list(changed.get(revisions.name, ()))
    )
    by_kind: dict[str, list[int]] = {}
    ids = sorted(of_documents)
    for begin in range(0, len(ids), AT_ONCE):
        some = select(documents.c.id, documents.c.kind).where(documents.c.id.in_(ids[begin : begin + AT_ONCE]))
        for row in connection.execute(some):
            by_kind.setdefault(row.kind, []).append(row.id)
    cards = [([f"{kind}.{CARD}"], records) for kind, records in by_kind.items()]
    return [([HEADLINE, OWN], sorted(of_incidents)), ([LINE], sorted(told)), *cards]


def _ids(connection: Connection, wanted: Any, key: Any, ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for begin in range(0, len(ids), AT_ONCE):
        found.update(connection.scalars(select(wanted).where(key.in_(ids[begin : begin + AT_ONCE]))))
    return found
