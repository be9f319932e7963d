"""Which document a decision deserves, and whether to build or to buy: by rule, with reasons, and by the front door."""

from itertools import product

import pytest

from bot.records.choices import DECIDED, FACTORS, WEIGHS, Paper, build_or_buy, which
from tests.deployment import Team
from tests.looking import buttons, lines

NONE = {one.name: False for one in WEIGHS}


@pytest.mark.parametrize(
    ("heavy", "paper", "reason"),
    [
        ((), Paper.ADR, "the decision is straightforward"),
        (("options",), Paper.ADR, "though several options would do"),
        (("technology",), Paper.ADR, "though a technology or a vendor is chosen"),
        (("options", "technology"), Paper.RFC, "several options would do"),
        (("teams",), Paper.RFC, "it goes across teams"),
        (("cost",), Paper.RFC, "it is dear to do, or to undo"),
        (("options", "review"), Paper.RFC, "others have to agree"),
    ],
)
def test_the_document_follows_from_the_answers(heavy: tuple[str, ...], paper: Paper, reason: str) -> None:
    found = which({**NONE, **dict.fromkeys(heavy, True)})

    assert found.paper is paper
    assert reason in found.reasons


def test_what_is_decided_is_specified_whatever_else_is_so() -> None:
    for answers in product((True, False), repeat=len(WEIGHS)):
        given = dict(zip([one.name for one in WEIGHS], answers, strict=True))
        assert which({**given, DECIDED.name: False}).paper is Paper.SPEC
        assert which({**given, DECIDED.name: True}).paper in {Paper.RFC, Paper.ADR}
        assert which(given).reasons


def test_it_is_bought_until_proven_that_it_must_be_built() -> None:
    names = [one.name for one in FACTORS]
    for answers in product((True, False, None), repeat=len(names)):
        given = {name: answer for name, answer in zip(names, answers, strict=True) if answer is not None}
        stance = build_or_buy(given)
        assert stance.build == (answers.count(True) > answers.count(False))
        assert len(stance.for_building) + len(stance.for_buying) == len(given)
    assert build_or_buy({}).is_tie
    assert not build_or_buy({}).build


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Kafka or the database for jobs", {"options", "technology"}),
        ("migrate all services to gRPC", {"teams", "cost"}),
        ("rename the payments table", set()),
    ],
)
def test_what_the_words_tell_is_chosen_already(words: str, told: set[str]) -> None:
    assert {one.name for one in WEIGHS if one.guess(words)} == told


async def test_which_asks_and_answers_with_the_document_by_a_button(team: Team) -> None:
    await team.runs(team.bo, "/cto which rename the payments table")
    await team.submits(team.bo, {})

    assert team.bo.view is not None
    shown = team.bo.view.shown
    assert "rename the payments table: an ADR" in shown
    assert lines(shown, "· it is a change of low risk")
    assert buttons(team.bo.view)["Begin an ADR"] == "adr new rename the payments table"


async def test_build_or_buy_gives_both_sides_and_the_record_by_a_button(team: Team) -> None:
    await team.runs(team.bo, "/cto build-or-buy a feature flag service")
    await team.submits(team.bo, {"core": "no", "time": "no", "expertise": "yes"})

    assert team.bo.view is not None
    shown = team.bo.view.shown
    assert "Buy: a feature flag service" in shown
    assert lines(shown, "For building: you know how")
    assert lines(shown, "For buying: it does not set you apart; it is needed now")
    assert buttons(team.bo.view)["Write it down as an ADR"] == "adr new Buy: a feature flag service"


async def test_a_tie_is_bought_and_says_why(team: Team) -> None:
    await team.runs(team.bo, "/cto build-or-buy billing")
    await team.submits(team.bo, {"core": "yes", "burden": "no"})

    assert team.bo.view is not None
    assert "Buy until it is proven that you must build" in team.bo.view.shown


async def test_advice_fits_the_stage_here_too(team: Team) -> None:
    await team.runs(team.bo, "/stack discover 2")
    await team.submits(team.bo, {"headcount": "3"})
    await team.bo.closes()
    await team.runs(team.bo, "/cto build-or-buy a Kubernetes platform")
    await team.submits(team.bo, {"core": "yes"})

    assert team.bo.view is not None
    assert "Kubernetes is too early for 3 people." in team.bo.view.shown


async def test_nothing_said_says_what_to_say(team: Team) -> None:
    for words in ("/cto which", "/cto build-or-buy"):
        assert "What is to be decided?" in (await team.runs(team.bo, words)).shown
    mentioned = await team.says(team.bo, "@CTO Co-Pilot cto which Kafka or SQS")
    assert [one for one in team.general.live if one.ephemeral_to == team.bo.id and "Six short questions" in one.shown]
    assert mentioned.reactions == {}
