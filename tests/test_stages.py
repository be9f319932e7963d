"""How far a team is, by rule, and what fits it: nobody is told what is too early or too late for them."""

import pytest

from bot.records.stages import FOCUS, ORDER, PRACTICES, Footing, Practice, Stage, advice, judged

KUBERNETES = ("Kubernetes", "k8s", "EKS", "helm")


@pytest.mark.parametrize(
    ("headcount", "stage"),
    [
        (0, "survival"),
        (1, "survival"),
        (2, "survival"),
        (3, "foundation"),
        (9, "foundation"),
        (10, "scale"),
        (29, "scale"),
        (30, "optimize"),
    ],
)
def test_the_stage_follows_from_how_many_they_are(headcount: int, stage: str) -> None:
    found = judged(headcount, [])

    assert found is not None
    assert found.stage == stage
    assert "by size" in found.reasons[0]


def test_process_and_systems_hold_it_back_by_one_and_no_more_and_say_so() -> None:
    held = judged(12, list(Footing))
    nearly = judged(12, [Footing.ONCALL])
    small = judged(2, list(Footing))

    assert held is not None
    assert nearly is not None
    assert small is not None
    assert (held.stage, nearly.stage, small.stage) == (Stage.FOUNDATION, Stage.SCALE, Stage.SURVIVAL)
    assert held.reasons[1].startswith("one stage back, for want of a CI/CD pipeline, monitoring")
    assert nearly.reasons[1] == "still to come: an on-call rotation"


@pytest.mark.parametrize("headcount", range(0, 60, 3))
def test_process_and_systems_never_push_it_up(headcount: int) -> None:
    with_all, with_none = judged(headcount, []), judged(headcount, list(Footing))

    assert with_all is not None
    assert with_none is not None
    assert 0 <= ORDER.index(with_all.stage) - ORDER.index(with_none.stage) <= 1


def test_it_can_be_said_otherwise_and_nobody_counted_is_no_stage() -> None:
    said = judged(2, [], Stage.SCALE, "we are hiring twenty")

    assert said is not None
    assert (said.stage, said.reasons) == (Stage.SCALE, ("set by hand: we are hiring twenty",))
    assert judged(None, []) is None


@pytest.mark.parametrize("words", KUBERNETES)
def test_a_team_of_three_is_never_told_kubernetes(words: str) -> None:
    team = judged(3, [])
    assert team is not None

    [told] = advice(f"should we move to {words}?", team.stage, 3)

    assert told.is_early
    assert told.says.startswith("Kubernetes is too early for 3 people.")
    assert "ubernetes" not in FOCUS[team.stage]
    instead = [one.early for one in PRACTICES] + [one.late for one in PRACTICES]
    assert not [one for one in instead if "ubernetes" in one]


def test_an_organisation_of_thirty_is_told_off_bash_scripts() -> None:
    team = judged(30, [])
    assert team is not None

    [told] = advice("we deploy with bash scripts", team.stage, 30)

    assert not told.is_early
    assert told.says.startswith("Bash scripts as the way to run things is too late for 30 people.")
    assert advice("we deploy with bash scripts", Stage.FOUNDATION) == []
    assert advice("we run Kubernetes", team.stage, 30) == []


@pytest.mark.parametrize("stage", ORDER)
def test_what_a_stage_is_told_to_look_at_fits_it(stage: Stage) -> None:
    assert advice(FOCUS[stage], stage) == []


@pytest.mark.parametrize("practice", PRACTICES, ids=lambda one: one.name)
def test_every_practice_says_what_to_do_instead_where_it_does_not_fit(practice: Practice) -> None:
    assert bool(practice.early) == (practice.since is not Stage.SURVIVAL)
    assert bool(practice.late) == (practice.until is not Stage.OPTIMIZE)
