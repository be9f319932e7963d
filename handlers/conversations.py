"""What was said, read from Slack to draft from: the messages of a thread or of a channel, as remarks that can be cited."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.threads import Remark, Thread
from handlers.blocks import kit
from handlers.calls import asked
from handlers.markup import mentioned, plain
from storage.store import Transaction

PAGE = 200
MOST_MESSAGES = 5_000
MOST_CHARACTERS = 120_000
"""So much of a thread is drafted from: its beginning, which says what it is about, and its end, where it is decided."""
KEPT_OF_THE_BEGINNING = 40_000
LONGEST_MESSAGE = 4_000
IGNORED = {"tombstone", "channel_join", "channel_leave", "bot_remove", "bot_add"}


async def replies(channel: str, thread: str, slack: AsyncWebClient) -> list[dict[str, Any]]:
    """Every message of a thread as it is now, oldest first. Raises Refused, or what makes a job try again."""
    return await _paged(lambda cursor: slack.conversations_replies(channel=channel, ts=thread, limit=PAGE, cursor=cursor))


async def history(channel: str, slack: AsyncWebClient) -> list[dict[str, Any]]:
    """Every message of a channel as it is now, oldest first, without what stands in its threads only. Raises the same."""
    newest = await _paged(lambda cursor: slack.conversations_history(channel=channel, limit=PAGE, cursor=cursor))
    return newest[::-1]


async def remarks(
    messages: Sequence[dict[str, Any]], *, team: str, channel: str, thread: str | None, db: Transaction, called: str = "m"
) -> list[Remark]:  # fmt: skip
    """What messages say, in plain words; each is cited by its place, which begins with `called`."""
    people = {one.get("user", "") for one in messages} | {user for one in messages for user in mentioned(one.get("text") or "")}
    names = await db.people.names(team, people - {""})
    url = await db.people.url(team)
    found = []
    for at, one in enumerate(messages, 1):
        words = kit.cut(plain(_words(one), names), LONGEST_MESSAGE)
        who = names.get(one.get("user", "")) or one.get("username") or (one.get("bot_profile") or {}).get("name") or "somebody"
        address = kit.permalink(url, channel, one["ts"], one.get("thread_ts") or thread)
        if words:
            when = datetime.fromtimestamp(float(one["ts"]), UTC)
            found.append(Remark(id=f"{called}{at}", by=kit.cut(kit.one_line(who), 80), text=words, at=when, url=address))
    return found


def fitting(remarks: Sequence[Remark]) -> Thread:
    """As much of their beginning and their end as one draft is made from."""
    if sum(len(one.text) for one in remarks) <= MOST_CHARACTERS:
        return Thread(remarks=remarks)
    first: list[Remark] = []
    left = KEPT_OF_THE_BEGINNING
    for one in remarks:
        left -= len(one.text)
        if left < 0:
            break
        first.append(one)
    last: list[Remark] = []
    left = MOST_CHARACTERS - KEPT_OF_THE_BEGINNING
    for one in reversed(remarks[len(first) :]):
        left -= len(one.text)
        if left < 0:
            break
        last.append(one)
    return Thread(remarks=[*first, *reversed(last)], left_out=len(remarks) - len(first) - len(last))


async def _paged(page_at: Callable[[str | None], Awaitable[Any]]) -> list[dict[str, Any]]:
    """Each once: of a thread Slack gives the first message again on every page."""
    found: dict[str, dict[str, Any]] = {}
    cursor = None
    while len(found) < MOST_MESSAGES:
        page = await asked(page_at(cursor))
        found |= {one["ts"]: one for one in page.get("messages") or [] if one["ts"] not in found}
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return [one for one in found.values() if one.get("subtype") not in IGNORED]


def _words(message: dict[str, Any]) -> str:
    """What a message says: its text, what an app put into its attachments, and the names of its files."""
    attached = [one.get("fallback") or one.get("text") or "" for one in message.get("attachments") or []]
    files = [f"(file: {one.get('title') or one.get('name') or 'without a name'})" for one in message.get("files") or []]
    text = message.get("text") or "\n".join(part for part in attached if part)
    return "\n".join(part for part in (text, *files) if part)
