"""Messages that go on a timeline as they stand: by :pushpin:, by the message's menu, by a link."""

from sandbox.content import Content
from tests.deployment import Team
from tests.looking import buttons, headlines, in_channel, lines, links, room, told
from tests.staged import let_in

TICK = "white_check_mark"


async def timeline(team: Team) -> str:
    return (await team.runs(team.ana, "/incident timeline INC-1")).shown


async def test_a_pin_puts_a_message_on_the_timeline_of_its_room(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow")
    message = await team.says(team.bo, "rolled back 4.2.1", thread=headline)

    await team.reacts(team.chi, "pushpin", to=message)

    assert message.reactions == {"pushpin": [team.chi.id], TICK: [team.bot.id]}
    reply = await team.runs(team.ana, "/incident timeline INC-1")
    assert lines(reply.shown, "rolled back 4.2.1 — Bo")
    assert message.permalink in links(reply)
    assert room(headline) == ["rolled back 4.2.1"]
    assert "Latest: rolled back 4.2.1 — Bo" in headline.shown


async def test_pinning_the_same_message_twice_adds_one_entry(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "rolled back 4.2.1", thread=headline)

    await team.reacts(team.ana, "pushpin", to=message)
    await team.reacts(team.bo, "pushpin", to=message)
    for delivery in [one for one in team.slack.deliveries if one.payload.get("event", {}).get("type") == "reaction_added"][-2:]:
        await team.slack.redeliver(delivery, 2)
    await team.settled()

    assert (await timeline(team)).count("rolled back 4.2.1") == 1


async def test_in_the_channel_a_pin_is_for_the_only_one_that_is_open(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "graph is at 9 s")

    await team.reacts(team.bo, "pushpin", to=message)

    assert lines(await timeline(team), "graph is at 9 s — Bo")


async def test_with_several_open_the_one_who_pinned_is_asked_which(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow")
    message = await team.says(team.bo, "graph is at 9 s")

    await team.reacts(team.chi, "pushpin", to=message)
    [asked] = told(team, team.chi)
    await team.clicks(team.chi, "INC-1 Checkout is down", on=asked)

    assert lines(await timeline(team), "graph is at 9 s — Bo")
    assert TICK in message.reactions


async def test_with_nothing_open_a_pin_is_just_a_pin(team: Team) -> None:
    message = await team.says(team.bo, "lunch at noon")

    await team.reacts(team.chi, "pushpin", to=message)

    assert list(message.reactions) == ["pushpin"]
    assert told(team, team.chi) == []


async def test_the_last_pin_taken_off_strikes_and_the_next_brings_it_back(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "rolled back 4.2.1", thread=headline)
    await team.reacts(team.ana, "pushpin", to=message)
    await team.reacts(team.chi, "pushpin", to=message)

    await team.unreacts(team.ana, "pushpin", from_=message)
    one_is_left = await struck(team)
    await team.unreacts(team.chi, "pushpin", from_=message)
    none_is_left, ticks = await struck(team), dict(message.reactions)
    await team.reacts(team.bo, "pushpin", to=message)

    assert one_is_left == []
    assert len(none_is_left) == 1
    assert ticks == {}
    assert await struck(team) == []
    assert TICK in message.reactions
    assert (await timeline(team)).count("rolled back 4.2.1") == 1


async def test_an_entry_edited_by_hand_stays_when_its_pin_is_taken_off(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "roled back", thread=headline)
    await team.reacts(team.bo, "pushpin", to=message)
    await team.uses(team.bo, "Add to incident timeline", on=message)
    await team.submits(team.bo, {"text": "rolled back"})

    await team.unreacts(team.bo, "pushpin", from_=message)

    assert await struck(team) == []
    assert lines(await timeline(team), "rolled back — Bo")


async def test_the_menu_of_a_message_puts_it_on_the_timeline(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "graph is at 9 s <!channel>")

    reply = await team.uses(team.chi, "Add to incident timeline", on=message)

    assert reply.error is None
    assert lines(await timeline(team), "graph is at 9 s <!channel> — Bo")
    assert TICK in message.reactions


async def test_what_an_alerting_app_said_is_told_as_its_words(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    alert = team.general.say("B0ALERT", Content("", attachments=[{"fallback": "p99 is at 9 s"}]))

    await team.uses(team.chi, "Add to incident timeline", on=alert)

    assert lines(await timeline(team), "p99 is at 9 s")


async def test_the_menu_where_nothing_is_open_offers_to_declare_with_these_words(team: Team) -> None:
    message = await team.says(team.bo, "checkout is down")

    await team.uses(team.chi, "Add to incident timeline", on=message)
    [asked] = told(team, team.chi)
    await team.clicks(team.chi, "Declare with these words", on=asked)

    assert len(headlines(team)) == 1


async def test_declared_from_a_message_it_is_the_first_entry_and_its_thread_the_room(team: Team) -> None:
    message = await team.says(team.bo, "checkout is down since 14:05, " + "and the queue grows. " * 200)

    await team.uses(team.chi, "Declare incident", on=message)
    await team.submits(team.chi, {"title": "Checkout is down", "severity": "SEV1"})

    [headline] = in_channel(team)
    assert headline.thread_ts == message.ts
    assert headline.broadcast
    entries = (await timeline(team)).splitlines()
    first = next(line for line in entries if "checkout is down since 14:05" in line)
    assert entries.index(first) < entries.index(lines(await timeline(team), "Declared as SEV1: Checkout is down")[0])
    assert first.split(" ↗")[0].endswith("Bo")


async def test_declared_from_a_message_in_a_room_a_note_is_offered_instead(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "search is slow, too", thread=headline)

    await team.uses(team.chi, "Declare incident", on=message)
    [asked] = told(team, team.chi)
    await team.clicks(team.chi, "Add it to INC-1", on=asked)

    assert "room of INC-1" not in asked.shown
    assert lines(await timeline(team), "search is slow, too — Bo")


async def test_a_link_to_a_message_pins_it(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.bo, "graph is at 9 s")

    await team.runs(team.chi, f"/incident pin {message.permalink}")

    assert lines(await timeline(team), "graph is at 9 s — Bo")


async def test_what_somebody_elsewhere_cannot_see_is_not_pinned_by_a_link(team: Team) -> None:
    await team.declares(team.bo, "SEV1 Checkout is down")
    await let_in(team, team.secret)
    secret = await team.says(team.chi, "the key is under the mat", in_=team.secret)

    refused = await team.runs(team.bo, f"/incident pin INC-1 {secret.permalink}")

    assert "no such message" in refused.shown
    assert "mat" not in await timeline(team)


async def test_what_was_said_in_private_is_not_pinned_where_others_see_it(team: Team) -> None:
    await team.declares(team.bo, "SEV1 Checkout is down")
    await let_in(team, team.secret)
    secret = await team.says(team.chi, "the key is under the mat", in_=team.secret)

    by_link = await team.runs(team.chi, f"/incident pin INC-1 {secret.permalink}")
    await team.uses(team.chi, "Add to incident timeline", on=secret)
    [asked] = told(team, team.chi, team.secret)
    await team.clicks(team.chi, "INC-1 Checkout is down", on=asked)

    assert "private channel" in by_link.shown
    assert "private channel" in asked.shown
    assert "mat" not in await timeline(team)


async def test_who_asks_for_a_message_the_bot_cannot_read_is_told(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    message = await team.says(team.chi, "nodes are gone", in_=team.platform)

    await team.runs(team.chi, f"/incident pin INC-1 {message.permalink}", in_=team.general)

    [answer] = [one for one in team.workspace.dm(team.chi).live if one.user == team.bot.id]
    assert "/invite me there" in answer.shown


async def test_a_button_with_long_words_is_a_line_to_copy(team: Team) -> None:
    message = await team.says(team.bo, "y" * 4_000)

    await team.uses(team.chi, "Add to incident timeline", on=message)

    [asked] = told(team, team.chi)
    assert "Nothing is open here" in asked.shown
    assert buttons(asked)


async def struck(team: Team) -> list[str]:
    async with team.store.reading() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
        assert incident is not None
        return [one.text for one in await db.entries.timeline(incident, seen_by=team.operator, limit=50) if one.is_struck]
