"""Sending somebody a file, in their direct messages with the bot, once, though every process may die anywhere in between.

Slack takes a file in three calls: an address for its bytes, the bytes, and the completion that shares it, after which its id is no longer
one that can be completed. The id is kept before that, so that an attempt that got no answer is completed again, or found to be complete.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient

from handlers.asking import Asked
from handlers.blocks import kit
from handlers.calls import Refused, Unanswered, asked
from handlers.direct import direct_channel
from handlers.reply import Reply
from storage.files import Sending
from storage.jobs.port import Retry
from storage.store import Store, Transaction

OK = 200
AGAIN_SECONDS = 1.0
UPLOADED_WITHIN = aiohttp.ClientTimeout(total=60)

log = structlog.get_logger()


@dataclass(frozen=True)
class File:
    """A file to send: its name, its bytes, the line that comes with it; of a picture, what there is to see."""

    name: str
    content: bytes
    says: str
    alt: str = ""


async def intend(question: Asked, db: Transaction) -> int:
    """Write down that whoever asks is to get a file; the job that sends it is given the id."""
    place = question.place
    return await db.files.intend(place.team, place.user, asked_in=place.channel, at=question.now)


async def promised(question: Asked, what: str, db: Transaction) -> Reply:
    """What they read meanwhile, and where it will be."""
    bot = await db.people.bot_user(question.place.team)
    where = [kit.text(" "), kit.user(bot)] if bot else []
    sentence = f"I send you {what} in our direct messages, for you alone."
    return Reply(kit.fallback(sentence), [kit.rich([kit.text(sentence), *where])])


async def send(file: File, sending: Sending, *, store: Store, slack: AsyncWebClient, now: datetime) -> None:
    """Have them get it. Raises what makes a job try again; where Slack will not have it, they are told where they asked."""
    try:
        if not (sending.uploaded and await _is_complete(sending.uploaded, slack)):
            await _complete(file, sending, store, slack)
    except Refused as refused:
        await _tell(file, sending, refused, slack)
        raise
    async with store.transaction() as db:
        await db.files.sent(sending, at=now)


async def _complete(file: File, sending: Sending, store: Store, slack: AsyncWebClient) -> None:
    channel = await direct_channel(sending.user, slack)
    if channel is None:
        raise Refused("cannot_dm")
    id_ = sending.uploaded or await upload(file, slack)
    if not sending.uploaded:
        await _keep(id_, sending, store)
    try:
        await asked(
            slack.files_completeUploadExternal(
                files=[{"id": id_, "title": file.name}], channel_id=channel, initial_comment=kit.fallback(file.says)
            )
        )
    except Refused as refused:
        if refused.error != "file_not_found" or not sending.uploaded:
            raise
        await _keep(None, sending, store)  # Slack let go of bytes that were never completed: they are sent anew
        raise Retry(after=AGAIN_SECONDS) from None


async def upload(file: File, slack: AsyncWebClient) -> str:
    """Bring a file's bytes to Slack; returns the id by which it can be completed, which shares it."""
    place = await asked(slack.files_getUploadURLExternal(filename=file.name, length=len(file.content), alt_txt=file.alt or None))
    if slack.session is None:
        raise LookupError("the client has no session of its own")
    status = await asked(_posted(place["upload_url"], file.content, slack.session))
    if status != OK:
        raise Unanswered(f"upload: http {status}")
    return str(place["file_id"])


async def _posted(url: str, content: bytes, session: aiohttp.ClientSession) -> int:
    async with session.post(url, data=content, timeout=UPLOADED_WITHIN) as answer:
        return answer.status


async def _is_complete(file: str, slack: AsyncWebClient) -> bool:
    """Whether an earlier attempt got through. Slack tells of no file before it is complete."""
    try:
        await asked(slack.files_info(file=file))
    except Refused as refused:
        if refused.error != "file_not_found":
            raise
        return False
    return True


async def _keep(file: str | None, sending: Sending, store: Store) -> None:
    async with store.transaction() as db:
        await db.files.uploaded(sending, file)


async def _tell(file: File, sending: Sending, refused: Refused, slack: AsyncWebClient) -> None:
    """Best effort, as all words for one person are."""
    log.warning("file.refused", error=refused.error)
    if sending.asked_in:
        with suppress(Exception):
            sentence = f"Slack does not let me send you {file.name}: {refused.error}."
            await slack.chat_postEphemeral(channel=sending.asked_in, user=sending.user, **Reply.saying(sentence).as_message())
