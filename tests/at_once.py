"""What mostly waits is waited for at the same time: on both databases, or in every case there is."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.databases import Postgres

Test = Callable[[str], Awaitable[None]]


@pytest.fixture
def both_urls(postgres_server: Postgres, migrated_file: Path, tmp_path: Path) -> list[str]:
    """A database with our schema of each kind."""
    shutil.copy(migrated_file, tmp_path / "copilot.db")
    return [f"sqlite:///{tmp_path / 'copilot.db'}", postgres_server.migrated()]


def on_both_at_once(test: Test) -> Callable[[list[str]], Awaitable[None]]:
    """Let a test, which is given a database with our schema, run on both at the same time."""

    async def run(both_urls: list[str]) -> None:
        await at_once(test, both_urls, lambda url: url.partition(":")[0])

    run.__name__, run.__qualname__, run.__module__, run.__doc__ = test.__name__, test.__qualname__, test.__module__, test.__doc__
    return run


async def at_once(does: Callable[[Any], Awaitable[None]], cases: Iterable[Any], name: Callable[[Any], str] = str) -> None:
    """Do it in every case at the same time, each to its end; raises what failed, which says in which case it did."""
    given = list(cases)
    ended = await asyncio.gather(*(does(case) for case in given), return_exceptions=True)
    failed = [error for error in ended if error is not None]
    for case, error in zip(given, ended, strict=True):
        if error is not None:
            error.add_note(f"It was in the case of {name(case)}.")
    if len(failed) == 1:
        raise failed[0]
    if failed:
        raise BaseExceptionGroup("more than one case failed", failed)
