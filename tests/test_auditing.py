"""`cto-copilot audit`: every change there was, as a file, beside a process that serves."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.auditing import disarmed
from bot.records.people import Person
from storage.audit import PAGE, Change
from storage.database import open_database
from storage.jobs import engine_for
from storage.store import Store
from tests import forked

ANA = Person(team="T1", user="U1", name="Ana")
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = '=HYPERLINK("http://x";"y"), für "alle"\nund mehr'


async def test_all_changes_leave_oldest_first_and_no_cell_is_a_formula(migrated_url: str) -> None:
    await _changed(migrated_url, [Change("INC-1", "note", "U1", "", f"{number} of many", "command", NOON) for number in range(PAGE + 1)])
    await _changed(migrated_url, [Change("INC-2", "note", "U2", "", WORDS, "form", NOON + timedelta(days=1))])

    sheet = await asyncio.to_thread(forked.run, ["audit"], {"DATABASE_URL": migrated_url})
    lines = await asyncio.to_thread(forked.run, ["audit", "--format", "jsonl", "--since", "2026-11-21"], {"DATABASE_URL": migrated_url})
    by_who = await asyncio.to_thread(forked.run, ["audit", "--who", "U2", "--record", "INC-1"], {"DATABASE_URL": migrated_url})

    rows = list(csv.DictReader(io.StringIO(sheet.stdout)))
    assert len(rows) == PAGE + 2
    assert [rows[0]["after"], rows[-2]["after"], rows[-1]["after"]] == ["0 of many", f"{PAGE} of many", f"'{WORDS}"]
    assert rows[0] | {"after": ""} == {
        "at": "2026-11-20T12:00:00+00:00",
        "by": "U1",
        "name": "Ana",
        "door": "command",
        "record": "INC-1",
        "action": "note",
        "before": "",
        "after": "",
    }
    assert [json.loads(line)["after"] for line in lines.stdout.splitlines()] == [WORDS]
    assert by_who.stdout.splitlines() == ["at,by,name,door,record,action,before,after"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_compute_is_disarmed(cell: str) -> None:
    assert disarmed(cell) == f"'{cell}"
    assert disarmed("rolled back = 4.2") == "rolled back = 4.2"


async def _changed(url: str, changes: list[Change]) -> None:
    database = open_database(url)
    async with Store(database, engine_for(database)).transaction() as db:
        await db.people.connected("T1", name="Acme", bot_user="UBOT", at=NOON)
        await db.people.keep_person(ANA, at=NOON)
        for change in changes:
            await db.audit.changed("T1", change)
    await database.close()
