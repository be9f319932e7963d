"""Lists of what people promised: page by page, and pressed in."""

from tests.deployment import Team
from tests.staged import did


async def test_every_action_of_an_incident_is_on_some_page(team: Team) -> None:
    said = ("declare SEV2 Search is slow", *(f"action step {number + 1}" for number in range(21)))
    await did(team, *((team.ana, team.general, f"incident {words}") for words in said))

    first = await team.runs(team.ana, "/incident actions INC-1")
    assert first.message is not None
    first_shown = first.shown
    await team.clicks(team.ana, "More", on=first.message)
    last = await team.runs(team.ana, "/incident actions INC-1 3")
    past = await team.runs(team.ana, "/incident actions INC-1 4")

    assert "step 10 ·" in first_shown
    assert "step 11 ·" in first.message.shown
    assert "step 21 ·" in last.shown
    assert past.shown == "That page is past the end: there are 3."


async def test_a_page_that_is_none_is_no_fault_of_ours(team: Team) -> None:
    await team.declares(team.ana, "SEV2 Search is slow")
    await team.runs(team.ana, "/incident action add an index @Ana")

    none = await team.runs(team.ana, "/incident actions 0")
    endless = await team.runs(team.ana, "/incident actions all 99999999999999999999")
    far = await team.runs(team.ana, "/incident actions all 99999")

    assert "add an index" in none.shown
    assert "add an index" in endless.shown
    assert far.shown == "That page is past the end: there are 1."


async def test_done_in_a_list_is_answered_by_the_list(team: Team) -> None:
    promised = (f"action {words} <@{team.ana.id}> by 2099-01-0{day}" for day, words in ((5, "add an index"), (6, "drop the other")))
    await did(team, *((team.ana, team.general, f"incident {words}") for words in ("declare SEV2 Search is slow", *promised)))
    seen = []
    shown = await team.runs(team.ana, "/incident actions mine")
    assert shown.message is not None

    for button in ("Done", "Not done", "Done"):
        await team.clicks(team.ana, button, on=shown.message)
        seen.append(shown.message.shown)

    assert "✅ ACT-1 add an index · Ana · done" in seen[0]
    assert "ACT-2 drop the other · Ana · due" in seen[0]
    assert "▫️ ACT-1 add an index" in seen[1]
    assert seen[2] == seen[0]
    assert (await team.runs(team.ana, "/incident undone ACT-1")).shown == "ACT-1 is not done yet."
    await team.runs(team.ana, "/incident done ACT-1")
    whole = await team.runs(team.ana, "/incident actions INC-1")
    assert whole.message is not None
    await team.clicks(team.ana, "Not done", on=whole.message)
    assert "▫️ ACT-1 add an index" in whole.message.shown
    assert "ACT-2" in whole.message.shown
