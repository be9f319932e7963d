"""Several people at once, people who have left, words that were meant otherwise."""

import asyncio

import pytest

from sandbox import Person
from tests.deployment import Team
from tests.looking import buttons, headlines, lines, room, told
from tests.staged import did, let_in


async def entry_of(team: Team, person: Person, words: str) -> None:
    """Somebody opens the form of an entry, from the timeline."""
    timeline = await team.runs(person, "/incident timeline INC-1")
    assert timeline.message is not None
    [menu] = [one for block in timeline.message.blocks for one in block.get("elements", []) if one.get("type") == "static_select"]
    label = next(one["text"]["text"] for one in menu["options"] if words in one["text"]["text"])
    await person.chooses(label, in_="Edit an entry…", on=timeline)


@pytest.mark.parametrize("words", ["note", "declare"])
async def test_a_form_that_was_open_does_not_let_back_in_who_was_removed(team: Team, words: str) -> None:
    await let_in(team, team.secret)
    await team.declares(team.ana, "SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.chi, f"/incident {words}", in_=team.secret)
    await team.ana.removes(team.chi, from_=team.secret)
    await team.settled()

    await team.submits(team.chi, {"text": "x"} if words == "note" else {"title": "x", "severity": "SEV3"})

    assert "Keys" not in (await team.runs(team.chi, "/incident list all")).shown


@pytest.mark.both
async def test_of_two_who_declare_in_one_thread_at_once_one_does(team: Team) -> None:
    thread = await team.says(team.ana, "checkout?")

    said = "@CTO Co-Pilot incident declare SEV1 Checkout is down"
    await asyncio.gather(*(one.says(said, in_=team.general, thread=thread) for one in (team.ana, team.bo, team.chi)))
    await team.settled()

    assert len(headlines(team)) == 1


@pytest.mark.both
async def test_of_two_forms_from_one_message_one_declares_and_the_other_is_told(team: Team) -> None:
    message = await team.says(team.bo, "checkout is down")
    for person in (team.ana, team.chi):
        await team.uses(person, "Declare incident", on=message)

    first = await team.submits(team.ana, {"severity": "SEV1"})
    second = await team.submits(team.chi, {"severity": "SEV1"})

    assert first.errors == {}
    assert "just declared" in second.errors["title"]
    assert len(headlines(team)) == 1


@pytest.mark.both
async def test_a_message_added_by_several_at_once_is_one_entry(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "graph is at 9 s", thread=headline)

    people = (team.ana, team.bo, team.chi)
    await asyncio.gather(*(one.uses("Add to incident timeline", on=message) for one in people), team.ana.reacts("pushpin", to=message))
    await team.settled()

    assert (await team.runs(team.ana, "/incident timeline")).shown.count("  graph is at 9 s — Bo") == 1


async def test_in_a_room_a_drill_is_offered_as_a_note(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot drill into the logs shows OOM", thread=headline)

    [asked] = told(team, team.bo)
    assert list(buttons(asked)) == ["Note it on INC-1"]
    assert len(headlines(team)) == 1


async def test_in_a_room_words_that_begin_with_a_verb_by_chance_can_be_noted_by_a_button(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    chance = (
        "quiet for 10 minutes now, no errors",
        "channel #general was informed",
        "times out again",
        "snooze did not help",
        "show must go on",
        "help is on its way",
        "done with the rollback",
        "status page updated",
        "role of the cache is unclear",
        "list of customers is in the sheet",
        "pin the version",
    )
    for words in chance:
        await team.bo.says(f"@CTO Co-Pilot {words}", in_=team.general, thread=headline)
    await team.settled()
    for asked in told(team, team.bo):
        await team.bo.clicks("Note with these words", on=asked)
    await team.settled()

    for words in chance:
        assert lines("\n".join(room(headline)), f"{words} — Bo"), words


@pytest.mark.both
async def test_both_keys_of_a_link_count_wherever_they_stand(team: Team) -> None:
    for title in ("SEV1 Checkout is down", "SEV2 Search is slow", "SEV3 Wiki is slow"):
        await team.declares(team.ana, title)

    reply = await team.runs(team.bo, "/incident link INC-3 caused by INC-2")

    assert reply.shown == "INC-3 caused by INC-2."


async def test_two_cannot_be_duplicates_of_each_other(team: Team) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.ana, team.general, "incident declare SEV2 Payments fail"),
        (team.bo, team.general, "incident link INC-1 INC-2 duplicates"),
    )

    reply = await team.runs(team.bo, "/incident link INC-2 INC-1 duplicates")

    assert "one of them has to stand" in reply.shown
    assert "INC-2" in (await team.runs(team.bo, "/incident list")).shown


async def test_people_named_in_words_are_named_in_the_button_too(team: Team) -> None:
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.ana, team.general, "incident declare SEV2 Search is slow"),
    )

    asked = await team.runs(team.ana, "/incident action add an alert @Bo by friday")
    assert asked.message is not None
    await team.clicks(team.ana, "INC-2 Search is slow", on=asked)
    mistyped = await team.runs(team.ana, "/incident rle INC-1 lead @Chi")
    await team.clicks(team.ana, "Yes, role", on=mistyped)

    assert "ACT-1 is on the list: Bo" in asked.message.shown
    assert lines((await team.runs(team.ana, "/incident show INC-1")).shown, "Lead Chi")


@pytest.mark.both
async def test_what_somebody_changed_meanwhile_is_not_written_over(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident note roled back")
    for person in (team.ana, team.bo):
        await entry_of(team, person, "roled back")

    first = await team.submits(team.bo, {"text": "rolled back"})
    second = await team.submits(team.ana, {"text": "rolled it back"})

    assert first.errors == {}
    assert "meanwhile" in second.errors["text"]
    assert room(headline)[0].startswith("rolled back — Bo")


async def test_words_and_strike_are_changed_together(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident note it was the cache")
    await entry_of(team, team.bo, "it was the cache")

    await team.submits(team.bo, {"text": "we thought it was the cache", "struck": ["struck"]})

    assert room(headline)[0].startswith("we thought it was the cache")
    async with team.store.reading() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
        assert incident is not None
        assert (await db.entries.timeline(incident, seen_by=team.operator, limit=9))[-1].is_struck


async def test_a_long_entry_whose_time_alone_is_changed_stays_whole(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, f"/incident note -30m {'all is lost ' * 300}")
    await entry_of(team, team.bo, "all is lost")

    await team.submits(team.bo, {"at": team.slack.clock.now().replace(second=0, microsecond=0)})

    async with team.store.reading() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
        assert incident is not None
        texts = [one.text for one in await db.entries.timeline(incident, seen_by=team.operator, limit=9)]
    assert [len(text) for text in texts if "lost" in text] == [12 * 300 - 1]


async def test_the_impact_told_on_resolving_is_on_the_timeline_and_writes_nothing_over(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident impact cannot pay customers 340")
    await team.clicks(team.bo, "Resolve", on=headline)
    await team.runs(team.ana, "/incident impact customers 9000")

    await team.submits(team.bo, {"fix": "rolled back", "slo": "checkout"})

    assert lines(headline.shown, "Impact: cannot pay · 9,000 customers · SLO checkout")
    assert [line.split(" — ")[0] for line in room(headline) if line.startswith("Impact")][-1] == "Impact: SLO checkout"


async def test_what_fixed_it_can_be_put_right_afterwards(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident resolve not known")
    await entry_of(team, team.bo, "resolved")

    await team.submits(team.bo, {"text": "rolled back"})

    assert "Fixed by: rolled back" in headline.shown
