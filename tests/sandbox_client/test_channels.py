from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Sandbox, Workspace
from tests.sandbox_client.scopes import refusal


async def test_a_channel_is_made_with_the_bot_in_it_and_its_name_is_taken(
    client: AsyncWebClient, workspace: Workspace, general: Channel
) -> None:
    made = (await client.conversations_create(name="inc-12-checkout_down"))["channel"]
    secret = (await client.conversations_create(name="quiet", is_private=True))["channel"]

    assert (made["name"], made["creator"], made["is_member"], made["is_private"]) == ("inc-12-checkout_down", workspace.bot.id, True, False)
    assert workspace.channels[secret["id"]].kind == "group"
    assert workspace.channels[made["id"]].members == [workspace.bot.id]
    await client.conversations_archive(channel=secret["id"])
    for name in (general.name, "quiet"):
        assert await refusal(client.conversations_create(name=name)) == "name_taken"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--_", "invalid_name_punctuation"),
        ("Checkout", "invalid_name_specials"),
        ("check out", "invalid_name_specials"),
        ("check.out", "invalid_name_specials"),
    ],
)
async def test_a_channels_name_is_small_letters_digits_and_dashes(client: AsyncWebClient, name: str, error: str) -> None:
    assert await refusal(client.conversations_create(name=name)) == error


async def test_a_channel_is_archived_and_brought_back(client: AsyncWebClient, general: Channel) -> None:
    made = str((await client.conversations_create(name="done"))["channel"]["id"])

    await client.conversations_archive(channel=made)

    archived = (await client.conversations_info(channel=made))["channel"]["is_archived"]
    assert archived
    assert await refusal(client.conversations_archive(channel=made)) == "already_archived"
    assert await refusal(client.conversations_setTopic(channel=made, topic="x")) == "is_archived"
    assert await refusal(client.conversations_archive(channel=general.id)) == "cant_archive_general"
    await client.conversations_unarchive(channel=made)
    assert await refusal(client.conversations_unarchive(channel=made)) == "not_archived"


async def test_only_the_bots_own_channels_are_renamed(client: AsyncWebClient, workspace: Workspace, general: Channel) -> None:
    made = str((await client.conversations_create(name="one"))["channel"]["id"])

    told = (await client.conversations_rename(channel=made, name="two"))["channel"]

    assert (told["name"], workspace.channels[made].name) == ("two", "two")
    assert await refusal(client.conversations_rename(channel=general.id, name="three")) == "not_authorized"
    assert await refusal(client.conversations_rename(channel=made, name="general")) == "name_taken"


async def test_topic_and_purpose_are_set_where_the_bot_is(
    client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel
) -> None:
    elsewhere = workspace.channel("elsewhere", members=[ana])

    topic = await client.conversations_setTopic(channel=general.id, topic="INC-12")
    purpose = await client.conversations_setPurpose(channel=general.id, purpose="What happens")

    assert (topic["channel"]["topic"]["value"], purpose["purpose"]) == ("INC-12", "What happens")
    assert [one.shown for one in ana.reads(general)] == [
        "@Toy set the channel topic: INC-12",
        "@Toy set the channel description: What happens",
    ]
    told = (await client.conversations_history(channel=general.id))["messages"]
    assert [(one["subtype"], one.get("topic"), one.get("purpose")) for one in told] == [
        ("channel_purpose", None, "What happens"),
        ("channel_topic", "INC-12", None),
    ]
    assert await refusal(client.conversations_setTopic(channel=general.id, topic="x" * 251)) == "too_long"
    assert await refusal(client.conversations_setTopic(channel=elsewhere.id, topic="x")) == "not_in_channel"


async def test_people_are_taken_out_and_the_bot_leaves(client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel) -> None:
    bo = workspace.person("Bo")
    room = workspace.channel("room", members=[ana, bo, workspace.bot])

    await client.conversations_kick(channel=room.id, user=bo.id)
    await client.conversations_leave(channel=room.id)

    assert room.members == [ana.id]
    assert (await client.conversations_leave(channel=room.id))["not_in_channel"]
    assert await refusal(client.conversations_kick(channel=room.id, user=ana.id)) == "not_in_channel"
    assert await refusal(client.conversations_kick(channel=general.id, user=ana.id)) == "cant_kick_from_general"
    assert await refusal(client.conversations_kick(channel=general.id, user=workspace.bot.id)) == "cant_kick_self"
    assert await refusal(client.conversations_leave(channel=general.id)) == "cant_leave_general"
    alone = str((await client.conversations_create(name="alone"))["channel"]["id"])
    assert await refusal(client.conversations_leave(channel=alone)) == "last_member"


