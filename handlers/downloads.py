"""Getting what a file holds that somebody gave, from Slack and from nowhere else, and not more of it than is allowed."""

from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.arrivals import Given
from handlers.calls import DEFAULT_RETRY_SECONDS, SERVER_ERROR, TOO_MANY, Refused, Unanswered, asked
from storage.jobs.port import Retry

OK = 200
GONE = 404
WITHIN = aiohttp.ClientTimeout(total=60)
PAGE = "text/html"
PIECE = 64 * 1024
SLACKS = (".slack.com", ".slack-files.com")
GONE_ERRORS = {"file_not_found", "file_deleted"}


async def downloaded(given: Given, slack: AsyncWebClient, *, largest: int) -> bytes:
    """What a file holds, of at most so many bytes. Raises Unclear with a sentence for whoever gave it."""
    try:
        file = (await asked(slack.files_info(file=given.id)))["file"]
    except Refused as refused:
        if refused.error in GONE_ERRORS:
            raise _gone(given) from None
        raise Unclear(_not_given(given, refused.error)) from None
    if file.get("mode") == "tombstone":
        raise _gone(given)
    if file.get("is_external") or file.get("mode") == "external":
        raise Unclear(f"{given.name} is only linked here and kept elsewhere. Upload the file itself, please.")
    if int(file.get("size") or 0) > largest:
        raise _too_large(given, largest)
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    content: bytes = await asked(_read(given, url, slack, largest))
    return content


async def _read(given: Given, url: str, slack: AsyncWebClient, largest: int) -> bytes:
    """Read it piece by piece: what Slack says of its size is not what ends it. The token goes to Slack only, and is led nowhere else."""
    if slack.session is None:
        raise LookupError("the client has no session of its own")
    if not is_slacks(url, slack):
        raise Unclear(_not_given(given, "it is not on Slack"))
    headers = {"Authorization": f"Bearer {slack.token}"}
    async with slack.session.get(url, headers=headers, allow_redirects=False, timeout=WITHIN) as answer:
        if answer.status == TOO_MANY:
            raise Retry(after=float(answer.headers.get("Retry-After", DEFAULT_RETRY_SECONDS)))
        if answer.status >= SERVER_ERROR:
            raise Unanswered(f"download: http {answer.status}")
        if answer.status == GONE:
            raise _gone(given)
        if answer.status != OK or answer.content_type == PAGE:  # one to sign in at, when it is not for the bot
            raise Unclear(_not_given(given, "files:read may be missing"))
        content = bytearray()
        async for piece in answer.content.iter_chunked(PIECE):
            content += piece
            if len(content) > largest:
                raise _too_large(given, largest)
        return bytes(content)


def is_slacks(url: str, slack: AsyncWebClient) -> bool:
    """Whether an address is Slack's: where files are kept, or where its Web API is."""
    there, ours = urlsplit(url), urlsplit(slack.base_url)
    at_home = (there.scheme, there.netloc) == (ours.scheme, ours.netloc)
    return at_home or (there.scheme == "https" and f".{there.hostname or ''}".endswith(SLACKS))


def _gone(given: Given) -> Unclear:
    return Unclear(f"{given.name} is not in Slack any more. Drop it here again.")


def _too_large(given: Given, largest: int) -> Unclear:
    size = f"{largest // 1_000_000} MB" if largest >= 1_000_000 else f"{largest // 1_000} kB"  # noqa: PLR2004 - as people read it
    return Unclear(f"{given.name} is larger than {size}. Send a part of it, or a zip.")


def _not_given(given: Given, why: str) -> str:
    return f"Slack does not give me {given.name} ({why[:60]}). An admin of the app looks at its scopes; then drop it here again."
