"""Whatever people type: it is kept whole, looks right, pings nobody and breaks no limit. And many at once."""

import asyncio

import pytest

from handlers.blocks import kit
from sandbox import Channel, Person, Reply
from tests.deployment import Team
from tests.looking import headlines, lines, room, told

LONG = "Checkout is down because " + "of this and that and the other and " * 56 + "the END"
ODD = {
    "2000 characters": LONG[:1993] + " the END",
    "one word of 2000 characters": "x" * 1997 + "END",
    "emoji": "🔥🔥 Checkout 👩‍👩‍👧‍👦 is :fire: 🇩🇪 down ✅" + "🔥" * 200,
    "the channel": "<!channel> <!here> <!everyone> <@U012ABCDEF> is down",
    "the channel, picked": "@channel @here @everyone @Bo and #general are down",
    "right to left": "התשלום למטה 100% של הלקוחות الدفع checkout 42 معطل",
    "newlines": "Checkout is down\n\n> since 9:00\n• everywhere",
    "markup": "*Checkout* _is_ ~down~ `now` ```all of it``` & <b>more</b>",
    "an address": "https://status.example/a?b=c&d=e#f and <https://status.example|the page> are down",
    "what looks like something else": "14:05 - C:\\new \"quoted\" 'single' \\u0041 SEV 1 and INC-12 and ADR-7 -",
}


@pytest.mark.parametrize("title", list(ODD.values()), ids=list(ODD))
async def test_any_words_can_be_a_title_a_note_and_a_fix(team: Team, title: str) -> None:
    changes = (f"declare SEV1 {title}", f"note {title}", f"status identified {title}", f"sev SEV2 {title}")
    looks = ("", "list", "show INC-1", "timeline", "note INC-9 x")

    replies = [await team.ana.runs(f"/incident {words}".strip(), in_=team.general) for words in (*changes, *looks, f"resolve {title}")]
    await team.says(team.bo, f"@CTO Co-Pilot reopen INC-1 {title}")

    assert [reply.error for reply in replies] == [None] * len(replies)
    [headline] = headlines(team)
    assert "· Investigating ·" in headline.shown
    assert len([line for line in room(headline) if " — Ana, " in line or " — Bo, " in line]) >= 5
    assert all(message.pings == set() for message in team.general.live if message.user == team.bot.id)
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_a_long_title_is_cut_in_the_headline_and_whole_in_the_first_entry(team: Team) -> None:
    headline = await team.declares(team.ana, f"SEV1 {ODD['2000 characters']}")

    title = headline.shown.splitlines()[0]
    assert len(title) <= kit.HEADER
    assert title.endswith("…")
    [first] = room(headline)
    assert first.startswith(f"Declared as SEV1: {ODD['2000 characters']} — Ana")
    assert ODD["2000 characters"] in (await team.runs(team.bo, "/incident show INC-1")).shown
    assert ODD["2000 characters"] in (await team.runs(team.bo, "/incident timeline")).shown


