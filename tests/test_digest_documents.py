"""The digest tells what waits in its project, however much waits in others."""

from datetime import UTC, datetime
from typing import Any

from bot.records.adrs import ADR, Decision
from bot.records.documents import Document
from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.windows import last_days
from handlers.documents.digest import TOLD, news
from handlers.parts import subject_of
from tests.deployment import Team

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


async def test_what_waits_elsewhere_leaves_room_for_what_waits_here(team: Team) -> None:
    async with team.store.transaction() as db:
        shelf, added = db.documents.of(ADR), {}
        for name in ("Payments", "Search"):
            added[name] = await db.projects.add(Project.called(name, team=team.id, by=team.ana.id, at=AT))
        payments, search = added["Payments"], added["Search"]
        assert payments
        assert search
        facts: dict[str, Any] = {"team": team.id, "kind": "adr", "status": "proposed", "channel": team.general.id, "author": team.ana.id}
        facts |= {"body": Decision(), "form": "adr", "made_at": AT, "changed_at": AT}
        for at in range(TOLD + 1):
            one = Document(draft=at + 1, number=at + 1, title=f"Way {at}", project=search.id if at else payments.id, **facts)
            await shelf.add(one, did="drafted")

    async with team.store.reading() as db:
        subject = await subject_of(payments, last_days(AT)[-1], Viewer.operator(team.id), db, now=AT)
        told = await news(subject, db, kinds=[ADR])

    assert ["ADR-001" in str(line) for line in told.decide] == [True]
