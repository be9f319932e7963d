"""Forms: opened by a bare word or a button, refused under the field, taken once."""

from datetime import timedelta

import pytest

from sandbox import Message, Person, View
from tests.deployment import Team
from tests.looking import buttons, headlines, lines, room, told


def form(person: Person) -> View:
    """The form somebody has before them."""
    assert person.view is not None, f"{person.name} has no form open"
    return person.view


async def test_declaring_by_form(team: Team) -> None:
    await team.runs(team.ana, "/incident declare")
    sent = await team.submits(team.ana, {"title": "Checkout is down", "severity": "SEV1"})

    assert sent.errors == {}
    assert team.ana.view is None
    [headline] = headlines(team)
    assert headline.shown.splitlines()[0] == "🔴 INC-1 Checkout is down"
    assert "a guess" not in headline.shown


async def test_the_form_of_declaring_asks_for_title_severity_and_a_channel_and_nothing_else(team: Team) -> None:
    await team.runs(team.ana, "/incident declare SEV3")

    inputs = [block for block in form(team.ana).blocks if block["type"] == "input"]
    assert [block["block_id"] for block in inputs] == ["title", "severity", "own"]
    assert inputs[1]["element"]["initial_option"]["value"] == "SEV3"


async def test_the_buttons_of_the_headline_do_the_next_moves(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV2 Checkout is slow")

    await team.clicks(team.bo, "Add note", on=headline)
    await team.submits(team.bo, {"text": "the cache is cold"})
    await team.clicks(team.bo, "Status", on=headline)
    await team.submits(team.bo, {"status": "identified", "why": "a bad deploy"})
    await team.clicks(team.bo, "Severity", on=headline)
    await team.submits(team.bo, {"severity": "SEV1"})
    await team.clicks(team.chi, "Resolve", on=headline)
    await team.submits(team.chi, {"fix": "rolled back"})

    said = [line.split(" — ")[0] for line in room(headline)]
    assert said[:3] == ["the cache is cold", "Identified: a bad deploy", "🔴 SEV1"]
    assert said[3].startswith("✅ Resolved: rolled back")
    assert headline.shown.startswith("✅ INC-1")
    assert list(buttons(headline)) == ["Reopen", "Timeline", "Postmortem"]


async def test_a_guess_is_settled_by_a_button(team: Team) -> None:
    headline = await team.declares(team.ana, "Checkout is down")

    reply = await team.clicks(team.bo, "It is SEV1", on=headline)

    assert reply.shown == ""
    assert headline.shown.startswith("🔴 INC-1")
    assert "It is SEV1" not in buttons(headline)
    assert told(team, team.bo) == []


async def test_a_note_at_a_time_is_a_note_at_that_time(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    then = team.slack.clock.now() - timedelta(hours=2)

    await team.clicks(team.bo, "Add note", on=headline)
    await team.submits(team.bo, {"text": "first customer wrote", "at": then})

    timeline = (await team.runs(team.ana, "/incident timeline")).shown.splitlines()
    assert [at for at, line in enumerate(timeline) if "first customer" in line] < [
        at for at, line in enumerate(timeline) if "Declared" in line
    ]


async def test_what_will_not_do_is_said_under_the_field_and_sent_again_corrected_it_is_taken(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident status monitoring mended")
    await team.clicks(team.bo, "Status", on=headline)

    refused = await team.submits(team.bo, {"status": "investigating"})
    first = form(team.bo).hash
    taken = await team.submits(team.bo, {"why": "it is back"})

    assert list(refused.errors) == ["status"]
    assert "needs a why" in refused.errors["status"]
    assert "`" not in refused.errors["status"]
    assert first
    assert taken.errors == {}
    assert "· Investigating ·" in headline.shown


async def test_a_form_delivered_twice_is_taken_once(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.clicks(team.bo, "Add note", on=headline)
    await team.submits(team.bo, {"text": "rolled back"})
    submission = [one for one in team.slack.deliveries if one.payload.get("type") == "view_submission"][-1]

    attempts = await team.slack.redeliver(submission, 3)
    await team.settled()

    assert [attempt.acked for attempt in attempts] == [True] * 3
    assert len(lines("\n".join(room(headline)), "rolled back")) == 1


async def test_a_button_delivered_twice_is_pressed_once(team: Team) -> None:
    headline = await team.declares(team.ana, "Checkout is down")
    await team.clicks(team.bo, "SEV2 is right", on=headline)
    click = [one for one in team.slack.deliveries if one.payload.get("type") == "block_actions"][-1]

    await team.slack.redeliver(click, 3)
    await team.settled()

    assert len(lines((await team.runs(team.ana, "/incident timeline")).shown, "SEV2 — Bo")) == 1
    assert told(team, team.bo) == []


async def test_what_only_they_see_offers_a_thing_once(team: Team) -> None:
    asked = await team.runs(team.bo, "/incident note checkout is down")
    assert asked.message is not None
    offered: Message = asked.message

    await team.clicks(team.bo, "Declare with these words", on=offered)
    click = [one for one in team.slack.deliveries if one.payload.get("type") == "block_actions"][-1]
    again = {**click.payload, "trigger_id": "another.T1.trigger"}
    await team.slack.outbox.send_once(type(click)(team.id, "interactive", again))
    await team.settled()

    assert len(headlines(team)) == 1
    assert offered.shown.startswith("INC-1 is open.")


@pytest.mark.parametrize("trouble", ["error:expired_trigger_id", "hold_before", "500", "drop"])
async def test_a_form_that_cannot_be_opened_is_offered_as_a_button(team: Team, trouble: str) -> None:
    fault = team.slack.faults.add("views.open", trouble, team=team.id)

    reply = await team.runs(team.ana, "/incident declare")
    fault.release()
    await team.clicks(team.ana, "Declare an incident", on=reply)
    await team.submits(team.ana, {"title": "Checkout is down", "severity": "SEV1"})

    assert reply.error is None
    assert "What do people see?" in reply.shown
    assert len(headlines(team)) == 1


async def test_a_button_whose_form_cannot_be_opened_is_answered_with_another(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.faults.add("views.open", "error:expired_trigger_id", team=team.id)

    await team.clicks(team.bo, "Add note", on=headline)
    [offered] = told(team, team.bo)
    await team.clicks(team.bo, "Add a note", on=offered)
    await team.submits(team.bo, {"text": "rolled back"})

    assert offered.shown.startswith("What happened?")
    assert lines("\n".join(room(headline)), "rolled back — Bo")


async def test_a_mention_that_needs_a_form_is_answered_with_a_button(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot resolve", thread=headline)
    [offered] = told(team, team.bo)
    await team.clicks(team.bo, "Say what fixed it", on=offered)
    await team.submits(team.bo, {"fix": "rolled back"})

    assert offered.thread_ts == headline.ts
    assert headline.shown.startswith("✅")
    assert "Fixed by: rolled back" in headline.shown


async def test_a_private_channel_of_strangers_cannot_be_declared_in(team: Team) -> None:
    await team.runs(team.bo, "/incident declare SEV1 Keys leaked", in_=team.workspace.dm(team.bo))
    payload = form(team.bo)
    with pytest.raises(Exception, match="secret"):
        await team.submits(team.bo, {"channel": team.secret})

    assert payload.title == "Declare an incident"
    assert headlines(team, team.secret) == []


async def test_an_entry_is_edited_from_the_timeline_by_who_said_it(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident note roled back")
    timeline = await team.runs(team.bo, "/incident timeline")
    assert timeline.message is not None
    [menu] = [one for block in timeline.message.blocks for one in block.get("elements", []) if one.get("type") == "static_select"]

    await team.bo.chooses(menu["options"][0]["text"]["text"], in_="Edit an entry…", on=timeline)
    await team.submits(team.bo, {"text": "rolled back"})

    assert len(menu["options"]) == 1
    assert [line.split(" — ")[0] for line in room(headline)] == ["rolled back"]
    assert "Latest: rolled back" in headline.shown
    assert lines((await team.runs(team.ana, "/incident timeline")).shown, "rolled back — Bo")
