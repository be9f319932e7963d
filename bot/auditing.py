"""The audit trail as a file: who changed what, from what, to what, when, through which door."""

import csv
import json
import sys
from collections.abc import Callable
from datetime import datetime

from bot.config import Settings
from bot.errors import Unclear
from bot.serving import Refused
from storage.audit import Change
from storage.database import open_database
from storage.folder import workspace
from storage.jobs import engine_for
from storage.store import Store

COLUMNS = ("at", "by", "name", "door", "record", "action", "before", "after")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would compute."""


async def audited(settings: Settings, *, named: str, since: datetime | None, who: str, record: str, as_csv: bool) -> None:
    """Write it to standard output, oldest first, as of one moment."""
    database = open_database(settings.database_url)
    try:
        if database.is_sqlite and not database.file.exists():
            raise Refused(f"There is no {database.file} yet: cto-copilot serve makes it.")
        store = Store(database, engine_for(database))
        team, write = await workspace(store, named), _writer(as_csv=as_csv)
        async with store.reading() as db:
            async for page in db.audit.pages(team, since=since, who=who, record=record):
                names = await db.people.names(team, {change.by for change in page})
                for change in page:
                    write(_row(change, names.get(change.by, "")))
    except Unclear as unclear:
        raise Refused(unclear.sentence) from None
    finally:
        await database.close()


def _writer(*, as_csv: bool) -> Callable[[dict[str, str]], object]:
    if not as_csv:
        return lambda row: sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sheet = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    sheet.writeheader()
    return lambda row: sheet.writerow({name: disarmed(value) for name, value in row.items()})


def _row(change: Change, name: str) -> dict[str, str]:
    facts = {"at": change.at.isoformat(timespec="seconds"), "by": change.by, "name": name}
    return {**facts, **{column: getattr(change, column) for column in COLUMNS if column not in facts}}


def disarmed(value: str) -> str:
    """A cell that no spreadsheet computes: people's words stand in it."""
    return f"'{value}" if value.startswith(FORMULA) else value
