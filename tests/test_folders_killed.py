"""A process may die while it looks at files, while it imports them, and before it says so: everything is there once, and said once."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.records.people import Viewer
from sandbox import Message, Person
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


@pytest.mark.slow
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
                    await _is_known(migrated_url, ana)  # or she is asked to try again in a minute
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


async def _is_known(url: str, person: Person) -> None:
    """Wait until the process has read who is in the workspace."""
    async with asyncio.timeout(60), _opened(url) as store:
        while not await _person(store, person):
            await asyncio.sleep(0.02)


async def _person(store: Store, person: Person) -> object:
    async with store.reading() as db:
        return await db.people.person(person.workspace.team_id, person.id)


async def _debts(url: str, team: str) -> int:
    async with _opened(url) as store, store.reading() as db:
        return await db.debts.count(seen_by=Viewer.operator(team))


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[Store]:
    database = open_database(url)
    yield Store(database, engine_for(database))
    await database.close()


def _saying(words: str) -> Any:
    return lambda called: words in str(called.get("text", ""))


def _button(message: Message) -> bool:
    return "Import 20 records" in json.dumps(message.blocks)