async def test_a_title_of_several_lines_is_one_line_in_the_headline_and_whole_in_the_first_entry(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down\nsince 9:00")

    assert headline.shown.splitlines()[0] == "🔴 INC-1 Checkout is down since 9:00"
    assert room(headline)[0].startswith("Declared as SEV1: Checkout is down\nsince 9:00 — Ana")


async def test_peoples_markup_is_shown_as_they_typed_it(team: Team) -> None:
    headline = await team.declares(team.ana, f"SEV1 {ODD['markup']}")
    await team.runs(team.bo, f"/incident note {ODD['the channel']}")

    assert headline.shown.splitlines()[0] == f"🔴 INC-1 {ODD['markup']}"
    assert room(headline)[0].startswith(f"{ODD['the channel']} — Bo")


async def test_what_notifications_show_is_escaped(team: Team) -> None:
    headline = await team.declares(team.ana, f"SEV1 {ODD['the channel']}")
    await team.runs(team.ana, "/incident note @channel @Bo <!here>")

    texts = [headline.text, *(reply.text for reply in headline.replies)]
    assert [text for text in texts if "<" in text] == []
    assert "&lt;!channel&gt;" in headline.text


async def test_names_are_said_without_pinging_anybody(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 @Bo broke #payments")

    assert headline.shown.splitlines()[0] == "🔴 INC-1 @Bo broke #payments"
    assert headline.pings == set()


@pytest.mark.parametrize("title", ["Checkout \u202eis down", "Checkout \u2067is down", "\u202cCheckout\u2069 \u202eis \u2067down"])
async def test_words_cannot_turn_the_rest_of_a_line_around(team: Team, title: str) -> None:
    await team.declares(team.ana, f"SEV1 {title}")
    await team.runs(team.ana, f"/incident note {title}")

    shown = [(await team.runs(team.bo, f"/incident {words}")).shown for words in ("list", "show INC-1", "timeline", "list all")]

    for line in "\n".join([*shown, *room(headlines(team)[0])]).splitlines():
        assert not turned_at_the_end(line), line.encode("unicode_escape")


async def test_a_note_of_ten_thousand_characters_is_kept_and_shown_as_far_as_it_fits(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    message = await team.says(team.bo, "@CTO Co-Pilot note rolled back " + "and forth " * 1_000, thread=headline)
    await team.runs(team.bo, "/incident note rolled back " + "and forth " * 1_000)

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert len(lines((await team.runs(team.bo, "/incident timeline")).shown, "rolled back and forth")) == 2
    assert lines("\n".join(room(headline)), "rolled back and forth")[-1].startswith("rolled back and forth")
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


BUSY = "does not answer just now"


def _number(key: str) -> int:
    return int(key.removeprefix("INC-"))


async def test_fifty_declarations_at_once_get_fifty_numbers_without_gaps_or_doubles(team: Team) -> None:
    replies = await asyncio.gather(
        *(answered(team.ana, f"/incident declare SEV3 Number {one}", in_=team.general) for one in range(25)),
        *(answered(team.bo, f"/incident declare SEV3 Number {one}", in_=team.payments) for one in range(25)),
    )
    await team.settled()

    opened = [reply.shown.split()[0] for reply in replies if "is open." in reply.shown]
    assert all(BUSY in reply.shown for reply in replies if "is open." not in reply.shown)  # on a machine that has much else to do
    posted = sorted((headline.shown.split()[1] for headline in [*headlines(team), *headlines(team, team.payments)]), key=_number)
    assert posted == [f"INC-{number}" for number in range(1, len(posted) + 1)]
    assert opened
    assert len(set(opened)) == len(opened)
    assert set(opened) <= set(posted)
    assert f"Open: {len(posted)}" in (await team.runs(team.ana, "/incident list")).shown


async def test_fifty_notes_at_once_are_all_on_the_timeline(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    replies = await asyncio.gather(*(answered(team.bo, f"/incident note number {one:02}.", in_=team.general) for one in range(50)))
    await team.settled()

    noted = {f"{one:02}." for one, reply in enumerate(replies) if reply.shown == "Noted on INC-1."}
    assert all(BUSY in reply.shown for reply in replies if reply.shown != "Noted on INC-1.")
    pages = [(await team.runs(team.bo, f"/incident timeline INC-1 {page}")).shown for page in (1, 2)]
    told = [line.partition("number ")[2][:3] for line in lines("\n".join(pages), "number ")]
    assert noted
    assert noted <= set(told)
    assert len(set(told)) == len(told) == len(room(headline))
    assert headlines(team) == [headline]


async def test_two_who_resolve_at_once_are_told_that_one_did(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    replies = await asyncio.gather(
        *(answered(person, "/incident resolve INC-1 rolled back", in_=team.general) for person in (team.ana, team.bo, team.chi))
    )
    await team.settled()

    assert sorted("already resolved" in reply.shown for reply in replies) == [False, True, True]
    assert len([line for line in room(headline) if "Resolved" in line]) == 1
    assert told(team, team.ana)


async def answered(person: Person, words: str, *, in_: Channel) -> Reply:
    """What somebody is told who, on a busy machine, sends their words again as often as they are told to."""
    reply = await person.runs(words, in_=in_)
    while "send again" in reply.shown:
        reply = await person.runs(words, in_=in_)
    return reply


def turned_at_the_end(line: str) -> bool:
    """Whether something in the line turns the direction of writing, and nothing after it turns it back."""
    embedded = isolated = 0
    for character in line:
        if character in "\u202a\u202b\u202d\u202e":
            embedded += 1
        elif character == "\u202c":
            embedded = max(0, embedded - 1)
        elif character in "\u2066\u2067\u2068":
            isolated += 1
        elif character == "\u2069":
            isolated = max(0, isolated - 1)
    return bool(embedded or isolated)
