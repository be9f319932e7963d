"""Bills by rule: the ratios, every red flag, the months, and what people paste."""

from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Unclear
from bot.records.bills import read_csv, read_lines
from bot.records.costs import Flag, Month, Runway, before, flags, merged, money_lasts, read_month
from bot.records.papers import Paper
from bot.records.stages import Stage

NOW = datetime(2026, 11, 20, tzinfo=UTC)
TODAY = NOW.date()


def month(name: str = "2026-10", **facts: object) -> Month:
    return Month(team="T1", channel="C1", name=name, changed_by="U1", changed_at=NOW, **facts)


def spent(*amounts: float, name: str = "2026-10", **facts: object) -> Month:
    return month(name, spend={f"service {at}": one for at, one in enumerate(amounts)}, **facts)


RAISED = [
    (Flag.SHARE, spent(100, 120, revenue=1000), None, Stage.FOUNDATION, "22 % of revenue, the target is below 20 %"),
    (Flag.SHARE, spent(60, 60, revenue=1000), None, Stage.SCALE, "12 % of revenue, the target is below 10 %"),
    (Flag.FASTER, spent(60, 60, revenue=2000), spent(50, 50, revenue=1900), None, "cost +20 %, revenue +5 %"),
    (Flag.ONE, spent(80, 20), None, None, "service 0 is 80 %"),
    (Flag.IDLE, spent(50, 50, used=25), None, None, "25 % is used, the target is over 40 %"),
    (Flag.BLOAT, spent(50, 50, stored=1000, accessed=50), None, None, "5 % of what is stored was read"),
    (Flag.BUDGET, spent(600, 600, budget=1000), None, None, "1,200 of 1,000"),
    (Flag.DEARER, spent(60, 60, customers=100), spent(50, 50, customers=100), None, "1.20 after 1.00"),
    (Flag.RUNWAY, spent(50, 50, runway=4), None, None, "4 months, by the bill of 2026-10"),
]
FINE = [
    (Flag.SHARE, spent(100, 90, revenue=1000), None, Stage.FOUNDATION),
    (Flag.FASTER, spent(60, 60, revenue=2400), spent(50, 50, revenue=1900), None),
    (Flag.FASTER, spent(40, 40, revenue=1000), spent(50, 50, revenue=1900), None),
    (Flag.ONE, spent(100), None, None),
    (Flag.IDLE, spent(50, 50, used=40), None, None),
    (Flag.BLOAT, spent(50, 50, stored=1000, accessed=500), None, None),
    (Flag.BUDGET, spent(500, 500, budget=1000), None, None),
    (Flag.DEARER, spent(50, 50, customers=200), spent(50, 50, customers=100), None),
    (Flag.RUNWAY, spent(50, 50, runway=18), None, None),
]


@pytest.mark.parametrize(("flag", "this", "earlier", "stage", "why"), RAISED)
def test_each_red_flag_goes_up_and_says_why_and_what_to_do(
    flag: Flag, this: Month, earlier: Month | None, stage: Stage | None, why: str
) -> None:
    [found] = [one for one in flags(this, earlier, stage) if one.flag is flag]

    assert found.why == why
    assert found.do


@pytest.mark.parametrize(("flag", "this", "earlier", "stage"), FINE)
def test_and_does_not_where_things_are_fine(flag: Flag, this: Month, earlier: Month | None, stage: Stage | None) -> None:
    assert flag not in [one.flag for one in flags(this, earlier, stage)]


def test_every_flag_has_its_example() -> None:
    assert {one[0] for one in RAISED} == {one[0] for one in FINE} == set(Flag)


def test_what_is_not_known_raises_nothing() -> None:
    assert flags(spent(50, 50), None, None) == []
    assert [one.flag for one in flags(spent(50, 60), None, None, budget=100, runway=Runway(months=2, source="forecast"))] == [
        Flag.ONE,
        Flag.BUDGET,
        Flag.RUNWAY,
    ]


def forecast(of: str, months: int | None) -> Paper:
    content = f'{{"asOf": "{of}", "runwayMonths": {months or "null"}}}'.encode()
    return Paper.brought("latest_forecast.json", content, team="T1", project=None, by="U1", at=NOW, file_day=None)


