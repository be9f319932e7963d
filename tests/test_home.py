"""Home, the first hour's hello, and direct messages."""

from datetime import timedelta

import pytest

from sandbox import Message
from tests.deployment import Team, by_day
from tests.looking import buttons, headlines, in_channel, lines
from tests.staged import did


@pytest.mark.postgresql
async def test_home_shows_what_is_open_to_whoever_may_see_it(team: Team) -> None:
    await team.declares(team.bo, "SEV1 Checkout is down", in_=team.payments)
    await team.runs(team.chi, "/incident declare SEV2 Keys leaked", in_=team.secret)

    for person in (team.chi, team.bo, team.gus):
        await person.opens("home")
    await team.settled()

    shown = {person.name: person.home.shown if person.home else "" for person in (team.chi, team.bo, team.gus)}
    assert ["Checkout" in words for words in shown.values()] == [True, True, True]
    assert ["Keys" in words for words in shown.values()] == [True, False, False]


async def test_home_begins_with_what_needs_them_the_soonest_due_first_and_never_more_than_seven(team: Team) -> None:
    promises = [f"promise {number} <@{team.bo.id}> by {'tomorrow' if number == 9 else 'in 3 days'}" for number in range(1, 10)]
    actions = (f"action INC-1 {words}" for words in (*promises, f"far away <@{team.bo.id}> by in 20 days"))
    await did(team, *((team.ana, team.general, f"incident {words}") for words in ("declare SEV1 Checkout is down", *actions)))

    await team.bo.opens("home")
    await team.settled()
    assert team.bo.home is not None
    shown = team.bo.home.shown
    await team.clicks(team.bo, "Done", on=team.bo.home)

    needs = shown[: shown.index("Open incidents")].splitlines()
    assert [line.split()[1] for line in needs if "ACT-" in line] == ["ACT-9", *(f"ACT-{number}" for number in range(1, 7))]
    assert "… 2 more" in needs
    assert "ACT-9" not in team.bo.home.shown


async def test_settings_stand_there_for_admins_only(team: Team) -> None:
    for person in (team.ana, team.bo):
        await person.opens("home")
    await team.settled()

    assert [lines(person.home.shown, "Settings") != [] for person in (team.ana, team.bo) if person.home] == [True, False]


async def test_at_home_an_incident_is_declared_and_resolved_and_home_follows(team: Team) -> None:
    await team.ana.opens("home")
    await team.settled()
    assert team.ana.home is not None
    await team.clicks(team.ana, "Declare an incident", on=team.ana.home)
    await team.submits(team.ana, {"title": "Checkout is down", "severity": "SEV1", "channel": team.general})
    declared = team.ana.home.shown
    await team.clicks(team.ana, "Resolve", on=team.ana.home)
    await team.submits(team.ana, {"fix": "rolled back"})

    assert "INC-1 Checkout is down" in declared
    assert "Nothing is open" in team.ana.home.shown
    assert headlines(team)[0].shown.startswith("✅")


async def test_at_home_words_are_answered_in_a_small_view(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.bo.opens("home")
    await team.settled()
    assert team.bo.home is not None

    await team.clicks(team.bo, "Timeline", on=team.bo.home)
    assert team.bo.view is not None
    timeline = team.bo.view.shown
    await team.clicks(team.bo, "Add note", on=team.bo.view)
    await team.submits(team.bo, {"text": "rolled back"})

    assert "Declared as SEV1: Checkout is down" in timeline
    assert lines((await team.runs(team.ana, "/incident timeline")).shown, "rolled back — Bo")


async def test_invited_to_a_channel_it_says_hello_once(team: Team) -> None:
    for _ in range(2):
        await team.chi.invites(team.bot, to=team.platform)
        await team.settled()
        await team.chi.removes(team.bot, from_=team.platform)
        await team.settled()

    [hello] = said_by_the_bot(team)
    assert hello.shown.startswith("Hello.")
    assert list(buttons(hello)) == ["Declare a drill", "Post the weekly digest here", "What can you do?"]
    assert len(hello.shown.splitlines()) == 4


async def test_where_it_let_itself_in_for_an_incident_it_says_no_hello(team: Team) -> None:
    await team.declares(team.chi, "SEV1 Cluster is down", in_=team.platform)

    assert len(said_by_the_bot(team)) == 1


async def test_in_a_direct_message_the_same_words_work(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    dm = team.workspace.dm(team.bo)

    listed = await team.says(team.bo, "incident list", in_=dm)
    noted = await team.says(team.bo, "incident note INC-1 rolled back", in_=dm)
    asked = await team.says(team.bo, "incident declare SEV2 Search is slow", in_=dm)

    assert "INC-1 Checkout is down" in listed.replies[0].shown
    assert noted.reactions == {"white_check_mark": [team.bot.id]}
    assert "needs a channel" in asked.replies[0].shown
    await team.clicks(team.bo, "Declare an incident", on=asked.replies[0])
    await team.submits(team.bo, {"channel": team.payments})
    assert headlines(team, team.payments)[0].shown.startswith("🟠 INC-2 Search is slow")


async def test_what_it_says_itself_and_what_is_edited_in_a_direct_message_is_not_answered(team: Team) -> None:
    dm = team.workspace.dm(team.bo)
    message = await team.says(team.bo, "help", in_=dm)

    await team.bo.edits(message, "help me")
    await team.settled()

    assert len([one for one in dm.live if one.user == team.bot.id]) == 1


def said_by_the_bot(team: Team) -> list[Message]:
    """Without the lines Slack writes when somebody comes or goes."""
    return [one for one in in_channel(team, team.platform) if one.blocks]


async def test_who_set_it_up_is_written_to_once_with_what_is_not_set_yet(alone: Team) -> None:
    for _ in range(3):
        await by_day(alone)
        alone.slack.clock.advance(timedelta(days=1))
    await alone.settled()

    written = [one for one in alone.workspace.dm(alone.ana).live if one.user == alone.bot.id and "Hello. I am here now" in one.shown]
    assert len(written) == 1
    assert "Not set yet:" in written[0].shown
    assert list(buttons(written[0])) == ["Tell me what you run on", "Choose where the digest comes", "Try a drill", "What can you do?"]
    assert not [one for one in alone.workspace.dm(alone.bo).live if "Hello. I am here now" in one.shown]
