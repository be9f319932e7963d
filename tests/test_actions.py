"""What people promised: who is told of it and when, whose it is, and how it is listed."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.incidents.promises import chase
from sandbox import Message, Person
from tests.deployment import Team
from tests.looking import buttons
from tests.staged import did, let_in, undisturbed

MINUTE = timedelta(minutes=1)
MONDAY = date(2099, 1, 5)


@pytest.fixture
async def alone(alone: Team) -> Team:
    """Days may pass there, and no digest comes in between."""
    return await undisturbed(alone)


async def comes(team: Team, day: date, zone: str, hour: int, minute: int = 0) -> None:
    """The clock is moved to that time there, without a look at what is due in between."""
    there = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    team.slack.clock.advance(there - team.slack.clock.now())
    await team.time_passes(timedelta())


def told(team: Team, person: Person) -> list[Message]:
    """What stands in somebody's direct messages with the bot about what they promised."""
    return [one for one in team.workspace.dm(person).live if one.user == team.bot.id and "ACT-" in one.shown]


def heard(team: Team, person: Person) -> int:
    """How often somebody's client made a sound about it: every message of the bot's there ever was."""
    dm = team.workspace.dm(person)
    posted = [one.params for one in team.slack.calls if one.method == "chat.postMessage"]
    return len([one for one in posted if one.get("channel") == dm.id and "ACT-" in str(one)])


async def promised(team: Team, owner: Person) -> None:
    """Search is slow, and somebody is to add an index by that Monday."""
    action = f"incident action add an index <@{owner.id}> by {MONDAY}"
    await did(team, *((team.ana, team.general, words) for words in ("incident declare SEV2 Search is slow", action)))


async def test_who_left_a_private_channel_is_told_nothing_any_more(alone: Team) -> None:
    team = alone
    await let_in(team, team.secret)
    await did(
        team,
        (team.chi, team.secret, "incident declare SEV3 Keys leaked"),
        (team.chi, team.secret, f"incident action rotate them <@{team.ana.id}> by 2099-01-05"),
    )
    await comes(team, MONDAY, "Europe/Berlin", 9, 1)
    [dm] = told(team, team.ana)
    before = dm.shown

    await team.ana.leaves(team.secret)
    await team.settled()
    await team.runs(team.chi, "/incident done ACT-1", in_=team.secret)
    await team.runs(team.chi, "/incident undone ACT-1", in_=team.secret)

    assert "rotate them" in before
    assert [one.shown for one in told(team, team.ana)] == [before]
    assert heard(team, team.ana) == 1


async def test_who_left_before_it_was_due_is_not_told(alone: Team) -> None:
    team = alone
    await let_in(team, team.secret)
    await did(
        team,
        (team.chi, team.secret, "incident declare SEV3 Keys leaked"),
        (team.chi, team.secret, f"incident action rotate them <@{team.ana.id}> by 2099-01-05"),
    )
    await team.ana.leaves(team.secret)
    await team.settled()

    await comes(team, MONDAY, "Europe/Berlin", 9, 1)

    assert told(team, team.ana) == []


async def test_at_night_nobody_is_told_but_of_the_worst(alone: Team) -> None:
    team = alone
    await did(team, *((team.ana, team.general, f"incident declare {words}") for words in ("SEV2 Search is slow", "SEV1 Checkout is down")))
    await comes(team, MONDAY, "Europe/Berlin", 23)
    await team.runs(team.ana, "/incident action INC-1 add an index @Ana by today")
    await team.time_passes(MINUTE)
    at_night = told(team, team.ana)
    await team.runs(team.ana, "/incident action INC-2 stop the bleeding @Ana by today")
    await team.time_passes(MINUTE)
    of_the_worst = [one.shown for one in told(team, team.ana)]
    await comes(team, MONDAY + timedelta(days=1), "Europe/Berlin", 8, 59)
    before_nine = len(told(team, team.ana))
    await team.time_passes(2 * MINUTE)

    assert at_night == []
    assert len(of_the_worst) == 1
    assert "stop the bleeding is due today" in of_the_worst[0]
    assert before_nine == 1
    assert "add an index was due Mon 5 Jan" in told(team, team.ana)[1].shown


