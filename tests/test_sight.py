"""Questions that are built once for everybody who looks alike, and asked by each with their own name."""

import pytest
from sqlalchemy import literal, select
from sqlalchemy.exc import StatementError

from bot.records.people import Viewer
from storage.people import visible_to
from storage.sight import Sight, who
from tests.deployment import Team


async def test_a_question_built_once_tells_apart_those_who_look_alike_and_cannot_be_asked_by_nobody(team: Team) -> None:
    async with team.store.reading() as db:
        chi, bo, gus = [await db.people.viewer(team.id, one.id) for one in (team.chi, team.bo, team.gus)]
    async with team.store.transaction() as db:
        await db.people.joined(team.id, team.secret.id, chi.user, at=team.slack.clock.now())
    built = select(literal(1)).where(visible_to(Sight.of(chi), literal(team.id), literal(team.secret.id)))

    async with team.store.reading() as db:
        seen = [await db.connection.scalar(built, who(one)) for one in (chi, bo)]
        with pytest.raises(StatementError):
            await db.connection.execute(built)

    assert Sight.of(chi) == Sight.of(bo) != Sight.of(gus)
    assert Sight.of(Viewer.operator(team.id)) != Sight.of(chi)
    assert seen == [1, None]
