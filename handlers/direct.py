"""The direct messages between the bot and somebody."""

from slack_sdk.web.async_client import AsyncWebClient

from handlers.calls import Refused, asked


async def direct_channel(user: str, slack: AsyncWebClient) -> str | None:
    """Their channel; None for somebody who cannot be written to. Raises what makes a job try again."""
    try:
        return str((await asked(slack.conversations_open(users=user)))["channel"]["id"])
    except Refused as refused:
        if refused.error in {"user_not_found", "user_disabled", "cannot_dm_bot", "channel_not_found", "user_not_visible"}:
            return None
        raise
