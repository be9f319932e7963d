"""What it does on its own: once a period, whatever restarts or replicas do."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.config import read_settings
from bot.records.keeping import Keeping
from bot.schedule import Schedule
from handlers.retention import clean
from storage.audit import Change, audit
from storage.drafts import drafts
from storage.periods import periods
from storage.spending import Call, spending
from tests.deployment import Team, deployed

pytestmark = pytest.mark.both

A_DAY = 24 * 3600


@pytest.fixture
async def team(migrated_url: str) -> AsyncIterator[Team]:
    """A workspace that has its deployment to itself: a day begins for every workspace there is."""
    async with deployed(migrated_url) as deployment:
        yield await deployment.team()


async def test_people_are_read_again_each_day_so_that_a_lost_event_is_made_good(team: Team) -> None:
    dora = team.workspace.person("Dora", tz="Europe/Berlin")
    async with team.store.reading() as db:
        before = await db.people.person(team.id, dora.id)

    team.slack.clock.advance(A_DAY)
    await team.deployment.schedule.tick()
    await team.settled()

    async with team.store.reading() as db:
        after = await db.people.person(team.id, dora.id)
    assert before is None
    assert after is not None
    assert after.name == "Dora"


async def test_two_replicas_tick_at_once_and_the_day_is_begun_once(team: Team) -> None:
    clock = team.slack.clock
    clock.advance(A_DAY)
    day = f"{clock.now():%Y-%m-%d}"

    await asyncio.gather(*(Schedule(team.store, clock.now).tick() for _ in range(3)))

    async with team.store.reading() as db:
        here = (periods.c.name == "daily", periods.c.team == team.id, periods.c.period == day)
        count = await db.connection.scalar(select(func.count()).select_from(periods).where(*here))
    assert count == 1
    await team.settled()


async def test_what_is_due_is_done_when_the_clock_has_come_to_it_and_not_before(team: Team) -> None:
    message = await team.says(team.ana, "remember this")
    clock, schedule = team.slack.clock, team.deployment.schedule
    async with team.store.transaction() as db:
        at = clock.now().replace(microsecond=0)
        ids = {"channel": message.channel.id, "ts": message.ts}
        await db.jobs.later("tick", at=at.fromtimestamp(at.timestamp() + 3600, at.tzinfo), team=team.id, room="tick:test", **ids)

    clock.advance(3500)
    await schedule.tick()
    await team.settled()
    early = dict(message.reactions)
    clock.advance(200)
    await schedule.tick()
    await team.settled()

    assert early == {}
    assert list(message.reactions) == ["white_check_mark"]


async def test_old_marks_of_deliveries_are_let_go_and_fresh_ones_kept(team: Team) -> None:
    await team.runs(team.ana, "/incident declare SEV3 an old one")
    old = team.slack.deliveries[-1]
    team.slack.clock.advance(3 * A_DAY)
    await team.runs(team.ana, "/incident declare SEV3 a fresh one")
    fresh = [one for one in team.slack.deliveries if one.type == "slash_commands"][-1]

    await team.deployment.schedule.tick()
    await team.settled()

    async with team.store.reading() as db:
        kept = [await db.deliveries.answer(one.payload["trigger_id"], team=team.id) for one in (old, fresh)]
    assert kept[0] is None
    assert "is open" in str(kept[1])


async def test_a_workspace_lets_go_of_its_own_marks_and_of_no_others(team: Team) -> None:
    other = await team.deployment.team("Other")
    long_ago = team.slack.clock.now() - timedelta(days=500)
    async with team.store.transaction() as db:
        for owner in (team.id, other.id):
            await db.deliveries.is_first("the same key", team=owner, at=long_ago)
            await db.periods.claim("digest", owner, "C1", "2025-W20", at=long_ago)
            await db.drafts.keep(owner, "U1", "rolled back", at=long_ago)

    await clean(team.id, team.store, Keeping(), team.slack.clock.now())

    async with team.store.transaction() as db:
        again = {}
        for owner in (team.id, other.id):
            again[owner] = (
                await db.deliveries.is_first("the same key", team=owner, at=long_ago),
                await db.periods.claim("digest", owner, "C1", "2025-W20", at=long_ago),
                await db.connection.scalar(select(func.count()).where(drafts.c.team == owner)),
            )
    assert again == {team.id: (True, True, 0), other.id: (False, False, 1)}


@pytest.mark.parametrize(("days", "audit_left", "spending_left"), [(None, 2, 1), (30, 1, 1)])
async def test_who_changed_what_is_kept_for_good_unless_the_setting_says_for_how_long(
    team: Team, days: int | None, audit_left: int, spending_left: int
) -> None:
    now = team.slack.clock.now()
    async with team.store.transaction() as db:
        for ago in (1, 500):
            await db.audit.changed(team.id, Change("INC-1", "note", "U1", "", "x", "command", now - timedelta(days=ago)))
            await db.spending.reserve(Call(team.id, "U1", "adr", "m"), 1, budget=None, now=now - timedelta(days=ago))

    await clean(team.id, team.store, Keeping(audit=timedelta(days=days) if days else None), now)

    async with team.store.reading() as db:
        left = [
            await db.connection.scalar(select(func.count()).where(table.c.team == team.id, table.c.at < now)) for table in (audit, spending)
        ]
    assert left == [audit_left, spending_left]


def test_what_is_set_is_how_long_it_is_kept() -> None:
    settings = read_settings(slack_bot_token="xoxb-1", copilot_keep_audit_days=30, copilot_keep_conversations_days=7)

    assert settings.keeping == Keeping(conversations=timedelta(days=7), audit=timedelta(days=30))
    assert read_settings(slack_bot_token="xoxb-1").keeping == Keeping()
