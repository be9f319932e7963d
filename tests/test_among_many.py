"""Lists among more than anybody reads: counted no further than that, and in one order from page to page."""

import pytest
from sqlalchemy import update

from benchmarks.grown import Grown
from bot.records.adrs import ADR
from handlers.paging import COUNTED, enough, many, page_of
from storage.documents import documents
from tests.deployment import Team


@pytest.mark.parametrize(("count", "told", "turn"), [(1, "1", "Page 2 of 1"), (1000, "1000", "Page 2 of 67"), (1001, "1,000+", "Page 2")])
def test_a_number_is_told_as_far_as_it_was_counted(count: int, told: str, turn: str) -> None:
    assert (many(count), page_of(2, count, 15)) == (told, turn)


def test_whoever_turns_pages_finds_the_last_one() -> None:
    assert all(enough(page, 15) > page * 15 + COUNTED for page in (1, 2, 500))


@pytest.mark.postgresql
async def test_lists_of_more_than_are_counted_say_so_and_go_on(team: Team) -> None:
    await Grown(team.store, team.id, team.general.id, team.ana.id).to(1_040)
    async with team.store.transaction() as db:
        mine = (documents.c.team == team.id, documents.c.number <= 3)
        await db.connection.execute(update(documents).where(*mine).values(number=None, status="draft"))
        viewer = await db.people.viewer(team.id, team.ana.id)
        shelf = db.documents.of(ADR)
        whole = [one.draft for one in await shelf.listed(seen_by=viewer, limit=9)]
        pages = [one.draft for start in range(0, 9, 2) for one in await shelf.listed(seen_by=viewer, limit=2, offset=start)]

    incidents = await team.runs(team.ana, "/incident list all")
    past = await team.runs(team.ana, "/incident list all 99")
    decisions = await team.runs(team.ana, "/adr list 2")
    open_ = await team.runs(team.ana, "/incident list")

    assert whole == [3, 2, 1, 1040, 1039, 1038, 1037, 1036, 1035]
    assert pages[:9] == whole
    assert "All you can see: 1,000+" in incidents.shown
    assert "1,000+ more" in str(incidents.blocks)
    assert "there are 52" in past.shown
    assert "1,000+ decisions" in decisions.shown
    assert '"Page 3"' in str(decisions.blocks).replace("'", '"')
    assert "Open: 20" in open_.shown
