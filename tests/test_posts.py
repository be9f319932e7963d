"""Shown once, whatever becomes of the call that shows it: never twice, never lost."""

from typing import Any

import pytest
from sqlalchemy import func, select

from handlers.posts import EVENT_TYPE, TIDY_AFTER
from sandbox import Channel, Message
from sandbox.content import Content
from storage.incidents import HEADLINE, incidents
from tests.deployment import Team
from tests.looking import headlines, room, told

pytestmark = pytest.mark.both

METHOD = "chat.postMessage"
LOSSES = ("drop", "drop_after", "500", "429", "error:internal_error")


@pytest.mark.parametrize("loss", LOSSES)
async def test_a_headline_is_posted_once_whatever_becomes_of_the_first_call(team: Team, loss: str) -> None:
    fault = team.slack.faults.add(METHOD, loss, team=team.id, seconds=0.05)

    await team.runs(team.ana, "/incident declare SEV1 Checkout is down")

    assert fault.hits == 1
    [headline] = headlines(team)
    assert headline.shown.startswith("🔴 INC-1 Checkout is down")


@pytest.mark.parametrize("loss", ["drop", "drop_after"])
async def test_a_line_is_posted_once_and_in_its_order_whatever_becomes_of_the_first_call(team: Team, loss: str) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.faults.add(METHOD, loss, team=team.id)

    await team.bo.runs("/incident note rolled back", in_=team.general)
    await team.bo.runs("/incident status identified", in_=team.general)
    await team.settled()

    assert [line.split(" — ")[0] for line in room(headline)] == ["rolled back", "Identified"]
    assert "· Identified ·" in headline.shown


@pytest.mark.parametrize("loss", ["drop_after"])
async def test_what_is_also_sent_to_the_channel_is_posted_once_too(team: Team, loss: str) -> None:
    message = await team.says(team.bo, "is checkout down?")
    team.slack.faults.add(METHOD, loss, team=team.id)
    await team.says(team.bo, "@CTO Co-Pilot declare SEV1 Checkout is down", thread=message)
    team.slack.faults.add(METHOD, loss, team=team.id)

    await team.runs(team.bo, "/incident resolve rolled back")

    assert len(headlines(team)) == 1
    assert len([line for line in room(headlines(team)[0]) if "it took" in line]) == 1


@pytest.mark.parametrize("loss", ["drop_after", "429"])
async def test_an_edit_that_is_lost_is_made_again(team: Team, loss: str) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.faults.add("chat.update", loss, team=team.id, seconds=0.05)

    await team.runs(team.bo, "/incident status identified")

    assert "· Identified ·" in headline.shown
    assert len(headlines(team)) == 1


async def test_the_answer_is_there_before_anything_is_posted(team: Team) -> None:
    posting = team.slack.faults.add(METHOD, "hold_before", team=team.id)

    reply = await team.ana.runs("/incident declare SEV1 Checkout is down", in_=team.general)
    await posting.reached()
    before = headlines(team)
    posting.release()
    await team.settled()

    assert reply.shown == "INC-1 is open."
    assert before == []
    assert len(headlines(team)) == 1


async def test_what_happens_while_a_post_is_under_way_is_shown_after_it(team: Team) -> None:
    posting = team.slack.faults.add(METHOD, "hold_after", team=team.id)
    await team.ana.runs("/incident declare SEV1 Checkout is down", in_=team.general)
    await posting.reached()

    for words in ("status identified", "note rolled back", "resolve rolled back"):
        await team.bo.runs(f"/incident {words}", in_=team.general)
    posting.release()
    await team.settled()

    [headline] = headlines(team)
    assert headline.shown.startswith("✅ INC-1")
    assert [line.split(" — ")[0] for line in room(headline)] == ["Identified", "rolled back", "✅ Resolved: rolled back"]


async def test_a_call_that_arrives_late_is_deleted_again(alone: Team) -> None:
    lost = alone.slack.faults.add(METHOD, "drop", team=alone.id)
    headline = await alone.declares(alone.ana, "SEV1 Checkout is down")
    await alone.runs(alone.bo, "/incident note rolled back")
    assert lost.hits == 1

    await arrives_late(alone, 0)
    two = headlines(alone)
    await time_passes(alone)

    assert len(two) == 2
    assert headlines(alone) == [headline]
    assert room(headline)[0].startswith("rolled back — Bo")


async def test_a_line_that_arrives_late_is_deleted_again(alone: Team) -> None:
    headline = await alone.declares(alone.ana, "SEV1 Checkout is down")
    alone.slack.faults.add(METHOD, "drop", team=alone.id)
    await alone.runs(alone.bo, "/incident resolve rolled back")

    await arrives_late(alone, 1)
    two = room(headline)
    await time_passes(alone)

    assert len(two) == 2
    assert [line.split(" — ")[0] for line in room(headline)] == ["✅ Resolved: rolled back"]


async def test_what_arrived_in_time_is_not_touched_when_time_passes(alone: Team) -> None:
    alone.slack.faults.add(METHOD, "drop_after", team=alone.id)
    headline = await alone.declares(alone.ana, "SEV1 Checkout is down")
    await alone.runs(alone.bo, "/incident note rolled back")
    before = [message.shown for message in alone.general.live]

    await time_passes(alone)

    assert headlines(alone) == [headline]
    assert [message.shown for message in alone.general.live] == before


