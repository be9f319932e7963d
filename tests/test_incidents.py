"""One incident by words: declared, followed, resolved, opened again."""

import pytest

from tests.deployment import Team
from tests.looking import buttons, headlines, in_channel, lines, links, room, told


async def test_declaring_posts_one_headline_and_tells_who_declared_it(team: Team) -> None:
    reply = await team.runs(team.ana, "/incident declare SEV1 Checkout is down")

    assert reply.shown == "INC-1 is open."
    [headline] = in_channel(team)
    assert headline.shown.splitlines()[0] == "🔴 INC-1 Checkout is down"
    assert lines(headline.shown, "SEV1 customer-facing outage · Investigating · declared by Ana")
    assert headline.replies == []


async def test_declaring_without_a_severity_is_a_guess_that_is_never_sev1(team: Team) -> None:
    reply = await team.runs(team.ana, "/incident declare Everything is SEV1 bad")

    assert "SEV2 is a guess" in reply.shown
    [headline] = headlines(team)
    assert "SEV2 degraded (a guess)" in headline.shown
    assert buttons(headline)["It is SEV1"] == "incident sev INC-1 SEV1"


async def test_saying_the_guessed_severity_ends_the_guess(team: Team) -> None:
    headline = await team.declares(team.ana, "Checkout is slow")

    await team.runs(team.bo, "/incident sev SEV2")

    assert "a guess" not in headline.shown
    assert "SEV2 degraded · Investigating" in headline.shown


@pytest.mark.parametrize("words", ["sev1 Checkout is down", "SEV1: Checkout is down", "Sev1, Checkout is down", "SEV1\nCheckout is down"])
async def test_a_severity_is_read_however_it_is_typed(team: Team, words: str) -> None:
    headline = await team.declares(team.ana, words)

    assert headline.shown.startswith("🔴 INC-1 Checkout is down\n")
    assert "a guess" not in headline.shown


async def test_declaring_without_a_title_opens_the_form(team: Team) -> None:
    for words in ("", "SEV1", "   "):
        reply = await team.runs(team.ana, f"/incident declare {words}")

        assert reply.shown == ""
        assert team.ana.view is not None
        assert team.ana.view.title == "Declare an incident"
        await team.ana.closes()
    assert in_channel(team) == []


async def test_a_key_in_a_title_is_part_of_the_title(team: Team) -> None:
    headline = await team.declares(team.ana, "INC-7 is back, worse than before")

    assert headline.shown.splitlines()[0] == "🟠 INC-1 INC-7 is back, worse than before"


async def test_an_incident_declared_from_a_message_lives_in_its_thread(team: Team) -> None:
    message = await team.says(team.bo, "@CTO Co-Pilot incident declare SEV1 Checkout is down")

    [headline] = headlines(team)
    assert headline.thread_ts == message.ts
    assert headline.broadcast
    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert told(team, team.bo) == []
    timeline = await team.runs(team.bo, "/incident timeline")
    assert links(timeline) == [message.permalink]


async def test_an_incident_declared_from_a_reply_lives_in_the_replys_thread(team: Team) -> None:
    question = await team.says(team.ana, "is checkout slow for anyone else?")
    await team.says(team.bo, "@CTO Co-Pilot declare SEV1 Checkout is down", thread=question)

    await team.runs(team.ana, "/incident note rolled back")

    [headline] = headlines(team)
    assert headline.thread_ts == question.ts
    assert headline.broadcast
    assert lines("\n".join(room(headline)), "rolled back — Ana")


