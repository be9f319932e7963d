"""A process may die anywhere while it works on a plan: the next one goes on, nothing is filed twice and nothing is shown twice."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from sandbox import Message
from storage.store import Store, Transaction
from tests.deployment import Deployment, Team
from tests.looking import buttons
from tests.planning import begun, confirms, keys, said_in, written
from tests.process import office

ENDED = 2
"""The process dies right after its first transaction; what is left is begun anew from there."""
MANY = {"architect.show"}
"""It notes several times what it is about to post, and so dies further on each time."""


class Killed(BaseException):
    """The process is gone."""


class Dying(Store):
    """A store whose process dies before, or right after, its transaction of that number ends."""

    def __init__(self, store: Store, at: int) -> None:
        super().__init__(store.database, store.jobs)
        self._left = at

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        self._left -= 1
        if self._left < 0:
            raise Killed
        async with super().transaction() as db:
            yield db
            self._left -= 1
            if self._left < 0:
                raise Killed  # which rolls it back
        self._left -= 1
        if self._left < 0:
            raise Killed


def dies_everywhere(deployment: Deployment, *names: str) -> dict[str, int]:
    """Have each of these jobs die at every boundary there is, one after the other, before it is let through; counts the deaths."""
    jobs, deaths = deployment.copilot.jobs, dict.fromkeys(names, 0)
    for name in names:
        kind = jobs.kinds[name]

        async def run(*, run: Any = kind.run, name: str = name, **given: Any) -> None:
            at, runs = 0, 0
            while runs < 200:
                runs += 1
                try:
                    await run(**{**given, "store": Dying(given["store"], at)})
                except Killed:
                    deaths[name] += 1
                    at = 0 if at == ENDED and name not in MANY else at + 1
                else:
                    if at == 0:  # nothing was left to be written down
                        return
                    at = 0
            raise AssertionError(f"{name} never comes to an end")

        run.__signature__ = inspect.signature(kind.run)  # type: ignore[attr-defined] # which names what it is given
        jobs.kinds[name] = replace(kind, run=run)
    return deaths


@pytest.mark.slow
async def test_killed_at_every_boundary_of_every_step_a_plan_comes_to_the_same_end(alone: Team) -> None:
    deaths = dies_everywhere(alone.deployment, "architect.work", "architect.show", "architect.deliver")
    alone.claude.always(written)
    plan = await begun(alone)

    for _ in range(20):
        if "Stop" not in buttons(plan):
            break
        await confirms(alone, plan)

    assert keys(plan) == ["RFC-0001", "TS-0001", "SD-0001", "TD-0001", "TD-0002"]
    headings = [one.shown.splitlines()[0] for one in said_in(plan) if " is delivered" not in one.shown]
    assert sorted(set(headings)) == sorted(headings)
    assert plan.shown.count("Reviewed: every criterion is met.") == 2
    assert deaths["architect.work"] >= 3 * 10, deaths
    assert deaths["architect.deliver"] >= 3 * 6, deaths
    assert await alone.store.jobs.parked() == []


async def test_killed_while_a_step_is_posted_it_stands_there_once(migrated_url: str) -> None:
    async with office(migrated_url) as here:
        async with here.served() as process:
            await here.ana.runs("/architect Support staff refund orders in an admin interface", in_=here.general)
            await here.shows("What I understand")
            async with here.killed(process, "chat.postMessage", "hold_after"):
                await here.ana.runs("/architect confirm PLAN-1", in_=here.general)

        async with here.served():
            await here.shows("How it could be built")

        shown: list[Message] = [one for one in here.general.live if not one.ephemeral_to and not one.is_gone]
        assert len([one for one in shown if "How it could be built" in one.shown]) == 1
        assert len([one for one in shown if "steps are over" in one.shown]) == 1
