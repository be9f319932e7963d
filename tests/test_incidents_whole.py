"""Who does what, what it did, when it was, what it is to others: incidents whole."""

from datetime import timedelta

import pytest

from tests.deployment import Team
from tests.looking import buttons, headlines, in_channel, lines, room, told
from tests.staged import did, let_in


async def test_a_role_is_given_to_anybody_by_words_and_shown_on_the_headline(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    reply = await team.runs(team.ana, "/incident role lead @Bo")
    await team.says(team.chi, "@CTO Co-Pilot role comms me", thread=headline)

    assert reply.shown == "Bo is lead of INC-1."
    assert lines(headline.shown, "Lead Bo · Comms Chi")
    assert [line.split(" — ")[0] for line in room(headline) if line.startswith(("Lead", "Comms"))] == ["Lead: Bo", "Comms: Chi"]


async def test_there_is_one_lead_at_a_time(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident role lead @Bo")
    again = await team.runs(team.ana, "/incident role lead @Bo")
    await team.runs(team.ana, "/incident role lead @Chi")
    taken_over = headline.shown
    await team.runs(team.ana, "/incident role lead nobody")

    assert "are lead already" in again.shown
    assert lines(taken_over, "Lead Chi")
    assert "Bo" not in taken_over
    assert "Lead" not in headline.shown.split("Latest")[0]


async def test_a_role_is_given_by_form(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.ana.chooses("Roles…", in_="words:6", on=headline)
    await team.submits(team.ana, {"role": "scribe", "user": team.chi})

    assert lines(headline.shown, "Scribe Chi")


async def test_impact_is_told_in_words_and_numbers_and_what_is_not_known_is_not_nothing(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.runs(team.bo, "/incident impact customers cannot pay customers 340 revenue 1,200 slo checkout")
    await team.runs(team.bo, "/incident resolve rolled back")

    assert lines(headline.shown, "Impact: customers cannot pay · 340 customers · 1,200 revenue lost · SLO checkout")
    await team.declares(team.ana, "SEV2 Search is slow")
    await team.runs(team.bo, "/incident resolve INC-2 restarted")
    assert "Impact:" not in headlines(team)[-1].shown


async def test_resolving_asks_for_the_impact_too(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.clicks(team.bo, "Resolve", on=headline)
    refused = await team.bo.submits({"fix": "rolled back", "customers": "340"})
    await team.settled()

    assert refused.errors == {}
    assert lines(headline.shown, "Impact: 340 customers")
    assert "Fixed by: rolled back" in headline.shown


async def test_an_action_has_an_owner_and_a_day_in_words(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    by_words = await team.runs(team.ana, "/incident action add an alert @Bo by 2099-03-02")
    without = await team.runs(team.ana, "/incident action write it down")
    due = (team.slack.clock.now() + timedelta(days=15)).date()

    assert by_words.shown.startswith("ACT-1 is on the list: Bo, due Mon 02 Mar.")
    assert f"ACT-2 is on the list: nobody yet, due {due:%a %d %b}." in without.shown
    assert buttons(without) == {"I do it": "incident own ACT-2 me"}
    assert [line.split(" — ")[0] for line in room(headline)] == ["To do: ACT-1 add an alert", "To do: ACT-2 write it down"]


async def test_actions_are_listed_per_person_and_done_by_a_button(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident action add an alert @Bo by friday")
    await team.runs(team.ana, "/incident action write it down @Chi in 2 weeks")
    mine = await team.runs(team.bo, "/incident actions mine")
    assert mine.message is not None

    await team.clicks(team.bo, "Done", on=mine)

    assert "add an alert" in mine.shown
    assert "write it down" not in mine.shown
    assert "There is nothing to do" in (await team.runs(team.bo, "/incident actions mine")).shown
    everything = (await team.runs(team.ana, "/incident actions INC-1")).shown
    assert lines(everything, "✅ ACT-1 add an alert · Bo · done")
    assert lines(everything, "ACT-2 write it down · Chi")


async def test_resolving_lists_what_is_left_to_do(team: Team) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.ana, team.general, f"incident action add an alert <@{team.bo.id}> by friday"),
    )

    reply = await team.runs(team.bo, "/incident resolve rolled back")

    assert "Still to do: ACT-1." in reply.shown


async def test_resolving_by_form_tells_what_is_left_to_do(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident action add an alert @Bo by friday")

    await team.clicks(team.bo, "Resolve", on=headline)
    await team.submits(team.bo, {"fix": "rolled back"})

    assert team.bo.view is not None
    assert "Still to do: ACT-1." in team.bo.view.shown
    assert headline.shown.startswith("✅")


async def test_times_are_put_right_and_durations_follow(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident status identified a bad deploy")
    started = team.slack.clock.now() - timedelta(hours=2, seconds=30)  # between whole minutes, however long the rest takes

    await team.runs(team.bo, "/incident times")
    refused = await team.submits(team.bo, {"started": team.slack.clock.now() + timedelta(hours=1)})
    taken = await team.submits(team.bo, {"started": started})

    assert refused.errors == {"started": "That is in the future. Choose a time that is over."}
    assert taken.errors == {}
    assert lines((await team.runs(team.bo, "/incident show INC-1")).shown, "Identified 20")[0].endswith("after 2 h 00 min")
    await team.runs(team.bo, "/incident resolve rolled back")
    assert "It took 2 h 00 min" in headline.shown


async def test_an_entry_is_struck_and_kept_by_who_may(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident note it was the cache")
    for person in (team.chi, team.bo):
        timeline = await team.runs(person, "/incident edit INC-1")
        assert timeline.message is not None
        menus = [one for block in timeline.message.blocks for one in block.get("elements", []) if one.get("type") == "static_select"]
        if person is team.chi:
            assert menus == []
            continue
        await person.chooses(menus[0]["options"][0]["text"]["text"], in_="Edit an entry…", on=timeline)
        await team.submits(person, {"struck": ["struck"]})

    [line] = headline.replies
    styles = [part.get("style", {}) for block in line.blocks for section in block["elements"] for part in section["elements"]]
    assert styles[0].get("strike") is True
    assert "Latest" not in headline.shown
    assert "it was the cache" in (await team.runs(team.ana, "/incident timeline")).shown


async def test_a_drill_says_so_and_is_never_taken_for_the_real_thing(team: Team) -> None:
    reply = await team.runs(team.ana, "/incident drill SEV1 Checkout is down")

    [headline] = headlines(team)
    assert reply.shown == "INC-1 is open."
    assert headline.shown.startswith("🔴 DRILL · INC-1 Checkout is down")
    await team.runs(team.ana, "/incident resolve it was practice")
    async with team.store.reading() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
    assert incident is not None
    assert incident.drill
    assert incident.postmortem_due is None


async def test_one_that_is_over_is_told_of_afterwards(team: Team) -> None:
    now = team.slack.clock.now()
    await team.runs(team.ana, "/incident backfill Checkout was down")
    given = {"severity": "SEV1", "started": now - timedelta(days=2, hours=2), "resolved": now - timedelta(days=2), "fix": "rolled back"}
    backwards = await team.submits(team.ana, {**given, "resolved": now - timedelta(days=3)})
    taken = await team.submits(team.ana, given)

    assert list(backwards.errors) == ["resolved"]
    assert taken.errors == {}
    [headline] = [one for one in in_channel(team) if "INC-1" in one.shown and not one.is_reply]
    assert headline.shown.startswith("✅ INC-1 Checkout was down")
    assert "It took 2 h 00 min" in headline.shown


async def test_a_duplicate_closes_and_points_and_is_readable_from_the_other(team: Team) -> None:
    first = await team.declares(team.ana, "SEV1 Checkout is down")
    second = await team.declares(team.bo, "SEV2 Payments fail", in_=team.payments)
    await team.runs(team.bo, "/incident note cards are refused", in_=team.payments)

    await team.says(team.bo, "@CTO Co-Pilot link INC-1 duplicates", in_=team.payments, thread=second)
    timeline = await team.runs(team.ana, "/incident timeline INC-1")
    await team.clicks(team.ana, "INC-2 (duplicated by)", on=timeline)

    assert second.shown.startswith("✅ INC-2")
    assert "It is INC-1" in second.shown
    assert first.shown.startswith("🔴 INC-1")
    assert timeline.message is not None
    assert "cards are refused" in timeline.message.shown
    assert lines((await team.runs(team.ana, "/incident show INC-1")).shown, "Duplicated by INC-2 Payments fail")
    assert lines((await team.runs(team.ana, "/incident show INC-2")).shown, "Duplicates INC-1 Checkout is down")


@pytest.mark.parametrize("words", ["link INC-2 INC-1 caused by", "link INC-2 INC-1 caused by it"])
async def test_a_link_between_two_is_named_by_their_keys(team: Team, words: str) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.ana, team.general, "incident declare SEV2 Search is slow"),
    )

    reply = await team.runs(team.bo, f"/incident {words}")
    again = await team.runs(team.bo, f"/incident {words}")

    assert reply.shown == "INC-2 caused by INC-1."
    assert "known already" in again.shown
    assert lines((await team.runs(team.ana, "/incident show INC-1")).shown, "Caused INC-2 Search is slow")


async def test_what_it_is_to_another_is_asked_for(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow")

    await team.says(team.bo, "@CTO Co-Pilot link INC-2", thread=headline)
    [asked] = told(team, team.bo)
    await team.clicks(team.bo, "INC-1 relates to INC-2", on=asked)

    assert lines((await team.runs(team.ana, "/incident show INC-2")).shown, "Relates to INC-1 Checkout is down")


async def test_it_gets_a_channel_of_its_own_on_request(team: Team) -> None:
    await team.runs(team.ana, "/incident declare")
    await team.submits(team.ana, {"title": "Checkout is down!", "severity": "SEV1", "own": ["own"]})

    [own] = [one for one in team.workspace.channels.values() if one.name.startswith("inc-")]
    [headline] = headlines(team)
    [inside] = headlines(team, own)
    assert own.name == "inc-1-checkout-is-down"
    assert team.ana.id in own.members
    assert "INC-1 Checkout is down!" in own.topic
    assert f"#{own.name}" in headline.shown
    assert inside.pinned
    note = await team.says(team.ana, "@CTO Co-Pilot rolled back", in_=own)
    await team.clicks(team.ana, "Note with these words", on=told(team, team.ana, own)[-1])
    assert note.text
    assert "Latest: rolled back — Ana" in inside.shown
    assert "Latest: rolled back — Ana" in headline.shown
    assert any("rolled back — Ana" in one.shown for one in own.live)
    await team.runs(team.ana, "/incident resolve rolled back", in_=own)
    await team.runs(team.ana, "/incident archive INC-1")
    assert own.is_archived


async def test_a_channel_of_a_private_incident_is_private(team: Team) -> None:
    await let_in(team, team.secret)
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident channel INC-1", in_=team.secret)

    [own] = [one for one in team.workspace.channels.values() if one.name.startswith("inc-")]
    assert own.is_private
    assert team.bo.id not in own.members
    assert "Keys" not in (await team.runs(team.bo, "/incident list all")).shown


async def test_where_slack_refuses_a_channel_the_incident_stands_and_who_asked_is_told(team: Team) -> None:
    team.slack.faults.add("conversations.create", "error:restricted_action", times=None, team=team.id)
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.runs(team.bo, "/incident channel INC-1")

    assert "restricted_action" in told(team, team.bo)[-1].shown
    assert headline.shown.startswith("🔴 INC-1")
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []
