"""Claude as the product asks it, on each database, and the Messages API that answers."""

from collections.abc import AsyncIterator

import pytest

from bot.claude import Claude
from sandbox.claude import ScriptedClaude
from storage.store import Store
from tests.claude.asked import NOW, set_up


@pytest.fixture
async def api() -> AsyncIterator[ScriptedClaude]:
    async with ScriptedClaude() as scripted:
        yield scripted


@pytest.fixture
async def claude(store: Store, api: ScriptedClaude) -> AsyncIterator[Claude]:
    asked = Claude.as_set(set_up(api), store, lambda: NOW)
    yield asked
    await asked.close()
