"""Incidents where the bot is, where it is not, and where it comes later."""

import pytest

from bot.schedule import read_directory
from handlers.incidents.acts import enqueue_show
from sandbox import Channel
from tests.deployment import Team
from tests.looking import headlines, in_channel, room, told
from tests.telling import noted


async def test_declared_in_a_public_channel_it_is_not_in_the_bot_joins(team: Team) -> None:
    reply = await team.runs(team.chi, "/incident declare SEV1 Cluster is down", in_=team.platform)

    assert reply.shown == "INC-1 is open."
    assert team.bot.id in team.platform.members
    [headline] = headlines(team, team.platform)
    assert "INC-1 Cluster is down" in headline.shown


async def test_declared_in_a_private_channel_it_stands_and_is_posted_after_the_invitation(team: Team) -> None:
    reply = await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.ana, "/incident note revoked them", in_=team.secret)
    await team.runs(team.ana, "/incident status identified", in_=team.secret)
    nothing_yet = in_channel(team, team.secret)

    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()

    assert reply.shown.startswith("INC-1 is open. ")
    assert "/invite me and I'll post it" in reply.shown
    assert nothing_yet == []
    [headline] = headlines(team, team.secret)
    assert headline.shown.startswith("🔴 INC-1 Keys leaked")
    assert "· Identified ·" in headline.shown
    assert [line.split(" — ")[0] for line in room(headline)] == ["revoked them", "Identified"]


