"""An incident's own channel: who is let in, what is told there, and what becomes of it when it is closed, or Slack will not make one."""

from datetime import timedelta

from sandbox import Channel, Message, Person
from tests.deployment import Team
from tests.looking import buttons, headlines, room, told
from tests.staged import did, let_in


def own_channel(team: Team) -> Channel:
    [own] = [one for one in team.workspace.channels.values() if one.name.startswith("inc-")]
    return own


async def with_a_channel(team: Team, words: str = "SEV1 Checkout is down") -> tuple[Message, Channel]:
    """An incident of #general with a channel of its own."""
    await did(team, (team.ana, team.general, f"incident declare {words}"), (team.ana, team.general, "incident channel INC-1"))
    [headline] = headlines(team)
    return headline, own_channel(team)


def said_in(channel: Channel, words: str) -> list[Message]:
    return [one for one in channel.live if words in one.shown and "declared by" not in one.shown]


async def private_one(team: Team) -> None:
    """An incident of #secret, on which Bo has said something too."""
    team.secret.add_member(team.bo.id, quiet=True)
    await let_in(team, team.secret)
    await did(team, (team.chi, team.secret, "incident declare SEV1 Keys leaked"), (team.bo, team.secret, "incident note rotated them"))


async def test_whoever_was_taken_out_of_the_private_channel_is_not_let_in_again(team: Team) -> None:
    await private_one(team)
    await team.chi.removes(team.bo, from_=team.secret)
    await team.settled()

    await team.runs(team.chi, "/incident channel INC-1", in_=team.secret)

    own = own_channel(team)
    assert team.chi.id in own.members
    assert team.bo.id not in own.members
    assert "Keys" not in (await team.runs(team.bo, "/incident list all")).shown


async def test_all_who_took_part_are_let_in_at_once_and_a_limit_does_not_set_the_topic_again(team: Team) -> None:
    await private_one(team)
    for method in ("conversations.invite", "pins.add"):
        team.slack.faults.add(method, "429", seconds=0.1, team=team.id)

    await team.runs(team.chi, "/incident channel INC-1", in_=team.secret)

    own = own_channel(team)
    assert {team.chi.id, team.bo.id} <= set(own.members)
    assert len([one for one in own.messages if one.subtype == "group_topic"]) == 1
    assert headlines(team, own)[0].pinned


async def test_whoever_asked_for_it_and_who_is_given_a_role_is_let_in(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident channel INC-1")
    own = own_channel(team)
    at_first = list(own.members)

    await team.runs(team.ana, "/incident role INC-1 lead @Chi")

    assert {team.ana.id, team.bo.id} <= set(at_first)
    assert team.chi.id not in at_first
    assert team.chi.id in own.members


async def test_once_its_channel_is_archived_its_thread_is_its_room_again(team: Team) -> None:
    headline, own = await with_a_channel(team)
    await did(team, (team.bo, team.general, "incident note rolled back"), (team.ana, team.general, "incident resolve rolled back"))
    await team.runs(team.ana, "/incident archive INC-1")

    for person, words in ((team.ana, "reopen INC-1 it is back"), (team.bo, "note restarted"), (team.bo, "resolve for good")):
        await person.runs(f"/incident {words}", in_=team.general)
    await team.settled()

    assert own.is_archived
    assert len(said_in(own, "rolled back — Bo")) == 1
    there = [line.split(" — ")[0] for line in room(headline)]
    assert any("it is back" in line for line in there)
    assert "restarted" in there
    assert sum("Resolved" in line for line in there) == 2


async def test_archived_by_hand_its_thread_is_its_room_as_well(team: Team) -> None:
    headline, own = await with_a_channel(team)
    await team.workspace.archives(own, team.ana)
    await team.settled()

    await team.runs(team.bo, "/incident note rolled back")

    assert [line.split(" — ")[0] for line in room(headline)] == ["rolled back"]


async def test_a_line_that_cannot_be_shown_does_not_keep_the_others_back(team: Team) -> None:
    headline, own = await with_a_channel(team)
    await team.runs(team.bo, "/incident note it was the cache")
    [line] = said_in(own, "it was the cache")
    await team.ana.deletes(line)
    await team.settled()
    timeline = await team.runs(team.bo, "/incident edit INC-1")
    assert timeline.message is not None
    menus = [one for block in timeline.message.blocks for one in block.get("elements", []) if one.get("type") == "static_select"]
    await team.bo.chooses(menus[0]["options"][0]["text"]["text"], in_="Edit an entry…", on=timeline)
    await team.submits(team.bo, {"struck": ["struck"]})

    await team.runs(team.bo, "/incident note it was the network")

    assert len(said_in(own, "it was the network")) == 1
    assert "Latest: it was the network" in headline.shown


async def test_taken_out_of_its_own_channel_the_bot_catches_up_when_it_is_back(team: Team) -> None:
    headline, own = await with_a_channel(team)
    await team.ana.removes(team.bot, from_=own)
    await team.settled()
    await did(team, *((team.bo, team.general, f"incident {words}") for words in ("note rolled back", "resolve rolled back")))

    await team.ana.invites(team.bot, to=own)
    await team.settled()

    assert "rolled back" in room(headline)[0]
    assert headlines(team, own)[0].shown.startswith("✅ INC-1")


async def test_where_the_bot_is_not_its_own_channel_has_every_line(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident channel INC-1", in_=team.secret)
    own = own_channel(team)

    await team.runs(team.chi, "/incident note revoked them", in_=own)
    await team.runs(team.chi, "/incident resolve rotated", in_=own)

    assert len(said_in(own, "revoked them")) == 1
    assert len(said_in(own, "Resolved")) == 1


async def test_what_is_said_in_its_own_channel_is_not_said_again_there(team: Team) -> None:
    _, own = await with_a_channel(team)
    pinned = await team.says(team.ana, "the cache was cold", in_=own)

    await team.reacts(team.ana, "pushpin", to=pinned)

    assert said_in(own, "the cache was cold") == [pinned]
    assert "white_check_mark" in pinned.reactions


async def test_while_slack_makes_no_channel_the_incident_is_shown(alone: Team) -> None:
    team = alone
    fault = team.slack.faults.add("conversations.create", "500", times=None, team=team.id)
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident channel INC-1")
    await team.runs(team.bo, "/incident note rolled back")
    meanwhile = room(headline)

    team.slack.faults.remove(fault)
    await team.time_passes(timedelta(seconds=10))

    assert [line.split(" — ")[0] for line in meanwhile] == ["rolled back"]
    assert own_channel(team).topic


async def test_when_slack_makes_none_for_long_whoever_asked_is_told(alone: Team) -> None:
    team = alone
    team.slack.faults.add("conversations.create", "429", times=None, seconds=1, team=team.id)
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/incident channel INC-1")

    for _ in range(10):
        await team.time_passes(timedelta(minutes=2))

    [sentence] = [one for one in told(team, team.bo) if "does not make a channel" in one.shown]
    assert buttons(sentence) == {"Try again": "incident channel INC-1"}


async def test_where_the_bot_is_not_it_is_told_in_direct_messages(team: Team) -> None:
    team.slack.faults.add("conversations.create", "error:restricted_action", times=None, team=team.id)
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)

    await team.runs(team.chi, "/incident channel INC-1", in_=team.secret)

    assert "restricted_action" in in_dm(team, team.chi)[-1].shown


def in_dm(team: Team, person: Person) -> list[Message]:
    return [one for one in team.workspace.dm(person).live if one.user == team.bot.id]
