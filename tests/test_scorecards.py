"""The scorecard, by its words: shown to one, published to all, and each number leads to what it was counted from."""

from datetime import timedelta

import pytest

from tests.deployment import Deployment, Team
from tests.looking import buttons, in_channel, lines, told


@pytest.fixture
async def shop(team: Team) -> Team:
    """Payments has ten days of deployments behind it: eight that went well, one that failed, one that caused INC-1."""
    return await opened(team)


@pytest.fixture(scope="module")
async def counted(deployment: Deployment) -> Team:
    """The same, for those who only look at it."""
    return await opened(await deployment.team())


async def opened(team: Team) -> Team:
    await team.bo.runs("/cto project Payments", in_=team.payments)
    for number in range(8):
        await team.bo.runs(f"/cto deploy -{10 - number}d 4.2.{number}", in_=team.payments)
    await team.bo.runs("/cto deploy -2h 4.2.8 failed", in_=team.payments)
    await team.bo.runs("/cto deploy -60m 4.2.9 hotfix", in_=team.payments)
    await team.ana.runs("/incident declare SEV1 Checkout is down", in_=team.payments)
    await team.bo.runs("/cto deploy DEP-10 caused INC-1", in_=team.payments)
    team.slack.clock.advance(timedelta(minutes=30))
    await team.runs(team.ana, "/incident resolve rolled back", in_=team.payments)
    return team


async def test_the_card_has_each_number_with_its_tier_its_colour_in_words_and_its_sample(counted: Team) -> None:
    card = await counted.runs(counted.bo, "/scorecard", in_=counted.payments)

    shown = card.shown.splitlines()
    assert shown[0].startswith("Payments · 30 days to ")
    assert lines(card.shown, "🟢 Deployment frequency: ")[0].startswith("🟢 Deployment frequency: 6.3 a week")
    assert "green · high · from 9 deployments" in card.shown
    assert "🔴 Change fail rate: 20 %" in card.shown
    assert "red · low · from 10 deployments" in card.shown
    assert "⚪ Lead time for changes: not known, no commits went live, 5 make a number" in card.shown
    assert lines(card.shown, "Failed deployment recovery time: ")[0].startswith("🟢 Failed deployment recovery time: 1 h 15 min")
    assert "⚪ Rework rate: 10 %" in card.shown
    assert "no target · from 10 deployments" in card.shown
    assert "🟢 Mean time to resolve, all incidents: 30 min" in card.shown
    assert "1 incident began (1 SEV1); 1 ended." in card.shown
    assert "DORA 2023" in card.shown


async def test_a_target_is_kept_and_colours_by_it(shop: Team) -> None:
    said = await shop.runs(shop.bo, "/scorecard target failures 15%", in_=shop.payments)
    card = await shop.runs(shop.bo, "/scorecard", in_=shop.payments)

    assert said.shown == "Change fail rate: the target is 15%."
    assert "🟡 Change fail rate: 20 %" in card.shown
    assert "yellow, near its target of 15 %" in card.shown


async def test_the_form_has_every_target_and_an_unreadable_one_is_told_under_its_field(shop: Team) -> None:
    await shop.runs(shop.bo, "/scorecard target lead 2d", in_=shop.payments)
    await shop.runs(shop.bo, "/scorecard target", in_=shop.payments)

    refused = await shop.submits(shop.bo, {"deploys": "often", "lead": "2d"})
    await shop.submits(shop.bo, {"deploys": "2/day", "lead": ""})

    assert "1/day" in refused.errors["deploys"]
    async with shop.store.reading() as db:
        [project] = await db.projects.all(seen_by=shop.operator)
        assert await db.scorecards.targets(shop.id, project.id) == {"deploys": 2.0}
        actions = [one.action for one in await db.audit.of(shop.id, project.key)]
    assert actions == ["make", "bind", "target lead", "target deploys", "target lead"]


async def test_each_number_leads_to_its_evidence(counted: Team) -> None:
    card = await counted.runs(counted.bo, "/scorecard", in_=counted.payments)

    for word, says in (
        ("deploys", "DEP-8 4.2.7 to production, went well"),
        ("failures", "DEP-9 4.2.8 to production, failed"),
        ("recovery", "DEP-10 4.2.9 to production, went well, unplanned"),
        ("rework", "DEP-10 4.2.9 to production, went well, unplanned"),
        ("resolve", "INC-1 Checkout is down"),
        ("lead", "not known: no commits went live"),
        ("lead", "elite less than 1 d, high less than 7 d, medium less than 30 d, low beyond that (DORA 2023)."),
    ):
        assert says in (await counted.runs(counted.bo, f"/scorecard why {word}", in_=counted.payments)).shown, word
        assert f"scorecard why {word} Payments" in str(card.blocks)


