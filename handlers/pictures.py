"""Pictures: drawn in a process of their own, and shown in a message of ours once Slack has looked them over.

Slack takes a file in three calls, and may take a while until a message can show it. Its id is kept before the last of them, as with every
file, so that a process that dies in between leaves no second one behind. A card without its picture is still a card.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.calls import Refused, asked
from handlers.direct import direct_channel
from handlers.files import File, send, upload
from handlers.reply import Reply
from storage.files import Sending
from storage.jobs.port import Retry
from storage.store import Store

DRAWN_WITHIN = 60.0
LOOK_AGAIN_SECONDS = 0.5
LOOKS = 6

Draw = Callable[[dict[str, Any]], Awaitable[bytes | None]]
"""What draws a chart's figures as a PNG; None where it cannot."""

log = structlog.get_logger()


async def in_a_process(figures: dict[str, Any]) -> bytes | None:
    """Draw a chart in a process of its own; None where it could not be drawn, which the log says."""
    given = json.dumps(figures).encode()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.chart", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(DRAWN_WITHIN):
            picture, error = await process.communicate(given)
    except TimeoutError:
        picture, error = b"", b"it took too long"
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode == 0:
        return picture
    log.error("chart.failed", error=error.decode(errors="replace")[-500:])
    return None


async def sent(
    figures: dict[str, Any], name: str, sending: Sending, *, draw: Draw, store: Store, slack: AsyncWebClient, now: datetime
) -> None:
    """Have whoever asked get a chart, with what there is to see in words; where it cannot be drawn, the words."""
    if content := await draw(figures):
        file = File(name, content, figures["alt"], alt=figures["alt"])
        await send(file, sending, store=store, slack=slack, now=now)
        return
    if channel := await direct_channel(sending.user, slack):
        said = Reply.saying(f"I could not draw that. In words: {figures['alt']}")
        await asked(slack.chat_postMessage(channel=channel, **said.as_message()))
    async with store.transaction() as db:
        await db.files.sent(sending, at=now)


async def begun(name: str, content: bytes, slack: AsyncWebClient) -> str:
    """Bring a picture's bytes to Slack; returns the id to keep before it is completed."""
    return await upload(File(name, content, ""), slack)


async def completed(file: str, name: str, slack: AsyncWebClient) -> bool:
    """Have Slack keep the bytes, shared nowhere; False where it has let go of them, or keeps them already."""
    try:
        await asked(slack.files_completeUploadExternal(files=[{"id": file, "title": name}]))
    except Refused as refused:
        if refused.error != "file_not_found":
            raise
        return False
    return True


async def is_there(file: str, slack: AsyncWebClient) -> bool:
    """Whether it was completed. Slack tells of no file before it is."""
    return await _known(file, slack) is not None


async def can_be_shown(file: str, slack: AsyncWebClient) -> bool:
    """Wait until a message can show it; False where it is gone. Raises Retry when Slack takes its time to look it over."""
    for _ in range(LOOKS):
        known = await _known(file, slack)
        if known is None:
            return False
        if known.get("mimetype"):  # which Slack tells once it has looked
            return True
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    raise Retry(after=LOOK_AGAIN_SECONDS)


async def _known(file: str, slack: AsyncWebClient) -> dict[str, Any] | None:
    try:
        known = await asked(slack.files_info(file=file))
    except Refused as refused:
        if refused.error not in {"file_not_found", "file_deleted"}:
            raise
        return None
    return dict(known["file"])