@pytest.mark.parametrize(
    ("bill", "by", "says"),
    [
        (None, forecast("2026-10-01", 9), "9 months, by the forecast of 1 Oct, 50 days old"),
        (month(), forecast("2026-11-03", 9), "9 months, by the forecast of 3 Nov"),
        (month(runway=7), forecast("2026-11-03", 9), "9 months, by the forecast of 3 Nov"),
        (month(runway=7), forecast("2026-10-31", 9), "7 months, by the bill of 2026-10"),
        (month(runway=7), forecast("2026-11-03", None), "7 months, by the bill of 2026-10"),
        (month(), forecast("2026-11-03", None), None),
    ],
)
def test_the_runway_is_what_speaks_of_the_later_day(bill: Month | None, by: Paper, says: str | None) -> None:
    left = money_lasts(bill, by, TODAY)

    assert (left.says if left else None) == says


@pytest.mark.parametrize(
    ("words", "today", "name"),
    [
        ("", TODAY, "2026-10"),
        ("", date(2026, 1, 9), "2025-12"),
        ("", date(2026, 2, 9), "2026-01"),
        ("2026-7", TODAY, "2026-07"),
        ("2026-11", TODAY, "2026-11"),
    ],
)
def test_a_month_is_named(words: str, today: date, name: str) -> None:
    assert read_month(words, today) == name


@pytest.mark.parametrize("words", ["2026-13", "october", "2026-12", "26-10", "0000-01"])
def test_what_is_no_month_says_so(words: str) -> None:
    with pytest.raises(Unclear):
        read_month(words, TODAY)


def test_the_month_before_is_found_over_the_end_of_a_year() -> None:
    months = [month("2025-12"), month("2025-11")]

    assert before("2026-01", months) == months[0]
    assert before("2026-02", months) is None


def test_lines_are_services_and_facts() -> None:
    facts = read_lines("AWS EC2 1,200.50, Datadog: $300; MRR 20000, customers 340\nutilisation 55 %, AWS EC2 0.50")

    assert facts == {"spend": {"AWS EC2": 1201.0, "Datadog": 300.0}, "revenue": 20000.0, "customers": 340, "used": 55.0}
    assert merged({"AWS": 1.0, "Old": 2.0}, {"Old": 0.0, "New": 3.0}) == {"AWS": 1.0, "New": 3.0}


@pytest.mark.parametrize("words", ["AWS", "AWS many", "x" * 81 + " 5", "1200", "AWS -5"])
def test_a_line_that_cannot_be_read_is_named(words: str) -> None:
    with pytest.raises(Unclear, match="Line 2"):
        read_lines(f"S3 1\n{words}")


def test_a_csv_is_a_row_for_each_service_or_a_column() -> None:
    long = "month,service,amount\n2026-09,AWS,1000\n2026-10,AWS,1100\n2026-10,Datadog,50\n2026-10,revenue,9000\n"
    wide = "Month;Revenue;AWS;'Datadog\n2026-09;;1000;\n2026-10-01;9000;1100;50\n\n"

    expected = {"2026-09": {"spend": {"AWS": 1000.0}}, "2026-10": {"spend": {"AWS": 1100.0, "Datadog": 50.0}, "revenue": 9000.0}}
    assert read_csv(long, TODAY) == read_csv(wide, TODAY) == expected


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("month,service,amount", "a heading and a row"),
        ("service,amount\nAWS,5", "no column `month`"),
        ("month,service,amount\n2026-10,AWS,5\n2026-10,AWS,many", "Line 3: “many” is no amount"),
        ("month,service,amount\n2026-10,AWS", "Line 2: 2 cells below 3 columns"),
        ("month,service,amount\n2099-10,AWS,5", "Line 2: That month is in the future"),
        ("month,service,amount\nsoon,AWS,5", "Line 2: Which month?"),
        ("month,service,amount\n2026-10,AWS,=1+1", "Line 2: “=1.1” is no amount"),
    ],
)
def test_a_broken_csv_names_its_line(text: str, says: str) -> None:
    with pytest.raises(Unclear, match=says):
        read_csv(text, TODAY)


@given(st.text(max_size=200))
def test_nothing_that_is_pasted_is_a_fault_of_ours(text: str) -> None:
    for read in (read_lines, lambda words: read_csv(words, TODAY)):
        with suppress(Unclear):
            assert read(text) is not None
