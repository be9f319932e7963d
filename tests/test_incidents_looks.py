"""Words that only look: what is open, the lists, one incident, its timeline, help."""

from datetime import timedelta
from typing import Any

import pytest

from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident, Severity
from tests.deployment import Team
from tests.looking import buttons, in_channel, lines, links, told

VERBS = ("declare", "note", "status", "sev", "resolve", "reopen", "timeline", "list", "show", "help")


async def test_a_bare_command_with_nothing_open_opens_the_form(team: Team) -> None:
    reply = await team.runs(team.ana, "/incident")

    assert reply.shown == ""
    assert team.ana.view is not None
    assert team.ana.view.title == "Declare an incident"


async def test_a_bare_command_shows_what_is_open_here_and_elsewhere(team: Team) -> None:
    here = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.declares(team.ana, "SEV2 Search is slow", in_=team.payments)
    await team.declares(team.ana, "SEV3 Wiki is slow")
    await team.runs(team.ana, "/incident resolve INC-3 it was the cache")

    reply = await team.runs(team.bo, "/incident")

    open_here, elsewhere = reply.shown.split("Open elsewhere")
    assert "INC-1 Checkout is down" in open_here
    assert "INC-2 Search is slow" in elsewhere
    assert "INC-3" not in reply.shown
    assert buttons(reply)["Declare another"] == "incident declare"
    assert here.permalink in links(reply)


