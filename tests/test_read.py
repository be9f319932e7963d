"""The read by the front door: where it is shown and where not, what it tells whom, and that each of its moves works."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.records.read import read
from bot.records.read.rules import RULES
from sandbox import Channel, Person
from tests.deciding import accepted, proposed
from tests.deployment import Team
from tests.looking import buttons, in_channel, lines
from tests.reading import EXAMPLES
from tests.staged import did, let_in
from tests.test_papers import brings

TOP = "Top priority: "
MONDAY = datetime(2035, 11, 26, 8, tzinfo=UTC)
"""09:00 in Berlin; far ahead, since no clock goes back."""
SAME = "has not changed since"
REFUSED = ("I do not know", "Did you mean", "There is no", "Which ", "that you can see", "went wrong")
"""What whoever clicked something that leads nowhere reads."""
FIVE = {"headcount": "5", "roles": "5 backend", "frequency": "daily", "oncall": "yes", "review": "pull requests"}


async def counted(team: Team, person: Person, headcount: str, in_: Channel, **runs_on: str) -> None:
    """Somebody says what they run on, and how many they are."""
    given = {"cicd": "GitHub Actions", "observability": "Grafana, Loki, PagerDuty", **runs_on}
    await did(team, (person, in_, "stack discover 1", given, {**FIVE, "headcount": headcount}))


async def test_it_has_four_parts_and_a_line_where_nothing_changed(team: Team) -> None:
    await team.runs(team.bo, "/debt add Search has no tests critical", in_=team.payments)

    first = await team.runs(team.bo, "/cto read", in_=team.payments)
    again = await team.runs(team.bo, "/cto read", in_=team.payments)
    whole = await team.runs(team.bo, "/cto read full", in_=team.payments)
    await team.runs(team.bo, "/debt add Mails are lost", in_=team.payments)
    changed = await team.runs(team.bo, "/cto read", in_=team.payments)

    assert lines(first.shown, "Stage: not known")
    assert lines(first.shown, "⚠️ Debt: 1 item, 1 critical  /debt summary")
    assert lines(first.shown, "Top priority: Pay DEBT-1")
    assert lines(first.shown, "Trade-off: Not now: say what you run on, and how many you are. Whatever comes first is right at any size.")
    assert list(buttons(first).values()) == ["debt show DEBT-1", "debt ask DEBT-1", "debt plan"]
    assert len(again.shown.splitlines()) == 1
    assert SAME in again.shown
    assert "Pay DEBT-1" in again.shown
    assert lines(whole.shown, "Last read: ")[0].endswith(". The numbers are the same.")
    assert lines(changed.shown, "Last read: ")[0].endswith(". Since then: Debt: 1 item, 1 critical → 2 items, 1 critical")


async def test_somebody_else_has_not_seen_what_one_was_shown(team: Team) -> None:
    await team.runs(team.bo, "/cto read", in_=team.payments)

    assert TOP in (await team.runs(team.ana, "/cto read", in_=team.payments)).shown


async def test_never_while_an_incident_is_open_there_and_first_of_all_elsewhere(team: Team) -> None:
    await team.declares(team.bo, "SEV1 Checkout is down", in_=team.payments)

    here = await team.runs(team.bo, "/cto read", in_=team.payments)
    card = await team.runs(team.bo, "/scorecard", in_=team.payments)
    digest = await team.runs(team.bo, "/scorecard preview digest", in_=team.payments)
    elsewhere = await team.runs(team.bo, "/cto read", in_=team.general)
    await team.runs(team.bo, "/incident resolve rolled back", in_=team.payments)
    after = await team.runs(team.bo, "/cto read", in_=team.payments)

    assert here.shown.startswith("INC-1 is open here: that comes first.")
    assert TOP not in card.shown + digest.shown
    assert lines(elsewhere.shown, "Top priority: Give INC-1 a lead")
    assert TOP in after.shown


async def test_it_closes_a_scorecard_and_a_digest(team: Team) -> None:
    card = await team.runs(team.bo, "/scorecard", in_=team.payments)
    digest = await team.runs(team.bo, "/scorecard preview digest", in_=team.payments)

    assert TOP in card.shown
    assert TOP in digest.shown


async def test_a_posted_digest_ends_with_it_and_the_next_takes_a_line_where_nothing_changed(alone: Team) -> None:
    await alone.time_passes(MONDAY - timedelta(days=3) - alone.slack.clock.now())
    await did(alone, (alone.bo, alone.payments, "cto project Payments"), (alone.ana, alone.payments, "scorecard digest here"))
    for weeks in range(2):
        await alone.time_passes(MONDAY + timedelta(weeks=weeks, minutes=1) - alone.slack.clock.now())

    first, second = (one.shown for one in in_channel(alone, alone.payments) if "The week to" in one.shown)

    assert lines(first, "Situation of Payments")
    assert lines(first, "Top priority: Say what you run on, and how many you are")
    assert TOP not in second
    assert lines(second, "The read of Payments has not changed since")


async def test_it_closes_the_saved_stack_an_accepted_decision_and_build_or_buy(team: Team) -> None:
    await counted(team, team.bo, "5", team.payments)
    await team.runs(team.bo, "/stack discover 4", in_=team.payments)
    await team.submits(team.bo, {"compliance": "SOC2"})
    saved = team.bo.view.shown if team.bo.view else ""
    await team.bo.closes(all_=True)
    await proposed(team, "Search is tested", in_=team.payments, by=team.bo)
    closed = await team.runs(team.ana, "/adr accept ADR-1", in_=team.payments)
    await team.runs(team.chi, "/cto build-or-buy mails", in_=team.general)
    await team.submits(team.chi, {"core": "no"})

    assert TOP in saved
    assert "ADR-001 is accepted." in closed.shown
    assert TOP in closed.shown
    assert team.chi.view is not None
    assert TOP in team.chi.view.shown


async def test_it_closes_a_postmortem_that_is_signed_off(team: Team) -> None:
    team.claude.is_taken_away()
    said = ("declare SEV1 Checkout is down", "role lead me", "resolve rolled back", "postmortem INC-1")
    await did(team, *((team.bo, team.payments, f"incident {words}") for words in said))

    signed = await team.runs(team.bo, "/cto postmortem sign PM-1", in_=team.payments)

    assert "PM-1 is signed off." in signed.shown
    assert TOP in signed.shown


async def test_it_is_nowhere_else(team: Team) -> None:
    await counted(team, team.bo, "5", team.payments)
    await proposed(team, "Search is tested", in_=team.payments, by=team.bo)
    words = (
        "debt list",
        "debt add Mails are lost",
        "adr list",
        "adr show ADR-1",
        "adr review ADR-1",
        "stack",
        "incident list",
        "cto find x",
    )
    shown = [(await team.runs(team.bo, f"/{one}", in_=team.payments)).shown for one in words]
    await team.bo.opens("home")
    await team.settled()

    assert not [one for one in shown if TOP in one or SAME in one]
    assert team.bo.home is not None
    assert TOP not in team.bo.home.shown


async def test_what_is_private_counts_and_is_in_nobody_elses_words(team: Team) -> None:
    await let_in(team, team.secret)
    await team.runs(team.chi, "/debt add Keys are under the mat critical", in_=team.secret)

    bo = await team.runs(team.bo, "/cto read", in_=team.payments)
    chi = await team.runs(team.chi, "/cto read", in_=team.secret)

    assert lines(bo.shown, "Debt: 1 item, 1 critical")
    assert "Keys" not in bo.shown
    assert "DEBT-1" not in bo.shown
    assert lines(chi.shown, "“Keys are under the mat” is critical")


@pytest.mark.parametrize(
    ("headcount", "backend", "says"),
    [
        ("3", "Python, Django, Kubernetes", "Kubernetes is too early for 3 people. A managed platform, or containers on one machine"),
        (
            "30",
            "Python, Django, bash scripts",
            "Bash scripts as the way to run things is too late for 30 people. Move them into a pipeline",
        ),
    ],
)
async def test_advice_fits_how_many_they_are(team: Team, headcount: str, backend: str, says: str) -> None:
    await counted(team, team.bo, headcount, team.payments, backend=backend)

    shown = await team.runs(team.bo, "/cto read", in_=team.payments)

    assert says in shown.shown


async def test_three_people_who_decide_on_kubernetes_are_told_that_it_is_too_early(team: Team) -> None:
    await counted(team, team.bo, "3", team.payments)
    await proposed(team, "We run on Kubernetes", in_=team.payments, by=team.bo)

    closed = await team.runs(team.ana, "/adr accept ADR-1", in_=team.payments)

    assert lines(closed.shown, "Top priority: Settle Kubernetes")
    assert lines(closed.shown, "Kubernetes is too early for 3 people.")
    assert lines(closed.shown, "Read in ADR-001.")


async def test_every_move_of_every_rule_works(team: Team) -> None:
    actions = 2 * ("incident action alert on errors me by friday",)
    owed = ("debt add Checkout has no tests", "team open A backend engineer", "cost record 2026-10 AWS 5000")
    await did(team, *((team.bo, team.general, words) for words in ("incident declare SEV2 Search is slow", *actions, *owed)))
    await brings(team, "latest_forecast.json", '{"runwayMonths": 4}')
    await accepted(team, "One database", by=team.bo)
    await did(team, *((team.bo, team.payments, f"incident {words}") for words in ("declare SEV1 Checkout is down", "resolve rolled back")))
    found = [(one.words, rule.name) for rule in RULES for one in read(EXAMPLES[rule.name]).moves if "ADR-002" not in one.words]
    moves = dict(reversed(found))  # one that several rules offer is made once

    refused = []
    for words, rule in reversed(moves.items()):
        reply = await team.ana.runs(f"/{words}", in_=team.general)
        shown = team.ana.view.title if team.ana.view else reply.shown
        if not shown or any(one in shown.splitlines()[0] for one in REFUSED):
            refused.append((rule, words, shown))
        if team.ana.view:
            await team.ana.closes(all_=True)

    assert refused == []
