"""A postmortem from its first button to its file: begun in a room, corrected by section, signed off by who led, kept in step."""

from datetime import timedelta

from tests.deployment import Team, by_day
from tests.looking import buttons, links, room, told
from tests.staged import did, undisturbed
from tests.telling import cards, files_of, lived_through, section, unpacked, writes


async def test_the_button_after_resolving_has_it_written_and_the_card_comes_into_the_room(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    resolved = await team.runs(team.bo, "/incident resolve rolled back to 4.2.0")

    await team.clicks(team.bo, "Write the postmortem", on=resolved)

    [said] = [one.shown for one in told(team, team.bo) if "Writing from" in one.shown]
    assert said == "Writing from 2 entries… The draft comes into the room of INC-1."
    [card] = cards(headline)
    assert card.shown.startswith("Incident: Checkout is down\nSeverity: SEV1 (customer-facing outage)\nStatus: resolved\nStarted: ")
    assert "PM-1 · draft · Drafted by Claude from 2 entries: a proposal." in card.shown
    assert list(buttons(card)) == ["Edit", "Add", "Sign off", "Draft it again", "As a file", "Timeline"]


async def test_there_is_one_of_an_incident_whoever_asks_and_through_whichever_door(team: Team) -> None:
    headline = await lived_through(team)

    await writes(team)
    await team.says(team.chi, "@CTO Co-Pilot postmortem", thread=headline)
    again = await team.runs(team.bo, "/incident postmortem")
    by_key = await team.runs(team.bo, "/cto postmortem PM-1")
    by_incident = await team.runs(team.bo, "/cto postmortem write INC-1")

    assert len(cards(headline)) == 1
    assert len(team.claude.asked) == 1
    for reply in (again, by_key, by_incident):
        assert reply.shown.startswith("Incident: Checkout is down")
    assert links(again)[0].split("?")[0].endswith(cards(headline)[0].ts.replace(".", ""))


async def test_while_it_is_open_there_is_none_and_the_way_there_is_told(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    reply = await writes(team)
    shown = await team.runs(team.ana, "/cto postmortem show INC-1")
    unknown = await team.runs(team.ana, "/incident postmortem INC-9")

    assert "INC-1 is still open. Its postmortem is written once it is over." in reply.shown
    assert buttons(reply) == {"Resolve": "incident resolve INC-1"}
    assert "INC-1 has no postmortem yet." in shown.shown
    assert "There is no INC-9 that you can see." in unknown.shown


async def test_the_card_is_in_step_with_actions_impact_and_severity(team: Team) -> None:
    headline = await lived_through(team)
    await writes(team)
    [card] = cards(headline)
    before = section(card.shown, "Action Items")

    await did(
        team,
        (team.bo, team.general, "incident done ACT-1"),
        (team.ana, team.general, f"incident action INC-1 test the flag <@{team.chi.id}>"),
        (team.ana, team.general, "incident impact INC-1 revenue 1200"),
        (team.ana, team.general, "incident sev INC-1 SEV2"),
    )

    assert [line[:8] for line in before] == ["🔲 ACT-1 "[:8]]
    assert [line.split(" · ")[:2] for line in section(card.shown, "Action Items")] == [
        ["✅ ACT-1 alert when the pool is exhausted", "@Bo"],
        ["🔲 ACT-2 test the flag", "@Chi"],
    ]
    assert "•  Revenue impact: 1,200.00" in section(card.shown, "Impact")
    assert "Severity: SEV2 (degraded)" in card.shown
    assert cards(headline) == [card]


async def test_a_section_is_put_in_other_words_and_what_changed_is_told(team: Team) -> None:
    headline = await lived_through(team)
    await writes(team)
    [card] = cards(headline)

    await team.runs(team.chi, "/cto postmortem edit PM-1 root_cause")
    await team.submits(team.chi, {"part1": "4.2.1 opens a connection for each item in the basket."})
    await team.runs(team.chi, "/cto postmortem edit PM-1 lessons")
    await team.submits(team.chi, {"part1": "- Alert on exhausted pools.\n- Load tests have full baskets."})
    history = await team.runs(team.chi, "/cto postmortem history PM-1")
    diff = await team.runs(team.chi, "/cto postmortem diff PM-1")

    assert section(card.shown, "Root Cause") == ["4.2.1 opens a connection for each item in the basket."]
    assert section(card.shown, "Lessons Learned") == ["•  Alert on exhausted pools.", "•  Load tests have full baskets."]
    assert [line.split(" · ")[0] for line in history.shown.splitlines()[1:5]] == [
        "4  edited by Chi",
        "3  edited by Chi",
        "2  written by Ana",
        "1  begun by Ana",
    ]
    assert "+Alert on exhausted pools." in diff.shown


async def test_a_line_of_the_timeline_is_corrected_by_its_time_and_its_words(team: Team) -> None:
    await lived_through(team)
    await writes(team)

    await team.runs(team.chi, "/cto postmortem edit PM-1 timeline 1")
    wrong = await team.submits(team.chi, {"at": "14:05", "what": "The first tickets came."})
    right = await team.submits(team.chi, {"at": "2026-11-20 14:05", "what": "The first tickets came."})
    shown = await team.runs(team.chi, "/cto postmortem show PM-1")

    assert "2026-11-21 14:05" in " ".join(wrong.errors.values())
    assert not right.errors
    assert section(shown.shown, "Timeline")[0] == "2026-11-20 14:05 UTC — The first tickets came."


async def test_it_is_signed_off_by_who_led_and_taken_up_again_to_be_put_right(team: Team) -> None:
    headline = await lived_through(team)
    await writes(team)
    [card] = cards(headline)

    await team.clicks(team.chi, "Sign off", on=card)
    await team.clicks(team.bo, "Sign off", on=card)
    signed = card.shown
    edit = await team.runs(team.chi, "/cto postmortem edit PM-1 impact")
    await team.runs(team.chi, "/cto postmortem correct PM-1 the flag was tested")

    assert "Bo led INC-1, and signs its postmortem off. What is wrong in it you can edit." in [one.shown for one in told(team, team.chi)]
    assert "PM-1 · signed off by Bo on" in signed
    assert "[Edit]" not in signed
    assert "PM-1 is signed off. To put it right, take it up again first" in edit.shown
    assert "PM-1 · draft" in card.shown
    assert room(headline)[-2:] == ["PM-1 is signed off — Bo", "PM-1 is taken up again: the flag was tested — Chi"]


async def test_where_nobody_led_an_admin_signs_it_off(team: Team) -> None:
    await did(
        team, (team.chi, team.general, "incident declare SEV2 Search is slow"), (team.chi, team.general, "incident resolve reindexed")
    )
    await writes(team)

    refused = await team.runs(team.chi, "/cto postmortem sign PM-1")
    signed = await team.runs(team.ana, "/cto postmortem sign PM-1")

    assert "Nobody is known to have led INC-1. An admin signs its postmortem off" in refused.shown
    assert buttons(refused) == {"I led it": "incident role INC-1 lead me"}
    assert signed.shown.startswith("PM-1 is signed off.")


async def test_lists_cards_and_home_tell_what_is_owed_until_it_is_signed(team: Team) -> None:
    await lived_through(team)
    due = f"{team.slack.clock.now() + timedelta(days=3):%a %-d %b}"

    before = [(await team.runs(team.bo, words)).shown for words in ("/incident list all", "/incident show INC-1", "/cto postmortem list")]
    await team.bo.opens("home")
    await team.settled()
    home = team.bo.home.shown if team.bo.home else ""
    await writes(team)
    await team.runs(team.bo, "/cto postmortem sign PM-1")
    after = [
        (await team.runs(team.bo, words)).shown for words in ("/incident list all", "/incident show INC-1", "/cto postmortem list due")
    ]
    await team.bo.opens("home")
    await team.settled()

    assert f"· postmortem due {due}" in before[0]
    assert f"Not signed off yet: its postmortem due {due}" in before[1]
    assert before[2].startswith(f"Not signed off yet: 1\nINC-1 Checkout is down · postmortem due {due}")
    assert f"INC-1 Checkout is down · postmortem due {due}\n[Write it]" in home
    assert [("due" in shown.lower()) for shown in after] == [False, False, True]
    assert after[2] == "No postmortem is due."
    assert team.bo.home
    assert "INC-1" not in team.bo.home.shown


async def test_the_reminder_leads_to_it_and_does_not_come_once_it_is_signed(alone: Team) -> None:
    team = await undisturbed(alone)
    first = await lived_through(team)
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Search is down"),
        (team.ana, team.general, "incident resolve reindexed"),
        (team.ana, team.general, "incident postmortem INC-1"),
    )
    await did(team, (team.bo, team.general, "postmortem sign PM-1"))

    await team.time_passes(timedelta(days=4))

    second = next(one for one in team.general.live if "INC-2" in one.shown and "declared by" in one.shown)
    assert [one for one in room(first) if "is due" in one] == []
    [reminder] = [one for one in second.replies if "postmortem of INC-2 is due" in one.shown]
    assert buttons(reminder) == {"Write it": "incident postmortem INC-2", "Timeline": "incident timeline INC-2"}


async def test_it_leaves_as_markdown_alone_by_the_incident_and_in_the_folder_of_the_team(alone: Team) -> None:
    team = await by_day(await undisturbed(alone))  # so that all of it is of one day
    await lived_through(team)
    await did(
        team,
        (team.ana, team.general, "incident postmortem INC-1"),
        (team.chi, team.general, "incident declare SEV2 Search is slow"),
        (team.chi, team.general, "incident resolve reindexed"),
        (team.chi, team.general, "incident postmortem INC-2"),
    )
    await did(team, (team.chi, team.general, "postmortem edit PM-1 root_cause", {"part1": "A connection for each item."}))

    for words in ("/cto postmortem export PM-1", "/incident export INC-1", "/cto postmortem export all"):
        await team.runs(team.chi, words)
    await team.settled()  # Slack looks files over first
    by_key, by_incident, every = files_of(team, team.chi)

    text = by_key.decode()
    assert by_incident == by_key
    assert text.startswith("> PM-1 is a draft: nobody has signed it off yet.\n\n## Incident: Checkout is down\n\n**Severity:** SEV1")
    assert "### Root Cause\n\nA connection for each item.\n\n### Impact\n" in text
    assert "| alert when the pool is exhausted | @Bo |" in text
    day = f"{team.slack.clock.now():%Y-%m-%d}"
    assert sorted(unpacked(every)) == [f"data/engineering/incidents/incident_{day}{end}.md" for end in ("", "_inc-2")]


async def test_signed_off_its_file_says_by_whom(team: Team) -> None:
    await lived_through(team)
    await writes(team)
    await did(team, (team.bo, team.general, "postmortem sign PM-1"))

    await team.runs(team.chi, "/incident export INC-1")

    await team.settled()
    [file] = files_of(team, team.chi)
    assert file.decode().startswith("## Incident: Checkout is down\n")
    assert file.decode().endswith(f"PM-1, signed off by Bo on {team.slack.clock.now():%Y-%m-%d}.\n")
