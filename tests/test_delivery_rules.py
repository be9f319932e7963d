"""The five metrics, as rules: what is counted, what is not, and what is too little to tell."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unclear
from bot.records.amounts import read_target, said, typed
from bot.records.delivery import DAY, HOUR, Colour, Facts, Harm, Measured, Metric, Tier, Trend, Trouble, Went, colour, measured, tier, trend
from bot.records.windows import Window, last_days, month_before, months_to

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WINDOW = Window(name="now", start=NOW - timedelta(days=30), end=NOW)
LONG_AGO = NOW - timedelta(days=400)


def at(days: float) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


def went(id_: int, days: float, *, well: bool = True, mends: bool = False) -> Went:
    return Went(id_, well, at(days), mends)


def numbers(**facts: Any) -> dict[Metric, Measured]:
    return measured(Facts(**{"known_since": LONG_AGO, **facts}), WINDOW)


def test_frequency_counts_what_went_well_in_the_window_by_its_days() -> None:
    deployments = (*(went(n, n + 0.5) for n in range(15)), went(90, 3, well=False), went(91, 30.5))

    assert numbers(went=deployments)[Metric.DEPLOYS] == Measured(value=0.5, sample=15)


def test_frequency_is_by_the_days_that_are_known_and_by_none_when_those_are_few() -> None:
    ten = numbers(went=tuple(went(n, n + 0.5) for n in range(10)), known_since=at(10))
    three = numbers(went=tuple(went(n, n + 0.5) for n in range(3)), known_since=at(3))
    never = numbers(known_since=None)

    assert ten[Metric.DEPLOYS] == Measured(value=1.0, sample=10)
    assert (three[Metric.DEPLOYS].value, three[Metric.DEPLOYS].why) == (None, "deployments are known for less than 7 days")
    assert never[Metric.DEPLOYS].why == "no deployment is known yet"


def test_a_window_without_deployments_after_some_is_none_and_that_is_a_number() -> None:
    assert numbers()[Metric.DEPLOYS] == Measured(value=0.0, sample=0)


def test_lead_time_is_the_median_over_commits_from_their_writing_to_production() -> None:
    commits = tuple((at(10) - timedelta(hours=hours), at(10)) for hours in (1, 2, 3, 40, 1000))
    in_the_future = ((at(4), at(5)),) * 5

    assert numbers(shipped=commits)[Metric.LEAD] == Measured(value=3 * HOUR, sample=5)
    assert numbers(shipped=in_the_future)[Metric.LEAD].value == 0.0
    assert numbers(shipped=commits[:4])[Metric.LEAD] == Measured(sample=4, why="4 commits went live, 5 make a number")


def test_change_fail_rate_counts_each_failed_deployment_once() -> None:
    deployments = (*(went(n, n + 1) for n in range(8)), went(8, 9, well=False), went(9, 10))
    harm = (Harm(8, None), Harm(9, at(9)), Harm(9, at(8)))

    assert numbers(went=deployments, harm=harm)[Metric.FAILURES] == Measured(value=0.2, sample=10)
    assert numbers(went=deployments[:4])[Metric.FAILURES].why == "4 deployments, 5 make a number"


def test_recovery_ends_with_the_last_incident_it_caused_or_with_the_next_that_went_well() -> None:
    deployments = (went(1, 20), went(2, 10, well=False), went(3, 9.5), went(4, 1, well=False))
    harm = (Harm(1, at(19.75)), Harm(1, at(19)))

    assert numbers(went=deployments, harm=harm)[Metric.RECOVERY] == Measured(value=0.75 * DAY, sample=2)


@pytest.mark.parametrize(
    ("deployments", "harm", "why"),
    [
        ((), (), "nothing was deployed"),
        ((went(1, 5),), (), "nothing failed"),
        ((went(1, 5),), (Harm(1, None),), "0 of 1 failed recovered, 2 make a number"),
        ((went(1, 5),), (Harm(1, None), Harm(1, at(4))), "0 of 1 failed recovered, 2 make a number"),
        ((went(1, 5, well=False), went(2, 4)), (), "1 of 1 failed recovered, 2 make a number"),
    ],
)
def test_recovery_says_why_there_is_none(deployments: tuple[Went, ...], harm: tuple[Harm, ...], why: str) -> None:
    assert numbers(went=deployments, harm=harm)[Metric.RECOVERY].why == why


def test_rework_is_null_until_somebody_marks_it() -> None:
    deployments = (*(went(n, n + 1) for n in range(9)), went(9, 11, mends=True))

    assert numbers(went=deployments)[Metric.REWORK].why == "no deployment was ever marked as unplanned"
    assert numbers(went=deployments, marks_rework=True)[Metric.REWORK] == Measured(value=0.1, sample=10)


def test_time_to_resolve_is_a_mean_over_all_that_were_over_in_the_window() -> None:
    troubles = (Trouble(at(40), at(31)), Trouble(at(31), at(29)), Trouble(at(5), at(1)))

    assert numbers(troubles=troubles)[Metric.RESOLVE] == Measured(value=3 * DAY, sample=2)
    assert numbers()[Metric.RESOLVE].why == "no incident was resolved"


@pytest.mark.parametrize(
    ("metric", "value", "expected"),
    [
        (Metric.DEPLOYS, 1.0, Tier.ELITE),
        (Metric.DEPLOYS, 0.99, Tier.HIGH),
        (Metric.DEPLOYS, 1 / 7, Tier.HIGH),
        (Metric.DEPLOYS, 0.14, Tier.MEDIUM),
        (Metric.DEPLOYS, 1 / 31, Tier.LOW),
        (Metric.LEAD, DAY - 1, Tier.ELITE),
        (Metric.LEAD, DAY, Tier.HIGH),
        (Metric.LEAD, 7 * DAY, Tier.MEDIUM),
        (Metric.LEAD, 30 * DAY, Tier.LOW),
        (Metric.FAILURES, 0.05, Tier.ELITE),
        (Metric.FAILURES, 0.10, Tier.HIGH),
        (Metric.FAILURES, 0.15, Tier.MEDIUM),
        (Metric.FAILURES, 0.16, Tier.LOW),
        (Metric.RECOVERY, HOUR - 1, Tier.ELITE),
        (Metric.RECOVERY, HOUR, Tier.HIGH),
        (Metric.RECOVERY, DAY, Tier.MEDIUM),
        (Metric.RECOVERY, 7 * DAY, Tier.LOW),
        (Metric.REWORK, 0.5, None),
    ],
)
def test_tiers(metric: Metric, value: float, expected: Tier | None) -> None:
    assert tier(metric, value) is expected


@pytest.mark.parametrize(
    ("metric", "value", "target", "expected"),
    [
        (Metric.DEPLOYS, 1.0, None, Colour.GREEN),
        (Metric.DEPLOYS, 0.2, None, Colour.GREEN),
        (Metric.DEPLOYS, 0.1, None, Colour.YELLOW),
        (Metric.DEPLOYS, 0.0, None, Colour.RED),
        (Metric.DEPLOYS, 2.0, 2.0, Colour.GREEN),
        (Metric.DEPLOYS, 1.5, 2.0, Colour.YELLOW),
        (Metric.DEPLOYS, 0.5, 2.0, Colour.YELLOW),
        (Metric.DEPLOYS, 0.1, 2.0, Colour.RED),
        (Metric.LEAD, 20 * DAY, 30 * DAY, Colour.GREEN),
        (Metric.LEAD, 2 * DAY, DAY / 2, Colour.YELLOW),
        (Metric.LEAD, 8 * DAY, DAY / 2, Colour.RED),
        (Metric.FAILURES, 0.0, 0.0, Colour.GREEN),
        (Metric.REWORK, 0.1, None, None),
        (Metric.REWORK, 0.1, 0.1, Colour.GREEN),
        (Metric.REWORK, 0.14, 0.1, Colour.YELLOW),
        (Metric.REWORK, 0.16, 0.1, Colour.RED),
        (Metric.RESOLVE, None, HOUR, None),
    ],
)
def test_colours(metric: Metric, value: float | None, target: float | None, expected: Colour | None) -> None:
    assert colour(metric, value, target) is expected


@pytest.mark.parametrize(
    ("metric", "value", "before", "expected"),
    [
        (Metric.DEPLOYS, 2.0, 1.0, Trend.BETTER),
        (Metric.LEAD, 2.0, 1.0, Trend.WORSE),
        (Metric.LEAD, 1.0, 1.04, Trend.SAME),
        (Metric.FAILURES, 0.0, 0.0, Trend.SAME),
        (Metric.FAILURES, None, 0.1, None),
        (Metric.FAILURES, 0.1, None, None),
    ],
)
def test_trends(metric: Metric, value: float | None, before: float | None, expected: Trend | None) -> None:
    assert trend(metric, value, before) is expected


@given(st.sampled_from(list(Metric)), st.floats(0, 1), st.floats(0, 1), st.none() | st.floats(0.001, 1))
def test_a_better_number_is_never_of_a_worse_colour(metric: Metric, one: float, other: float, target: float | None) -> None:
    better, worse = (max(one, other), min(one, other)) if metric is Metric.DEPLOYS else (min(one, other), max(one, other))
    order = [Colour.GREEN, Colour.YELLOW, Colour.RED]
    colours = colour(metric, better, target), colour(metric, worse, target)

    assert colours == (None, None) or order.index(colours[0]) <= order.index(colours[1])  # type: ignore[arg-type]  # both or none


@given(st.lists(st.tuples(st.booleans(), st.floats(0.01, 29), st.booleans()), max_size=40))
def test_rates_are_from_0_to_1_and_there_are_none_from_too_few(raw: list[tuple[bool, float, bool]]) -> None:
    deployments = tuple(
        sorted((went(n, days, well=well, mends=mends) for n, (well, days, mends) in enumerate(raw)), key=lambda one: one.at)
    )

    found = numbers(went=deployments, marks_rework=True)

    for metric in (Metric.FAILURES, Metric.REWORK):
        value = found[metric].value
        assert value is None or 0 <= value <= 1
        assert (value is None) is (len(raw) < 5)


@pytest.mark.parametrize(
    ("metric", "value", "words"),
    [
        (Metric.DEPLOYS, 2.5, "2.5 a day"),
        (Metric.DEPLOYS, 0.5, "3.5 a week"),
        (Metric.DEPLOYS, 0.1, "3 a month"),
        (Metric.DEPLOYS, 0.01, "0.3 a month"),
        (Metric.DEPLOYS, 0.0, "none"),
        (Metric.LEAD, 30 * HOUR, "1 d 6 h"),
        (Metric.LEAD, 4 * HOUR, "4 h"),
        (Metric.LEAD, 30.5 * HOUR, "1 d 6 h"),
        (Metric.LEAD, 2 * DAY, "2 d"),
        (Metric.RECOVERY, 0.0, "<1 min"),
        (Metric.FAILURES, 0.125, "12.5 %"),
        (Metric.REWORK, 0.0, "0 %"),
    ],
)
def test_amounts_in_words(metric: Metric, value: float, words: str) -> None:
    assert said(metric, value) == words


@pytest.mark.parametrize(
    ("metric", "words", "value"),
    [
        (Metric.DEPLOYS, "1/day", 1.0),
        (Metric.DEPLOYS, "2 a week", 2 / 7),
        (Metric.LEAD, "2d", 2 * DAY),
        (Metric.LEAD, "36 hours", 36 * HOUR),
        (Metric.FAILURES, "10%", 0.1),
        (Metric.FAILURES, "7.5 %", 0.075),
    ],
)
def test_targets_are_read_and_typed_back(metric: Metric, words: str, value: float) -> None:
    assert read_target(metric, words) == pytest.approx(value)
    assert read_target(metric, typed(metric, value)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("metric", "words"),
    [(Metric.DEPLOYS, "often"), (Metric.DEPLOYS, "0/day"), (Metric.LEAD, "10%"), (Metric.FAILURES, "101%"), (Metric.REWORK, "1h")],
)
def test_a_target_that_cannot_be_read_is_told_with_one_that_can(metric: Metric, words: str) -> None:
    with pytest.raises(Unclear, match="`"):
        read_target(metric, words)


def test_months_begin_at_midnight_there_and_have_no_gaps() -> None:
    months = months_to("2026-03", "Europe/Berlin")

    assert [one.name for one in months] == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert months[-1].start == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert months[-1].end == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert all(one.end == after.start for one, after in pairwise(months))
    assert month_before(datetime(2026, 3, 1, 4, tzinfo=UTC), "America/New_York") == "2026-01"


def test_the_last_days_end_now_and_have_no_gaps() -> None:
    windows = last_days(NOW)

    assert windows[-1].end == NOW
    assert all(one.end == after.start for one, after in pairwise(windows))
