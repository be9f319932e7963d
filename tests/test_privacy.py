"""Who sees what: an incident of a private channel is its members', everywhere; what is not known counts as private and not a member."""

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import ColumnElement

from bot.records.incidents import Incident, Severity
from bot.records.people import Standing, Viewer
from sandbox import Channel, Person
from storage.belonging import is_seen
from storage.debt import debts
from storage.documents import is_visible
from tests.deployment import Team, deployed
from tests.looking import headlines, in_channel, room, told
from tests.staged import let_in, undisturbed

pytestmark = pytest.mark.both

LOOKS = ("", "list", "list all", "help")
NAMING = ("show {}", "timeline {}", "note {} x", "status {} identified", "sev {} SEV3", "resolve {}", "reopen {}", "{}", "{} note x")


@pytest.fixture
async def secret(team: Team) -> Team:
    """The bot is in #secret, with Ana and Chi, and INC-1 lives there; INC-2 is Bo's, in #payments. Nothing is posted of them."""
    await let_in(team, team.secret)
    await stands(team, team.chi, Severity.SEV1, "Keys leaked", in_=team.secret)
    await stands(team, team.bo, Severity.SEV2, "Search is slow", in_=team.payments)
    return team


@pytest.fixture
async def posted(team: Team) -> Team:
    """The same, as people do it: the bot is invited, they declare, and each has its headline, and its room."""
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    await team.declares(team.bo, "SEV2 Search is slow", in_=team.payments)
    return team


async def stands(team: Team, person: Person, severity: Severity, title: str, *, in_: Channel) -> None:
    """An incident somebody declared, as storage keeps it."""
    facts = {"team": team.id, "channel": in_.id, "by": person.id, "at": team.slack.clock.now()}
    async with team.store.transaction() as db:
        await db.incidents.add(Incident.declared(title=title, severity=severity, **facts))  # type: ignore[arg-type]


@pytest.fixture
async def alone(migrated_url: str) -> AsyncIterator[Team]:
    """The only workspace of a deployment of its own, whose days may pass: daily work is done for every workspace there is."""
    async with deployed(migrated_url) as deployment:
        yield await undisturbed(await deployment.team())


@pytest.mark.parametrize("rule", [is_visible, partial(is_seen, table=debts)])
def test_the_rule_is_built_once_for_each_who_asks_from_anywhere(rule: Callable[[Viewer], ColumnElement[bool]]) -> None:
    ana = Viewer(team="T1", user="UANA", standing=Standing.MEMBER)
    others = [ana.model_copy(update=is_else) for is_else in ({"user": "UBO"}, {"team": "T2"}, {"standing": Standing.GUEST}, {"here": "C1"})]

    said = [[*sorted(map(str, rule(one).compile().params.values())), str(rule(one))] for one in (ana, *others)]

    assert rule(ana) is rule(ana.model_copy())
    assert len({str(one) for one in said}) == len(said)
    assert "UANA" not in said[1]


async def test_who_is_not_a_member_reads_nothing_of_it(secret: Team) -> None:
    for words in LOOKS:
        reply = await secret.runs(secret.bo, f"/incident {words}".strip())

        assert "Keys" not in reply.shown, words
        assert "INC-1 " not in reply.shown, words


async def test_who_is_not_a_member_is_answered_as_if_there_were_none(posted: Team) -> None:
    [headline] = headlines(posted, posted.secret)
    before = headline.shown

    for words in NAMING:
        hidden = await posted.bo.runs(f"/incident {words.format('INC-1')}", in_=posted.general)
        none = await posted.bo.runs(f"/incident {words.format('INC-99')}", in_=posted.general)
        await posted.says(posted.bo, f"@CTO Co-Pilot incident {words.format('INC-1')}")

        assert hidden.shown == none.shown.replace("INC-99", "INC-1"), words
        assert told(posted, posted.bo)[-1].shown == hidden.shown, words
    assert headline.shown == before
    assert room(headline) == []


async def test_it_is_not_named_among_what_is_open_elsewhere(secret: Team) -> None:
    asked = await secret.runs(secret.bo, "/incident note x", in_=secret.general)

    assert "INC-2" in asked.shown
    assert "Keys" not in asked.shown


