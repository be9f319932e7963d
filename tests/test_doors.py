"""Where things come in from: what an answer or a mistake becomes there, and every delivery once."""

from typing import Any

import pytest

from sandbox import Attempt, Delivery, Message
from sandbox.ids import new_id
from tests.deployment import Team
from tests.looking import buttons, headlines, in_channel, room, to_copy, told

TICK = "white_check_mark"
MENTIONS = (
    "@CTO Co-Pilot note rolled back",
    "@CTO Co-Pilot: note rolled back",
    "@CTO Co-Pilot, note rolled back",
    "@CTO Co-Pilot\u00a0note rolled back",
    "@CTO Co-Pilot\nnote rolled back",
    "@CTO Co-Pilot   note   rolled back",
    "@CTO Co-Pilot NOTE rolled back",
    "@CTO Co-Pilot Incident note rolled back",
    "@CTO Co-Pilot incident\u00a0note rolled back",
    "@CTO Co-Pilot incident\nnote rolled back",
    "note rolled back @CTO Co-Pilot",
    "please @CTO Co-Pilot note rolled back",
    "@CTO Co-Pilot /incident note rolled back",
)


async def test_a_command_is_answered_in_its_ack_and_to_nobody_else(team: Team) -> None:
    reply = await team.runs(team.ana, "/incident note rolled back")

    assert reply.message is not None
    assert reply.message.ephemeral_to == team.ana.id
    assert "Nothing is open here" in reply.shown
    assert in_channel(team) == []


