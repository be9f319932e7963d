"""Pictures: drawn in a process of their own, and shown in a message of ours once Slack has looked them over.

Slack takes a file in three calls, and may take a while until a message can show it. Its id is kept before the last of them, as with every
file, so that a process that dies in between leaves no second one behind. A card without its picture is still a card.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.records.amounts import said
from bot.records.delivery import SAYS
from bot.records.scorecards import Figure, Scorecard
from handlers.blocks import scorecards as drawn
from handlers.calls import Refused, asked
from handlers.files import File, upload
from storage.jobs.port import Retry

DRAWN_WITHIN = 60.0
LOOK_AGAIN_SECONDS = 0.5
LOOKS = 6

Draw = Callable[[dict[str, Any]], Awaitable[bytes | None]]
"""What draws a chart's panels as a PNG; None where it cannot."""

log = structlog.get_logger()


async def in_a_process(panels: dict[str, Any]) -> bytes | None:
    """Draw a chart in a process of its own; None where it could not be drawn, which the log says."""
    given = json.dumps(panels).encode()
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


def panels(card: Scorecard, labels: Sequence[str]) -> dict[str, Any]:
    """What is drawn of a card: a panel for each number, with its trend over the windows of these labels."""
    return {"title": drawn.title(card), "labels": list(labels), "panels": [_panel(figure) for figure in card.figures]}


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


def _panel(figure: Figure) -> dict[str, Any]:
    stands = " · ".join(part for part in (figure.colour, figure.aim and f"target {said(figure.metric, figure.target or 0)}") if part)
    return {
        "name": SHORT.get(SAYS[figure.metric], SAYS[figure.metric]),
        "now": figure.current or "not known",
        "stands": stands,
        "aim": figure.target,
        "series": list(figure.series),
    }


SHORT = {"Failed deployment recovery time": "Failed deployment recovery", "Mean time to resolve, all incidents": "Mean time to resolve"}
"""What stands above a panel is short enough for it."""
