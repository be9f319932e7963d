"""Somebody is let go of: nothing of theirs is found in any column of any table, and the team's records stand."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, inspect, text

from bot.records.people import Viewer
from handlers.people import WHEN_LET_IN
from sandbox import Message, Person
from storage.backups.beside import snapshot
from storage.database import database_url
from storage.erasure import Erasure, NotHere, erase
from storage.papers import papers
from tests import forked
from tests.deployment import Team, deployed
from tests.looking import headlines
from tests.staged import did

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
NAMES = re.compile(r"(?:\b|(?<=\\n))(?:Kim|Sandoval|kimmy)\b", re.IGNORECASE)
"""As words, or at the beginning of a line in JSON: an id that was made at random may well have "KIM" in it."""


@pytest.fixture
async def known(migrated_url: str) -> AsyncIterator[tuple[str, Team, Person]]:
    """A deployment in which Kim Sandoval did something of everything."""
    async with deployed(migrated_url) as deployment:
        team = await deployment.team()
        kim = team.workspace.person("Kim Sandoval", emit=True)
        for channel in (team.general, team.payments):
            channel.add_member(kim.id)
        await team.settled()
        await _live(team, kim)
        yield migrated_url, team, kim


async def test_a_trial_changes_nothing_and_then_no_column_of_any_table_holds_them_and_the_record_goes_on(
    known: tuple[str, Team, Person],
) -> None:
    url, team, kim = known
    await team.runs(team.bo, "/incident note Chi saw it first")
    before = _everything(url)

    tried = await asyncio.to_thread(forked.run, ["erase", team.chi.id, "--dry-run"], {"DATABASE_URL": url})
    nobody = await asyncio.to_thread(forked.run, ["erase", "U404"], {"DATABASE_URL": url})
    with pytest.raises(NotHere):
        await asyncio.to_thread(erase, database_url(url), Erasure(team.id, team.bot.id), now=NOW)

    assert tried.returncode == 0
    assert "This was a trial: nothing was changed." in tried.stdout
    assert "Chi may be a word of any sentence" in tried.stdout
    assert "They are still in Slack" in tried.stdout
    assert (nobody.returncode, nobody.stderr.splitlines()) == (
        2,
        ["Nobody here has the id U404. It is in their Slack profile: ⋮ › Copy member ID."],
    )
    assert _everything(url) == before
    await _erased(url, team, kim)


async def _erased(url: str, team: Team, kim: Person) -> None:
    """Nothing of theirs is left, and what the team knows is still known."""
    assert _found(url, kim) != []

    done = await asyncio.to_thread(erase, database_url(url), Erasure(team.id, kim.id, ("Kim", "kimmy")), now=NOW)
    shown = (await team.runs(team.bo, "/incident timeline INC-1")).shown
    found = await team.runs(team.bo, "/cto find gateway")

    assert _found(url, kim) == []
    assert _in_the_file(url, kim) == []
    assert done.deleted["turns"] >= 1
    assert "Someone who left" in shown
    assert "rolled back by someone who left" in shown
    assert "INC-1" in found.shown
    async with team.store.reading() as db:
        assert await db.search.find("sandoval", seen_by=Viewer.operator(team.id), limit=5) == []
        assert [(one.action, one.by, one.after) for one in await db.audit.of(team.id, "person")] == [("erased", "operator", "UGONE1")]


async def test_once_they_have_left_slack_it_is_drawn_anew_and_they_do_not_come_back_with_the_next_reading(
    known: tuple[str, Team, Person],
) -> None:
    url, team, kim = known
    await team.workspace.changes(kim, deactivated=True)
    await team.settled()
    before = [one.shown for one in _said_of(team, kim)]

    done = await asyncio.to_thread(erase, database_url(url), Erasure(team.id, kim.id, ("Kim", "kimmy"), WHEN_LET_IN), now=NOW)
    team.deployment.copilot.store.jobs.wake()
    await team.settled()
    async with team.store.transaction() as db:
        await db.jobs.enqueue("people.everyone", team=team.id, room="people")
    await team.settled()

    assert before
    assert done.redrawn >= 1
    assert [one.shown for one in _said_of(team, kim)] == []
    assert len([one for one in team.general.live if "someone who left" in one.shown.lower()]) >= len(before)
    assert not done.is_there
    assert _found(url, kim) == []


def _said_of(team: Team, kim: Person) -> list[Message]:
    """The headline and the lines of its room that name them."""
    [headline] = headlines(team)
    ours = [one for one in (headline, *headline.replies) if one.user == team.bot.id and not one.ephemeral_to]
    return [one for one in ours if NAMES.search(one.shown) or kim.id in json.dumps(one.blocks)]


async def _live(team: Team, kim: Person) -> None:
    """What one person leaves behind: incidents, roles, promises, words of theirs and about them, decisions, debt, talks, settings."""
    await team.declares(kim, "SEV1 The gateway is down")
    await did(
        team,
        (team.bo, team.general, f"incident note rolled back by Kim Sandoval and kimmy, ask <@{kim.id}>"),
        (kim, team.general, "incident note it was me, Kim"),
        (kim, team.general, "incident role lead me"),
        (kim, team.general, "incident sev SEV2 it is not that bad"),
        (kim, team.general, "debt add Kim owns the cron job days 2"),
        (team.ana, team.general, f"team add <@{kim.id}> engineer"),
        (kim, team.general, "scorecard digest here"),
    )
    await team.runs(kim, "/incident action add an alarm me by friday")
    message = await team.says(kim, "the gateway answers again — Kim")
    await team.reacts(team.bo, "pushpin", to=message)
    await team.runs(kim, "/adr new Queues, says Kim")
    await team.submits(kim, {"title": "Queues, says Kim", "context": "Kim Sandoval wants them."})
    await team.runs(kim, "/cto project Gateway")
    await team.says(kim, "Should I, Kim, be promoted?", in_=team.workspace.dm(kim))
    await team.says(kim, "@CTO Co-Pilot are we too few?")
    await team.runs(kim, "/cto read")
    row = {"project": 0, "sort": "roadmap", "name": "ROADMAP.md", "named": "roadmap.md", "of": NOW.date(), "is_dated": True, "revision": 1}
    async with team.store.transaction() as db:
        await db.connection.execute(
            insert(papers).values(
                team=team.id, content=f"Kim Sandoval decides, {kim.id} too".encode(), brought_by=kim.id, brought_at=NOW, **row
            )
        )
    assert headlines(team)


def _found(url: str, kim: Person) -> list[tuple[str, str]]:
    """Every value of every table in which the person's id or a name of theirs stands, whatever the table is of."""
    return [one for one in _everything(url) if kim.id in one[1] or NAMES.search(one[1])]


def _in_the_file(url: str, kim: Person) -> list[str]:
    """What of them still stands in a SQLite file, be it on a page that nothing refers to."""
    if not url.startswith("sqlite:///"):
        return []
    file = Path(url.removeprefix("sqlite:///"))
    content = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*")).lower()
    return [word for word in (kim.id, "Sandoval", "kimmy") if word.lower().encode() in content]


def _everything(url: str) -> list[tuple[str, str]]:
    with snapshot(database_url(url)) as connection:
        # The index's own tables are in the index, and a worker's heartbeat goes on.
        tables = [one for one in inspect(connection).get_table_names() if not one.startswith(("search_words_", "procrastinate_workers"))]
        return [(table, str(value)) for table in sorted(tables) for row in _rows(connection, table) for value in row]


def _rows(connection: Connection, table: str) -> list[Any]:
    return list(connection.execute(text(f'SELECT * FROM "{table}"')))  # noqa: S608 - a table's name
