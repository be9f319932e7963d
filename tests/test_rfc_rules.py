"""What an RFC has to have, and what its scores come to, whoever writes it."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.records.matrix import HIGHEST, LOWEST, Matrix, Weight
from bot.records.rfcs import APPROVED, DRAFT, REVIEW, Criterion, Option, Rfc, Score
from bot.records.rigour import has_evidence, loaded

READY = Rfc(
    problem="Checkout fails for 3.2 % of the orders (Grafana, last week).",
    criteria=(Criterion(name="Cost", weight=Weight.HIGH), Criterion(name="Time", weight=Weight.LOW)),
    options=(
        Option(name="Buy", advantages="Runs tomorrow.", disadvantages="2 % of every payment."),
        Option(name="Build", advantages="Ours.", disadvantages="Three months."),
    ),
    recommendation="Buy: it is ahead on time, and we accept the fee.",
    scores=tuple(Score(option=option, criterion=name, points=3) for option in ("Buy", "Build") for name in ("Cost", "Time")),
)


def says(body: Rfc, status: str = REVIEW) -> list[str]:
    return [one.says for one in body.lacks(status)]


def test_what_is_complete_lacks_nothing() -> None:
    assert says(READY) == []
    assert says(READY, APPROVED) == []
    assert says(Rfc(), DRAFT) == []


def test_an_empty_one_is_told_everything_at_once() -> None:
    lacks = says(Rfc())

    assert [line.split(".")[0] for line in lacks] == [
        "The problem is not written yet",
        "There are no criteria yet",
        "There are no options yet",
        "There is no recommendation yet",
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"problem": "Checkout is slow."}, "names no evidence"),
        ({"options": READY.options[:1]}, "There is one option, Buy"),
        ({"options": (READY.options[0], Option(name="Build", advantages="Ours."))}, "Build has no disadvantages yet"),
        ({"options": (Option(name="Buy"), Option(name="Build"))}, "Buy and Build have no advantages yet"),
        ({"options": (READY.options[0], READY.options[0])}, "Two options are called Buy"),
        ({"scores": READY.scores[1:]}, "1 of 4 scores is missing"),
        ({"recommendation": "Buy is clearly right."}, "“clearly” in Recommendation decides for the reader: “Buy is clearly right.”"),
    ],
)
def test_each_gap_is_named_with_what_to_do(changes: dict[str, object], expected: str) -> None:
    body = READY.model_copy(update=changes)

    assert expected in " ".join(says(body))
    assert all(one.section for one in body.lacks(REVIEW))


def test_a_sentence_that_is_meant_so_is_left_alone_until_it_changes() -> None:
    body = READY.model_copy(update={"recommendation": "Buy  is clearly right. So be it."})

    meant = body.model_copy(update={"meant": ("Buy is clearly right.",)})

    assert len(says(body)) == 1
    assert says(meant) == []
    assert len(says(meant.model_copy(update={"recommendation": "Buy is clearly the one."}))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "see https://grafana.acme.dev/d/7",
        "INC-12 and two like it",
        "debt_017 has it",
        "p99 is 4.2 s (Grafana)",
        "According to the invoice we pay 1,200 €",
        "We measured 300 ms",
        "14 of 20 people said so in our last survey",
    ],
)
def test_what_others_can_check_is_evidence(text: str) -> None:
    assert has_evidence(text)


@pytest.mark.parametrize(
    "text", ["", "It is slow.", "It fails 12 times a day.", "Everybody hates it (really)", "the 2nd (e.g. this)", "RFC"]
)
def test_a_claim_alone_is_no_evidence(text: str) -> None:
    assert not has_evidence(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Postgres is obviously the best choice", ["obviously", "best"]),
        ("Clearly. Simply put, trivial", ["clearly", "simply", "trivial"]),
        ("a no-brainer, of course", ["no-brainer", "of course"]),
        ("- the only sensible option", ["the only sensible option"]),
        ("“the best option”, says Ana", []),
        ('She said "obviously"', []),
        ("> clearly\nis quoted", []),
        ("`best_of()` and ``a ` best``", []),
        ("```\nbest = obvious\n```\nafter", []),
        ("```\nbest\nwithout an end", []),
        ("https://best.example/clearly", []),
        ("best effort, at best, worst case", []),
        ("bestow, simplyfied, Obviousness", []),
        ("a clear night, a clear winner", ["clear"]),
        ("it isn't best", ["best"]),
    ],
)
def test_loaded_words_are_found_outside_quotations_and_code(text: str, words: list[str]) -> None:
    assert [one.word for one in loaded(text)] == words


def test_the_sentence_is_shown_as_it_was_written() -> None:
    text = "First. Version 4.2 is `best` and clearly faster!\n- Third."

    assert [one.sentence for one in loaded(text)] == ["Version 4.2 is `best` and clearly faster!"]


@given(st.text(alphabet='best clearly obvious.!?`“”"> \n-', max_size=200))
def test_any_text_is_looked_at_and_what_is_marked_is_silent(text: str) -> None:
    found = loaded(text)

    assert all(one.sentence in text for one in found)
    assert loaded(text, meant=[one.sentence for one in found]) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("High: Cost a month – what we pay", ("Cost a month", Weight.HIGH, "what we pay")),
        ("low Time to build", ("Time to build", Weight.LOW, "")),
        ("Medium: Risk", ("Risk", Weight.MED, "")),
        ("Cost (High): what we pay", ("Cost", Weight.HIGH, "what we pay")),
        ("Cost", ("Cost", Weight.MED, "")),
        ("Highly available", ("Highly available", Weight.MED, "")),
    ],
)
def test_a_criterion_is_read_from_a_line(line: str, expected: tuple[str, Weight, str]) -> None:
    found = Criterion.read(line)

    assert (found.name, found.weight, found.description) == expected


def matrices() -> st.SearchStrategy[Matrix]:
    @st.composite
    def made(draw: st.DrawFn) -> Matrix:
        weights = {f"c{at}": draw(st.sampled_from(Weight)) for at in range(draw(st.integers(1, 5)))}
        options = [f"o{at}" for at in range(draw(st.integers(1, 5)))]
        scores = {(one, name): draw(st.integers(LOWEST, HIGHEST)) for one in options for name in weights}
        return Matrix(weights, options, scores)

    return made()


@given(matrices())
def test_totals_add_up_and_nobody_beats_the_leaders(matrix: Matrix) -> None:
    totals = {one: matrix.total(one) for one in matrix.options}
    straight = {
        one: sum({"High": 3, "Med": 2, "Low": 1}[weight] * matrix.scores[one, name] for name, weight in matrix.weights.items())
        for one in matrix.options
    }

    assert totals == straight
    assert matrix.leaders == [one for one in matrix.options if straight[one] == max(straight.values())]
    assert all(total is not None and total <= matrix.most for total in totals.values())
    assert len(matrix.table.rows) == len(matrix.weights) + 2
    assert ("A tie" in matrix.says) == (len(matrix.leaders) > 1)


@given(matrices(), st.data())
def test_one_score_less_leaves_no_leader(matrix: Matrix, data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(matrix.cells))
    partial = Matrix(matrix.weights, matrix.options, {pair: score for pair, score in matrix.scores.items() if pair != gone})

    assert partial.missing == [gone]
    assert partial.leaders == []
    assert partial.total(gone[0]) is None
    assert "1 of" in partial.says


def names(options: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(name=one) for one in options)


def test_scores_follow_what_they_are_of() -> None:
    renamed = READY.changed("options", [{"name": "Purchase"}, {"name": "Build"}]).following(READY)
    fewer = READY.changed("options", [{"name": "Build"}]).following(READY)
    other = READY.changed("criteria", [{"name": "Price"}, {"name": "Time"}]).following(READY)

    assert {one.option for one in renamed.scores} == {"Purchase", "Build"}
    assert len(renamed.scores) == 4
    assert {one.option for one in fewer.scores} == {"Build"}
    assert {one.criterion for one in other.scores} == {"Price", "Time"}


def test_scores_are_changed_and_taken_away_one_criterion_at_a_time() -> None:
    after = READY.scored("Cost", {"Buy": 5, "Build": None})

    assert after.matrix.scores == {("Buy", "Cost"): 5, ("Buy", "Time"): 3, ("Build", "Time"): 3}
    assert after.matrix.missing == [("Build", "Cost")]
