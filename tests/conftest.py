"""One app, one Slack and one database of each kind for the session; a workspace of its own for every test."""

import gc
import os
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from bot.logs import set_up_logs
from tests.at_once import both_urls
from tests.compiling import compile_ours
from tests.databases import ENGINES, Postgres, empty_url, migrated_file, migrated_url, postgres_server
from tests.throwaway import in_memory

if TYPE_CHECKING:
    from storage.store import Store
    from tests.deployment import Deployment, Team
    from tests.engines import Lasting

__all__ = ["both_urls", "empty_url", "migrated_file", "migrated_url", "postgres_server"]


EVER_SO_SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""How long anything took decides no test."""

settings.register_profile("same", EVER_SO_SLOW, derandomize=True, max_examples=50)
settings.register_profile("laws", EVER_SO_SLOW, max_examples=1_000, suppress_health_check=list(HealthCheck))
settings.register_profile("many", EVER_SO_SLOW, max_examples=10_000)
settings.load_profile("same")  # a run proves what the last one did; `make laws` and `make strangers` look for more

HOURS = timedelta(hours=6)
MOST_WORKERS = 8
FRONT_DOOR = {"team", "alone", "counted", "outlined", "private", "proposed"}
"""What comes in by the front door has a workspace, of its own or one that the tests of a file share."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--databases", choices=("one", "both"), default="one", help="where a test runs that comes in by the front door")
    parser.addoption("--deliveries", type=int, default=60, help="how much is said while tests/test_chaos.py does harm, on each database")
    parser.addoption("--seed", type=int, default=20_261_121, help="which harm tests/test_chaos.py does, and when")
    parser.addoption("--write", action="store_true", help="write the pages of docs/ that are made from code")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, since some tests do little but wait; those that need one have a PostgreSQL of their own."""
    return min((os.cpu_count() or 1) + 1, MOST_WORKERS)


def pytest_xdist_setupnodes(config: pytest.Config) -> None:
    """Before the first of those begins who run tests at the same time."""
    compile_ours(config)


def pytest_configure(config: pytest.Config) -> None:
    in_memory()
    set_up_logs("json")  # as it ships; structlog's own default draws every exception with the values in it, which takes half a second
    config.addinivalue_line("markers", "both: comes in by the front door, and runs on both databases all the same")
    config.addinivalue_line("markers", "slow: takes seconds of a processor by itself, or a browser; `make test-slow` runs it")
    config.addinivalue_line("markers", "postgresql: comes in by the front door, and runs on PostgreSQL, not on SQLite")


def pytest_collectstart() -> None:
    gc.disable()  # to look for garbage in what is being loaded, and stays, takes a tenth of it


def pytest_collection_finish() -> None:
    gc.collect()
    gc.enable()
    gc.freeze()  # what was imported stays: looking through it again and again took a seventh of the whole
    gc.set_threshold(20_000, 20, 20)  # and what tests leave behind is looked through a thirtieth as often: a fortieth of the whole


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks storage or the jobs runs on both databases. What comes in by the front door runs on one, as a rule on SQLite.

    Those on PostgreSQL are marked: few, and together they ask it nine tenths of all statements there are. What runs on PostgreSQL comes
    first and so, of those who run tests at the same time, to one, and the others need none.
    """
    items.sort(key=lambda item: not _needs_postgres(item))
    if config.getoption("--databases") == "both":
        return
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        (kept if _is_here(item) else left_out).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def _is_here(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    engines = [value for value in callspec.params.values() if value in ENGINES] if callspec else []
    asked = set(getattr(item, "fixturenames", ()))
    if not engines or not FRONT_DOOR & asked or item.get_closest_marker("both"):
        return True
    return bool(engines[0] == ("postgresql" if item.get_closest_marker("postgresql") else "sqlite"))


def _needs_postgres(item: pytest.Item) -> bool:
    callspec = getattr(item, "callspec", None)
    return "postgres_server" in getattr(item, "fixturenames", ()) or bool(callspec and "postgresql" in callspec.params.values())


@pytest.fixture(scope="session", params=ENGINES)
async def deployment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> "AsyncIterator[Deployment]":
    from tests.deployment import deployed  # noqa: PLC0415 - the whole product takes seconds to load, before the workers begin

    if request.param == "sqlite":
        file: Path = tmp_path_factory.mktemp("copilot") / "copilot.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        url = f"sqlite:///{file}"
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        url = server.migrated()
    async with deployed(url) as running:
        yield running


@pytest.fixture(scope="session")
async def lasting() -> "AsyncIterator[Lasting]":
    from tests.engines import Lasting  # noqa: PLC0415 - see above

    lasting = Lasting()
    yield lasting
    await lasting.close()


@pytest.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path, lasting: "Lasting") -> "AsyncIterator[Store]":
    """Where records are kept, without anybody who asks for them."""
    from storage.jobs import engine_for  # noqa: PLC0415 - see above
    from storage.store import Store  # noqa: PLC0415 - see above
    from tests.engines import lent  # noqa: PLC0415 - see above

    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "copilot.db")
        having = lent(f"sqlite:///{tmp_path / 'copilot.db'}")
    else:
        having = lasting.emptied(request.getfixturevalue("postgres_server"))
    async with having as database:
        yield Store(database, engine_for(database))


@pytest.fixture
async def team(deployment: "Deployment") -> "AsyncIterator[Team]":
    began = deployment.slack.clock.moved
    yield await deployment.team()
    moved = deployment.slack.clock.moved - began
    assert moved < HOURS, f"the clock of everybody was moved by {moved}: whoever moves days has a deployment `alone`"
    deployment.slack.calls.clear()  # or every test would carry what all before it said
    deployment.slack.deliveries.clear()


@pytest.fixture
async def alone(migrated_url: str) -> "AsyncIterator[Team]":
    """The only workspace of a deployment of its own, whose clock may be moved."""
    from tests.deployment import deployed  # noqa: PLC0415 - see above

    async with deployed(migrated_url) as deployment:
        yield await deployment.team()
