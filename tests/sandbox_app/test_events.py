import asyncio
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import CannotDo, Channel, Person, Sandbox, Workspace
from tests.sandbox_app.told import events


async def test_what_happens_to_a_message_is_told_as_events(
    heard: list[dict[str, Any]], workspace: Workspace, ana: Person, bo: Person, general: Channel
) -> None:
    message = await ana.says("one", in_=general)
    reply = await bo.says("reply", in_=general, thread=message, broadcast=True)

    await ana.edits(message, "two")
    await bo.reacts("eyes", to=message)
    await bo.reacts("eyes", to=message)
    await bo.unreacts("eyes", to=message)
    await bo.deletes(reply)

    told = await events(heard, workspace)
    assert sorted((one["type"], one.get("subtype", "")) for one in told) == [
        ("message", ""),
        ("message", "message_changed"),
        ("message", "message_deleted"),
        ("message", "thread_broadcast"),
        ("reaction_added", ""),
        ("reaction_removed", ""),
    ]
    changed = next(one for one in told if one.get("subtype") == "message_changed")
    assert (changed["message"]["text"], changed["previous_message"]["text"], changed["hidden"]) == ("two", "one", True)
    broadcast = next(one for one in told if one.get("subtype") == "thread_broadcast")
    assert (broadcast["thread_ts"], broadcast["parent_user_id"], broadcast["root"]["text"]) == (message.ts, ana.id, "one")
    reaction = next(one for one in told if one["type"] == "reaction_added")
    assert (reaction["item"]["ts"], reaction["item_user"], reaction["user"]) == (message.ts, ana.id, bo.id)


async def test_the_app_hears_nothing_from_where_it_is_not(heard: list[dict[str, Any]], workspace: Workspace, ana: Person) -> None:
    elsewhere = workspace.channel("elsewhere", members=[ana])
    secret = workspace.channel("secret", private=True, members=[ana, workspace.bot])

    for channel in (elsewhere, secret):
        message = await ana.says("@Toy Bot, hello", in_=channel)
        await ana.edits(message, "hello")
    await ana.says("in private", in_=workspace.dm(ana))
    await ana.reacts("eyes", to=await ana.says("here?", in_=elsewhere))

    told = await events(heard, workspace)
    assert sorted((one["type"], one["channel"]) for one in told) == [
        ("app_mention", secret.id),
        ("message", workspace.dm(ana).id),
    ]


async def test_coming_going_and_renaming_are_told(heard: list[dict[str, Any]], workspace: Workspace, ana: Person, bo: Person) -> None:
    channel = workspace.channel("plans", members=[ana], emit=True)

    await ana.invites(workspace.bot, to=channel)
    await bo.joins(channel)
    await bo.leaves(channel)
    await workspace.renames(channel, "plans-2027")
    await ana.removes(workspace.bot, from_=channel)
    await workspace.archives(channel, by=ana)

    told = [one for one in await events(heard, workspace) if one["type"] != "message"]
    assert sorted(one["type"] for one in told) == [
        "channel_archive",
        "channel_created",
        "channel_left",
        "channel_rename",
        "member_joined_channel",
        "member_joined_channel",
        "member_left_channel",
    ]
    joined = {one["user"]: one.get("inviter") for one in told if one["type"] == "member_joined_channel"}
    assert joined == {workspace.bot.id: ana.id, bo.id: None}
    assert [one.shown for one in ana.reads(channel)] == [
        "@Ana has joined the channel",
        "@Toy Bot has joined the channel",
        "@Bo Li has joined the channel",
        "@Bo Li has left the channel",
        '@Ana has renamed the channel from "plans" to "plans-2027"',
        "@Toy Bot has left the channel",
    ]


async def test_several_in_one_conversation_and_a_pin_are_told(
    heard: list[dict[str, Any]], workspace: Workspace, ana: Person, bo: Person, general: Channel
) -> None:
    several = workspace.group_dm(ana, bo, workspace.bot)
    message = await ana.says("to both", in_=several)
    general.pin(await ana.says("keep", in_=general), bo.id)

    told = await events(heard, workspace)
    said = next(one for one in told if one.get("channel") == several.id)
    pinned = next(one for one in told if one["type"] == "pin_added")
    assert (said["channel_type"], said["text"], said["ts"]) == ("mpim", "to both", message.ts)
    assert (pinned["user"], pinned["item"]["message"]["text"], pinned["channel_id"]) == (bo.id, "keep", general.id)
    assert (pinned["item_user"], pinned["pin_count"], pinned["pinned_info"]["pinned_by"]) == (ana.id, "1", bo.id)