async def test_what_was_due_while_it_was_down_waits_for_the_morning(alone: Team) -> None:
    team = alone
    await promised(team, team.ana)

    await comes(team, MONDAY + timedelta(days=1), "Europe/Berlin", 3)
    at_three = told(team, team.ana)
    await comes(team, MONDAY + timedelta(days=1), "Europe/Berlin", 9, 1)

    assert at_three == []
    assert len(told(team, team.ana)) == 1


async def test_after_a_long_time_down_it_is_said_once(alone: Team) -> None:
    team = alone
    await promised(team, team.ana)

    await comes(team, MONDAY + timedelta(days=14), "Europe/Berlin", 10)
    for _ in range(3):
        await team.time_passes(timedelta(days=1))

    assert heard(team, team.ana) == 1


async def test_what_slack_could_not_take_by_day_waits_for_the_morning(alone: Team) -> None:
    team = alone
    await promised(team, team.ana)
    await comes(team, MONDAY, "Europe/Berlin", 23)

    await chase(team.id, 1, team.store, lambda: datetime(2099, 1, 5, 12, tzinfo=UTC))
    await team.settled()
    at_night = told(team, team.ana)
    await comes(team, MONDAY + timedelta(days=1), "Europe/Berlin", 9, 1)

    assert at_night == []
    assert heard(team, team.ana) == 1


async def test_whoever_takes_over_what_is_late_is_told_in_their_morning(alone: Team) -> None:
    team = alone
    await promised(team, team.ana)
    await comes(team, MONDAY, "Europe/Berlin", 18)
    [dm] = told(team, team.ana)

    await team.runs(team.ana, "/incident own ACT-1 @Chi")
    await team.time_passes(MINUTE)
    at_night = told(team, team.chi)
    await comes(team, MONDAY + timedelta(days=1), "Asia/Tokyo", 9, 1)

    assert at_night == []
    assert "add an index was due Mon 5 Jan" in told(team, team.chi)[0].shown
    assert dm.shown == "ACT-1 add an index is not yours any more."
    assert heard(team, team.ana) == 1


async def test_a_change_is_an_edit_of_what_its_owner_was_told(alone: Team) -> None:
    team = alone
    await promised(team, team.ana)
    await comes(team, MONDAY, "Europe/Berlin", 10)
    [dm] = told(team, team.ana)
    first = dm.shown

    await team.runs(team.ana, "/incident done ACT-1")
    done = dm.shown
    await team.runs(team.bo, "/incident undone ACT-1")
    again = await team.runs(team.ana, "/incident own ACT-1 me")
    await team.time_passes(5 * MINUTE)

    assert "is done. Thank you." in done
    assert told(team, team.ana) == [dm]
    assert dm.shown == first
    assert heard(team, team.ana) == 1
    assert again.shown == "ACT-1 is theirs already."


async def test_who_was_never_told_is_not_told_that_it_is_done(alone: Team) -> None:
    team = alone
    await promised(team, team.ana)
    await comes(team, MONDAY, "Europe/Berlin", 10)

    await did(team, (team.ana, team.general, f"incident own ACT-1 <@{team.bo.id}>"))
    await did(team, (team.ana, team.general, "incident done ACT-1"))
    await team.time_passes(timedelta(days=2))

    assert heard(team, team.bo) == 0


async def test_whose_zone_has_moved_is_told_in_the_morning_they_have_now(alone: Team) -> None:
    team = alone
    await promised(team, team.chi)
    await team.workspace.changes(team.chi, tz="America/New_York")
    await team.settled()

    await comes(team, MONDAY, "Asia/Tokyo", 9, 1)
    in_tokyo = told(team, team.chi)
    await comes(team, MONDAY, "America/New_York", 9, 1)

    assert in_tokyo == []
    assert len(told(team, team.chi)) == 1


async def test_an_owner_nobody_knew_is_asked_for_and_told_in_their_morning(alone: Team) -> None:
    team = alone
    await team.declares(team.ana, "SEV2 Search is slow")
    dot = team.workspace.person("Dot", tz="America/New_York")  # whom no event told of
    await team.runs(team.ana, f"/incident action add an index <@{dot.id}> by 2099-01-05")

    await comes(team, MONDAY, "Europe/London", 9, 1)
    in_london = told(team, dot)
    await comes(team, MONDAY, "America/New_York", 9, 1)

    assert in_london == []
    assert len(told(team, dot)) == 1


