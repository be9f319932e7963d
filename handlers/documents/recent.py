"""Recent threads of a channel, offered to whoever typed the bare command there."""

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.documents import Kind
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.markup import mentioned, plain
from storage.incidents import HEADLINE
from storage.store import Store, Transaction

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
    async with store.reading() as db:
        talked = [one for one in talked if await _is_talk(team, channel, one["ts"], db)]
        names = await db.people.names(team, {user for one in talked for user in mentioned(one["text"])})
    rows = [
        kit.beside(
            kit.cut(kit.one_line(plain(one["text"], names)), TITLE) + f" · {one['reply_count']} replies",
            kit.button("Draft it", f"{kind.name} from {channel} {one['ts']}"),
        )
        for one in talked[:OFFERED]
    ]
    if not rows:
        return
    blocks = [kit.rich([kit.text(f"Recent threads here. Was one of them {kind.article} {kind.called}?")]), *rows]
    await asked(slack.chat_postEphemeral(channel=channel, user=user, text="Recent threads", blocks=blocks))


async def _is_talk(team: str, channel: str, ts: str, db: Transaction) -> bool:
    """Whether people talk there: below a message of theirs, or in an incident's room, and not below another card of ours."""
    ours = await db.posts.at(team, channel, ts)
    return ours is None or ours.kind == HEADLINE