async def test_a_bare_mention_in_a_room_shows_that_incident_to_who_asks(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot", thread=headline)

    [answer] = told(team, team.bo)
    assert answer.thread_ts == headline.ts
    assert "INC-1 Checkout is down" in answer.shown
    assert "Open for" in answer.shown


@pytest.mark.parametrize("words", ["/incident help", "/incident HELP"])
async def test_help_says_every_word_and_how_it_works_in_threads(team: Team, words: str) -> None:
    reply = await team.runs(team.ana, words)

    for verb in VERBS:
        assert lines(reply.shown, f"/incident {verb}"), verb
    assert "mention me" in reply.shown


@pytest.mark.parametrize("words", ["@CTO Co-Pilot help", "@CTO Co-Pilot", "@CTO Co-Pilot incident help"])
async def test_help_is_there_by_mention_too(team: Team, words: str) -> None:
    await team.says(team.ana, words)

    [answer] = told(team, team.ana)
    assert "/incident help" in answer.shown


async def test_show_tells_everything_about_one(team: Team) -> None:
    headline = await team.declares(team.ana, "Checkout is down")
    for minutes, words in ((5, "status identified a bad deploy"), (10, "status monitoring"), (15, "resolve rolled back 4.2.1")):
        team.slack.clock.advance(timedelta(minutes=minutes))
        await team.runs(team.bo, f"/incident {words}")

    card = (await team.runs(team.chi, "/incident show INC-1")).shown

    assert lines(card, "✅ INC-1 Checkout is down")
    assert lines(card, "SEV2 degraded (a guess) · Resolved · declared by Ana")
    assert lines(card, "Identified ")[0].endswith("after 5 min")
    assert lines(card, "Mitigated, watched since ")[0].endswith("after 15 min")
    assert lines(card, "It took 30 min")
    assert lines(card, "Fixed by: rolled back 4.2.1")
    assert links(await team.runs(team.chi, "/incident show INC-1")) == [headline.permalink]


async def test_a_list_shows_what_is_open_and_on_request_all(team: Team) -> None:
    await team.declares(team.ana, "SEV3 Wiki is slow")
    await team.declares(team.ana, "SEV1 Checkout is down", in_=team.payments)
    await team.declares(team.ana, "SEV2 Search is slow")
    await team.runs(team.ana, "/incident resolve INC-3 it was the cache")

    open_ones = (await team.runs(team.bo, "/incident list")).shown
    all_of_them = (await team.runs(team.bo, "/incident list all")).shown

    assert open_ones == (await team.runs(team.bo, "/incident list open")).shown
    assert [line.split(" · ")[0] for line in open_ones.splitlines()] == ["Open: 2", "🔴 INC-2 Checkout is down", "🟡 INC-1 Wiki is slow"]
    assert [line.split()[1] for line in all_of_them.splitlines()[1:]] == ["INC-3", "INC-2", "INC-1"]


async def test_an_empty_list_says_what_else_there_is(team: Team) -> None:
    reply = await team.runs(team.bo, "/incident list")

    assert "Nothing is open" in reply.shown
    assert "/incident list all" in reply.shown


async def test_a_page_past_the_end_does_not_say_that_nothing_is_open(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    reply = await team.runs(team.bo, "/incident list open 7")

    assert "Nothing is open" not in reply.shown


async def test_a_list_of_something_unknown_is_answered_with_the_usage(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    reply = await team.runs(team.bo, "/incident list closed")

    assert "/incident list [open|all]" in reply.shown
    assert "Checkout" not in reply.shown


async def test_a_long_list_comes_in_pages(team: Team) -> None:
    await with_incidents(team, 45)

    pages = [(await team.runs(team.bo, f"/incident list all {page}")).shown for page in (1, 2, 3)]

    shown = [line.split()[1] for page in pages for line in lines(page, " · SEV")]
    assert shown == [f"INC-{number}" for number in range(45, 0, -1)]
    first = await team.runs(team.bo, "/incident list all")
    await team.clicks(team.bo, "25 more", on=first)
    assert first.message is not None
    assert buttons(first.message) == {"Back": "incident list all 1", "5 more": "incident list all 3"}
    assert lines(first.message.shown, "INC-25 Number 25")


async def test_entries_sort_by_when_they_happened(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    for words in ("rolled back", "-2h first customer wrote", "-10m graph went up", "looks good"):
        await team.runs(team.bo, f"/incident note {words}")

    timeline = (await team.runs(team.bo, "/incident timeline")).shown

    happened = ["first customer wrote", "graph went up", "Declared as SEV1: Checkout is down", "rolled back", "looks good"]
    assert [line for line in timeline.splitlines() if any(words in line for words in happened)] == [
        lines(timeline, words)[0] for words in happened
    ]


async def test_a_timeline_of_300_entries_is_whole_and_breaks_no_limit(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await with_entries(team, [f"entry {number:03} " + "<!channel> & *more* " * 60 for number in range(299)])

    first = (await team.runs(team.bo, "/incident timeline")).shown
    pages = [(await team.runs(team.bo, f"/incident timeline INC-1 {page}")).shown for page in range(1, 9)]
    await team.says(team.bo, "@CTO Co-Pilot timeline", thread=headline)

    entries = [line for page in reversed(pages) for line in page.splitlines() if "entry " in line]
    assert [line.partition("entry ")[2][:3] for line in entries] == [f"{number:03}" for number in range(299)]
    assert sum("Declared as SEV1" in page for page in pages) == 1
    assert "300 entries, page 1 of 8" in first
    assert told(team, team.bo)[-1].shown == first
    assert all(message.pings == set() for message in team.general.live if message.user == team.bot.id)


async def test_looking_says_nothing_to_others(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    for words in ("", "help", "list", "list all", "show INC-1", "timeline"):
        await team.runs(team.bo, f"/incident {words}".strip())
        message = await team.says(team.bo, f"@CTO Co-Pilot incident {words}".strip())
        assert message.reactions == {}, words

    assert in_channel(team) == [headline]
    assert headline.replies == []
    assert len(told(team, team.bo)) == 12


async def with_incidents(team: Team, number: int) -> None:
    """So many incidents, kept as if they had been declared."""
    now = team.slack.clock.now()
    async with team.store.transaction() as db:
        for one in range(1, number + 1):
            facts: Any = {"team": team.id, "channel": team.general.id, "severity": Severity.SEV3, "by": team.ana.id, "at": now}
            await db.incidents.add(Incident.declared(title=f"Number {one}", **facts))


async def with_entries(team: Team, texts: list[str]) -> None:
    """More on the timeline of INC-1, a second apart, kept as if it had been noted."""
    now = team.slack.clock.now()
    async with team.store.transaction() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
        assert incident is not None
        for number, text in enumerate(texts):
            at = now + timedelta(seconds=number)
            await db.entries.write(incident, Entry(kind=EntryKind.NOTE, text=text, by=team.bo.id, happened_at=at, recorded_at=at))
