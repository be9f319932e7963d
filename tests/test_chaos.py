"""Killed, stopped, locked, full, away, slow, refused, dropped, at the wrong time: what was acknowledged is kept, and told once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.manifest import read_manifest
from bot.records.entries import EntryKind
from sandbox import Sandbox
from storage.database import open_database
from storage.entries import entries
from storage.incidents import incidents
from tests.at_once import at_once
from tests.chaos import Chaos, File, Replicas, Server
from tests.databases import postgres
from tests.proxy import proxied


@pytest.fixture
async def places(tmp_path: Path) -> AsyncIterator[list[File | Server]]:
    with postgres() as server:
        async with proxied(server) as proxy:
            yield [File(tmp_path / "copilot.db"), await asyncio.to_thread(Server, server, proxy)]


@pytest.mark.slow
async def test_whatever_happens_what_was_acknowledged_is_kept_and_told_once(
    places: list[File | Server], tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    deliveries, seed = pytestconfig.getoption("--deliveries"), pytestconfig.getoption("--seed")

    await at_once(lambda place: _happens_to(place, tmp_path, deliveries, seed), places, lambda place: type(place).__name__)


async def _happens_to(place: File | Server, folder: Path, deliveries: int, seed: int) -> None:
    clock = folder / f"clock of the {type(place).__name__}"
    clock.write_text("0")
    async with Sandbox(read_manifest()) as slack, AsyncExitStack() as stack:
        acme = slack.workspace("Acme")
        people = [acme.person(name) for name in ("Ana", "Bo", "Chi")]
        general = acme.channel("general", members=[*people, acme.bot])
        replicas = Replicas(acme, place.url, clock, 1 if isinstance(place, File) else 2, stack)
        chaos = Chaos(slack, replicas, people, general, seed)

        await chaos.run(deliveries, place.harms(replicas))
        account = await chaos.account(await kept(place.url))

    print(type(place).__name__, account, sep="\n")  # noqa: T201 - with -s it is read
    assert not account.wrong, str(account)
    assert all(chaos.harmed.values())


async def kept(url: str) -> Counter[str]:
    """What is there, by the words of which there is one each."""
    database = open_database(url)
    notes = select(entries.c.text).where(entries.c.kind == EntryKind.NOTE.value)
    async with database.reading.begin() as connection:
        found = [*await connection.scalars(select(incidents.c.title)), *await connection.scalars(notes)]
    await database.close()
    return Counter(str(one) for one in found)
