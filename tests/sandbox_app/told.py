"""What the toy app was told, and what answers to its response URLs."""

from typing import Any

import aiohttp

from sandbox import Workspace


async def events(heard: list[dict[str, Any]], workspace: Workspace) -> list[dict[str, Any]]:
    await workspace.slack.settled()
    return [body["event"] for body in heard if body.get("event") and body["team_id"] == workspace.team_id]


async def answer(url: str, **body: Any) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        return response.status, await response.text()
