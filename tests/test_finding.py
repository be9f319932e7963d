"""`/cto`: help, what can be found by words, and every other kind under it."""

import pytest

from sandbox import Message, Person, Reply
from tests.deployment import Team
from tests.looking import buttons, headlines, lines, links, told
from tests.staged import did, let_in


@pytest.fixture
async def history(team: Team) -> Team:
    """INC-1 is over, in #general; INC-2 is open, in #payments; INC-3 is Chi's and Ana's, in #secret."""
    await let_in(team, team.secret)
    await did(
        team,
        (team.ana, team.general, "incident declare SEV1 Checkout is down"),
        (team.bo, team.general, "incident note the gateway of payments timed out"),
        (team.bo, team.general, "incident resolve rolled back 4.2.1"),
        (team.bo, team.payments, "incident declare SEV3 Payments are late"),
        (team.chi, team.secret, "incident declare SEV2 Gateway keys leaked"),
    )
    return team


async def test_what_was_said_is_found_with_where_it_stands(history: Team) -> None:
    found = await history.runs(history.chi, "/cto find gateway payments")

    [what, said] = found.shown.splitlines()[:2]
    assert what.startswith("INC-1 Checkout is down · incident · resolved · ")
    assert said == "the gateway of payments timed out"
    [headline] = headlines(history)
    assert links(found)[0] == headline.permalink


async def test_the_title_the_fix_and_the_beginning_of_a_word_find_it(history: Team) -> None:
    for words in ("checkout down", "4.2.1", "rolled", "gatew", "INC-1", "@CTO timed"):
        found = await history.runs(history.bo, f"/cto find {words.removeprefix('@CTO ')}")
        assert lines(found.shown, "INC-1 Checkout is down"), words


async def test_what_is_noted_edited_struck_or_settled_is_found_as_it_is_now(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    noted = await team.says(team.bo, "@CTO Co-Pilot incident note restarted the broker")
    before = (await team.runs(team.chi, "/cto find broker")).shown

    message = await team.says(team.bo, "failed over to frankfurt")
    await team.reacts(team.bo, "pushpin", to=message)
    pinned = (await team.runs(team.chi, "/cto find frankfurt")).shown
    await team.unreacts(team.bo, "pushpin", from_=message)
    struck = (await team.runs(team.chi, "/cto find frankfurt")).shown

    assert noted.reactions
    assert "INC-1" in before
    assert "INC-1" in pinned
    assert "Nothing" in struck


async def test_one_of_those_found_is_shown_by_choosing_it(history: Team) -> None:
    found = await history.runs(history.bo, "/cto find gateway")

    await history.bo.chooses("INC-1 Checkout is down", in_="Show one…", on=found)
    await history.settled()

    assert "It took" in told(history, history.bo)[-1].shown


async def test_there_are_pages(team: Team) -> None:
    await did(team, *((team.ana, team.general, f"incident declare SEV3 Kafka is full {number}") for number in range(1, 11)))

    first = await team.runs(team.bo, "/cto find kafka full")
    [second] = await clicked(team, "More", on=first)
    seen = second.shown, buttons(second)
    [back] = await clicked(team, "Back", on=second)

    keys = [line.split()[0] for line in first.shown.splitlines() if line.startswith("INC-")]
    assert keys == [f"INC-{number}" for number in range(10, 2, -1)]
    assert [line.split()[0] for line in seen[0].splitlines() if line.startswith("INC-")] == ["INC-2", "INC-1"]
    assert "Page 2" in seen[0]
    assert seen[1] == {"Back": "cto find (page 1) kafka full"}
    assert "INC-10" in back.shown


async def test_nothing_found_says_what_to_do(history: Team) -> None:
    none = await history.runs(history.bo, "/cto find zebra gateway")
    said = none.shown, list(buttons(none))
    one = (await clicked(history, "Only “gateway”", on=none))[-1]

    assert "Fewer may find it" in said[0]
    assert said[1] == ["Only “zebra”", "Only “gateway”"]
    assert "INC-1" in one.shown
    assert "only its beginning" in (await history.runs(history.bo, "/cto find zebra")).shown
    assert "no word in that" in (await history.runs(history.bo, "/cto find 🔥")).shown
    assert "`/cto find <words>`".strip("`") in (await history.runs(history.bo, "/cto find")).shown
    assert "Fewer" in (await history.runs(history.bo, f"/cto find {'words of mine ' * 250}")).shown


async def test_what_others_may_not_see_they_do_not_find(history: Team) -> None:
    elsewhere = await history.deployment.team("Globex")

    by_member = await history.runs(history.chi, "/cto find gateway")
    by_outsider = await history.runs(history.bo, "/cto find gateway")
    by_guest = await history.runs(history.gus, "/cto find payments", in_=history.payments)
    by_another = await elsewhere.runs(elsewhere.ana, "/cto find gateway")

    assert "INC-3 Gateway keys leaked" in by_member.shown
    assert "INC-3" not in by_outsider.shown
    assert "INC-1" in by_outsider.shown
    assert [line.split()[0] for line in by_guest.shown.splitlines() if line.startswith("INC")] == ["INC-2"]
    assert "Nothing" in by_another.shown


async def test_a_bare_cto_shows_what_is_open_to_whoever_asks_and_leads_on(team: Team) -> None:
    await team.runs(team.ana, "/incident declare SEV1 Checkout is down")

    seen = await team.runs(team.bo, "/cto")

    assert lines(seen.shown, "INC-1")
    assert lines((await clicked(team, "What can you do?", on=seen, by=team.bo))[-1].shown, "/cto find <words>")


@pytest.mark.parametrize("words", ["/cto help", "/cto HELP"])
async def test_help_tells_of_every_kind(team: Team, words: str) -> None:
    reply = await team.runs(team.ana, words)

    assert lines(reply.shown, "/cto find <words>")
    assert lines(reply.shown, "/incident help  declare, note, status")
    assert "/incident declare" in (await clicked(team, "All about /incident", on=reply, by=team.ana))[-1].shown


async def test_every_kind_answers_under_it_through_every_door(team: Team) -> None:
    declared = await team.runs(team.ana, "/cto incident declare SEV1 Checkout is down")
    noted = await team.says(team.bo, "@CTO Co-Pilot cto incident note rolled back")
    await team.says(team.bo, "cto find rolled", in_=team.workspace.dm(team.bo))
    await team.says(team.bo, "@CTO Co-Pilot find rolled")
    form = await team.runs(team.ana, "/cto incident note")

    assert declared.shown == "INC-1 is open."
    assert noted.reactions == {"white_check_mark": [team.bot.id]}
    answers = [one for one in team.workspace.dm(team.bo).live if one.user == team.bot.id]
    assert "INC-1" in answers[-1].shown
    assert "INC-1" in told(team, team.bo)[-1].shown
    assert form.shown == ""
    assert team.ana.view


async def test_a_word_it_does_not_know_is_offered_as_words_to_find(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    odd = await team.runs(team.bo, "/cto checkout")
    meant = await team.runs(team.bo, "/cto search checkout")

    assert "INC-1" in (await clicked(team, "Find with these words", on=odd))[0].shown
    assert "INC-1" in (await clicked(team, "Yes, find", on=meant))[1].shown


async def clicked(team: Team, button: str, *, on: Message | Reply, by: Person | None = None) -> list[Message]:
    """What Bo is told alone, once the button was clicked."""
    await team.clicks(by or team.bo, button, on=on)
    return told(team, by or team.bo)
