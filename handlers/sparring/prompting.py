"""What is suggested to say, made from what is open now: when somebody opens their messages with the co-pilot, or looks elsewhere."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unavailable
from bot.records.paydown import plan as planned
from bot.records.people import Viewer
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.knowing import harmless
from storage.jobs.port import Retry
from storage.store import Store, Transaction

MOST = 4
NAME, MESSAGE = 60, 300
THREAD = "slack#/types/message_context"
STANDING = (
    ("What am I not seeing?", "Read our records and tell me the one thing I am not seeing."),
    ("Argue with a plan", "I will tell you a plan. Argue against it before you help me with it."),
    ("Is it time to hire?", "Should we hire the next engineer now? What would you want to know first?"),
    ("What would you not do?", "What are we doing, or about to do, that you would stop?"),
)


async def opened(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001 - every listener is called alike
    """Somebody opens their messages with the co-pilot, or looks at something else beside them."""
    if event.get("tab") == "home" or not event.get("channel"):
        return
    looking = next((one["value"] for one in (event.get("context") or {}).get("entities") or [] if one.get("type") == THREAD), None) or {}
    ids = {"channel": event["channel"], "user": event["user"]}
    seen = {"beside": str(looking["channel_id"]), "message": str(looking["message_ts"])} if looking else {}
    await db.jobs.enqueue("sparring.suggest", team=team, room=f"suggest:{event['user']}", **ids, **seen)


async def suggest(
    *, team: str, channel: str, user: str, store: Store, slack: AsyncWebClient, beside: str = "", message: str = ""
) -> None:  # fmt: skip
    """Suggest what fits what is open, as far as they may see it. Best effort: without it they type."""
    async with store.reading() as db:
        viewer = await db.people.viewer(team, user)
        prompts = [*await _beside(viewer, beside, message, db), *await _open(viewer, db), *STANDING][:MOST]
    shown = [{"title": kit.cut(title, NAME), "message": kit.cut(words, MESSAGE)} for title, words in prompts]
    with suppress(Refused, Retry, Unavailable):
        await asked(slack.assistant_threads_setSuggestedPrompts(channel_id=channel, title="What is on your mind?", prompts=shown))


async def _beside(viewer: Viewer, channel: str, ts: str, db: Transaction) -> Sequence[tuple[str, str]]:
    """The thread they look at, if they may see it."""
    if not channel or not ts or await db.people.seen(channel, seen_by=viewer) is None:
        return []
    link = kit.permalink(await db.people.url(viewer.team), channel, ts)
    return [("About the thread beside this", f"Read {link} and tell me what is decided there, and what you would ask.")]


async def _open(viewer: Viewer, db: Transaction) -> Sequence[tuple[str, str]]:
    """What is open: the worst incident, the debt to pay first, what was decided last."""
    incidents = [
        (f"{one.key}: what now?", f"{one.key} is open: {_words(one.title)}. What would you look at next, and why?")
        for one in (await db.incidents.open(seen_by=viewer))[:1]
    ]
    debts = [
        (f"{one.debt.key}: pay it now?", f"Should we pay down {one.debt.key} ({_words(one.debt.title)}) now? Argue both sides.")
        for one in planned(await db.debts.all(seen_by=viewer, open_=True), {}).pay[:1]
    ]
    decisions = [
        (f"{one.key}: still right?", f"Was {one.key} ({_words(one.title)}) right? What would make us undo it?")
        for one in await db.search.newest(seen_by=viewer, kinds=("adr", "rfc"), limit=1)
    ]
    return [*incidents, *debts, *decisions]


def _words(title: str) -> str:
    return kit.cut(kit.one_line(harmless(title)), NAME)
