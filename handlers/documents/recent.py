"""Recent threads of a channel, offered to whoever typed the bare command there."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.documents import Kind
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.markup import mentioned, plain
from storage.store import Store

RECENT = 100
OFFERED = 5
TITLE = 120


async def recent(*, team: str, channel: str, user: str, store: Store, slack: AsyncWebClient, kind: Kind) -> None:
    """Offer the recent threads of a channel, to one person alone. Where the bot cannot read, nothing is offered."""
    try:
        page = await asked(slack.conversations_history(channel=channel, limit=RECENT))
    except Refused:
        return
    talked = [one for one in page.get("messages") or [] if one.get("reply_count", 0) > 1 and one.get("text")]
    if not talked:
        return
    async with store.reading() as db:
        names = await db.people.names(team, {user for one in talked for user in mentioned(one["text"])})
    rows = [
        kit.beside(
            kit.cut(kit.one_line(plain(one["text"], names)), TITLE) + f" · {one['reply_count']} replies",
            kit.button("Draft it", f"{kind.name} from {channel} {one['ts']}"),
        )
        for one in talked[:OFFERED]
    ]
    blocks = [kit.rich([kit.text(f"Recent threads here. Was one of them {kind.article} {kind.called}?")]), *rows]
    await asked(slack.chat_postEphemeral(channel=channel, user=user, text="Recent threads", blocks=blocks))
