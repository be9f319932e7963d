"""What was like it before is offered to whoever declares, as far as they may see it."""

from tests.deployment import Team
from tests.looking import buttons, headlines, told


async def test_a_similar_past_incident_is_offered_with_what_fixed_it(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout returns errors after deploy")
    await team.runs(team.ana, "/incident resolve rolled back the connection pool")

    reply = await team.runs(team.bo, "/incident declare SEV1 Checkout returns errors again")
    await team.runs(team.chi, "/incident declare", in_=team.general)
    await team.submits(team.chi, {"title": "Checkout returns errors in Asia after deploy", "severity": "SEV2"})

    assert "INC-1" in reply.shown
    assert "rolled back the connection pool" in reply.shown
    assert any("duplicates" in words for words in buttons(reply).values())
    assert team.chi.view is not None
    assert "INC-1" in team.chi.view.shown


async def test_by_mention_it_is_told_beside_the_tick(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout returns errors after deploy")
    await team.runs(team.ana, "/incident resolve rolled back")

    message = await team.says(team.bo, "@CTO Co-Pilot declare SEV1 Checkout returns errors")

    assert message.reactions == {"white_check_mark": [team.bot.id]}
    assert "INC-1" in told(team, team.bo)[-1].shown


async def test_what_they_may_not_see_is_not_offered(team: Team) -> None:
    await team.chi.invites(team.bot, to=team.secret)
    await team.settled()
    await team.declares(team.chi, "SEV1 Signing keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident resolve rotated them", in_=team.secret)

    reply = await team.runs(team.bo, "/incident declare SEV1 Signing keys leaked")

    assert reply.shown == "INC-2 is open."
    assert len(headlines(team)) == 1
