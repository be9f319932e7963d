import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Workspace
from tests.sandbox_client.scopes import refusal


async def test_history_is_newest_first_and_paged(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    said = [await ana.says(str(number), in_=general) for number in range(5)]

    pages = [page["messages"] async for page in await client.conversations_history(channel=general.id, limit=2)]
    between = await client.conversations_history(channel=general.id, oldest=said[1].ts, latest=said[3].ts)
    inclusive = await client.conversations_history(channel=general.id, oldest=said[1].ts, latest=said[3].ts, inclusive=True)

    assert [[one["text"] for one in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    assert [one["text"] for one in between["messages"]] == ["2"]
    assert [one["text"] for one in inclusive["messages"]] == ["3", "2", "1"]
    assert await refusal(client.conversations_history(channel=general.id, cursor="bad")) == "invalid_cursor"
    assert await refusal(client.conversations_history(channel=general.id, limit=1001)) == "invalid_limit"


async def test_replies_begin_with_the_root_on_the_first_page_only(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    root = await ana.says("root", in_=general)
    replies = [await ana.says(f"reply {number}", in_=general, thread=root) for number in range(3)]

    pages = [page["messages"] async for page in await client.conversations_replies(channel=general.id, ts=root.ts, limit=2)]
    one = (await client.conversations_replies(channel=general.id, ts=replies[1].ts))["messages"]

    assert [[one["text"] for one in page] for page in pages] == [["root", "reply 0"], ["reply 1", "reply 2"]]
    assert [(reply["text"], reply["thread_ts"]) for reply in one] == [("reply 1", root.ts)]
    assert await refusal(client.conversations_replies(channel=general.id, ts="1.000001")) == "thread_not_found"


async def test_metadata_is_told_whole_only_when_asked_for(client: AsyncWebClient, general: Channel) -> None:
    metadata = {"event_type": "incident", "event_payload": {"key": "INC-1"}}
    await client.chat_postMessage(channel=general.id, text="x", metadata=metadata)

    short = (await client.conversations_history(channel=general.id))["messages"][0]["metadata"]
    whole = (await client.conversations_history(channel=general.id, include_all_metadata=True))["messages"][0]["metadata"]

    assert (short, whole) == ({"event_type": "incident", "event_payload": {}}, metadata)


async def test_a_thread_whose_root_is_deleted_keeps_a_tombstone(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    root = await ana.says("secret", in_=general)
    await ana.says("reply", in_=general, thread=root)

    await ana.deletes(root)

    told = (await client.conversations_replies(channel=general.id, ts=root.ts))["messages"]
    assert [(one["text"], one.get("subtype")) for one in told] == [("This message was deleted.", "tombstone"), ("reply", None)]
    assert (root.deleted, [one.shown for one in ana.reads(general)]) == (True, ["This message was deleted."])


@pytest.mark.usefixtures("general")
async def test_private_channels_are_known_to_members_only(client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    ours = workspace.channel("ours", private=True, members=[ana, workspace.bot])
    secret = workspace.channel("secret", private=True, members=[ana])
    old = workspace.channel("old", members=[ana])
    await workspace.archives(old)

    listed = await client.conversations_list(types="public_channel,private_channel")
    in_use = await client.conversations_list(types=["public_channel"], exclude_archived=True)
    hers = await client.users_conversations(user=ana.id, types="public_channel,private_channel,im")

    assert [one["name"] for one in listed["channels"]] == ["general", "ours", "old"]
    assert [one["name"] for one in in_use["channels"]] == ["general"]
    assert [one["name"] for one in hers["channels"]] == ["general", "ours", "old"]
    told = (await client.conversations_info(channel=ours.id, include_num_members=True))["channel"]
    assert (told["is_private"], told["is_member"], told["num_members"]) == (True, True, 2)
    assert await refusal(client.conversations_info(channel=secret.id)) == "channel_not_found"
    assert await refusal(client.conversations_history(channel=secret.id)) == "channel_not_found"
    assert await refusal(client.conversations_history(channel=old.id)) == "not_in_channel"


async def test_people_come_page_by_page_with_their_zone_and_role(client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    guest, gone = workspace.person("Guest", guest=True), workspace.person("Gone", deactivated=True)

    pages = [page["members"] async for page in await client.users_list(limit=2)]
    told = {one["id"]: one for page in pages for one in page}

    assert [len(page) for page in pages] == [2, 2, 1]
    assert (told[ana.id]["tz"], told[ana.id]["is_admin"], told[ana.id]["profile"]["display_name"]) == ("Europe/Berlin", True, "Ana")
    assert (told[guest.id]["is_restricted"], told[workspace.bot.id]["is_bot"], told["USLACKBOT"]["is_bot"]) == (True, True, False)
    assert (told[gone.id]["deleted"], "tz" in told[gone.id]) == (True, False)
    assert await refusal(client.users_info(user="U0NOBODY")) == "user_not_found"


async def test_members_are_paged_and_change_as_people_come_and_go(client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    bo = workspace.person("Bo")
    elsewhere = workspace.channel("elsewhere", members=[ana])

    await client.conversations_join(channel=elsewhere.id)
    await client.conversations_invite(channel=elsewhere.id, users=[bo.id])
    again = await client.conversations_join(channel=elsewhere.id)
    await ana.leaves(elsewhere)

    pages = [page["members"] async for page in await client.conversations_members(channel=elsewhere.id, limit=1)]
    assert pages == [[workspace.bot.id], [bo.id]]
    assert again["warning"] == "already_in_channel"
    assert await refusal(client.conversations_invite(channel=elsewhere.id, users=bo.id)) == "already_in_channel"
    assert await refusal(client.conversations_invite(channel=elsewhere.id, users=workspace.bot.id)) == "cant_invite_self"
    assert bo.reads(elsewhere)[0].shown == "@Toy has joined the channel"


async def test_reactions_are_added_once_and_taken_off_once(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    message = await ana.says("x", in_=general)
    await ana.reacts(":eyes:", to=message)

    await client.reactions_add(channel=general.id, timestamp=message.ts, name="eyes")

    told = (await client.reactions_get(channel=general.id, timestamp=message.ts))["message"]["reactions"]
    assert told == [{"name": "eyes", "users": [ana.id, general.workspace.bot.id], "count": 2}]
    assert await refusal(client.reactions_add(channel=general.id, timestamp=message.ts, name="eyes")) == "already_reacted"
    await client.reactions_remove(channel=general.id, timestamp=message.ts, name="eyes")
    assert message.reactions == {"eyes": [ana.id]}
    assert await refusal(client.reactions_remove(channel=general.id, timestamp=message.ts, name="eyes")) == "no_reaction"
    assert await refusal(client.reactions_add(channel=general.id, timestamp="1.000001", name="eyes")) == "message_not_found"
