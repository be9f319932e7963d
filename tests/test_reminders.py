"""What reminds a room, and the people who promised something: once each, at its time, and no more when it is over."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.schedule import Schedule
from sandbox import Message, Person
from tests.deployment import Team
from tests.looking import buttons, lines
from tests.staged import did, undisturbed

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def alone(alone: Team) -> Team:
    """Days may pass there, and no digest comes in between."""
    return await undisturbed(alone)


def said(headline: Message, words: str) -> list[Message]:
    """What stands in the room with these words in it."""
    return [one for one in headline.replies if words in one.shown]


def told_in_dm(team: Team, person: Person) -> list[Message]:
    return [one for one in team.workspace.dm(person).live if one.user == team.bot.id]


async def test_a_room_without_an_update_is_reminded_by_severity(alone: Team) -> None:
    team = alone
    worst = await team.declares(team.ana, "SEV1 Checkout is down")
    bad = await team.declares(team.ana, "SEV2 Search is slow", in_=team.payments)
    mild = await team.declares(team.chi, "SEV3 Wiki is slow", in_=team.platform)

    await team.time_passes(31 * MINUTE)
    after_half_an_hour = [len(said(one, "no update")) for one in (worst, bad, mild)]
    await team.time_passes(30 * MINUTE)

    assert after_half_an_hour == [1, 0, 0]
    assert [len(said(one, "no update")) for one in (worst, bad, mild)] == [1, 1, 0]
    assert "1 h 01 min" in said(worst, "no update")[0].shown


async def test_a_reminder_is_a_new_message_and_the_one_before_it_is_gone(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.time_passes(31 * MINUTE)
    [first] = said(headline, "no update")
    await team.time_passes(31 * MINUTE)
    [second] = said(headline, "no update")

    assert second.ts != first.ts
    assert first.is_gone


async def test_an_update_puts_the_next_reminder_off(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.time_passes(20 * MINUTE)
    await team.runs(team.bo, "/incident note rolled back")

    await team.time_passes(20 * MINUTE)
    early = said(headline, "no update")
    await team.time_passes(11 * MINUTE)

    assert early == []
    assert len(said(headline, "no update")) == 1


async def test_it_is_snoozed_and_stopped_by_a_button(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.time_passes(31 * MINUTE)
    [first] = said(headline, "no update")

    await team.clicks(team.bo, "Snooze 30 min", on=first)
    await team.time_passes(29 * MINUTE)
    snoozed = said(headline, "no update")
    await team.time_passes(2 * MINUTE)
    [second] = said(headline, "no update")
    await team.clicks(team.bo, "Stop reminding", on=second)
    await team.time_passes(180 * MINUTE)

    assert snoozed == [first]
    assert said(headline, "no update") == [second]


async def test_resolved_nobody_is_reminded_and_reopened_they_are_again(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident resolve rolled back")
    await team.time_passes(120 * MINUTE)
    over = said(headline, "no update")
    await team.runs(team.bo, "/incident reopen INC-1 it is back")
    await team.time_passes(31 * MINUTE)

    assert over == []
    assert len(said(headline, "no update")) == 1


async def test_whatever_the_replicas_a_reminder_comes_once(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.clock.advance(31 * MINUTE)

    await asyncio.gather(*(Schedule(team.store, team.slack.clock.now).tick() for _ in range(3)))
    await team.settled()

    posted = [call for call in team.slack.calls if call.method == "chat.postMessage" and "no update" in str(call.params)]
    assert len(posted) == 1
    assert len(said(headline, "no update")) == 1


async def test_a_missing_lead_is_asked_for_once_and_told_when_found(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV2 Checkout is slow")
    await team.time_passes(6 * MINUTE)
    [asked] = said(headline, "Nobody leads")

    await team.clicks(team.bo, "I lead it", on=asked)

    assert asked.shown == "Bo leads INC-1."
    assert lines(headline.shown, "Lead Bo")
    assert "I lead it" not in buttons(headline)


async def test_with_a_lead_nobody_is_asked_for_one(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV2 Checkout is slow")
    await team.clicks(team.bo, "I lead it", on=headline)

    await team.time_passes(6 * MINUTE)

    assert said(headline, "leads") == []


async def test_the_postmortem_is_due_by_severity_and_said_once(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    reply = await team.runs(team.bo, "/incident resolve rolled back")
    day = (team.slack.clock.now() + timedelta(days=3)).date()

    await team.time_passes(timedelta(days=2))
    early = said(headline, "postmortem")
    await team.time_passes(timedelta(days=2))

    assert f"The postmortem is due {day:%a} {day.day} {day:%b}." in reply.shown
    assert early == []
    assert len(said(headline, "postmortem of INC-1 is due")) == 1


async def test_an_action_is_chased_in_its_owners_morning_and_once_more(alone: Team) -> None:
    team = alone
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident action add an alert @Chi by 2099-01-05")  # far away: the clock starts today
    await moved_to(team, date(2099, 1, 5), "Asia/Tokyo", hour=8)
    before = told_in_dm(team, team.chi)
    await team.time_passes(timedelta(hours=1, minutes=5))
    [first] = told_in_dm(team, team.chi)
    said_first = first.shown
    await team.time_passes(timedelta(days=3))
    await team.time_passes(timedelta(days=30))
    [second] = told_in_dm(team, team.chi)

    assert before == []
    assert "ACT-1 add an alert is due today" in said_first
    assert first.is_gone
    assert "was due Mon 5 Jan" in second.shown

    await team.clicks(team.chi, "Done", on=second)
    assert "is done. Thank you." in second.shown


async def moved_to(team: Team, day: date, zone: str, *, hour: int) -> None:
    there = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    await team.time_passes(there - team.slack.clock.now())


async def test_an_action_that_is_done_is_not_chased(alone: Team) -> None:
    team = alone
    await did(
        team,
        (team.ana, team.general, "incident declare SEV3 Wiki is slow"),
        (team.ana, team.general, f"incident action add an alert <@{team.bo.id}> by tomorrow"),
        (team.bo, team.general, "incident done ACT-1"),
    )

    await team.time_passes(timedelta(days=10))

    assert told_in_dm(team, team.bo) == []


async def test_who_may_not_see_an_incident_is_not_told_of_its_actions(alone: Team) -> None:
    team = alone
    await team.runs(team.chi, "/incident declare SEV3 Keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident action rotate them @Bo by tomorrow", in_=team.secret)

    await team.time_passes(timedelta(days=10))

    assert told_in_dm(team, team.bo) == []
    assert "rotate" not in (await team.runs(team.bo, "/incident actions mine")).shown
