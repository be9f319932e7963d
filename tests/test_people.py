"""Our own directory of a workspace: read at first and daily, kept by Slack's events in between."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from itertools import chain, repeat
from zoneinfo import ZoneInfo

import pytest

from bot.records.people import Person as Known
from bot.records.people import Standing
from bot.schedule import read_directory
from handlers.people import channels
from tests.deployment import Team, deployed
from tests.looking import headlines, lines, room
from tests.staged import undisturbed


@pytest.fixture
async def alone(migrated_url: str) -> AsyncIterator[Team]:
    """The only workspace of a deployment of its own, whose days may pass: daily work is done for every workspace there is."""
    async with deployed(migrated_url) as deployment:
        yield await undisturbed(await deployment.team())


async def test_a_new_name_is_used_from_then_on(team: Team) -> None:
    headline = await team.declares(team.bo, "SEV1 Checkout is down")

    await team.workspace.changes(team.bo, name="Bo Diddley")
    await team.settled()
    await team.runs(team.ana, "/incident status identified")

    assert "declared by Bo Diddley" in headline.shown


async def test_what_an_event_that_comes_late_would_give_somebody_is_asked_of_slack_first(team: Team) -> None:
    await team.workspace.changes(team.bo, deactivated=True)
    await team.settled()
    team.bo.deactivated = False
    team.workspace.events.person_changed(team.bo)  # from before they went
    team.bo.deactivated = True
    await team.settled()
    async with team.store.reading() as db:
        gone = await db.people.person(team.id, team.bo.id)

    await team.workspace.changes(team.bo, deactivated=False, is_admin=True)
    await team.settled()
    async with team.store.reading() as db:
        back = await db.people.person(team.id, team.bo.id)

    assert gone
    assert gone.standing is Standing.DEACTIVATED
    assert back
    assert (back.standing, back.admin) == (Standing.MEMBER, True)


async def test_who_is_not_known_yet_is_told_so_and_not_that_they_may_not(team: Team) -> None:
    new = team.workspace.person("Kim")
    team.general.members.append(new.id)

    first = await team.runs(new, "/scorecard digest here")
    again = await team.runs(new, "/scorecard digest here")

    assert first.shown.startswith("Slack has not told me yet who you are")
    assert again.shown.startswith("The digest comes here")


async def test_a_new_zone_counts_from_then_on(team: Team) -> None:
    await team.declares(team.bo, "SEV1 Checkout is down")
    now = team.slack.clock.now()

    await team.workspace.changes(team.bo, tz="Asia/Tokyo")
    await team.settled()
    await team.runs(team.bo, f"/incident note {there(now, 'Asia/Tokyo')} rolled back")

    assert happened(await timeline(team), "rolled back") == f"{now:%H:%M}"


async def test_clock_times_are_the_speakers(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    now = team.slack.clock.now()

    await team.runs(team.ana, f"/incident note {there(now, 'Europe/Berlin')} by command")
    await team.says(team.bo, f"@CTO Co-Pilot incident note {there(now, 'America/New_York')} by mention")

    shown = await timeline(team)
    assert happened(shown, "by command") == f"{now:%H:%M}"
    assert happened(shown, "by mention") == f"{now:%H:%M}"


@pytest.mark.both
async def test_a_clock_time_in_an_unknown_zone_is_kept_as_said_and_settled_when_the_zone_is_known(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    new = team.workspace.person("Kim", tz="Asia/Seoul")
    team.general.members.append(new.id)
    now = team.slack.clock.now()
    said = there(now, "Asia/Seoul")
    asking = team.slack.faults.add("users.info", "hold_before", team=team.id)

    await new.runs(f"/incident note {said} rolled back", in_=team.general)
    await asking.reached()
    as_said = await timeline_now(team)
    asking.release()
    await team.settled()

    assert lines(as_said, "rolled back")[0].startswith(said)
    assert happened(await timeline(team), "rolled back") == f"{now:%H:%M}"
    assert "rolled back — Kim" in headline.shown
    assert f"{now:%H:%M} UTC" in lines(headline.shown, "rolled back")[0]


async def test_a_zone_nobody_knows_leaves_the_time_it_was_told(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    new = team.workspace.person("Kim", tz="Asia/Seoul")
    team.general.members.append(new.id)
    team.slack.faults.add("users.info", "error:user_not_found", times=None, team=team.id)

    before = team.slack.clock.now()
    await team.runs(new, "/incident note 3:17 rolled back")

    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []
    assert happened(await timeline(team), "rolled back") in {f"{at:%H:%M}" for at in (before, team.slack.clock.now())}


async def test_somebody_new_can_declare_at_once_and_is_called_by_name(team: Team) -> None:
    new = team.workspace.person("Kim")
    team.general.members.append(new.id)

    reply = await team.runs(new, "/incident declare SEV1 Checkout is down")
    await team.runs(team.ana, "/incident status identified")

    assert reply.shown == "INC-1 is open."
    assert "declared by Kim" in headlines(team)[0].shown


async def test_who_joins_the_workspace_is_known_before_they_say_anything(team: Team) -> None:
    new = team.workspace.person("Kim", tz="Asia/Seoul", emit=True)
    await team.settled()

    assert (await known(team, new.id)).tz == "Asia/Seoul"


@pytest.mark.both
async def test_a_big_workspace_is_read_page_by_page(team: Team) -> None:
    people = [team.workspace.person(f"Person {number}", tz="Asia/Seoul") for number in range(410)]

    await read_again(team)

    assert (await known(team, people[0].id)).name == "Person 0"
    assert (await known(team, people[-1].id)).name == "Person 409"


@pytest.mark.parametrize("fault", ["429", "drop"])
async def test_a_reading_that_fails_is_taken_up_again(team: Team, fault: str) -> None:
    new = team.workspace.person("Kim")
    team.slack.faults.add("users.list", fault, team=team.id, seconds=0.05)
    team.slack.faults.add("conversations.list", fault, team=team.id, seconds=0.05)

    await read_again(team)

    assert (await known(team, new.id)).name == "Kim"


@pytest.mark.both
async def test_where_slack_will_not_list_people_each_is_asked_for_when_first_heard(team: Team) -> None:
    new = team.workspace.person("Kim")
    team.general.members.append(new.id)
    team.slack.faults.add("users.list", "error:missing_scope", times=None, team=team.id)
    await read_again(team)

    await team.runs(new, "/incident declare SEV1 Checkout is down")

    assert (await known(team, new.id)).name == "Kim"


@pytest.mark.both
async def test_what_slack_did_not_tell_is_found_out_the_next_day(alone: Team) -> None:
    alone.bo.name, alone.chi.is_guest = "Bo Diddley", True

    alone.slack.clock.advance(timedelta(days=1))
    await alone.deployment.schedule.tick()
    await alone.settled()

    assert (await known(alone, alone.bo.id)).name == "Bo Diddley"
    assert (await known(alone, alone.chi.id)).standing == "guest"


async def test_people_and_channels_are_read_once_a_day(alone: Team) -> None:
    at_first = listings(alone)
    alone.slack.clock.advance(timedelta(days=1))
    for _ in range(3):
        await alone.deployment.schedule.tick()
        await alone.settled()
    before = listings(alone)

    await alone.deployment.schedule.tick()
    await alone.settled()

    assert listings(alone) == before == at_first + 1


async def test_a_clock_that_is_put_back_while_channels_are_read_takes_none_for_gone(team: Team) -> None:
    now = team.slack.clock.now()
    clock = chain([now], repeat(now - timedelta(hours=1)))

    await channels(team.id, team.store, team.deployment.copilot.slack(team.id), lambda: next(clock))

    async with team.store.reading() as db:
        kept = await db.people.channel(team.id, team.general.id)
    assert kept
    assert kept.is_public


async def test_a_channel_made_after_the_reading_is_public_where_slack_says_so(team: Team) -> None:
    new = team.workspace.channel("search", members=[team.ana], emit=True)
    await team.settled()

    await team.runs(team.ana, "/incident declare SEV2 Search is slow", in_=new)

    assert "INC-1 Search is slow" in (await team.runs(team.bo, "/incident list")).shown


async def test_listeners_ask_slack_nothing(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    holding = team.slack.faults.add("*", "hold_before", times=None, team=team.id)

    replies = [
        await team.bo.runs(f"/incident {words}", in_=team.general) for words in ("note rolled back", "timeline", "status identified")
    ]
    holding.release()
    await team.settled()

    assert [reply.error for reply in replies] == [None, None, None]
    assert all(reply.seconds < 1 for reply in replies)
    assert len(room(headlines(team)[0])) == 2


def there(now: datetime, tz: str) -> str:
    """What clocks show there."""
    return f"{now.astimezone(ZoneInfo(tz)):%H:%M}"


async def timeline(team: Team) -> str:
    return (await team.runs(team.ana, "/incident timeline INC-1")).shown


async def timeline_now(team: Team) -> str:
    return (await team.ana.runs("/incident timeline INC-1", in_=team.general)).shown


def happened(shown: str, words: str) -> str:
    """When a line of a timeline says that it happened, in UTC: 14:05."""
    [line] = lines(shown, words)
    return line.split()[1]


async def known(team: Team, user: str) -> Known:
    async with team.store.reading() as db:
        person = await db.people.person(team.id, user)
    assert person is not None
    return person


async def read_again(team: Team) -> None:
    async with team.store.transaction() as db:
        await read_directory(db, team.id)
    await team.settled()


def listings(team: Team) -> int:
    return len([call for call in team.slack.calls if call.team == team.id and call.method == "users.list"])


async def test_somebody_new_is_asked_for_though_what_they_asked_was_refused(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    new = team.workspace.person("Kim", tz="Asia/Seoul")
    team.payments.members.append(new.id)

    refused = await team.runs(new, "/incident note INC-99 rolled back", in_=team.payments)
    shown = await team.runs(new, "/incident show INC-1", in_=team.payments)

    assert "There is no INC-99" in refused.shown
    assert "Checkout is down" in shown.shown


@pytest.mark.both
async def test_without_a_token_work_waits_and_is_not_taken_for_refused(team: Team) -> None:
    team.slack.faults.add("reactions.add", "error:not_authed", team=team.id)
    await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot incident note rolled back")

    assert message.reactions == {"white_check_mark": [team.bot.id]}
