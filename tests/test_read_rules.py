"""The rules of the read: each finds what it is for, in the stated order, and says nothing that does not fit the stage."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.read import Facts, Shown, Signal, read
from bot.records.read.facts import Named, Owed, Troubles
from bot.records.read.rules import NOT_NOW, RULES, Rule
from bot.records.read.situation import State, changes, situation
from bot.records.stages import ORDER, Stage, advice
from tests.reading import EXAMPLES, PAGE, STEADY, at, of, page, told, unfit

SIZES = {Stage.SURVIVAL: 2, Stage.FOUNDATION: 3, Stage.SCALE: 12, Stage.OPTIMIZE: 30}
FITS = "does not fit the stage"
DEBT = Named(key="DEBT-1", title="Checkout has no tests", days=3, note="critical")
LATE = Named(key="ACT-1", title="alert on errors", days=1)
OPEN = Named(key="INC-1", title="Checkout is down", note="SEV1, since 12 min")


def test_every_rule_has_an_example_in_the_order_of_the_rules() -> None:
    assert [rule.name for rule in RULES] == list(EXAMPLES)


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.name)
def test_a_rule_finds_its_example_and_says_one_thing_with_its_moves(rule: Rule) -> None:
    found = read(EXAMPLES[rule.name])

    assert found.rule == rule.name
    assert found.stage.startswith("Stage: ")
    assert found.trade_off.startswith("Not now: ")
    assert 2 <= len(found.moves) <= 3
    assert len({one.words for one in found.moves}) == len(found.moves)
    assert "{" not in told(found)
    assert "None" not in told(found)


@pytest.mark.parametrize("rule", RULES[:-1], ids=lambda one: one.name)
def test_a_rule_finds_nothing_where_nothing_is_wrong(rule: Rule) -> None:
    assert rule.finds(STEADY) is None


def test_nothing_known_at_all_asks_for_the_first_step() -> None:
    found = read(Facts())

    assert found.priority == "Say what you run on, and how many you are"
    assert found.signals == ()
    assert found.moves[0].words == "stack discover 2"


@pytest.mark.parametrize(
    ("facts", "first", "then"),
    [
        (of(troubles=Troubles(leaderless=OPEN, unresolved=OPEN, late_action=LATE)), "Give INC-1 a lead", "finish ACT-1"),
        (of(troubles=Troubles(late_action=LATE), owed=Owed(items=1, critical=DEBT)), "Finish ACT-1", "pay DEBT-1"),
        (of(owed=Owed(items=1, recurring=DEBT, critical=DEBT)), "Pay DEBT-1", "more moving parts"),
        (EXAMPLES["costs too much"].model_copy(update={"owed": Owed(items=1, critical=DEBT)}), "Pay DEBT-1", "bring the bill down"),
        (EXAMPLES["stage is not known"].model_copy(update={"owed": Owed(items=1, critical=DEBT)}), "Pay DEBT-1", "say what you run on"),
    ],
)
def test_the_first_comes_first_and_the_next_waits_with_a_reason(facts: Facts, first: str, then: str) -> None:
    found = read(facts)

    assert found.priority == first
    assert found.trade_off.startswith(f"Not now: {then}")
    reasons = [rule.waits for rule in RULES if rule.waits] + list(NOT_NOW.values())
    assert any(reason in found.trade_off for reason in reasons)


def test_a_second_open_incident_is_no_trade_off() -> None:
    other = OPEN.model_copy(update={"key": "INC-2"})
    found = read(of(troubles=Troubles(leaderless=OPEN, unresolved=other)))

    assert found.priority == "Give INC-1 a lead"
    assert "INC-2" not in found.trade_off


def test_what_waits_behind_the_next_is_counted() -> None:
    facts = of(troubles=Troubles(late_action=LATE), owed=Owed(items=2, critical=DEBT, high=DEBT.model_copy(update={"key": "DEBT-2"})))

    assert read(facts).trade_off.endswith("1 more waits behind it.")


@pytest.mark.parametrize("stage", ORDER)
@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.name)
def test_no_rule_tells_anybody_what_does_not_fit_them(rule: Rule, stage: Stage) -> None:
    if rule.name == FITS:
        pytest.skip("it speaks of what they said themselves")
    found = read(at(stage, SIZES[stage], EXAMPLES[rule.name]))

    assert advice(told(found), stage) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda one: one.name)
def test_a_team_of_three_is_never_told_kubernetes(rule: Rule) -> None:
    found = read(at(Stage.FOUNDATION, 3, EXAMPLES[rule.name]))

    assert "ubernetes" not in told(found)


def test_a_team_of_three_that_runs_kubernetes_is_told_that_it_is_too_early() -> None:
    found = read(unfit("Kubernetes", Stage.FOUNDATION, 3))

    assert found.why.startswith("Kubernetes is too early for 3 people. A managed platform")


@pytest.mark.parametrize("words", ["bash scripts", "shell scripts", "deploy.sh"])
def test_an_organisation_of_thirty_is_told_off_bash_scripts_and_one_of_three_is_not(words: str) -> None:
    thirty, three = read(unfit(f"we run {words}", Stage.OPTIMIZE, 30)), read(unfit(f"we run {words}", Stage.FOUNDATION, 3))

    assert thirty.priority == "Settle Bash scripts as the way to run things"
    assert "too late for 30 people. Move them into a pipeline" in thirty.why
    assert three.rule == "steady"


def test_what_people_called_something_is_held_against_the_stage_too() -> None:
    move = DEBT.model_copy(update={"title": "Not on Kubernetes yet"})

    small = read(at(Stage.FOUNDATION, 3, of(owed=Owed(items=1, critical=move))))
    large = read(at(Stage.OPTIMIZE, 40, of(owed=Owed(items=1, critical=move))))

    assert small.why.endswith("Kubernetes is too early for 3 people. A managed platform, or containers on one machine, is less to run "
                              "and enough for long.")  # fmt: skip
    assert "too early" not in large.why


def test_the_situation_tells_concerns_first_each_with_where_it_comes_from() -> None:
    facts = EXAMPLES["deployments fail"].model_copy(update={"owed": Owed(items=3, days=7.0)})
    found = situation(facts)

    assert [(one.state, one.name, one.says, one.source) for one in found] == [
        (State.CONCERN, "Change fail rate", "40 % of 10, target 10 %", "scorecard why failures"),
        (State.HEALTHY, "Incidents", "none in 30 days; none in the 30 before", "incident list all"),
        (State.HEALTHY, "Deployment frequency", "1 a day", "scorecard why deploys"),
        (State.HEALTHY, "Debt", "3 items, about 7 days", "debt summary"),
        (State.HEALTHY, "Security", "green", "security"),
    ]


def signal(says: str, state: State = State.CONCERN, mark: str | None = None) -> Signal:
    return Signal(name="Debt", state=state, says=says, source="debt summary", mark=says if mark is None else mark)


@pytest.mark.parametrize(
    ("before", "now", "told_"),
    [
        ([signal("1 item")], [signal("3 items")], ("Debt: 1 item → 3 items",)),
        ([], [signal("3 items")], ("Debt: 3 items (new)",)),
        ([signal("3 items")], [], ("Debt: 3 items → no longer told",)),
        ([signal("12 %", mark="red")], [signal("13 %", mark="red")], ()),
        ([signal("12 %", mark="red")], [signal("2 %", State.HEALTHY, "green")], ("Debt: 12 % → 2 %",)),
    ],
)
def test_what_changed_is_told_from_one_to_the_other(before: list[Signal], now: list[Signal], told_: tuple[str, ...]) -> None:
    assert changes({one.name: one for one in before}, now) == told_


@given(st.integers(0, 400), st.integers(0, 400))
def test_days_that_pass_are_no_change_and_a_count_is_one(days: int, items: int) -> None:
    one = read(of(owed=Owed(items=5, critical_items=1, critical=DEBT)))
    later = read(of(owed=Owed(items=5, critical_items=1, critical=DEBT.model_copy(update={"days": days}))))
    other = read(of(owed=Owed(items=items, critical_items=1, critical=DEBT)))

    assert one.essence == later.essence
    assert (one.essence == other.essence) == (items == 5)


def test_what_is_kept_of_a_read_holds_no_words_of_anybodys() -> None:
    found = read(of(owed=Owed(items=5, critical_items=1, critical=DEBT)))
    kept = Shown.now(found, team="T", project=None, channel="C", user="", at=datetime(2026, 11, 21, tzinfo=UTC))

    assert "Checkout" in told(found)
    assert "Checkout" not in kept.model_dump_json()


def test_the_page_has_the_rules_as_they_are() -> None:
    assert PAGE.read_text() == page(), "python -m tests.reading writes it anew"
