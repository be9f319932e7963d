"""The machine it runs on: room for records, whether it serves, the files it reads."""

import shutil

import aiohttp

from bot.config import Settings
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.prompts.specialists import load
from storage.database import BadDatabaseUrl, open_database

MEGABYTE = 1_000_000
ENOUGH = 1_000 * MEGABYTE
TOO_LITTLE = 100 * MEGABYTE
LOOKS_FOR_SECONDS = 3
OK = 200


def disk(settings: Settings) -> list[Finding]:
    """Room beside a SQLite file."""
    try:
        database = open_database(settings.database_url)
    except BadDatabaseUrl:
        return []
    if not database.is_sqlite:
        return []
    folder = database.file.resolve().parent
    free = shutil.disk_usage(folder).free
    says = f"{free // MEGABYTE:,} MB are free in {folder}."
    if free >= ENOUGH:
        return [ok("disk", says)]
    return [(wrong if free < TOO_LITTLE else warning)("disk", says, "Make room: what cannot be written is not acknowledged.")]


async def serving(settings: Settings) -> list[Finding]:
    """Whether a process serves where this one would."""
    host, _, port = settings.copilot_listen.rpartition(":")
    address = f"http://{'127.0.0.1' if host in {'0.0.0.0', '[::]'} else host}:{port}/readyz"  # noqa: S104 - looked at, not listened on
    try:
        timeout = aiohttp.ClientTimeout(total=LOOKS_FOR_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(address) as answer:
            if answer.status == OK:
                return [ok("serving", f"It serves here, and is ready ({settings.copilot_listen}).")]
            told = (await answer.text())[:200]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [ok("serving", f"Nothing serves at {settings.copilot_listen} just now.")]
    return [warning("serving", f"What serves at {settings.copilot_listen} is not ready: {told}", "Its log says what it waits for.")]


def specialists(settings: Settings) -> list[Finding]:
    """The team's own specialists, where there is a folder of them."""
    if not settings.copilot_specialists:
        return []
    known = load(settings.copilot_specialists)
    if known.broken:
        return [warning("specialists", f"{' '.join(known.broken)}", "Put the files right in COPILOT_SPECIALISTS, and start again.")]
    return [ok("specialists", f"{len(known.specialists)} are known.")]
