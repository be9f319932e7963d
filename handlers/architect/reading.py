"""Reading what a plan begins from: a message somebody linked or sent, the text files that hang on it, or the thread it was asked in."""

from collections.abc import Sequence
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, Unclear
from bot.records.arrivals import Given
from bot.records.plans import KIND, LONGEST_REQUIREMENT, Plan
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.conversations import remarks, replies
from handlers.downloads import downloaded
from storage.store import Store

LARGEST_FILE = 1_000_000
"""So many bytes of a file are fetched at most: a PRD is text."""
MOST_FILES = 3
TEXTS = (".md", ".markdown", ".txt", ".text", ".rst", ".adoc")
ONE_MESSAGE = 1

log = structlog.get_logger()


class Unreadable(BotError):
    """There is nothing to plan from; the sentence says what would help."""


async def requirement_of(plan: Plan, *, store: Store, slack: AsyncWebClient) -> tuple[str, str]:
    """The words of what a plan begins from, and what of it could not be read. Raises Unreadable, or what makes a job try again."""
    source = plan.source
    if source is None:
        return plan.requirement, ""
    try:
        messages = await _messages(source.channel, source.ts, source.thread_ts, slack)
    except Refused as refused:
        log.info("requirement.unread", error=refused.error)
        raise Unreadable(_why(refused)) from None
    async with store.reading() as db:
        bot = await db.people.bot_user(plan.team) or ""
        theirs = [one for one in messages if one.get("user") != bot]
        spoken = [one for one in theirs if not _is_to_us(str(one.get("text") or ""), bot)]
        said = await remarks(spoken, team=plan.team, channel=source.channel, thread=source.thread_ts, db=db)
    texts, left_out = await _files([file for one in theirs for file in one.get("files") or []], slack)
    words = [one.text for one in said] if len(said) == ONE_MESSAGE else [f"{one.by}: {one.text}" for one in said]
    whole = "\n\n".join(part for part in (plan.requirement, *texts, *words) if part.strip())
    if not texts and not "".join(one.text for one in said if not one.text.startswith("(file: ")).strip() and not plan.requirement:
        raise Unreadable(f"There are no words to plan from. {left_out}".strip())
    if len(whole) > LONGEST_REQUIREMENT:
        left_out = f"{left_out} Only the first {LONGEST_REQUIREMENT:,} of {len(whole):,} characters are read.".strip()
    return whole[:LONGEST_REQUIREMENT], left_out


async def _messages(channel: str, ts: str, thread: str | None, slack: AsyncWebClient) -> list[dict[str, Any]]:
    """The whole thread where a thread is meant, else the one message."""
    if thread == ts:
        return await replies(channel, ts, slack)
    found = await replies(channel, thread, slack) if thread else (await _one(channel, ts, slack))
    return [one for one in found if one["ts"] == ts]


async def _one(channel: str, ts: str, slack: AsyncWebClient) -> list[dict[str, Any]]:
    page = await asked(slack.conversations_history(channel=channel, latest=ts, oldest=ts, inclusive=True, limit=1))
    return list(page.get("messages") or [])


async def _files(files: Sequence[dict[str, Any]], slack: AsyncWebClient) -> tuple[list[str], str]:
    """What text files say, and a sentence about those that were not read."""
    texts: list[str] = []
    unread: list[str] = []
    for file in files:
        name = kit.cut(kit.one_line(str(file.get("name") or "a file")), 80)
        if not _is_text(name) or int(file.get("size") or 0) > LARGEST_FILE or len(texts) == MOST_FILES:
            unread.append(name)
            continue
        text = await _fetched(str(file.get("id")), name, slack)
        if text is None:
            unread.append(name)
        else:
            texts.append(text)
    what = f"Markdown or plain text of at most {LARGEST_FILE // 1_000_000} MB, {MOST_FILES} files"
    return texts, f"Not read: {', '.join(unread)}. I read {what}." if unread else ""


async def _fetched(file: str, name: str, slack: AsyncWebClient) -> str | None:
    """A file's words; None where they are none, or it is not there any more."""
    try:
        content = await downloaded(Given(id=file, name=name), slack, largest=LARGEST_FILE)
        text = content.decode("utf-8-sig")
    except Unclear as unread:
        log.info("file.unread", error=unread.sentence)
        return None
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text.replace("\r\n", "\n").strip() or None


def _is_to_us(text: str, bot: str) -> bool:
    """Whether words asked for the plan, and are no part of what is wanted."""
    return text.lstrip().startswith(f"<@{bot}>") or text.lstrip(" /").lower().startswith(KIND)


def _is_text(name: str) -> bool:
    return name.lower().endswith(TEXTS)


def _why(refused: Refused) -> str:
    if refused.error in {"not_in_channel", "channel_not_found", "no_permission", "missing_scope"}:
        return "I cannot read that message. /invite me to its channel, then try again; or type the requirement."
    return "That message is gone. Type the requirement, or link another."