async def test_members_see_it_from_anywhere_and_what_is_told_of_it_stays_there(posted: Team) -> None:
    dm = posted.workspace.dm(posted.chi)

    listed = await posted.runs(posted.chi, "/incident list", in_=posted.general)
    shown = await posted.runs(posted.ana, "/incident show INC-1", in_=posted.payments)
    noted = await posted.runs(posted.chi, "/incident note INC-1 revoked them", in_=dm)
    await posted.says(posted.chi, "@CTO Co-Pilot incident timeline INC-1", in_=posted.general)

    assert "INC-1 Keys leaked" in listed.shown
    assert "INC-1 Keys leaked" in shown.shown
    assert noted.shown == "Noted on INC-1."
    [headline] = headlines(posted, posted.secret)
    assert room(headline)[0].startswith("revoked them — Chi")
    assert "revoked them" in told(posted, posted.chi, posted.general)[-1].shown
    assert in_channel(posted, posted.general) == []
    assert [message for message in dm.live if not message.ephemeral_to] == []


async def test_its_number_is_not_given_again(secret: Team) -> None:
    reply = await secret.runs(secret.bo, "/incident declare SEV3 Wiki is slow")

    assert reply.shown == "INC-3 is open."


async def test_who_leaves_sees_it_no_more_and_who_comes_in_does(secret: Team) -> None:
    await secret.chi.leaves(secret.secret)
    await secret.ana.invites(secret.bo, to=secret.secret)
    await secret.settled()

    assert "Keys" not in (await secret.runs(secret.chi, "/incident list")).shown
    assert "INC-1 Keys leaked" in (await secret.runs(secret.bo, "/incident list")).shown


async def test_an_admin_who_is_not_a_member_sees_no_more_than_others(secret: Team) -> None:
    await secret.ana.leaves(secret.secret)
    await secret.settled()

    assert "There is no INC-1" in (await secret.runs(secret.ana, "/incident show INC-1")).shown


async def test_once_the_bot_is_out_nobody_is_known_to_be_in(secret: Team) -> None:
    await secret.ana.removes(secret.bot, from_=secret.secret)
    await secret.settled()
    await secret.chi.leaves(secret.secret)
    await secret.settled()

    assert "Keys" not in (await secret.runs(secret.chi, "/incident list")).shown


async def test_a_private_channel_the_bot_never_saw_is_private_too(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)

    assert "Keys" not in (await team.runs(team.bo, "/incident list")).shown
    assert "Keys" not in (await team.runs(team.ana, "/incident list")).shown, "a membership that is not known is none"
    assert "INC-1 Keys leaked" in (await team.runs(team.ana, "/incident list", in_=team.secret)).shown


@pytest.mark.parametrize("bot_is_in", [True, False])
async def test_a_channel_made_private_is_private_from_the_next_reading(alone: Team, *, bot_is_in: bool) -> None:
    await alone.declares(alone.chi, "SEV1 Cluster is down", in_=alone.platform)
    if not bot_is_in:
        await alone.chi.removes(alone.bot, from_=alone.platform)
    await alone.settled()
    seen_before = (await alone.runs(alone.bo, "/incident list")).shown

    alone.platform.is_private = True
    await a_day_later(alone)

    assert "Cluster" in seen_before
    assert "Cluster" not in (await alone.runs(alone.bo, "/incident list")).shown
    assert "Cluster" in (await alone.runs(alone.chi, "/incident list", in_=alone.platform)).shown


async def test_a_guest_sees_the_channels_they_are_in_and_no_others(secret: Team) -> None:
    await stands(secret, secret.ana, Severity.SEV3, "Wiki is slow", in_=secret.general)

    listed = await secret.runs(secret.gus, "/incident list all", in_=secret.payments)
    shown = await secret.runs(secret.gus, "/incident show INC-3", in_=secret.payments)

    assert [line.split()[1] for line in listed.shown.splitlines()[1:]] == ["INC-2"]
    assert "There is no INC-3 that you can see" in shown.shown


async def test_a_guest_sees_the_channels_they_are_in_from_elsewhere(secret: Team) -> None:
    assert "INC-2" in (await secret.runs(secret.gus, "/incident list", in_=secret.workspace.dm(secret.gus))).shown


async def test_a_guest_who_leaves_a_channel_sees_it_no_more(secret: Team) -> None:
    await secret.gus.leaves(secret.payments)
    await secret.settled()

    assert "INC-2" not in (await secret.runs(secret.gus, "/incident list", in_=secret.workspace.dm(secret.gus))).shown