async def test_somebody_elses_message_is_not_taken_for_ours(team: Team) -> None:
    forged = [forgery(team, team.general, record) for record in await next_records(team)]
    team.slack.faults.add(METHOD, "drop", team=team.id)

    await team.runs(team.ana, "/incident declare SEV1 Checkout is down")
    await team.runs(team.bo, "/incident status identified")

    [headline] = headlines(team)
    assert "· Identified ·" in headline.shown
    assert {message.shown for message in forged} == {"INC-1 nothing to see here"}
    assert not any(message.deleted or message.edited for message in forged)


async def test_a_channel_full_of_talk_does_not_hide_what_was_posted(team: Team) -> None:
    lost = team.slack.faults.add(METHOD, "drop_after", team=team.id)
    await team.ana.runs("/incident declare SEV1 Checkout is down", in_=team.general)
    await lost.reached()
    for number in range(450):
        team.general.say(team.bo.id, Content(f"what is going on? {number}"))

    await team.settled()

    assert len(headlines(team)) == 1


async def test_a_headline_somebody_deleted_stays_deleted_and_stops_nothing(alone: Team) -> None:
    headline = await alone.declares(alone.ana, "SEV1 Checkout is down")
    await alone.ana.deletes(headline)

    reply = await alone.runs(alone.bo, "/incident note INC-1 rolled back")

    assert reply.shown == "Noted on INC-1."
    assert headlines(alone) == []
    assert "rolled back — Bo" in (await alone.runs(alone.bo, "/incident timeline INC-1")).shown
    assert (await alone.store.jobs.counts())["waiting"] == 0


async def test_a_line_somebody_deleted_is_not_posted_again(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident note rolled back")
    await team.ana.deletes(headline.replies[0])

    await team.runs(team.bo, "/incident status identified")

    assert [line.split(" — ")[0] for line in room(headline)] == ["Identified"]


@pytest.mark.parametrize("error", ["restricted_action", "not_in_channel"])
async def test_where_slack_will_not_let_it_post_the_incident_stands(team: Team, error: str) -> None:
    team.slack.faults.add(METHOD, f"error:{error}", times=None, team=team.id)

    reply = await team.runs(team.ana, "/incident declare SEV1 Checkout is down")

    assert reply.shown == "INC-1 is open."
    assert "INC-1 Checkout is down" in (await team.runs(team.bo, "/incident list")).shown
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_on_a_slack_without_history_it_still_posts(team: Team) -> None:
    for method in ("conversations.history", "conversations.replies", "reactions.add"):
        team.slack.faults.add(method, "unknown_method", times=None, team=team.id)
    team.slack.faults.add(METHOD, "drop", team=team.id)

    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.says(team.bo, "@CTO Co-Pilot note rolled back", thread=headline)

    assert len(headlines(team)) == 1
    assert "rolled back — Bo" in (await team.runs(team.bo, "/incident timeline")).shown
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_links_are_not_unfolded(team: Team) -> None:
    await team.declares(team.ana, "SEV1 https://status.example is down")
    await team.runs(team.ana, "/incident note see https://graph.example")

    calls = [call for call in team.slack.calls if call.team == team.id and call.method == METHOD]
    assert len(calls) == 2
    assert all(call.params["unfurl_links"] is False and call.params["unfurl_media"] is False for call in calls)
    assert told(team, team.ana)


async def test_what_a_killed_process_had_posted_and_arrives_after_the_look_is_deleted(alone: Team) -> None:
    team = alone
    [record, *_] = await next_records(team)
    async with team.store.transaction() as db:  # as far as the process came before it was killed
        await db.posts.intend(team.id, HEADLINE, record, team.general.id, thread=None, at=team.slack.clock.now())
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    late = team.general.say(team.bot.id, Content("INC-1 Checkout is down", metadata=headline.metadata))

    await time_passes(team)

    assert late.is_gone
    assert len(headlines(team)) == 1


async def arrives_late(team: Team, which: int) -> Message:
    """The call whose connection was lost reaches Slack after all."""
    calls = [call for call in team.slack.calls if call.team == team.id and call.method == METHOD]
    lost = [call for call in calls if call.answer is None]
    assert len(lost) == 1
    assert calls.index(lost[0]) == which
    answer = await team.deployment.copilot.slack(team.id).chat_postMessage(**lost[0].params)
    late = team.general.find(str(answer["ts"]))
    assert late is not None
    return late


async def time_passes(team: Team) -> None:
    team.slack.clock.advance(TIDY_AFTER)
    await team.deployment.schedule.tick()
    await team.settled()


async def next_records(team: Team) -> range:
    """The ids that the next incidents may get: they count on over all workspaces."""
    async with team.store.reading() as db:
        last = await db.connection.scalar(select(func.max(incidents.c.id))) or 0
    return range(last + 1, last + 4)


def forgery(team: Team, channel: Channel, record: int) -> Message:
    """Somebody's message that calls itself the headline of a record."""
    metadata: dict[str, Any] = {"event_type": EVENT_TYPE, "event_payload": {"thing": f"incident.headline:{record}"}}
    return channel.say(team.bo.id, Content("INC-1 nothing to see here", metadata=metadata))
