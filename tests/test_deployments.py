"""Deployments told of by hand, and joined to the incidents they caused."""

from datetime import timedelta

import pytest

from tests.deployment import Team
from tests.looking import buttons, lines, room


async def test_a_deployment_is_told_of_in_a_line_and_listed(team: Team) -> None:
    told = await team.runs(team.bo, "/cto deploy 4.2.1", in_=team.payments)
    await team.runs(team.bo, "/cto deploy -15m 4.2.0 failed hotfix to prod", in_=team.payments)
    await team.runs(team.bo, "/cto deploy 4.3.0-rc1 to staging", in_=team.payments)

    listed = await team.runs(team.ana, "/cto deploy", in_=team.payments)

    assert told.shown == "DEP-1: 4.2.1 to production, went well."
    assert [line.split(" · ")[0] for line in listed.shown.splitlines()[1:4]] == [
        "✅ DEP-3 4.3.0-rc1 to staging, went well",
        "✅ DEP-1 4.2.1 to production, went well",
        "❌ DEP-2 4.2.0 to prod, failed, unplanned",
    ]


async def test_a_bare_deploy_with_nothing_there_opens_the_form(team: Team) -> None:
    await team.runs(team.bo, "/cto deploy", in_=team.payments)

    await team.submits(team.bo, {"version": "4.2.1", "outcome": "failure", "environment": "production"})

    assert lines((await team.runs(team.bo, "/cto deploy", in_=team.payments)).shown, "❌ DEP-1 4.2.1 to production, failed")


async def test_with_several_projects_the_form_asks_which(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search", in_=team.platform)

    await team.runs(team.bo, "/cto deploy 4.2.1")
    await team.submits(team.bo, {"version": "4.2.1", "outcome": "success", "environment": "production", "project": "Search"})

    assert "Search · told by Bo" in (await team.runs(team.bo, "/cto deploy DEP-1")).shown


async def test_what_went_live_within_the_hour_is_offered_and_linked_from_both_ends(alone: Team) -> None:
    await alone.runs(alone.bo, "/cto project Payments", in_=alone.payments)
    await alone.runs(alone.bo, "/cto deploy 4.2.0", in_=alone.payments)
    await alone.time_passes(timedelta(minutes=61))
    await alone.runs(alone.bo, "/cto deploy 4.2.1", in_=alone.payments)
    await alone.time_passes(timedelta(minutes=20))

    declared = await alone.runs(alone.ana, "/incident declare SEV1 Checkout is down", in_=alone.payments)
    await alone.clicks(alone.ana, "DEP-2 caused it", on=declared)

    assert [label for label in buttons(declared) if "caused it" in label] == ["DEP-2 caused it"]
    assert lines((await alone.runs(alone.bo, "/incident show INC-1", in_=alone.payments)).shown, "Caused by DEP-2 4.2.1")
    assert lines((await alone.runs(alone.bo, "/cto deploy DEP-2", in_=alone.payments)).shown, "Caused INC-1 Checkout is down")
    [headline] = [one for one in alone.payments.live if "declared by" in one.shown and not one.ephemeral_to]
    assert any("caused by DEP-2 (4.2.1)" in line for line in room(headline))


async def test_a_drill_has_no_suspects(team: Team) -> None:
    await team.runs(team.bo, "/cto deploy 4.2.1", in_=team.payments)

    drilled = await team.runs(team.ana, "/incident drill SEV1 Checkout is down", in_=team.payments)

    assert not [label for label in buttons(drilled) if "caused it" in label]


async def test_what_is_linked_is_linked_once_and_told_when_unclear(team: Team) -> None:
    await team.runs(team.bo, "/cto deploy 4.2.1")
    await team.declares(team.ana, "SEV2 Search is slow")

    first = await team.runs(team.bo, "/cto deploy DEP-1 fixed INC-1")
    again = await team.runs(team.bo, "/cto deploy DEP-1 fixed INC-1")
    unclear = await team.runs(team.bo, "/cto deploy DEP-1 had INC-1")
    missing = await team.runs(team.bo, "/cto deploy DEP-1 caused INC-7")

    assert first.shown == "INC-1 is fixed by DEP-1."
    assert again.shown == "That DEP-1 fixed INC-1 is known already."
    assert "What did DEP-1 do?" in unclear.shown
    assert "There is no INC-7 that you can see" in missing.shown


async def test_what_a_private_channel_deploys_is_its_members_own(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.runs(team.chi, "/cto deploy hush-1", in_=team.secret)

    seen = [(await team.runs(who, "/cto deploy list")).shown for who in (team.chi, team.bo)]
    card = await team.runs(team.bo, "/cto deploy DEP-1")

    assert ["hush-1" in shown for shown in seen] == [True, False]
    assert "There is no DEP-1 that you can see" in card.shown


@pytest.mark.parametrize(
    ("words", "says"),
    [("4.2.1 yesterday", "I do not know “yesterday”"), ("x" * 101, "What went live?"), ("x to " + "y" * 101, "What went live?")],
)
async def test_words_that_make_no_deployment_are_told(team: Team, words: str, says: str) -> None:
    assert says in (await team.runs(team.bo, f"/cto deploy {words}")).shown