async def test_a_file_is_told_with_its_message(heard: list[dict[str, Any]], workspace: Workspace, ana: Person, general: Channel) -> None:
    message = await ana.uploads("cfo.csv", b"a,b", in_=general, text="@Toy Bot the month")

    told = {(one["type"], one.get("subtype")): one for one in await events(heard, workspace)}
    assert set(told) == {("message", "file_share"), ("file_shared", None), ("app_mention", None)}
    shared = told["message", "file_share"]
    assert (shared["ts"], shared["text"], shared["files"][0]["name"]) == (message.ts, f"<@{workspace.bot.id}> the month", "cfo.csv")
    assert told["file_shared", None]["file_id"] == shared["files"][0]["id"]


async def test_people_are_told_about_when_asked_for(heard: list[dict[str, Any]], workspace: Workspace, ana: Person) -> None:
    workspace.person("Quiet")
    new = workspace.person("New", emit=True)

    await workspace.changes(ana, tz="America/New_York", deactivated=True)
    await new.opens("messages")
    await workspace.uninstalls()

    told = await events(heard, workspace)
    assert sorted(one["type"] for one in told) == ["app_home_opened", "app_uninstalled", "team_join", "user_change"]
    assert {one["user"]["id"]: one["user"]["deleted"] for one in told if isinstance(one.get("user"), dict)} == {new.id: False, ana.id: True}


async def test_what_is_typed_becomes_text_and_rich_text(
    heard: list[dict[str, Any]], workspace: Workspace, ana: Person, bo: Person, general: Channel
) -> None:
    typed = f"@toy bot @Bo Li <@{bo.id}> <#{general.id}|x> @here <!channel> R&D https://x.y."

    message = await ana.says(typed, in_=general)

    told = await events(heard, workspace)
    mention = f"<@{workspace.bot.id}> <@{bo.id}> <@{bo.id}> <#{general.id}|general> <!here> &lt;!channel&gt; R&amp;D <https://x.y>."
    assert message.text == mention
    assert message.shown == "@Toy Bot @Bo Li @Bo Li #general @here <!channel> R&D https://x.y."
    assert message.pings == {workspace.bot.id, bo.id, "here"}
    assert sorted((one["type"], one["text"], one.get("channel_type")) for one in told) == [
        ("app_mention", mention, None),
        ("message", mention, "channel"),
    ]
    assert {one["ts"] for one in told} == {one["event_ts"] for one in told} == {message.ts}
    assert told[0]["blocks"][0]["elements"][0]["elements"][0] == {"type": "user", "user_id": workspace.bot.id}


async def test_people_cannot_do_what_slack_does_not_offer(workspace: Workspace, ana: Person, bo: Person, general: Channel) -> None:
    secret = workspace.channel("secret", private=True, members=[ana])
    gone, guest = workspace.person("Gone", deactivated=True), workspace.person("Guest", guest=True)
    message = await ana.says("mine", in_=secret)

    assert bo.reads(secret) == guest.reads(general) == []
    for attempt in (
        bo.says("x", in_=secret),
        bo.runs("/echo x", in_=secret),
        bo.joins(secret),
        guest.joins(general),
        gone.says("x", in_=general),
        bo.edits(message, "x"),
        bo.deletes(message),
        bo.clicks("Go", on=message),
    ):
        with pytest.raises(CannotDo):
            await attempt


async def test_workspaces_know_nothing_of_each_other(slack: Sandbox, ana: Person, general: Channel) -> None:
    other = slack.workspace("Other")
    client = AsyncWebClient(other.bot_token, base_url=slack.api_url)

    for call in (client.conversations_info(channel=general.id), client.users_info(user=ana.id)):
        with pytest.raises(SlackApiError, match="not_found"):
            await call
    with pytest.raises(CannotDo):
        await other.person("Eve").says("x", in_=general)


async def test_waiting_for_a_channel_ends_with_the_change_waited_for(ana: Person, general: Channel) -> None:
    waiting = asyncio.create_task(general.until(lambda messages: messages and messages[-1].text == "now", within=2))
    await ana.says("soon", in_=general)

    await ana.says("now", in_=general)

    assert [one.text for one in await waiting] == ["soon", "now"]


async def test_waiting_for_a_channel_tells_what_is_there_when_it_takes_too_long(ana: Person, general: Channel) -> None:
    await ana.says("Something else", in_=general)

    with pytest.raises(TimeoutError, match="Something else"):
        await general.until(lambda messages: len(messages) > 1, within=0.01)


async def test_timestamps_never_repeat_even_while_time_stands_still(ana: Person, general: Channel) -> None:
    said = [(await ana.says("x", in_=general)).ts for _ in range(100)]

    assert sorted(set(said)) == said
