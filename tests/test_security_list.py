"""Security, by the front door: must-haves checked off with who, when and by what, holes, reviews, asked again when old."""

from datetime import timedelta

from tests.deployment import Team
from tests.looking import lines


async def test_the_must_haves_of_the_stage_are_listed_and_checked_off(team: Team) -> None:
    await team.runs(team.ana, "/stack discover 2")
    await team.submits(team.ana, {"headcount": "4", "review": "pull requests"})
    await team.ana.closes()
    before = (await team.runs(team.bo, "/security")).shown

    by_words = await team.runs(team.bo, "/security check backups restored on Monday, see https://wiki.example/restore")
    card = await team.runs(team.bo, "/security")
    assert card.message is not None
    await team.bo.chooses("SSO for internal tools", in_="Check one off…", on=card.message)
    await team.submits(team.bo, {"evidence": "Okta, since May"})

    assert "Security: 0 of 8 must-haves" in before
    assert lines(before, "☐ automated backups backups")
    assert "SOC2" not in before
    assert by_words.shown.startswith("Automated backups: checked off.")
    after = (await team.runs(team.ana, "/security")).shown
    assert "2 of 8 must-haves" in after
    assert lines(after, "☑ automated backups — restored on Monday, see https://wiki.example/restore · Bo")
    assert lines(after, "☑ SSO for internal tools — Okta, since May · Bo")
    assert lines(after, "a stage below yours has: HTTPS everywhere")


async def test_while_the_stage_is_not_known_the_first_counts_and_says_so(team: Team) -> None:
    card = (await team.runs(team.bo, "/security show")).shown

    assert "0 of 4 must-haves" in card
    assert "The stage is not known yet" in card


async def test_holes_are_found_and_closed(team: Team) -> None:
    found = await team.runs(team.bo, "/security vuln XSS in search critical")
    guessed = await team.runs(team.bo, "/security vuln old OpenSSL")
    card = (await team.runs(team.ana, "/security")).shown
    closed = await team.runs(team.ana, "/security closed V1 escaped")

    assert found.shown.startswith("V1 is written down: critical.")
    assert "No severity said: taken for medium" in guessed.shown
    assert "V1 is critical and open" in card
    assert card.index("V1 XSS in search") < card.index("V2 old OpenSSL")
    assert closed.shown == "V1 is closed."
    assert "Open vulnerabilities: 1" in (await team.runs(team.ana, "/security")).shown


async def test_a_review_is_remembered_and_what_is_missing_is_asked_for(team: Team) -> None:
    await team.runs(team.bo, "/security review all of AWS and the admin tools")
    nothing = await team.runs(team.bo, "/security review")
    no_such = await team.runs(team.bo, "/security check firewall")

    assert "by Bo: all of AWS and the admin tools" in (await team.runs(team.ana, "/security")).shown
    assert "What did you look at?" in nothing.shown
    assert "Which one?" in no_such.shown


async def test_what_is_old_is_asked_again_of_whoever_checked_it_off(alone: Team) -> None:
    team = alone
    await team.runs(team.bo, "/security check backups restored on Monday")
    team.slack.clock.advance(timedelta(days=100))

    for person in (team.bo, team.ana):
        await person.opens("home")
    await team.settled()

    assert team.bo.home is not None
    assert team.ana.home is not None
    assert "You checked this off long ago. Is it still so? automated backups" in team.bo.home.shown
    assert "long ago" not in team.ana.home.shown
    assert lines((await team.runs(team.ana, "/security")).shown, "⏰ automated backups")


async def test_it_is_private_where_it_was_said_in_private_until_it_is_published(team: Team) -> None:
    dm = team.workspace.dm(team.ana)
    said = await team.runs(team.ana, "/security vuln the vault is open critical", in_=dm)
    hidden = (await team.runs(team.bo, "/security")).shown

    await team.runs(team.ana, "/security publish", in_=dm)

    assert "Only you see it" in said.shown
    assert "vault" not in hidden
    assert "the vault is open" in (await team.runs(team.bo, "/security")).shown
    assert "SECURITY-" in (await team.runs(team.bo, "/cto find vault")).shown
