"""Letting go of a person, from the command line: what would be done, and what was."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console

from bot.config import Settings
from bot.errors import Unclear
from bot.serving import Refused
from handlers.people import WHEN_LET_IN
from storage.database import open_database
from storage.erasure import Erased, Erasure, NotHere, erase
from storage.folder import workspace
from storage.jobs import engine_for
from storage.store import Store


async def erased(settings: Settings, user: str, console: Console, *, named: str, also: Sequence[str], dry_run: bool) -> None:
    """Let go of somebody and tell what was done."""
    database = open_database(settings.database_url)
    try:
        if database.is_sqlite and not database.file.exists():
            raise Refused(f"There is no {database.file} yet: cto-copilot serve makes it.")
        team = await workspace(Store(database, engine_for(database)), named)
        whom = Erasure(team, user.upper().strip("<@>"), tuple(one.strip() for one in also if one.strip()), WHEN_LET_IN)
        done = await asyncio.to_thread(erase, database.url, whom, now=datetime.now(UTC), dry_run=dry_run)
    except Unclear as unclear:
        raise Refused(unclear.sentence) from None
    except NotHere as nobody:
        raise Refused(str(nobody)) from None
    finally:
        await database.close()
    _tell(done, console, dry_run=dry_run)


def _tell(done: Erased, console: Console, *, dry_run: bool) -> None:
    will = "would be" if dry_run else "were"
    lines = [
        f"{sum(done.deleted.values())} rows {will} deleted: {_by_table(done.deleted)}.",
        f"{sum(done.changed.values())} rows of the team {will} kept, for {done.stands_for}, someone who left: {_by_table(done.changed)}.",
    ]
    if done.redrawn:
        lines.append(f"{done.redrawn} messages in Slack {will} drawn anew without their name, once cto-copilot serve runs.")
    if done.left:
        called = " and ".join(name for name in done.names if " " not in name)
        lines.append(
            f"{called} may be a word of any sentence, and is left in {sum(done.left.values())} rows: {_by_table(done.left)}."
            f" To take it out there, too: --also {called.split()[0]}."
        )
    if done.is_there:
        lines.append("They are still in Slack, so their name comes back with the next reading: deactivate them there first.")
    lines.append("This was a trial: nothing was changed." if dry_run else "Backups and exported files from before still hold them.")
    for line in lines:
        console.print(line, soft_wrap=True, highlight=False)


def _by_table(rows: Counter[str]) -> str:
    return ", ".join(f"{count} {table}" for table, count in rows.most_common() if count) or "none"
