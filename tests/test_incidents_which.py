"""Which incident is meant: a key wins, a room is that one, else the only one open here; otherwise a question with the words kept."""

import pytest

from tests.deployment import Team
from tests.looking import buttons, headlines, lines, room, told
from tests.staged import did


async def test_a_key_always_wins(team: Team) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")
    search = await team.declares(team.ana, "SEV2 Search is slow", in_=team.payments)

    message = await team.says(team.bo, "@CTO Co-Pilot note INC-2 rolled back", thread=checkout)

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert lines("\n".join(room(search)), "rolled back — Bo")
    assert room(checkout) == ["@CTO Co-Pilot note INC-2 rolled back"]


@pytest.mark.parametrize("words", ["note inc-1 rolled back", "note INC-001: rolled back", "INC-1 note rolled back"])
async def test_a_key_is_read_however_it_is_typed(team: Team, words: str) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow")

    await team.runs(team.bo, f"/incident {words}")

    assert room(checkout)[0].startswith("rolled back — Bo")


async def test_in_a_room_it_is_that_one(team: Team) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")
    search = await team.declares(team.ana, "SEV2 Search is slow")

    await team.says(team.bo, "@CTO Co-Pilot status identified", thread=checkout)

    assert "· Identified ·" in checkout.shown
    assert "· Investigating ·" in search.shown


async def test_without_a_key_it_is_the_only_one_open_in_this_channel(team: Team) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow", in_=team.payments)
    await team.declares(team.ana, "SEV3 Wiki is slow")
    await team.runs(team.ana, "/incident resolve INC-3 it was the cache")

    await team.runs(team.bo, "/incident status identified")

    assert "· Identified ·" in checkout.shown


async def test_several_open_here_are_asked_about_with_the_words_kept(team: Team) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is `down`"),
        (team.ana, team.general, "incident declare SEV2 Search is slow"),
    )

    asked = await team.runs(team.bo, "/incident note rolled back <4.2.1> & *more*")
    await team.clicks(team.bo, "INC-1 Checkout is `down`", on=asked)

    assert "2 are open here" in asked.shown
    assert list(buttons(asked)) == ["INC-1 Checkout is `down`", "INC-2 Search is slow"]
    [checkout] = [one for one in headlines(team) if "INC-1" in one.shown]
    assert room(checkout)[0].startswith("rolled back <4.2.1> & *more* — Bo")


async def test_every_word_asks_which_of_several(team: Team) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.ana, team.general, "incident declare SEV2 Search is slow"),
    )

    for words in ("note x", "status identified", "sev SEV3", "timeline", "show", "resolve rolled back"):
        asked = await team.runs(team.bo, f"/incident {words}")
        was = asked.shown
        await team.clicks(team.bo, "INC-2 Search is slow", on=asked)

        assert asked.message is not None
        assert "2 are open here" in was, words
        assert "INC-2" in asked.message.shown, words
        assert "2 are open here" not in asked.message.shown, words


async def test_in_a_thread_that_is_no_room_the_question_and_its_answer_are_there(team: Team) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow")
    chat = await team.says(team.ana, "what is going on?")

    await team.says(team.bo, "@CTO Co-Pilot incident note rolled back", thread=chat)
    [asked] = told(team, team.bo)
    await team.clicks(team.bo, "INC-1 Checkout is down", on=asked)

    assert asked.thread_ts == chat.ts
    assert asked.shown == "Noted on INC-1."
    assert lines("\n".join(room(checkout)), "rolled back — Bo")


async def test_in_a_room_the_button_works_there(team: Team) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow")

    await team.says(team.bo, "@CTO Co-Pilot resovle rolled back", thread=checkout)
    [asked] = told(team, team.bo)
    was = asked.shown
    await team.clicks(team.bo, "Yes, resolve", on=asked)

    assert "Did you mean resolve?" in was
    assert checkout.shown.startswith("✅")


async def test_in_a_room_unknown_words_are_offered_as_a_note(team: Team) -> None:
    checkout = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot rolled back 4.2.1", thread=checkout)

    [answer] = told(team, team.bo)
    assert buttons(answer) == {"Note with these words": "incident note rolled back 4.2.1"}


async def test_nothing_open_here_offers_to_declare_with_these_words(team: Team) -> None:
    asked = await team.runs(team.bo, "/incident note checkout is down")
    await team.clicks(team.bo, "Declare with these words", on=asked)

    assert "Nothing is open here" in asked.shown
    [headline] = headlines(team)
    assert "checkout is down" in headline.shown


async def test_nothing_open_here_says_what_is_open_elsewhere(team: Team) -> None:
    search = await team.declares(team.ana, "SEV2 Search is slow", in_=team.payments)

    asked = await team.runs(team.bo, "/incident status identified")
    await team.clicks(team.bo, "INC-1 Search is slow", on=asked)

    assert "Nothing is open here" in asked.shown
    assert list(buttons(asked)) == ["Declare an incident", "INC-1 Search is slow"]
    assert "· Identified ·" in search.shown


async def test_a_key_that_is_none_says_so(team: Team) -> None:
    for words in ("show {}", "{}", "note {} x", "timeline {}", "status {} identified", "sev {} SEV3", "resolve {}", "reopen {}"):
        reply = await team.runs(team.bo, f"/incident {words.format('INC-99')}")

        assert "There is no INC-99 that you can see" in reply.shown, words


async def test_resovle_is_answered_with_resolve_and_the_words_kept(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    asked = await team.runs(team.bo, "/incident resovle rolled back 4.2.1")
    still_open = headline.shown
    await team.clicks(team.bo, "Yes, resolve", on=asked)

    assert "Did you mean resolve?" in asked.shown
    assert "· Investigating ·" in still_open
    assert headline.shown.startswith("✅")
    assert lines("\n".join(room(headline)), "rolled back 4.2.1")


async def test_words_nobody_knows_are_never_an_error(team: Team) -> None:
    asked = await team.runs(team.bo, "/incident Checkout is down")
    await team.clicks(team.bo, "Declare with these words", on=asked)

    assert asked.error is None
    assert "/incident help" in asked.shown
    assert "Checkout is down" in headlines(team)[0].shown


async def test_the_nearest_usage_is_told_whole(team: Team) -> None:
    for typed, usage in (("declear", "declare [SEV1|SEV2|SEV3] <title>"), ("nots", "<what happened>"), ("reopn", "reopen INC-9 [why]")):
        command = await team.runs(team.bo, f"/incident {typed} a < b")
        await team.says(team.bo, f"@CTO Co-Pilot incident {typed} a < b")

        assert usage in command.shown
        assert usage in told(team, team.bo)[-1].shown