async def test_several_people_share_one_conversation_however_they_are_named(
    client: AsyncWebClient, workspace: Workspace, ana: Person
) -> None:
    bo = workspace.person("Bo")

    opened = await client.conversations_open(users=[ana.id, bo.id])
    again = await client.conversations_open(users=[bo.id, ana.id])
    posted = await client.chat_postMessage(channel=opened["channel"]["id"], text="both")

    told = opened["channel"]
    assert (told["is_mpim"], told["is_private"], told["name"], "no_op" in opened) == (True, True, "mpdm-ana--bo--toy-1", False)
    assert (again["channel"]["id"], again["already_open"]) == (told["id"], True)
    channel = workspace.channels[posted["channel"]]
    assert [one.shown for one in bo.reads(channel)] == ["both"]
    assert workspace.person("Eve").reads(channel) == []
    listed = await client.conversations_list(types="mpim")
    assert [one["id"] for one in listed["channels"]] == [channel.id]
    everyone = [workspace.person(str(number)).id for number in range(9)]
    assert await refusal(client.conversations_open(users=everyone)) == "too_many_users"
    assert await refusal(client.conversations_kick(channel=channel.id, user=bo.id)) == "method_not_supported_for_channel_type"


async def test_people_are_found_by_their_address(client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    found = (await client.users_lookupByEmail(email=ana.email.upper()))["user"]

    assert (found["id"], found["profile"]["email"]) == (ana.id, "ana@acme-inc.example")
    assert await refusal(client.users_lookupByEmail(email="nobody@x.y")) == "users_not_found"
    assert await refusal(client.users_lookupByEmail(email=workspace.bot.email)) == "users_not_found"


async def test_a_message_is_pinned_once_and_listed(client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel) -> None:
    message = await ana.says("headline", in_=general)

    await client.pins_add(channel=general.id, timestamp=message.ts)

    (item,) = (await client.pins_list(channel=general.id))["items"]
    assert (item["message"]["text"], item["created_by"], item["message"]["pinned_to"]) == ("headline", workspace.bot.id, [general.id])
    assert ana.reads(general)[-1].shown == "@Toy pinned a message to this channel."
    assert await refusal(client.pins_add(channel=general.id, timestamp=message.ts)) == "already_pinned"
    await client.pins_remove(channel=general.id, timestamp=message.ts)
    assert await refusal(client.pins_remove(channel=general.id, timestamp=message.ts)) == "not_pinned"
    assert await refusal(client.pins_add(channel=general.id, timestamp="1.000001")) == "message_not_found"
    assert await refusal(client.pins_add(channel=general.id)) == "no_item_specified"


async def test_links_stand_at_the_top_of_a_channel(client: AsyncWebClient, general: Channel) -> None:
    async def adding(**more: Any) -> Any:
        return await client.bookmarks_add(**{"channel_id": general.id, "title": "Plan", "type": "link", "link": "https://x.y", **more})

    bookmark = (await adding())["bookmark"]
    await client.bookmarks_edit(channel_id=general.id, bookmark_id=bookmark["id"], title="The plan")

    listed = (await client.bookmarks_list(channel_id=general.id))["bookmarks"]
    assert [(one["title"], one["link"]) for one in listed] == [("The plan", "https://x.y")]
    assert await refusal(adding(link="x.y")) == "invalid_link"
    assert await refusal(adding(type="folder")) == "invalid_bookmark_type"
    await client.bookmarks_remove(channel_id=general.id, bookmark_id=bookmark["id"])
    assert await refusal(client.bookmarks_remove(channel_id=general.id, bookmark_id=bookmark["id"])) == "not_found"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("conversations.create", {"name": "x"}),
        ("views.publish", {"user_id": "U1", "view": {}}),
        ("pins.add", {"channel": "C1"}),
        ("users.lookupByEmail", {"email": "x"}),
    ],
)
async def test_faults_strike_every_method(slack: Sandbox, client: AsyncWebClient, method: str, params: dict[str, Any]) -> None:
    slack.faults.add(method, "429", seconds=3)
    slack.faults.add(method, "error:internal_error")

    refusals = [await refusal(client.api_call(method, json=params)) for _ in range(2)]

    slack.faults.clear()
    assert refusals == ["ratelimited", "internal_error"]