async def test_published_it_is_posted_once_and_kept_as_it_stood(shop: Team) -> None:
    await shop.runs(shop.bo, "/scorecard publish", in_=shop.payments)
    await shop.runs(shop.bo, "/cto deploy 5.0 failed", in_=shop.payments)
    history = await shop.runs(shop.ana, "/scorecard history", in_=shop.payments)

    [posted] = [one for one in in_channel(shop, shop.payments) if one.shown.startswith("Payments · ")]
    assert "Change fail rate: 20 %" in posted.shown
    assert "· Bo · " in history.shown
    assert "🔴 20 %" in history.shown


async def test_a_published_card_is_seen_by_its_channels_members_and_nobody_else(shop: Team) -> None:
    await shop.ana.invites(shop.bot, to=shop.secret)
    await shop.settled()
    await shop.runs(shop.chi, "/scorecard publish", in_=shop.secret)

    assert "Chi" in (await shop.runs(shop.ana, "/scorecard history")).shown
    assert "No card was published yet that you can see." in (await shop.runs(shop.bo, "/scorecard history")).shown


async def test_private_incidents_count_in_numbers_and_are_in_no_words(shop: Team) -> None:
    await shop.ana.invites(shop.bot, to=shop.secret)
    await shop.settled()
    await shop.runs(shop.chi, "/incident declare SEV1 Keys leaked", in_=shop.secret)
    await shop.runs(shop.chi, "/incident resolve rotated", in_=shop.secret)

    card = await shop.runs(shop.bo, "/scorecard", in_=shop.payments)
    why = await shop.runs(shop.bo, "/scorecard why resolve", in_=shop.payments)

    assert "2 incidents began (2 SEV1); 2 ended." in card.shown
    assert "1 more counted, of channels you are not in." in why.shown
    assert "Keys" not in card.shown + why.shown


async def test_two_months_stand_beside_each_other_and_investors_get_sentences(alone: Team) -> None:
    now = alone.slack.clock.now()
    alone.slack.clock.advance(timedelta(days=45 - now.day))  # into the middle of a month, so that ten days are of one
    counted, month = await opened(alone), f"{alone.slack.clock.now():%Y-%m}"

    beside = await counted.runs(counted.bo, f"/scorecard compare 2026-01 {month}", in_=counted.payments)
    investors = await counted.runs(counted.bo, f"/investor-update {month}", in_=counted.payments)

    assert "January 2026" in beside.shown
    assert lines(beside.shown, "Change fail rate")
    assert "of releases went wrong" in investors.shown
    assert "Not measured yet: lead time for changes" in investors.shown


async def test_with_several_projects_it_is_asked_which(shop: Team) -> None:
    await shop.runs(shop.ana, "/cto project new Search", in_=shop.platform)

    asked = await shop.runs(shop.bo, "/scorecard")
    await shop.clicks(shop.bo, "Payments", on=asked)

    assert list(buttons(asked)) == ["Payments", "Search"]
    assert told(shop, shop.bo)[-1].shown.startswith("Payments · ")


async def test_other_workspaces_count_nothing_of_it(counted: Team) -> None:
    other = await counted.deployment.team("Globex")

    card = await other.runs(other.ana, "/scorecard")

    assert "not known, no deployment is known yet" in card.shown
    assert "No incident began; 0 ended." in card.shown


async def test_words_that_cannot_be_done_are_told(counted: Team) -> None:
    for words, says in (
        ("why", "Which number?"),
        ("show 2999-01", "2999-01 is still to come."),
        ("show Nothing", "There is no project “Nothing” that you can see."),
        ("compare 2026-01", "Which two months?"),
        ("target deploys", "What do you aim at?"),
        ("target deploys often", "I cannot read that as a target."),
    ):
        assert says in (await counted.runs(counted.bo, f"/scorecard {words}", in_=counted.payments)).shown, words


async def test_home_has_the_numbers_of_each_project(counted: Team) -> None:
    await counted.bo.opens("home")
    await counted.settled()

    assert counted.bo.home is not None
    assert "🔴 Change fail rate: 20 %" in counted.bo.home.shown
