import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Sandbox, Workspace
from tests.sandbox_client.scopes import refusal


async def test_a_posted_message_is_read_as_it_was_said(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    metadata = {"event_type": "incident", "event_payload": {"key": "INC-1"}}
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": f"*Hello* <@{ana.id}>"}}]

    answer = await client.chat_postMessage(channel=general.id, text="Hello", blocks=json.dumps(blocks), metadata=metadata)

    message = ana.reads(general)[0]
    assert (message.ts, message.user, message.shown) == (answer["ts"], general.workspace.bot.id, "Hello @Ana")
    assert (message.pings, message.metadata, answer["message"]["metadata"]) == ({ana.id}, metadata, metadata)
    assert message.blocks[0]["block_id"]
    assert answer["message"]["bot_id"] == general.workspace.bot.bot_id


async def test_a_thread_has_its_replies_and_the_channel_only_the_broadcast_ones(
    client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    root = await ana.says("Shall we?", in_=general)

    for number, broadcast in ((1, False), (2, True)):
        await client.chat_postMessage(channel=general.id, text=f"reply {number}", thread_ts=root.ts, reply_broadcast=broadcast)

    assert [one.shown for one in ana.reads(general)] == ["Shall we?", "reply 2"]
    assert [one.shown for one in ana.reads(general, root)] == ["Shall we?", "reply 1", "reply 2"]
    assert [one.shown for one in root.replies] == ["reply 1", "reply 2"]
    told = (await client.conversations_history(channel=general.id))["messages"]
    assert [(one["text"], one.get("subtype"), one.get("reply_count")) for one in told] == [
        ("reply 2", "thread_broadcast", None),
        ("Shall we?", None, 2),
    ]


async def test_what_slack_refuses_to_post(client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel) -> None:
    elsewhere, secret = workspace.channel("elsewhere", members=[ana]), workspace.channel("secret", private=True, members=[ana])
    old, root = workspace.channel("old", members=[ana, workspace.bot]), await ana.says("root", in_=general)
    reply = await ana.says("reply", in_=general, thread=root)
    await workspace.archives(old)

    async def posting(channel: str, text: str = "x", **more: Any) -> str:
        return await refusal(client.api_call("chat.postMessage", json={"channel": channel, "text": text, **more}))

    assert await posting("C0NOWHERE") == "channel_not_found"
    assert await posting(elsewhere.id) == "not_in_channel"
    assert await posting(secret.id) == "channel_not_found"
    assert await posting(old.id) == "is_archived"
    assert await posting(general.id, " ", blocks=[]) == "no_text"
    assert await posting(general.id, thread_ts="1.000001") == "thread_not_found"
    assert await posting(general.id, thread_ts=reply.ts) == "cannot_reply_to_message"
    assert await posting(general.id, blocks=[None]) == "invalid_blocks"
    assert await posting(general.id, metadata={"event_type": "x"}) == "invalid_metadata_format"


async def test_a_refused_block_is_named_with_its_place(client: AsyncWebClient, general: Channel) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}]

    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=general.id, text="x", blocks=blocks)

    said = "must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    assert refused.value.response["errors"] == [said]
    assert refused.value.response["response_metadata"] == {"messages": [f"[ERROR] {said}"]}


async def test_too_long_a_text_is_cut_when_posted_and_refused_when_edited(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    posted = await client.chat_postMessage(channel=general.id, text="x" * 40_001)

    assert len(ana.reads(general)[0].text) == 40_000
    assert posted["response_metadata"]["warnings"] == ["message_truncated"]
    assert await refusal(client.chat_update(channel=general.id, ts=posted["ts"], text="x" * 4_001)) == "msg_too_long"


async def test_an_edit_keeps_the_blocks_it_does_not_mention_and_pings_nobody(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    blocks = [{"type": "divider", "block_id": "d"}]
    ts = (await client.chat_postMessage(channel=general.id, text="one", blocks=blocks))["ts"]
    message = ana.reads(general)[0]

    await client.chat_update(channel=general.id, ts=ts, text=f"two <@{ana.id}>")
    kept = list(message.blocks)
    await client.chat_update(channel=general.id, ts=ts, text="three", blocks=[])

    assert kept == blocks
    assert (message.shown, message.blocks, message.pings) == ("three", [], set())
    assert message.edited is not None
    assert message.edited["user"] == general.workspace.bot.id


async def test_only_the_bots_own_messages_are_edited_and_deleted(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    hers = await ana.says("mine", in_=general)
    ours = (await client.chat_postMessage(channel=general.id, text="ours"))["ts"]

    await client.chat_delete(channel=general.id, ts=ours)

    assert [one.shown for one in ana.reads(general)] == ["mine"]
    assert await refusal(client.chat_update(channel=general.id, ts=hers.ts, text="x")) == "cant_update_message"
    assert await refusal(client.chat_delete(channel=general.id, ts=hers.ts)) == "cant_delete_message"
    assert await refusal(client.chat_update(channel=general.id, ts=ours, text="x")) == "message_not_found"


async def test_an_ephemeral_message_is_seen_by_one_member_and_is_in_no_history(
    client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel
) -> None:
    bo, cy = workspace.person("Bo"), workspace.person("Cy")
    await bo.joins(general)

    answer = await client.chat_postEphemeral(channel=general.id, user=ana.id, text="only <!channel> you")

    ts = answer["message_ts"]
    assert (ana.reads(general)[-1].ts, ana.reads(general)[-1].pings) == (ts, set())
    assert ts not in [one.ts for one in bo.reads(general)]
    assert ts not in [one["ts"] for one in (await client.conversations_history(channel=general.id))["messages"]]
    assert await refusal(client.chat_update(channel=general.id, ts=ts, text="x")) == "message_not_found"
    assert await refusal(client.chat_postEphemeral(channel=general.id, user=cy.id, text="x")) == "user_not_in_channel"


async def test_a_message_to_a_person_opens_the_direct_messages(client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    gone = workspace.person("Gone", deactivated=True)

    posted = await client.chat_postMessage(channel=ana.id, text="psst")
    opened = await client.conversations_open(users=[ana.id], return_im=True)

    assert posted["channel"] == opened["channel"]["id"] == workspace.dm(ana).id
    assert (opened["channel"]["is_im"], opened["channel"]["user"]) == (True, ana.id)
    assert [one.shown for one in ana.reads(workspace.dm(ana))] == ["psst"]
    assert await refusal(client.conversations_open(users="U0NOBODY")) == "user_not_found"
    assert await refusal(client.chat_postMessage(channel=gone.id, text="x")) == "user_disabled"


async def test_a_permalink_names_channel_message_and_thread(client: AsyncWebClient, slack: Sandbox, ana: Person, general: Channel) -> None:
    root = await ana.says("root", in_=general)
    reply = await ana.says("reply", in_=general, thread=root)

    link = (await client.chat_getPermalink(channel=general.id, message_ts=reply.ts))["permalink"]

    assert link == f"{slack.url}archives/{general.id}/p{reply.ts.replace('.', '')}?thread_ts={root.ts}&cid={general.id}"
    assert await refusal(client.chat_getPermalink(channel=general.id, message_ts="1.000001")) == "message_not_found"
