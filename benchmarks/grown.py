"""A workspace with a thousand, ten thousand, a hundred thousand records of each kind, made up; few are open and recent, the others old."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import String, Table, cast, insert, literal, select, text, update

from bot.records.adrs import ADR
from bot.records.debt import Debt
from bot.records.deployments import Deployment, Outcome
from bot.records.incidents import Incident, Severity, Status
from bot.records.postmortems import POSTMORTEM, SIGNED
from bot.records.projects import Project
from storage import words
from storage.actions import actions
from storage.debt import debts
from storage.deployments import deployments
from storage.documents import documents
from storage.entries import LINE, entries
from storage.incidents import incidents
from storage.posts import posts
from storage.store import Store, Transaction

AT_ONCE = 1_000
END = datetime(2026, 11, 1, tzinfo=UTC)
RECENT, OPEN, LONG = 60, 20, 10_000
"""As many of the last months, open ones, and entries on one timeline, whatever the size: so much is shown of any."""
LONGEST, SHORTEST = 1, 2
"""The incident with the long timeline, and one without any."""
WORDS = ("checkout", "search", "mail", "kafka", "orders", "cache", "login", "export", "queue", "index")


class Grown:
    """One workspace as it grows; `channel` is where everything is from."""

    def __init__(self, store: Store, team: str, channel: str, me: str) -> None:
        self.store, self.team, self.channel, self.me = store, team, channel, me
        self.had = 0

    async def to(self, size: int) -> None:
        """Let there be so many records of each kind."""
        async with self.store.transaction() as db:
            if not self.had:
                await db.projects.add(Project.called("Payments", team=self.team, by=self.me, at=END))
            for start in range(self.had + 1, size + 1, AT_ONCE):
                await self._more(range(start, min(start + AT_ONCE, size + 1)), db)
            await self._recent(size, db)
            if not self.had:
                await self._long_timeline(db)
            for kind, most in (("INC", size), ("DEBT", size), ("ADR", size), ("DEP", size), ("ACT", size)):
                await db.numbers.reached(self.team, kind, most)
            if not self.store.database.is_sqlite:
                await db.connection.execute(text("ANALYZE"))
        self.had = size

    async def _long_timeline(self, db: Transaction) -> None:
        """Of which the room was told."""
        which = select(incidents.c.id).where(incidents.c.team == self.team, incidents.c.number == LONGEST)
        incident = (await db.connection.execute(which)).scalar_one()
        await db.connection.execute(insert(entries), [{**self._entry(number), "incident": incident} for number in range(LONG)])
        line = (literal(self.team), literal(LINE), entries.c.id, literal(self.channel), cast(entries.c.id, String), literal(1))
        told = select(*line).where(entries.c.incident == incident)
        await db.connection.execute(insert(posts).from_select(["team", "kind", "record", "channel", "ts", "revision"], told))

    async def _more(self, numbers: Sequence[int], db: Transaction) -> None:
        for kind, row in ((incidents, self._incident), (debts, self._debt), (documents, self._decision), (deployments, self._deployment)):
            await db.connection.execute(insert(kind), [_only(kind, row(number)) for number in numbers])
        await self._done(numbers, db)
        await db.connection.execute(insert(words.texts), [self._found(number) for number in numbers])
        found = words.texts.c
        here = select(found.id, found.key, found.title, found.body).where(found.team == self.team, found.record.in_(numbers))
        rows = [dict(row) for row in (await db.connection.execute(here)).mappings()]
        await db.connection.execute(*words.entries(db.connection.dialect.name, rows))

    async def _done(self, numbers: Sequence[int], db: Transaction) -> None:
        """Of each incident an action and a note from a message; of those that are over a postmortem, nearly all of them signed off."""
        c, here = incidents.c, (incidents.c.team == self.team, incidents.c.number.in_(numbers))
        made = (await db.connection.execute(select(c.id, c.number).where(*here))).all()
        over = [number for number in numbers if number > OPEN]
        for kind, rows in (
            (actions, [self._action(id_, number) for id_, number in made]),
            (entries, [self._note(id_, number) for id_, number in made]),
            (documents, [self._postmortem(number) for number in over if number > OPEN * 2]),
        ):
            if rows:
                await db.connection.execute(insert(kind), rows)
        due = update(incidents).where(*here, c.number > OPEN)
        await db.connection.execute(due.values(postmortem_due=END.date(), postmortem_signed=c.number > OPEN * 2))

    async def _recent(self, size: int, db: Transaction) -> None:
        """The newest are of last month; those that were the newest before are old."""
        for kind, columns in ((incidents, ("started_at", "resolved_at")), (deployments, ("finished_at",))):
            for numbers, days in (((self.had - RECENT, self.had), 900), ((size - RECENT, size), 10)):
                here = (kind.c.team == self.team, kind.c.number.between(*numbers), kind.c.number > OPEN)
                await db.connection.execute(update(kind).where(*here).values(dict.fromkeys(columns, END - timedelta(days=days))))

    def _incident(self, number: int) -> dict[str, Any]:
        at = END - timedelta(days=900, minutes=number)
        made = Incident.declared(team=self.team, channel=self.channel, title=title(number), severity=Severity.SEV3, by=self.me, at=at)
        over = {} if number <= OPEN else {"status": Status.RESOLVED, "resolved_at": at + timedelta(hours=1)}
        return {**made.model_dump(), "number": number, **over}

    def _debt(self, number: int) -> dict[str, Any]:
        made = Debt.logged(title(number), team=self.team, channel=self.channel, project=None, by=self.me, at=END)
        return {**made.model_dump(), "number": number, "resolved_at": None if number <= OPEN else END}

    def _decision(self, number: int) -> dict[str, Any]:
        facts = {"team": self.team, "kind": ADR.name, "draft": number, "number": number, "title": title(number), "status": "accepted"}
        facts |= {"body": ADR.body().model_dump(mode="json"), "form": ADR.forms[0], "origin": "person", "deciders": []}
        return {**facts, "channel": self.channel, "author": self.me, "made_at": END, "changed_at": END, "revision": 1}

    def _postmortem(self, number: int) -> dict[str, Any]:
        facts = {"kind": POSTMORTEM.name, "status": SIGNED, "body": POSTMORTEM.body().model_dump(mode="json"), "form": POSTMORTEM.forms[0]}
        return {**self._decision(number), **facts}

    def _action(self, incident: int, number: int) -> dict[str, Any]:
        facts = {"team": self.team, "number": number, "incident": incident, "what": title(number), "owner": self.me, "revision": 1}
        return {**facts, "due_on": END.date(), "created_by": self.me, "created_at": END, "done_at": None if number <= OPEN else END}

    def _note(self, incident: int, number: int) -> dict[str, Any]:
        said = {"source_channel": self.channel, "source_ts": f"1700000000.{number:06}"}
        return {**self._entry(number), "incident": incident, **said}

    def _deployment(self, number: int) -> dict[str, Any]:
        at = END - timedelta(days=900, minutes=number)
        made = Deployment(
            team=self.team,
            project=None,
            source="plain",
            external=f"run-{number}",
            environment="production",
            sha=f"{number:040x}",
            outcome=Outcome.SUCCESS,
            finished_at=at,
            recorded_at=at,
        )
        return {**made.model_dump(), "outcome": made.outcome.value, "number": number, "production": True}

    def _entry(self, number: int) -> dict[str, Any]:
        at = END - timedelta(minutes=number)
        facts = {"team": self.team, "kind": "note", "text": title(number), "by": self.me, "happened_at": at, "recorded_at": at}
        return {**facts, "revision": 1, "told": 1}

    def _found(self, number: int) -> dict[str, Any]:
        facts = {"team": self.team, "kind": "incident", "record": number, "key": f"INC-{number}", "channel": self.channel}
        body = f"{title(number)} {'zebra' if number <= OPEN else 'again'}"
        return {**facts, "title": title(number), "body": body, "status": "resolved", "happened_at": END, "revision": 1}


def title(number: int) -> str:
    """Words that many share, and one of its own."""
    return f"{WORDS[number % len(WORDS)]} and {WORDS[number // 10 % len(WORDS)]} number{number}"


def _only(kind: Table, row: dict[str, Any]) -> dict[str, Any]:
    columns = set(kind.columns.keys()) - {"id"}
    return {name: value for name, value in row.items() if name in columns}
