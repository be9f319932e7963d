"""One app, one Slack and one database of each kind for the session; a workspace of its own for every test."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.databases import ENGINES, Postgres, empty_url, migrated_file, migrated_url, postgres_server
from tests.deployment import Deployment, Team, deployed

__all__ = ["empty_url", "migrated_file", "migrated_url", "postgres_server"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=3, help="how often tests/test_killed.py kills a process on each database")


@pytest.fixture(scope="session", params=ENGINES)
async def deployment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Deployment]:
    if request.param == "sqlite":
        file: Path = tmp_path_factory.mktemp("copilot") / "copilot.db"
        shutil.copy(request.getfixturevalue("migrated_file"), file)
        url = f"sqlite:///{file}"
    else:
        server: Postgres = request.getfixturevalue("postgres_server")
        url = server.migrated()
    async with deployed(url) as running:
        yield running


@pytest.fixture
async def team(deployment: Deployment) -> AsyncIterator[Team]:
    yield await deployment.team()
    deployment.slack.calls.clear()  # or every test would carry what all before it said
    deployment.slack.deliveries.clear()


@pytest.fixture
async def alone(migrated_url: str) -> AsyncIterator[Team]:
    """The only workspace of a deployment of its own, whose clock may be moved."""
    async with deployed(migrated_url) as deployment:
        yield await deployment.team()
