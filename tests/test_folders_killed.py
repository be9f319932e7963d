"""A process may die while it looks at files, while it imports them, and before it says so: everything is there once, and said once."""

import json
from typing import Any

from bot.records.people import Viewer
from sandbox import Message
from storage.database import open_database
from storage.jobs import engine_for
from storage.store import Store
from tests.at_once import on_both_at_once
from tests.process import a_slack, gone, served

DEBT = json.dumps({"items": [{"id": f"debt_{at:03}", "title": f"Thing {at}"} for at in range(1, 21)]}).encode()
KILLS: tuple[tuple[str, str, str], ...] = (
    ("chat.postMessage", "hold_after", "I found 20 new"),
    ("download", "hold_before", ""),
    ("chat.update", "hold_before", "Imported"),
)
"""What was found is said, and not known to be; it is being imported; it is imported, and not said."""


@on_both_at_once
async def test_killed_at_every_step_it_is_imported_once(migrated_url: str) -> None:
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        direct = acme.dm(ana)
        for at, (method, moment, said) in enumerate(KILLS):
            async with served(acme, migrated_url) as process:
                await process.ready()
                held = slack.faults.add(method, moment, when=_saying(said) if said else None)
                if at == 0:
                    await ana.uploads("tech_debt.json", DEBT, in_=direct)
                if at == 1:
                    await direct.until(lambda messages: any(_button(one) for one in messages), within=30)
                    await ana.clicks("Import 20 records", on=next(one for one in direct.live if _button(one)))
                await held.reached(60)
                await process.killed()
            await gone(migrated_url)

        async with served(acme, migrated_url) as process:
            await process.ready()
            await direct.until(lambda messages: any(one.shown.startswith("Imported 20") for one in messages), within=60)
            await slack.settled()

        assert len([one for one in direct.live if one.user == acme.bot.id and "tech_debt.json" in one.shown]) == 1
        assert await _debts(migrated_url, acme.team_id) == 20


async def _debts(url: str, team: str) -> int:
    database = open_database(url)
    async with Store(database, engine_for(database)).reading() as db:
        count = await db.debts.count(seen_by=Viewer.operator(team))
    await database.close()
    return count


def _saying(words: str) -> Any:
    return lambda called: words in str(called.get("text", ""))


def _button(message: Message) -> bool:
    return "Import 20 records" in json.dumps(message.blocks)