async def test_a_mention_that_looks_is_answered_to_who_asks_in_the_thread(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot timeline", thread=headline)

    [answer] = told(team, team.bo)
    assert answer.thread_ts == headline.ts
    assert "Declared as SEV1" in answer.shown
    assert message.reactions == {}


async def test_a_mistake_in_a_mention_is_told_to_who_made_it_in_the_thread(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot status done", thread=headline)

    [answer] = told(team, team.bo)
    assert answer.thread_ts == headline.ts
    assert "Which status?" in answer.shown
    assert message.reactions == {}
    assert len(headline.replies) == 1


async def test_a_mention_in_the_channel_is_answered_in_the_channel(team: Team) -> None:
    await team.says(team.bo, "@CTO Co-Pilot incident list")

    [answer] = told(team, team.bo)
    assert answer.thread_ts is None


async def test_a_mention_is_understood_however_it_is_typed(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    said = [(words, await team.bo.says(words, in_=team.general, thread=headline)) for words in MENTIONS]
    await team.settled()

    for words, message in said:
        assert message.reactions == {TICK: [team.bot.id]}, [words, *(one.shown for one in told(team, team.bo))]

    assert (await team.runs(team.bo, "/incident timeline")).shown.count("  rolled back — Bo") == len(MENTIONS)


@pytest.mark.parametrize("words", ["resovle a < b && c > d for @Bo in #payments", "what a < b && c > d for @Bo in #payments"])
async def test_what_was_typed_comes_back_in_a_button_as_it_was(team: Team, words: str) -> None:
    reply = await team.runs(team.ana, f"/incident {words}")

    [offered] = buttons(reply).values()
    assert offered.endswith(f" a < b && c > d for <@{team.bo.id}> in #payments")


async def test_words_too_long_for_a_button_come_back_whole_to_copy(team: Team) -> None:
    words = "x" * 2_500

    reply = await team.runs(team.ana, f"/incident note {words}")

    assert to_copy(reply) == f"/incident declare {words}"


async def test_an_answer_is_told_once_even_if_the_event_is_delivered_three_times(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    for words in ("timeline", "status done", "what now"):
        await team.says(team.bo, f"@CTO Co-Pilot {words}", thread=headline)

    for delivery in mine(team, "app_mention"):
        await team.slack.redeliver(delivery, 3)
    await team.settled()

    assert len(told(team, team.bo)) == 3


async def test_a_command_delivered_again_gets_the_same_answer(team: Team) -> None:
    reply = await team.runs(team.ana, "/incident declare Checkout is down")

    attempts = await team.slack.redeliver(mine(team, "/incident")[0], 3)
    await team.settled()

    assert [attempt.payload["text"] for attempt in attempts] == [reply.text] * 3
    assert len(headlines(team)) == 1


async def test_delivering_everything_three_times_again_changes_nothing(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV2 Checkout is down")
    for words in (
        "note rolled back",
        "status identified",
        "sev SEV1",
        "note -15m it began",
        "resolve rolled back",
        "reopen INC-1 it is back",
    ):
        await team.bo.runs(f"/incident {words}", in_=team.general)
    await team.settled()
    for words in ("note looks good", "status monitoring", "sev SEV3", "timeline", "status done", "resolve really", "reopen once more"):
        await team.chi.says(f"@CTO Co-Pilot {words}", in_=team.general, thread=headline)
    await team.says(team.chi, "@CTO Co-Pilot incident declare Search is slow")
    await team.workspace.changes(team.bo, name="Bob")
    await team.chi.joins(team.payments)
    await team.settled()
    before = await everything(team)

    for delivery in [one for one in team.slack.deliveries if one.team == team.id]:
        await team.slack.redeliver(delivery, 3)
    await team.settled()

    assert await everything(team) == before


@pytest.mark.parametrize("door", ["command", "mention"])
async def test_what_was_refused_is_not_done_when_it_is_delivered_again_later(team: Team, door: str) -> None:
    if door == "command":
        await team.runs(team.bo, "/incident note checkout is down")
    else:
        await team.says(team.bo, "@CTO Co-Pilot incident note checkout is down")
    [refused] = mine(team, "/incident" if door == "command" else "app_mention")
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.slack.redeliver(refused, 3)
    await team.settled()

    assert room(headline) == []
    assert "checkout is down — Bo" not in (await team.runs(team.bo, "/incident timeline")).shown


async def test_every_event_is_acked_also_one_that_nobody_listens_to(team: Team) -> None:
    for kind in ("message", "reaction_added", "app_home_opened", "something_new"):
        attempt = await delivered(team, "events_api", event_of(team, {"type": kind, "user": team.ana.id, "channel": team.general.id}))

        assert attempt.acked, kind


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "block_actions", "actions": [{"type": "button", "action_id": "nobody", "block_id": "b", "value": "v"}]},
        {"type": "message_action", "callback_id": "nobody", "message_ts": "1.1", "message": {"type": "message", "ts": "1.1", "text": "x"}},
        {"type": "shortcut", "callback_id": "nobody"},
        {"type": "view_submission", "view": {"id": "V1", "type": "modal", "callback_id": "nobody", "state": {"values": {}}, "hash": "h"}},
        {"type": "view_closed", "view": {"id": "V1", "type": "modal", "callback_id": "nobody"}, "is_cleared": False},
    ],
    ids=lambda payload: payload["type"],
)
async def test_every_interaction_is_acked_also_one_that_nobody_listens_to(team: Team, payload: dict[str, Any]) -> None:
    person = {"user": {"id": team.ana.id, "name": "ana", "team_id": team.id}, "team": {"id": team.id, "domain": "acme"}}
    common = {
        **person,
        "api_app_id": team.slack.app_id,
        "token": "x",
        "trigger_id": "1.2.3",
        "is_enterprise_install": False,
        "enterprise": None,
    }

    attempt = await delivered(team, "interactive", {**common, "channel": {"id": team.general.id, "name": "general"}, **payload})

    assert attempt.acked


async def test_a_command_nobody_answers_is_answered_all_the_same(team: Team) -> None:
    await team.runs(team.ana, "/incident")
    [known] = mine(team, "/incident")

    attempt = await delivered(team, "slash_commands", {**known.payload, "command": "/unheard", "trigger_id": "9.9.9"}, answers=True)

    assert attempt.acked
    assert "/unheard" in attempt.payload["text"]


async def test_another_bots_mention_is_not_listened_to(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    said = {"type": "app_mention", "text": f"<@{team.bot.id}> note beep", "channel": team.general.id, "ts": "1795.1", "event_ts": "1795.1"}

    for who in ({"user": team.bo.id, "bot_id": "B0OTHER"}, {"bot_id": "B0OTHER"}, {}):
        attempt = await delivered(team, "events_api", event_of(team, {**said, **who}))
        assert attempt.acked
    await team.settled()

    assert "beep" not in (await team.runs(team.ana, "/incident timeline")).shown


async def test_an_answer_that_slack_would_not_take_hurts_nobody(team: Team) -> None:
    team.slack.faults.add("chat.postEphemeral", "500", team=team.id)

    lost = await team.says(team.bo, "@CTO Co-Pilot help")
    await team.says(team.bo, "@CTO Co-Pilot help")

    assert lost.reactions == {}
    assert len(told(team, team.bo)) == 1


async def test_a_tick_that_slack_puts_off_comes_later(team: Team) -> None:
    team.slack.faults.add("reactions.add", "429", team=team.id, seconds=0.05)
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot note rolled back", thread=headline)

    assert message.reactions == {TICK: [team.bot.id]}


async def test_a_message_deleted_before_its_tick_is_still_noted(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    ticking = team.slack.faults.add("reactions.add", "hold_before", team=team.id)
    message = await team.bo.says("@CTO Co-Pilot note rolled back", in_=team.general, thread=headline)
    await ticking.reached()

    await team.bo.deletes(message)
    ticking.release()
    await team.settled()

    assert "rolled back — Bo" in (await team.runs(team.bo, "/incident timeline")).shown
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_somebody_deactivated_is_told_so(team: Team) -> None:
    await team.workspace.changes(team.bo, deactivated=True)
    await team.settled()
    team.bo.deactivated = False  # what arrives from them now was under way before

    reply = await team.runs(team.bo, "/incident declare SEV1 Checkout is down")

    assert "deactivated" in reply.shown
    assert headlines(team) == []


def mine(team: Team, name: str) -> list[Delivery]:
    """What of that name the app was told of this workspace, oldest first."""
    return [one for one in team.slack.deliveries if one.team == team.id and one.name == name]


async def everything(team: Team) -> dict[str, Any]:
    """All that stands in the workspace, and all that is kept about its incidents."""
    async with team.store.reading() as db:
        incidents = await db.incidents.newest(seen_by=team.operator, limit=50)
        timelines = [await db.entries.timeline(incident, seen_by=team.operator, limit=50) for incident in incidents]
        audit = [await db.audit.of(team.id, incident.key) for incident in incidents]
    channels = [team.general, team.payments, team.platform, team.secret]
    return {"messages": [seen(one) for channel in channels for one in channel.live], "kept": (incidents, timelines, audit)}


def seen(message: Message) -> tuple[Any, ...]:
    return message.ts, message.shown, message.thread_ts, message.ephemeral_to, {name: list(who) for name, who in message.reactions.items()}


def event_of(team: Team, event: dict[str, Any]) -> dict[str, Any]:
    bot = {"team_id": team.id, "user_id": team.bot.id, "is_bot": True, "enterprise_id": None, "is_enterprise_install": False}
    envelope = {"type": "event_callback", "team_id": team.id, "api_app_id": team.slack.app_id, "token": "x", "event_time": 1795}
    return {**envelope, "event_id": new_id("Ev"), "authorizations": [bot], "event": {"event_ts": "1795.1", **event}}


async def delivered(team: Team, kind: str, payload: dict[str, Any], *, answers: bool = False) -> Attempt:
    return await team.slack.outbox.send_once(Delivery(team.id, kind, payload, accepts_response=answers))


async def test_words_to_send_again_are_given_back_whole(team: Team) -> None:
    long = "rolled back " * 300

    asked = await team.runs(team.bo, f"/incident note {long}")

    assert to_copy(asked) == f"/incident declare {long.strip()}"