async def test_a_thread_that_is_a_room_already_offers_a_note_instead(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot declare SEV2 Search is slow", thread=headline)

    [answer] = told(team, team.bo)
    assert "room of INC-1" in answer.shown
    assert buttons(answer) == {"Note it on INC-1": "incident note INC-1 Search is slow"}
    assert len(headlines(team)) == 1


async def test_a_thread_is_a_room_before_its_headline_has_arrived(team: Team) -> None:
    thread = await team.says(team.ana, "checkout?")
    posting = team.slack.faults.add("chat.postMessage", "hold_before", team=team.id)
    await team.bo.says("@CTO Co-Pilot declare SEV1 Checkout is down", in_=team.general, thread=thread)
    await posting.reached()

    await team.chi.says("@CTO Co-Pilot declare SEV1 Checkout is broken", in_=team.general, thread=thread)
    await team.slack.settled()
    posting.release()
    await team.settled()

    assert [one.shown.splitlines()[0] for one in headlines(team)] == ["🔴 INC-1 Checkout is down"]
    assert "room of INC-1" in told(team, team.chi)[0].shown


async def test_a_note_by_command_is_a_line_in_the_room_and_on_the_timeline(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    reply = await team.runs(team.bo, "/incident note rolled back 4.2.1")

    assert reply.shown == "Noted on INC-1."
    [line] = headline.replies
    assert line.shown.startswith("rolled back 4.2.1 — Bo, ")
    assert not line.broadcast
    assert lines(headline.shown, "Latest: rolled back 4.2.1 — Bo")
    timeline = await team.runs(team.chi, "/incident timeline")
    assert len(lines(timeline.shown, "rolled back 4.2.1 — Bo")) == 1
    assert line.permalink in links(timeline)


async def test_in_its_room_bare_words_to_the_bot_are_enough(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot note rolled back 4.2.1", thread=headline)

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert room(headline) == ["@CTO Co-Pilot note rolled back 4.2.1"]
    assert told(team, team.bo) == []
    timeline = await team.runs(team.bo, "/incident timeline")
    assert lines(timeline.shown, "rolled back 4.2.1 — Bo")
    assert message.permalink in links(timeline)


async def test_in_its_room_the_full_words_do_the_same(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot incident note rolled back", thread=headline)

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert "rolled back — Bo" in (await team.runs(team.bo, "/incident timeline")).shown


async def test_a_note_said_in_the_channel_is_told_in_the_room(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot incident note rolled back")

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert lines("\n".join(room(headline)), "rolled back — Bo")


async def test_a_status_said_in_the_room_is_one_line_and_a_tick(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot status identified a bad deploy", thread=headline)

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert len(headline.replies) == 2
    assert headline.replies[1].shown.startswith("Identified: a bad deploy — Bo")
    assert "· Identified ·" in headline.shown


async def test_the_headline_follows_every_change_and_is_never_repeated(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV2 Checkout is down")

    shown = []
    for words in (
        "status identified a bad deploy",
        "sev SEV1 nobody can pay",
        "status monitoring",
        "note looks good",
        "resolve rolled back",
    ):
        await team.runs(team.bo, f"/incident {words}")
        shown.append(headline.shown)

    identified, sev1, monitoring, noted, resolved = shown
    assert "· Identified ·" in identified
    assert sev1.startswith("🔴 INC-1")
    assert "SEV1 customer-facing outage · Identified" in sev1
    assert "· Monitoring ·" in monitoring
    assert "Latest: looks good — Bo" in noted
    assert resolved.startswith("✅ INC-1 Checkout is down")
    assert "· Resolved ·" in resolved
    assert headlines(team) == [headline]


async def test_going_back_asks_why_and_takes_the_why(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident status monitoring")

    refused = await team.runs(team.bo, "/incident status investigating")
    shown_after_refusal = headline.shown
    taken = await team.runs(team.bo, "/incident status investigating it is back")

    assert "/incident status INC-1 investigating <why>" in refused.shown
    assert "· Monitoring ·" in shown_after_refusal
    assert taken.shown == "INC-1 is investigating."
    assert "· Investigating ·" in headline.shown


async def test_the_same_status_again_is_told_unless_there_is_news(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    refused = await team.runs(team.bo, "/incident status investigating")
    await team.runs(team.bo, "/incident status investigating it is the database")

    assert "already investigating" in refused.shown
    assert room(headline)[0].startswith("Investigating: it is the database — Bo")
    assert len(headline.replies) == 1


async def test_an_unknown_value_gets_the_words_that_would_do(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    for words in ("status fixed", "status done and dusted", "sev SEV9", "sev high"):
        reply = await team.runs(team.bo, f"/incident {words}")

        assert reply.error is None, words
        assert f"/incident {words.split(maxsplit=1)[0]} " in reply.shown, words
    assert headline.replies == []
