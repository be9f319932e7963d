"""Where reminders are said when rooms and leads change, when they are due far from Greenwich, and what is said again."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox import Channel, Message
from tests.deployment import Team
from tests.looking import buttons, headlines
from tests.staged import undisturbed

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
async def alone(alone: Team) -> Team:
    """Days may pass there, and no digest comes in between."""
    return await undisturbed(alone)


def said(headline: Message, words: str) -> list[Message]:
    """What stands in the thread with these words in it."""
    return [one for one in headline.replies if words in one.shown]


def said_in(channel: Channel, words: str) -> list[Message]:
    return [one for one in channel.live if words in one.shown]


def own_channel(team: Team) -> Channel:
    [own] = [one for one in team.workspace.channels.values() if one.name.startswith("inc-")]
    return own


async def test_far_in_the_east_the_postmortem_is_due_in_the_leads_morning(alone: Team) -> None:
    team = alone
    kiri = team.workspace.person("Kiri", tz="Pacific/Auckland")
    await team.ana.invites(kiri, to=team.general)
    await team.settled()
    headline = await team.declares(kiri, "SEV1 Checkout is down")
    await team.clicks(kiri, "I lead it", on=headline)
    await team.runs(kiri, "/incident resolve rolled back")
    day = (team.slack.clock.now() + 3 * DAY).replace(tzinfo=ZoneInfo("Pacific/Auckland"), hour=9, minute=0)

    await team.time_passes(day - team.slack.clock.now() - 10 * MINUTE)
    early = said(headline, "postmortem of INC-1 is due")
    await team.time_passes(20 * MINUTE)

    assert early == []
    assert len(said(headline, "postmortem of INC-1 is due")) == 1


async def test_when_somebody_further_west_leads_it_is_due_in_their_morning(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident role lead @Chi")
    await team.runs(team.ana, "/incident resolve rolled back")
    day = (team.slack.clock.now() + 3 * DAY).replace(tzinfo=ZoneInfo("America/New_York"), hour=9, minute=0)
    await team.runs(team.ana, "/incident role INC-1 lead @Bo")

    await team.time_passes(day - team.slack.clock.now() - 10 * MINUTE)
    early = said(headline, "postmortem of INC-1 is due")
    await team.time_passes(20 * MINUTE)

    assert early == []
    assert len(said(headline, "postmortem of INC-1 is due")) == 1


async def test_resolved_a_second_time_its_postmortem_is_due_a_second_time(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident resolve rolled back")
    await team.time_passes(4 * DAY)
    [first] = said(headline, "postmortem of INC-1 is due")

    await team.runs(team.ana, "/incident reopen INC-1 it is back")
    await team.runs(team.ana, "/incident resolve for good")
    await team.time_passes(4 * DAY)

    [second] = said(headline, "postmortem of INC-1 is due")
    assert second.ts != first.ts


async def test_worse_than_it_was_thought_its_postmortem_is_due_earlier(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV3 Checkout is odd")
    await team.runs(team.ana, "/incident resolve rolled back")
    owes_none = (await team.runs(team.ana, "/postmortem list due")).shown

    await team.runs(team.ana, "/incident sev INC-1 SEV1 orders were lost")
    await team.time_passes(4 * DAY)

    assert "INC-1" not in owes_none
    assert len(said(headline, "postmortem of INC-1 is due")) == 1


async def test_once_its_channel_is_archived_the_postmortem_is_due_in_the_thread(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident channel INC-1")
    await team.runs(team.ana, "/incident resolve rolled back")
    await team.runs(team.ana, "/incident archive INC-1")

    await team.time_passes(4 * DAY)

    assert len(said(headline, "postmortem of INC-1 is due")) == 1


async def test_who_leads_is_told_as_it_changes(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV2 Checkout is slow")
    await team.time_passes(6 * MINUTE)
    [asked] = said(headline, "Nobody leads")

    shown = []
    for who in ("@Bo", "@Chi", "nobody"):
        await team.runs(team.ana, f"/incident role lead {who}")
        shown.append(asked.shown)

    assert shown[:2] == ["Bo leads INC-1.", "Chi leads INC-1."]
    assert shown[2].startswith("Nobody leads INC-1 yet.")
    assert "I lead it" in buttons(asked)


async def test_nobody_pings_by_their_name(alone: Team) -> None:
    team = alone
    loud = team.workspace.person("<!channel>", tz="Europe/Berlin")
    await team.ana.invites(loud, to=team.general)
    await team.settled()
    headline = await team.declares(team.ana, "SEV2 Checkout is slow")
    await team.time_passes(6 * MINUTE)
    [asked] = said(headline, "Nobody leads")

    await team.clicks(loud, "I lead it", on=asked)

    assert asked.text == "&lt;!channel&gt; leads INC-1."


async def test_invited_late_it_asks_who_leads(alone: Team) -> None:
    team = alone
    await team.runs(team.chi, "/incident declare SEV2 Keys leaked", in_=team.secret)
    await team.time_passes(10 * MINUTE)

    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()

    [headline] = headlines(team, team.secret)
    assert len(said(headline, "Nobody leads")) == 1


async def test_when_it_gets_its_own_channel_its_reminders_move_there(alone: Team) -> None:
    team = alone
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.time_passes(31 * MINUTE)
    before = [len(said(headline, words)) for words in ("no update", "Nobody leads")]

    await team.runs(team.ana, "/incident channel INC-1")
    await team.time_passes(31 * MINUTE)

    assert before == [1, 1]
    assert said(headline, "no update") == []
    assert len(said_in(own_channel(team), "no update")) == 1
