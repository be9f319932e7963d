"""Debt and cost as pictures: asked for by a button, sent to whoever asks alone, in words where there is no picture to be had."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.records.costs import Month
from bot.records.debt import Debt, Quadrant
from bot.records.paydown import counted
from handlers.blocks import charts
from tests.deployment import Team, deployed

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def months(number: int, services: int) -> list[Month]:
    spend = {f"Service {one} $x_1$": 100.0 * (one + 1) for one in range(services)}
    facts: dict[str, Any] = {"team": "T1", "project": None, "channel": "C1", "changed_by": "U1", "changed_at": NOW}
    return [Month(name=f"2026-{one:02}", spend=spend, budget=one * 100.0, **facts) for one in range(1, number + 1)]


def debts() -> list[Debt]:
    facts: dict[str, Any] = {"team": "T1", "channel": "C1", "project": None, "by": "U1", "at": NOW}
    some = [Debt.logged("x", quadrant=quadrant, hours_a_week=2, **facts) for quadrant in list(Quadrant)[:2] * 2]
    return [*some, Debt.logged("y", quadrant=Quadrant.PRUDENT_DELIBERATE, estimated_days=3, **facts)]


def test_a_chart_of_debt_says_of_each_quadrant_how_much_there_is_and_what_to_do() -> None:
    figures = charts.debt(counted(debts()), "Payments")

    assert [cell["number"] for cell in figures["cells"]] == ["2", "2", "1", "0"]
    assert [cell["lines"][0] for cell in figures["cells"]] == ["not estimated", "not estimated", "3 days", "not estimated"]
    assert figures["cells"][0]["lines"][1:] == ["4 h lost a week", "fix it now: high risk"]
    assert "prudent, deliberate: 1, 3 days" in figures["alt"]


def test_a_chart_of_cost_has_the_latest_months_and_the_dearest_services_by_name() -> None:
    figures = charts.cost(months(12, 9), "")

    assert figures["labels"] == ["May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    assert [part["name"] for part in figures["parts"]][-2:] == ["Service 4 $x_1$", "4 others"]
    assert [sum(part["series"][-1] for part in figures["parts"]), figures["totals"][-1], figures["aim"]] == [4500.0, "4.5k", 1200.0]
    assert "2026-12 4,500" in figures["alt"]
    assert len(figures["alt"]) <= charts.ALT


async def test_by_a_button_whoever_asks_gets_the_picture_of_what_they_may_see(team: Team) -> None:
    await team.runs(team.ana, "/debt add Keys are shared critical", in_=team.secret)
    await team.runs(team.bo, "/debt add Search has no tests days 3")
    await team.runs(team.bo, "/cost record 2026-10 AWS 1200, Datadog 300")

    card = await team.runs(team.bo, "/debt summary")
    await team.clicks(team.bo, "As a picture", on=card)
    report = await team.runs(team.bo, "/cost report 2026-10")
    await team.clicks(team.bo, "As a picture", on=report)
    shared = await team.workspace.dm(team.bo).until(lambda messages: len(messages) > 1)

    debt, cost = [file for message in shared for file in message.files]
    assert (debt.name[:9], cost.name[:5]) == ("tech_debt", "cost_")
    assert debt.alt_txt.startswith("Tech debt: 1 open.")
    assert "2026-10 1,500" in cost.alt_txt


async def test_what_cannot_be_drawn_is_told_in_words(tmp_path: Path, migrated_file: Path) -> None:
    async def fails(figures: dict[str, Any]) -> bytes | None:
        await asyncio.sleep(0)
        return None if figures else b""

    file = tmp_path / "copilot.db"
    file.write_bytes(migrated_file.read_bytes())
    async with deployed(f"sqlite:///{file}", draw=fails) as deployment:
        team = await deployment.team()
        await team.runs(team.bo, "/debt add Search has no tests days 3")

        await team.runs(team.bo, "/debt chart")

        [told] = [one.shown for one in team.workspace.dm(team.bo).live]
        assert told.startswith("I could not draw that. In words: Tech debt: 1 open. reckless, deliberate: 0")


@pytest.mark.parametrize(("words", "said"), [("/debt chart", "Nothing is owed"), ("/cost chart", "Nobody has recorded a month")])
async def test_there_is_no_picture_of_nothing(team: Team, words: str, said: str) -> None:
    await team.runs(team.chi, "/debt add Keys are shared", in_=team.secret)
    await team.runs(team.chi, "/cost record 2026-10 AWS 1200", in_=team.secret)

    reply = await team.runs(team.bo, words)

    assert reply.shown.startswith(said)
