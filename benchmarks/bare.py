"""The baseline: the least Bolt app that answers /incident and posts a message. Keeps nothing."""

import asyncio
import os
import sys
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    """Connect twice, as the co-pilot does, and say so."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"], session=session)
        app = AsyncApp(client=client)

        @app.command("/incident")
        async def incident(ack: Any, command: dict[str, Any], client: AsyncWebClient) -> None:
            await ack("ok")
            await client.chat_postMessage(channel=command["channel_id"], text=command["text"])

        for _ in range(2):
            await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).connect_async()  # type: ignore[no-untyped-call]
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
