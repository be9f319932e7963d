"""Two years of three projects: the card's figures are those of a straight line through the same history, and they come at once."""

import shutil
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from benchmarks.history import END, NAMES, History, Release, fill, made_up
from bot.records.delivery import Metric
from bot.records.people import Viewer
from bot.records.projects import Project
from bot.records.scorecards import Scorecard
from bot.records.windows import Window, months_to
from handlers.parts import Parts
from handlers.scorecards.subjects import subject_of
from handlers.scoring import score
from storage.jobs import engine_for
from storage.store import Store
from tests.engines import lent

pytestmark = pytest.mark.slow

TEAM = "T0HISTORY"


@pytest.fixture(scope="module")
def history() -> History:
    return made_up()


@pytest.fixture(scope="module")
async def kept(
    history: History, migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Store, dict[str, Project]]]:
    file = tmp_path_factory.mktemp("history") / "copilot.db"
    shutil.copy(migrated_file, file)
    async with lent(f"sqlite:///{file}") as database:
        store = Store(database, engine_for(database))
        async with store.transaction() as db:
            projects = await fill(db, history)
        yield store, projects


async def card_of(store: Store, project: Project, month: str) -> Scorecard:
    windows = months_to(month, "UTC")
    async with store.reading() as db:
        subject = await subject_of(project, windows[-1], Viewer.operator(TEAM), db, now=END)
        return (await score(subject, windows, Parts(), db)).card


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("month", ["2024-12", "2025-07", "2026-02", "2026-10"])
async def test_the_figures_are_those_of_a_straight_line(
    history: History, kept: tuple[Store, dict[str, Project]], name: str, month: str
) -> None:
    store, projects = kept
    card = await card_of(store, projects[name], month)
    expected = straight_line(history, name, months_to(month, "UTC")[-1])

    assert {metric.value: card.figure(metric).value for metric in Metric} == pytest.approx(expected, nan_ok=True)
    assert sum(value is not None for value in expected.values()) >= 4


async def test_the_trend_is_what_the_cards_of_the_months_before_say(kept: tuple[Store, dict[str, Project]]) -> None:
    store, projects = kept
    months = [one.name for one in months_to("2026-10", "UTC")]

    cards = [await card_of(store, projects["Search"], month) for month in months]

    for metric in Metric:
        assert cards[-1].figure(metric).series == tuple(card.figure(metric).value for card in cards)


async def test_a_card_takes_as_many_questions_for_a_month_without_history_as_for_the_last(kept: tuple[Store, dict[str, Project]]) -> None:
    """How long it takes, `python -m benchmarks.history` says: here, that it does not grow by a question for each thing that happened."""
    store, projects = kept
    asked: list[str] = []
    event.listen(store.database.reading.sync_engine, "before_cursor_execute", lambda *of: asked.append(str(of[2])))

    await card_of(store, projects["Mobile"], "2020-01")
    without = len(asked)
    await card_of(store, projects["Mobile"], "2026-10")

    assert 0 < len(asked) - without <= without


async def test_a_card_survives_the_file(kept: tuple[Store, dict[str, Project]]) -> None:
    store, projects = kept
    card = await card_of(store, projects["Mobile"], "2026-10")

    file = card.as_file()

    assert Scorecard.from_file(file) == card.model_copy(update={"generated_at": datetime.fromisoformat(file["generatedAt"])})
    assert list(file)[:8] == ["generatedAt", "syncId", "maturityStage", "health", "techDebt", "infrastructure", "security", "team"]
    assert list(file["health"]) == ["deploymentFrequency", "leadTime", "changeFailureRate", "mttr"]
    assert set(file["health"]["leadTime"]) == {"current", "target", "status"}
    assert [file[name] for name in ("maturityStage", "techDebt", "infrastructure", "security", "team")] == [None] * 5


def test_a_seed_is_a_history_and_another_seed_another() -> None:
    assert made_up(7, months=2) == made_up(7, months=2)
    assert made_up(7, months=2) != made_up(8, months=2)


def straight_line(history: History, name: str, window: Window) -> dict[str, float | None]:
    """The same numbers, read off the history one after the other, without any of the product's rules."""
    releases = [(number, one) for number, one in enumerate(history.releases) if one.project == name]
    releases.sort(key=lambda pair: pair[1].at)
    inside = [(number, one) for number, one in releases if window.start <= one.at < window.end]
    outages = [one for one in history.outages if one.project == name and not one.drill]
    days = (window.end - max(window.start, releases[0][1].at)).total_seconds() / 86_400
    hours = sorted((one.at - written).total_seconds() for _, one in inside if one.well for _, written in one.commits)
    bad, recoveries = 0, []
    for number, one in inside:
        caused = [outage.over for outage in outages if outage.caused_by == number]
        if one.well and not caused:
            continue
        bad += 1
        end = max(caused) if caused else next_good(releases, one)
        if end is not None:
            recoveries.append((end - one.at).total_seconds())
    resolved = [(one.over - one.began).total_seconds() for one in outages if window.start <= one.over < window.end]
    return {
        "deploys": sum(1 for _, one in inside if one.well) / days,
        "lead": middle(hours) if len(hours) >= 5 else None,
        "failures": bad / len(inside) if len(inside) >= 5 else None,
        "recovery": middle(sorted(recoveries)) if len(recoveries) >= 2 else None,
        "rework": sum(1 for _, one in inside if one.unplanned) / len(inside) if len(inside) >= 5 else None,
        "resolve": sum(resolved) / len(resolved) if resolved else None,
    }


def next_good(releases: list[tuple[int, Release]], failed: Release) -> datetime | None:
    for _, one in releases:
        if one.at > failed.at and one.well:
            return one.at
    return None


def middle(values: list[float]) -> float:
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