async def test_a_guest_made_a_member_sees_what_is_public(secret: Team) -> None:
    await stands(secret, secret.ana, Severity.SEV3, "Wiki is slow", in_=secret.general)

    await secret.workspace.changes(secret.gus, is_guest=False)
    await secret.settled()

    assert "INC-3" in (await secret.runs(secret.gus, "/incident list", in_=secret.payments)).shown


async def test_a_member_made_a_guest_sees_the_channels_they_are_in_and_no_others(secret: Team) -> None:
    await stands(secret, secret.ana, Severity.SEV3, "Wiki is slow", in_=secret.general)
    dm = secret.workspace.dm(secret.chi)
    await secret.chi.leaves(secret.secret)
    await secret.settled()

    await secret.workspace.changes(secret.chi, is_guest=True)
    await secret.settled()

    listed = (await secret.runs(secret.chi, "/incident list", in_=dm)).shown
    assert "INC-2" not in listed
    assert "INC-3" in listed


async def test_a_guest_who_is_new_sees_the_channels_they_are_in_and_no_others(secret: Team) -> None:
    new = secret.workspace.person("Nia", guest=True)
    secret.payments.members.append(new.id)  # invited straight into it, as guests are
    secret.workspace.events.person_changed(new, new=True)
    await secret.settled()
    await stands(secret, secret.ana, Severity.SEV3, "Wiki is slow", in_=secret.general)

    listed = (await secret.runs(new, "/incident list", in_=secret.workspace.dm(new))).shown

    assert "INC-2" in listed
    assert "INC-3" not in listed


async def test_somebody_nobody_told_us_about_sees_only_where_they_are(secret: Team) -> None:
    stranger = secret.workspace.person("Sam")
    secret.payments.members.append(stranger.id)
    secret.slack.faults.add("users.info", "error:user_not_found", times=None, team=secret.id)
    await stands(secret, secret.ana, Severity.SEV3, "Wiki is slow", in_=secret.general)

    listed = (await secret.runs(stranger, "/incident list", in_=secret.payments)).shown

    assert "INC-2" in listed
    assert "INC-3" not in listed


async def test_nothing_crosses_from_one_workspace_to_another(team: Team) -> None:
    other = await team.deployment.team("Other")
    await team.declares(team.ana, "SEV1 Checkout is down")
    await other.declares(other.ana, "SEV2 Search is slow")

    for here, there in ((team, other), (other, team)):
        [headline] = headlines(here)
        title = headline.shown.splitlines()[0].split(maxsplit=2)[2]
        for words in ("", "list", "list all", "show INC-1", "timeline", "timeline INC-1"):
            assert title not in (await there.runs(there.bo, f"/incident {words}".strip())).shown
        assert "INC-1" in headline.shown
        assert "There is no INC-2" in (await here.runs(here.bo, "/incident show INC-2")).shown


async def test_people_of_the_same_id_in_two_workspaces_are_two(team: Team) -> None:
    other = await team.deployment.team("Other")
    await let_in(team, team.secret)
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    twin = same_id(other, team.chi)

    reply = await other.runs(twin, "/incident list", in_=other.general)

    assert "Keys" not in reply.shown


def same_id(team: Team, person: Person) -> Person:
    """Somebody in another workspace, who happens to have the id that person has in theirs."""
    twin = team.workspace._person("Twin", id=person.id)
    team.general.members.append(twin.id)
    return twin


async def a_day_later(team: Team) -> None:
    """The clock strikes a new day, and what is done daily is done."""
    team.slack.clock.advance(timedelta(days=1))
    await team.deployment.schedule.tick()
    await team.settled()


async def test_who_left_a_channel_the_bot_is_not_in_sees_it_for_no_more_than_a_day(alone: Team) -> None:
    await alone.runs(alone.chi, "/incident declare SEV1 Keys leaked", in_=alone.secret)
    await alone.chi.leaves(alone.secret)

    await a_day_later(alone)

    assert "Keys" not in (await alone.runs(alone.chi, "/incident list")).shown


async def test_a_command_that_says_its_channel_is_private_is_believed_at_once(team: Team) -> None:
    await team.declares(team.chi, "SEV1 Cluster is down", in_=team.platform)

    team.platform.is_private = True
    await team.runs(team.chi, "/incident note more, and secret now", in_=team.platform)

    assert "Cluster" not in (await team.runs(team.bo, "/incident list")).shown
