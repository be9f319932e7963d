"""One incident by words: resolved, and opened again."""

from datetime import timedelta

import pytest

from bot.records.people import Viewer
from tests.deployment import Team
from tests.looking import headlines, in_channel, room
from tests.staged import did


@pytest.mark.parametrize("words", ["resolve rolled back 4.2.1", "status resolved rolled back 4.2.1"])
async def test_resolving_is_told_once_in_the_channel(team: Team, words: str) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.clock.advance(timedelta(minutes=42))

    reply = await team.runs(team.bo, f"/incident {words}")

    assert "INC-1 is resolved. It took 42 min." in reply.shown
    line = in_channel(team)[-1]
    assert line.thread_ts == headline.ts
    assert line.broadcast
    assert "Resolved" in line.shown
    assert "rolled back 4.2.1" in line.shown
    assert "42 min" in line.shown
    assert len(in_channel(team)) == 2


async def test_the_line_in_the_channel_says_what_was_resolved(team: Team) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.ana, team.general, "incident declare SEV2 Search is slow"),
    )

    await team.runs(team.bo, "/incident resolve INC-1 rolled back")

    line = in_channel(team)[-1]
    assert "INC-1" in line.shown


async def test_resolving_twice_is_told_to_who_tries_and_to_nobody_else(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident resolve rolled back")
    before = len(in_channel(team))

    reply = await team.runs(team.ana, "/incident resolve INC-1 again")

    assert "already resolved" in reply.shown
    assert len(in_channel(team)) == before


async def test_what_fixed_it_may_be_unknown_and_is_then_called_so(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    reply = await team.runs(team.bo, "/incident resolve not known")

    assert "not known" in reply.shown
    assert "Fixed by: not known" in (await team.runs(team.bo, "/incident show INC-1")).shown


async def test_it_can_be_reopened_and_resolved_again(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident resolve rolled back")

    reply = await team.runs(team.bo, "/incident reopen INC-1 it is back")
    reopened = headline.shown
    await team.runs(team.bo, "/incident resolve rolled back further")

    assert "open again" in reply.shown
    assert reopened.startswith("🔴 INC-1 Checkout is down")
    assert "· Investigating ·" in reopened
    assert "Latest: Reopened: it is back — Bo" in reopened
    assert headline.shown.startswith("✅")
    assert headlines(team) == [headline]


async def test_reopening_without_a_key_asks_which_with_the_words_kept(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident resolve rolled back")

    asked = await team.runs(team.bo, "/incident reopen it is back")
    await team.clicks(team.bo, "INC-1 Checkout is down", on=asked)

    assert "Latest: Reopened: it is back" in headline.shown


async def test_in_its_room_a_resolved_incident_is_reopened_by_bare_words(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident resolve rolled back")

    message = await team.says(team.bo, "@CTO Co-Pilot reopen it is back", thread=headline)

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert "· Investigating ·" in headline.shown


async def test_after_a_week_reopening_is_for_who_declared_it_and_for_admins(alone: Team) -> None:
    team = alone
    await team.declares(team.bo, "SEV1 Checkout is down")
    await team.declares(team.chi, "SEV1 Search is down")
    for key in ("INC-1", "INC-2"):
        await team.runs(team.bo, f"/incident resolve {key} rolled back")
    team.slack.clock.advance(timedelta(days=8))

    others = await team.runs(team.chi, "/incident reopen INC-1")
    own = await team.runs(team.bo, "/incident reopen INC-1")
    admins = await team.runs(team.ana, "/incident reopen INC-2")

    assert "more than 7 days ago" in others.shown
    assert "INC-1 is open again" in own.shown
    assert "INC-2 is open again" in admins.shown


async def test_two_status_changes_within_a_second_leave_the_last_on_the_headline(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    editing = team.slack.faults.add("chat.update", "hold_before", team=team.id)

    await team.bo.runs("/incident status identified", in_=team.general)
    await editing.reached()
    await team.chi.runs("/incident status monitoring", in_=team.general)
    editing.release()
    await team.settled()

    assert "· Monitoring ·" in headline.shown
    assert [line.split(" — ")[0] for line in room(headline)] == ["Identified", "Monitoring"]


async def test_every_change_leaves_an_audit_row(team: Team) -> None:
    headline = await team.declares(team.ana, "Checkout is down")
    await team.runs(team.bo, "/incident note rolled back")
    await team.says(team.bo, "@CTO Co-Pilot status identified", thread=headline)
    await team.runs(team.ana, "/incident sev SEV1")
    await team.runs(team.ana, "/incident sev SEV1")
    await team.runs(team.bo, "/incident resolve rolled back")
    await team.runs(team.bo, "/incident reopen INC-1 it is back")

    async with team.store.reading() as db:
        rows = await db.audit.of(team.id, "INC-1")
        incident = await db.incidents.numbered(1, seen_by=Viewer.operator(team.id))

    assert [(row.by, row.action, row.before, row.after, row.door) for row in rows] == [
        (team.ana.id, "declare", "", "SEV2", "command"),
        (team.bo.id, "note", "", "", "command"),
        (team.bo.id, "status", "investigating", "identified", "mention"),
        (team.ana.id, "sev", "SEV2", "SEV1", "command"),
        (team.bo.id, "resolve", "identified", "resolved", "command"),
        (team.bo.id, "reopen", "resolved", "investigating", "command"),
    ]
    assert incident is not None
    assert incident.revision == len(rows)
