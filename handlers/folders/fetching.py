"""The files that somebody gave at once, and what tells whether they are the same another time."""

from hashlib import sha256

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Unclear
from bot.records.arrivals import Arrival
from handlers.downloads import downloaded
from storage.folder.packing import LARGEST_FILE, LARGEST_UNPACKED


async def fetched(arrival: Arrival, slack: AsyncWebClient) -> tuple[dict[str, bytes], str]:
    """The files by their names, and what tells whether they are the same another time. Raises Unclear with a sentence."""
    found: dict[str, bytes] = {}
    digest = sha256()
    for one in arrival.given:
        content = await downloaded(one, slack, largest=LARGEST_FILE)
        if one.name in found:
            raise Unclear(f"{one.name} came twice. Send one of them.")
        found[one.name] = content
        digest.update(f"{one.name}\0{len(content)}\0".encode() + content)
        if sum(map(len, found.values())) > LARGEST_UNPACKED:
            raise Unclear(f"That is more than {LARGEST_UNPACKED // 1_000_000} MB at once. Send a part of it.")
    return found, digest.hexdigest()
