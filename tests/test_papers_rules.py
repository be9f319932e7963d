"""What is read of a forecast, a roadmap, a CLAUDE.md: the day it speaks of, and of money only what is certain."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.records.papers import Paper, sort_of
from bot.records.papers.dated import day_in
from bot.records.papers.money import Money, money_in

AT = datetime(2026, 11, 21, 9, tzinfo=UTC)
TODAY = AT.date()


def brought(name: str, content: str, *, file_day: date | None = None) -> Paper:
    return Paper.brought(name, content.encode(), team="T1", project=None, by="U1", at=AT, file_day=file_day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ('{"generatedAt": "2026-10-03T09:00:00Z"}', date(2026, 10, 3)),
        ('{"Date": "2026-01-01", "as_of": "2026-10"}', date(2026, 10, 1)),
        ('{"metadata": {"last-updated": "2026-10-03"}}', date(2026, 10, 3)),
        ("---\ndate: 2026-10-03\n---\n# Roadmap", date(2026, 10, 3)),
        ("# Roadmap\n\n**Last updated:** 2026-10-03\n", date(2026, 10, 3)),
        ('{"date": "2027-10-03"}', None),
        ('{"date": "2026-13-03"}', None),
        ('{"date": 20261003}', None),
        ('[{"date": "2026-10-03"}]', None),
        ("# Roadmap\n\nWe ship on 2026-10-03.\n", None),
        ('{"date": "2026-10-034"}', None),
    ],
)
def test_the_day_is_the_one_it_says_and_not_one_that_is_still_to_come(text: str, day: date | None) -> None:
    assert day_in(text, TODAY) == day


@pytest.mark.parametrize(
    ("forecast", "money"),
    [
        ({"runwayMonths": 14, "cash": 1.4e6, "monthly_burn": 100_000, "MRR": 5_000}, Money(cash=1.4e6, burn=1e5, runway=14, revenue=5e3)),
        ({"summary": {"Runway (months)": "14 months", "cash on hand": "$1,400,000.50"}}, Money(runway=14, cash=1_400_000.5)),
        ({"runway": {"months": 9}, "netBurn": {"value": 10, "currency": "EUR"}}, Money(runway=9, burn=10)),
        ({"cash": 900, "burn": 100}, Money(cash=900, burn=100, runway=9, is_computed=True)),
        ({"scenarios": {"base": {"runway": 14}, "worst": {"runway": 6}}}, Money()),
        ({"runway": 14, "scenarios": {"worst": {"runway": 6}}}, Money(runway=14)),
        ({"months": [{"cash": 5, "burn": 1}]}, Money()),
        ({"cash": 900, "burn": 0}, Money(cash=900, burn=0)),
        ({"cash": -5, "burn": True, "runway": "soon", "mrr": None}, Money()),
        ({"runway": 5_000, "runwayWeeks": 12}, Money()),
        ([1, 2], Money()),
    ],
)
def test_money_is_found_by_the_names_people_use_and_never_guessed(forecast: Any, money: Money) -> None:
    assert money_in(json.dumps(forecast)) == money


def test_what_is_nested_without_end_says_nothing() -> None:
    deep = '{"a":' * 20_000 + "1" + "}" * 20_000

    assert (money_in(deep), day_in(deep, TODAY)) == (Money(), None)


def test_it_is_old_after_thirty_five_days_and_says_so() -> None:
    old = brought("latest_forecast.json", '{"asOf": "2026-10-03"}')
    just_not = brought("ROADMAP.md", "As of 2026-10-17: nothing")
    last_year = brought("CLAUDE.md", "Date: 2025-11-21")

    assert (old.is_old(TODAY), old.dated(TODAY)) == (True, "forecast of 3 Oct, 49 days old")
    assert (just_not.is_old(TODAY), just_not.dated(TODAY)) == (False, "roadmap of 17 Oct")
    assert last_year.dated(TODAY) == "CLAUDE.md of 21 Nov 2025, 365 days old"


def test_without_a_day_of_its_own_it_has_the_files_and_that_is_not_to_come() -> None:
    assert brought("roadmap.md", "# Roadmap", file_day=date(2026, 11, 2)).of == date(2026, 11, 2)
    assert brought("roadmap.md", "# Roadmap", file_day=date(2027, 1, 1)).of == TODAY
    assert brought("roadmap.md", "# Roadmap").of == TODAY


def test_names_say_what_it_is_in_any_spelling() -> None:
    assert [sort_of(name) for name in ("Latest_Forecast.json", "claude.md", "roadmap.yaml")] == ["forecast", "briefing", None]