async def test_all_that_was_noted_before_the_invitation_is_told_after_it(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await noted(team, [f"number {number:02}." for number in range(45)])

    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()

    [headline] = headlines(team, team.secret)
    assert [line.partition("number ")[2][:3] for line in room(headline)] == [f"{number:02}." for number in range(45)]


async def test_a_second_declaration_where_the_bot_is_not_says_the_same(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)

    reply = await team.runs(team.chi, "/incident declare SEV2 Door is open", in_=team.secret)

    assert reply.shown == "INC-2 is open. /invite me and I'll post it here."


async def test_being_invited_twice_posts_once(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    for _ in range(2):
        await team.ana.invites(team.bot, to=team.secret)
        await team.settled()
        await team.ana.removes(team.bot, from_=team.secret)
        await team.settled()

    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()

    assert len(headlines(team, team.secret)) == 1


@pytest.mark.parametrize("name", ["general", "secret"])
async def test_what_changed_while_the_bot_was_away_is_shown_when_it_is_back(team: Team, name: str) -> None:
    channel: Channel = getattr(team, name)
    if team.bot.id not in channel.members:
        await team.ana.invites(team.bot, to=channel)
        await team.settled()
    headline = await team.declares(team.chi, "SEV1 Keys leaked", in_=channel)
    await team.ana.removes(team.bot, from_=channel)
    await team.settled()
    await team.runs(team.ana, "/incident note revoked them", in_=channel)
    await team.runs(team.ana, "/incident status monitoring", in_=channel)

    await team.ana.invites(team.bot, to=channel)
    await team.settled()

    assert "· Monitoring ·" in headline.shown
    assert [line.split(" — ")[0] for line in room(headline)] == ["revoked them", "Monitoring"]
    assert headlines(team, channel) == [headline]


async def test_what_was_resolved_before_the_invitation_is_posted_as_resolved(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident resolve revoked them", in_=team.secret)

    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()

    [headline] = headlines(team, team.secret)
    assert headline.shown.startswith("✅ INC-1 Keys leaked")


async def test_in_a_direct_message_the_form_asks_for_a_channel(team: Team) -> None:
    dm = team.workspace.dm(team.ana)

    await team.runs(team.ana, "/incident declare SEV1 Checkout is down", in_=dm)
    done = await team.submits(team.ana, {"channel": team.payments})

    assert done.errors == {}
    assert "SEV1 customer-facing outage" in headlines(team, team.payments)[0].shown
    await team.runs(team.ana, "/incident resolve INC-1 rolled back", in_=team.payments)
    assert "Nothing is open" in (await team.runs(team.ana, "/incident list", in_=dm)).shown


async def test_in_a_direct_message_one_can_look_and_note(team: Team) -> None:
    headline = await team.declares(team.bo, "SEV1 Checkout is down")
    dm = team.workspace.dm(team.ana)

    bare = await team.runs(team.ana, "/incident", in_=dm)
    await team.runs(team.ana, "/incident note INC-1 rolled back", in_=dm)

    assert "INC-1 Checkout is down" in bare.shown
    assert room(headline)[0].startswith("rolled back — Ana")
    assert [message for message in dm.live if not message.ephemeral_to] == []


async def test_in_a_channel_that_was_archived_what_is_known_stays_known(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.workspace.archives(team.general)
    await team.settled()

    reply = await team.runs(team.bo, "/incident note INC-1 rolled back", in_=team.payments)

    assert reply.shown == "Noted on INC-1."
    assert "rolled back — Bo" in (await team.runs(team.bo, "/incident timeline INC-1", in_=team.payments)).shown
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_a_command_in_a_thread_is_refused_by_slack_and_help_says_what_to_do(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    refused = await team.bo.runs("/incident note rolled back", in_=team.general, thread=headline)

    assert refused.shown == "/incident is not supported in threads. Sorry!"
    assert "mention me" in headline.shown
    assert told(team, team.bo) == []


async def test_an_invitation_nobody_heard_of_is_learned_by_the_daily_reading_and_what_waited_is_posted(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.ana, "/incident note revoked them", in_=team.secret)
    team.secret.add_member(team.bot.id, quiet=True)

    async with team.store.transaction() as db:
        await read_directory(db, team.id)
    await team.settled()

    [headline] = headlines(team, team.secret)
    assert [line.split(" — ")[0] for line in room(headline)] == ["revoked them"]


async def test_what_slack_will_never_take_is_parked_at_once_and_tried_again_by_hand_all_of_it_comes(team: Team) -> None:
    refusal = team.slack.faults.add("chat.postMessage", "error:invalid_blocks", times=None, team=team.id)
    await team.runs(team.ana, "/incident declare SEV1 Checkout is down")
    await team.runs(team.bo, "/incident note rolled back")
    parked = [one for one in await team.store.jobs.parked() if one.job.team == team.id]
    team.slack.faults.remove(refusal)

    for one in parked:
        await team.store.jobs.retry(one.id)
    await team.settled()

    assert ["invalid_blocks" in one.error for one in parked] == [True, True]
    assert refusal.hits == 2
    [headline] = headlines(team)
    assert [line.split(" — ")[0] for line in room(headline)] == ["rolled back"]


async def test_of_lines_where_the_bot_is_no_longer_slack_is_asked_to_change_one(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    headline = await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    for words in ("revoked them", "made new ones"):
        await team.runs(team.ana, f"/incident note {words}", in_=team.secret)
    gone = team.slack.faults.add(
        "chat.update", "error:channel_not_found", times=None, team=team.id, when=lambda params: params["ts"] != headline.ts
    )

    async with team.store.transaction() as db:
        found = await db.incidents.numbered(1, seen_by=team.operator)
        assert found is not None
        for entry in await db.entries.timeline(found, seen_by=team.operator, limit=10):
            await db.entries.save(entry.settled(entry.happened_at))
        await db.incidents.save(found.noted())
        await enqueue_show(db, found)
    await team.settled()

    assert gone.hits == 1


@pytest.mark.parametrize("name", ["removed", "archived"])
async def test_where_the_others_cannot_see_it_the_one_who_did_it_is_told(team: Team, name: str) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    if name == "removed":
        await team.ana.removes(team.bot, from_=team.general)
    else:
        await team.workspace.archives(team.general, by=team.ana)
    await team.settled()

    reply = await team.runs(team.bo, "/incident note INC-1 rolled back", in_=team.payments)

    assert reply.shown.startswith("Noted on INC-1. ")
    assert {"removed": "/invite me", "archived": "archived"}[name] in reply.shown