@pytest.mark.postgresql
async def test_what_is_done_while_it_is_chased_stays_done(alone: Team) -> None:
    await promised(alone, alone.ana)
    noon = datetime(2099, 1, 5, 12, tzinfo=UTC)

    async with alone.store.transaction() as db:
        found = await db.actions.numbered(1, seen_by=alone.operator)
        assert found is not None
        await db.actions.save(found.done(by=alone.ana.id, at=noon))
        chasing = asyncio.create_task(chase(alone.id, found.id, alone.store, lambda: noon))
        await asyncio.wait([chasing], timeout=0.3)
    await chasing

    async with alone.store.reading() as db:
        after = await db.actions.get(found.id, seen_by=alone.operator)
    assert after is not None
    assert after.is_done


async def test_an_action_is_given_by_a_mention_to_me_or_to_nobody(team: Team) -> None:
    await did(
        team,
        *(
            (team.ana, team.general, f"incident {words}")
            for words in ("declare SEV2 Search is slow", f"action add an index <@{team.chi.id}>")
        ),
    )

    by_name = await team.runs(team.ana, "/incident own ACT-1 Bo")
    without = await team.runs(team.ana, "/incident own ACT-1")
    kept = await team.runs(team.ana, "/incident actions INC-1")
    to_bo = await team.runs(team.ana, "/incident own ACT-1 @Bo")
    to_nobody = await team.runs(team.ana, "/incident own ACT-1 nobody")
    to_me = await team.runs(team.ana, "/incident own ACT-1 me")

    assert by_name.shown.startswith("Who? /incident own ACT-1 @who")
    assert buttons(without) == {"I do it": "incident own ACT-1 me"}
    assert "add an index · Chi" in kept.shown
    assert [one.shown for one in (to_bo, to_nobody, to_me)] == ["ACT-1: Bo.", "ACT-1: nobody yet.", "ACT-1: Ana."]


async def test_who_cannot_do_anything_is_given_nothing(team: Team) -> None:
    await team.declares(team.ana, "SEV2 Search is slow")
    await team.workspace.changes(team.bo, deactivated=True)
    await team.settled()

    to_a_bot = await team.runs(team.ana, f"/incident action add an index <@{team.bot.id}>")
    to_one_gone = await team.runs(team.ana, f"/incident action add an index <@{team.bo.id}>")
    await team.runs(team.ana, "/incident action add an index @Chi")
    moved = await team.runs(team.ana, f"/incident own ACT-1 <@{team.bo.id}>")

    assert {one.shown for one in (to_a_bot, to_one_gone, moved)} == {"Bots, and people who have left, cannot do it. Choose somebody else."}
    assert "add an index · Chi" in (await team.runs(team.ana, "/incident actions INC-1")).shown


async def test_whoever_gives_it_to_somebody_who_does_not_see_it_is_told_so(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV3 Keys leaked", in_=team.secret)

    given = await team.runs(team.chi, "/incident action rotate them @Bo", in_=team.secret)
    seen = await team.runs(team.chi, "/incident own ACT-1 me", in_=team.secret)
    moved = await team.runs(team.chi, "/incident own ACT-1 @Bo", in_=team.secret)

    assert "ACT-1 is on the list: Bo" in given.shown
    assert "They do not see that incident" in given.shown
    assert "They do not see" not in seen.shown
    assert "ACT-1: Bo. They do not see that incident" in moved.shown


async def test_late_is_what_is_late_where_one_is(alone: Team) -> None:
    team = alone
    await promised(team, team.chi)
    await comes(team, MONDAY + timedelta(days=1), "Asia/Tokyo", 5)  # still the 5th in Berlin, and by UTC

    in_tokyo = await team.runs(team.chi, "/incident actions all")
    in_berlin = await team.runs(team.ana, "/incident actions all")

    assert "was due Mon 5 Jan" in in_tokyo.shown
    assert "· due Mon 5 Jan" in in_berlin.shown
