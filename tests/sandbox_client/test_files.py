import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import CannotDo, Channel, Person, Sandbox, Workspace
from tests.sandbox_client.scopes import refusal

PNG = b"\x89PNG not really"


async def uploaded(client: AsyncWebClient, name: str = "chart.png", content: bytes = PNG) -> str:
    """The id of a file whose bytes were sent, and that was not completed."""
    asked = await client.files_getUploadURLExternal(filename=name, length=len(content))
    async with aiohttp.ClientSession() as session, session.post(asked["upload_url"], data=content) as answer:
        assert (answer.status, await answer.text()) == (200, f"OK - {len(content)}")
    return str(asked["file_id"])


async def test_a_file_is_shared_in_a_thread_a_moment_after_it_is_completed(
    slack: Sandbox, client: AsyncWebClient, ana: Person, general: Channel
) -> None:
    root = await ana.says("the cost?", in_=general)

    answer = await client.files_upload_v2(
        filename="chart.png", content=PNG, title="The cost", channel=general.id, thread_ts=root.ts, initial_comment="Here <@U1>"
    )

    first = (await client.files_info(file=answer["file"]["id"]))["file"]
    assert (answer["file"]["title"], answer["file"]["mimetype"], "shares" in first, root.replies) == ("The cost", "", False, [])
    await slack.settled()
    (message,) = root.replies
    told = (await client.files_info(file=answer["file"]["id"]))["file"]
    assert (message.text, message.subtype, [file.name for file in message.files]) == ("Here <@U1>", "file_share", ["chart.png"])
    assert (told["mimetype"], told["filetype"], told["channels"]) == ("image/png", "png", [general.id])
    assert told["shares"]["public"][general.id][0]["ts"] == message.ts
    history = (await client.conversations_replies(channel=general.id, ts=root.ts))["messages"][1]
    assert (history["files"][0]["id"], history["files"][0]["url_private"]) == (told["id"], told["url_private"])


async def test_a_file_that_is_not_shared_is_the_bots_own(slack: Sandbox, client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    answer = await client.files_upload_v2(filename="a.txt", content="words")
    await slack.settled()

    file = workspace.files.find(answer["file"]["id"])
    assert (file.content, file.shares) == (b"words", [])
    with pytest.raises(CannotDo):
        ana.downloads(file)


async def test_a_persons_file_is_seen_and_downloaded_by_who_sees_its_message(
    client: AsyncWebClient, workspace: Workspace, ana: Person
) -> None:
    bo = workspace.person("Bo")
    ours = workspace.channel("ours", private=True, members=[ana, workspace.bot])
    message = await ana.uploads("cfo.json", b"{}", in_=ours, text="the month")

    file = message.files[0]
    url = str((await client.files_info(file=file.id))["file"]["url_private"])

    assert (message.shown, ana.downloads(file.id)) == ("the month\n[cfo.json]", b"{}")
    with pytest.raises(CannotDo):
        bo.downloads(file)
    assert await download(url, workspace.bot_token) == (200, "application/json", b"{}")
    assert (await download(url, "xoxb-other"))[1] == "text/html"
    await ana.removes(workspace.bot, from_=ours)
    assert (await download(url, workspace.bot_token))[1] == "text/html"
    assert await refusal(client.files_info(file=file.id)) == "file_not_found"


async def download(url: str, token: str) -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"filename": "a.txt", "length": 0}, "missing_argument"),
        ({"length": 1}, "invalid_arguments"),
        ({"filename": "a.txt", "length": 1024**3 + 1}, "file_upload_size_restricted"),
        ({"filename": "a.py", "length": 1024**2 + 1, "snippet_type": "python"}, "snippet_too_large"),
        ({"filename": "a.png", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
    ],
)
async def test_what_slack_refuses_to_be_sent(client: AsyncWebClient, params: dict[str, Any], error: str) -> None:
    assert await refusal(client.api_call("files.getUploadURLExternal", params=params)) == error


async def test_only_the_bytes_that_were_announced_are_taken_and_only_then_completed(client: AsyncWebClient) -> None:
    asked = await client.files_getUploadURLExternal(filename="a.txt", length=3)

    assert await refusal(client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": None}])) == "file_not_found"
    assert await refusal(client.files_info(file=asked["file_id"])) == "file_not_found"
    async with aiohttp.ClientSession() as session:
        statuses = [(await session.post(asked["upload_url"], data=data)).status for data in (b"four", b"abc", b"abc")]
    assert statuses == [400, 200, 400]
    await client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": None}])
    assert await refusal(client.files_completeUploadExternal(files=[{"id": asked["file_id"], "title": None}])) == "file_not_found"
    assert await refusal(client.files_completeUploadExternal(files=[{"id": "F0NOWHERE", "title": None}])) == "file_not_found"
    assert await refusal(client.api_call("files.completeUploadExternal", params={})) == "invalid_arguments"


async def test_a_file_is_shared_only_where_the_bot_may_post(
    client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel
) -> None:
    file: list[dict[str, str | None]] = [{"id": await uploaded(client), "title": "x"}]
    elsewhere = workspace.channel("elsewhere", members=[ana])

    async def completing(channel: str, **more: Any) -> str:
        return await refusal(client.files_completeUploadExternal(files=file, channel_id=channel, **more))

    assert await completing(elsewhere.id) == "not_in_channel"
    assert await completing("C0NOWHERE00") == "channel_not_found"
    assert await completing("#general") == await completing(ana.id) == "invalid_arguments"
    assert await completing(general.id, thread_ts="1.000001") == "thread_not_found"


async def test_a_picture_is_shown_once_it_is_ready_and_while_it_is_there(
    slack: Sandbox, client: AsyncWebClient, workspace: Workspace, ana: Person, general: Channel
) -> None:
    picture, words = await uploaded(client), await uploaded(client, "a.txt")
    block = {"type": "image", "alt_text": "The cost by month", "slack_file": {"id": picture}}

    async def posting(block: dict[str, Any]) -> str:
        return await refusal(client.chat_postMessage(channel=general.id, text="x", blocks=[block]))

    assert await posting(block) == "invalid_blocks"
    await client.files_completeUploadExternal(files=[{"id": picture, "title": "x"}, {"id": words, "title": "y"}])
    assert await posting(block) == "invalid_blocks"
    await slack.settled()
    assert await posting({**block, "slack_file": {"id": words}}) == "invalid_blocks"
    with pytest.raises(CannotDo):
        ana.downloads(picture)
    await client.chat_postMessage(channel=general.id, text="x", blocks=[block])
    view: dict[str, Any] = {"type": "home", "blocks": [block]}
    bo = workspace.person("Bo", guest=True)
    await client.views_publish(user_id=bo.id, view=view)

    assert ana.downloads(picture) == bo.downloads(picture) == PNG
    await client.files_delete(file=picture)
    assert await posting(block) == "invalid_blocks"
    assert await refusal(client.files_info(file=picture)) == "file_deleted"


async def test_only_the_bots_own_files_are_deleted(client: AsyncWebClient, ana: Person, general: Channel) -> None:
    message = await ana.uploads("a.txt", b"x", in_=general)

    assert await refusal(client.files_delete(file=message.files[0].id)) == "cant_delete_file"


async def test_an_upload_can_be_held_back(slack: Sandbox, client: AsyncWebClient) -> None:
    held = slack.faults.add("upload", "hold_before")
    sending = asyncio.create_task(uploaded(client))
    await held.reached()
    waiting = not sending.done()

    slack.faults.clear()
    await sending

    assert waiting
