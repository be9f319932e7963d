"""What debt is by rule: how urgent, what to pay first, how it is counted."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Conflict, Unclear
from bot.records.debt import LONGEST_TITLE, Debt, Impact, Priority, Quadrant, by_rule
from bot.records.paydown import counted, plan, top

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
RD, RI, PD, PI = Quadrant
BLOCKING, CAUSING, SLOWING, ACCUMULATING = Impact
debts = st.lists(
    st.tuples(
        st.sampled_from(Quadrant),
        st.sampled_from(Impact),
        st.none() | st.floats(0, 50),
        st.none() | st.floats(0, 50),
        st.booleans(),
    ),
    max_size=12,
)


def debt(number: int = 1, quadrant: Quadrant = PD, impact: Impact = ACCUMULATING, **facts: object) -> Debt:
    new = Debt.logged(f"item {number}", team="T1", channel="C1", project=None, by="U1", at=NOW, quadrant=quadrant, impact=impact, **facts)  # type: ignore[arg-type]
    return new.model_copy(update={"id": number, "number": number})


@pytest.mark.parametrize(
    ("quadrant", "priorities"),
    [
        (RD, ["critical", "critical", "high", "high"]),
        (RI, ["high", "high", "medium", "medium"]),
        (PD, ["high", "high", "medium", "medium"]),
        (PI, ["high", "high", "medium", "low"]),
    ],
)
def test_how_urgent_it_is_follows_from_how_it_came_about_and_what_it_does(quadrant: Quadrant, priorities: list[str]) -> None:
    assert [by_rule(quadrant, impact) for impact in (BLOCKING, CAUSING, SLOWING, ACCUMULATING)] == priorities


def test_what_pays_back_soonest_is_paid_first() -> None:
    slow = debt(1, estimated_days=10.0, hours_a_week=4.0)
    quick = debt(2, estimated_days=1.0, hours_a_week=4.0)

    made = plan([slow, quick], {})

    assert [line.debt.number for line in made.pay] == [2]
    assert [line.debt.number for line in made.later] == [1]
    assert made.pay[0].why == "It costs 4 h a week; takes 1 days: pays back in 2 weeks."


def test_what_was_reckless_and_known_comes_before_what_pays_back_sooner() -> None:
    quick = debt(1, estimated_days=1.0, hours_a_week=8.0)
    reckless = debt(2, quadrant=RD, estimated_days=5.0, hours_a_week=1.0)

    made = plan([quick, reckless], {})

    assert [line.debt.number for line in made.pay] == [2, 1]
    assert made.pay[0].why.startswith("Fix it now. ")


def test_what_does_not_fit_leaves_room_for_the_next() -> None:
    made = plan([debt(1, RD, estimated_days=8.0), debt(2, estimated_days=3.0), debt(3, estimated_days=2.0)], {}, capacity=4)

    assert [line.debt.number for line in made.pay] == [3]
    assert [line.debt.number for line in made.later] == [1, 2]
    assert (made.days, made.capacity) == (2, 4)


def test_incidents_it_caused_and_the_roadmap_make_it_dearer_and_the_reason_says_so() -> None:
    made = plan([debt(1, estimated_days=2.0, hours_a_week=0.0, on_the_roadmap=True)], {1: 13})

    assert made.pay[0].hours == 12
    assert "13 incidents in 13 weeks, on the roadmap's path" in made.pay[0].why


def test_what_nobody_counted_is_assumed_and_says_so() -> None:
    made = plan([debt(1, impact=CAUSING)], {})

    assert made.pay[0].why == "It costs 4 h a week (assumed); takes 3 days (assumed): pays back in 6 weeks."


@given(debts, st.floats(0, 60))
def test_a_plan_holds_every_open_item_once_and_never_more_days_than_there_are(told: list[tuple[object, ...]], capacity: float) -> None:
    items = [
        debt(at, quadrant, impact, estimated_days=days, hours_a_week=hours, on_the_roadmap=roadmap)  # type: ignore[arg-type]
        for at, (quadrant, impact, days, hours, roadmap) in enumerate(told, 1)
    ]

    made = plan(items, {}, capacity)

    assert sorted(line.debt.number for line in (*made.pay, *made.later)) == [one.number for one in items]
    assert made.days <= capacity + 1e-6
    now = [line.is_now for line in made.pay]
    assert now == sorted(now, reverse=True)


def test_it_is_counted_as_the_file_counts_it() -> None:
    paid = debt(4).resolved(by="U1", at=NOW, how="")
    items = [debt(1, RD, CAUSING, estimated_days=2.0), debt(2, estimated_days=1.5, hours_a_week=3.0), debt(3), paid]

    summary = counted(items)

    assert summary.by_priority == {Priority.CRITICAL: 1, Priority.HIGH: 0, Priority.MEDIUM: 2, Priority.LOW: 0}
    assert summary.by_quadrant == {RD: 1, RI: 0, PD: 2, PI: 0}
    assert (summary.items, summary.days, summary.hours, summary.not_estimated) == (3, 3.5, 3.0, 1)
    assert top(items) == items[0]
    assert counted([paid]).days is None
    assert top([paid]) is None


def test_a_long_title_is_cut_and_kept_whole() -> None:
    long = "word " * 100

    cut = Debt.logged(long, team="T1", channel="C1", project=None, by="U1", at=NOW)

    assert len(cut.title) == LONGEST_TITLE
    assert cut.description == long.strip()
    assert cut.is_guess


def test_what_cannot_be_says_so() -> None:
    one = debt(1)
    with pytest.raises(Conflict, match="owed already"):
        one.reopened()
    with pytest.raises(Conflict, match="paid already"):
        one.resolved(by="U1", at=NOW, how="").resolved(by="U1", at=NOW, how="")
    with pytest.raises(Conflict, match="already"):
        one.answered(description=one.description)
    with pytest.raises(Unclear, match="slows you down"):
        Debt.logged(" ", team="T1", channel="C1", project=None, by="U1", at=NOW)
