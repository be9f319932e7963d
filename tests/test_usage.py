"""What Claude has cost, told to those who may know: the whole by purpose, one's own, by person only that person and admins."""

from datetime import timedelta

import pytest

from bot.records.spending import Month, Share
from handlers.blocks.spending import PEOPLE, dollars, spent
from sandbox import Person
from storage.spending import Call, Tokens
from tests.deployment import Team
from tests.looking import lines

ADR, SPARRING = "adr_from_thread", "sparring"


async def costs(team: Team, person: Person, purpose: str, usd: int, *, ago: timedelta = timedelta()) -> None:
    async with team.store.transaction() as db:
        call, at = Call(team.id, person.id, purpose, "claude-sonnet-5-5"), team.slack.clock.now() - ago
        number = await db.spending.reserve(call, usd, budget=None, now=at)
        assert number
        await db.spending.settle(number, Tokens(input=10, output=10), usd)


@pytest.fixture
async def spending(team: Team) -> Team:
    await costs(team, team.ana, ADR, 2_000_000)
    await costs(team, team.bo, ADR, 500_000)
    await costs(team, team.bo, SPARRING, 4_000)
    await costs(team, team.gus, ADR, 100_000)
    await costs(team, team.bo, ADR, 9_000_000, ago=timedelta(days=40))
    return team


async def test_a_member_reads_the_month_by_purpose_and_their_own_part_of_it(spending: Team) -> None:
    shown = (await spending.runs(spending.bo, "/cto usage")).shown

    month = f"{spending.slack.clock.now():%B}"
    assert lines(shown, "Claude in") == [f"Claude in {month}: $2.60 of $50.00"]
    assert lines(shown, "ADR from thread") == ["ADR from thread: $2.60 for 3 calls, yours $0.50"]
    assert lines(shown, "Sparring") == ["Sparring: less than 1 ¢ for 1 call, yours less than 1 ¢"]
    assert "Ana" not in shown


async def test_an_admin_reads_it_by_person_too(spending: Team) -> None:
    shown = (await spending.runs(spending.ana, "/cto usage")).shown

    assert lines(shown, "ADR from thread") == ["ADR from thread: $2.60 for 3 calls, yours $2.00"]
    assert [line for line in shown.splitlines() if line.startswith(("Ana", "Bo", "Gus"))] == ["Ana: $2.00", "Bo: $0.50", "Gus: $0.10"]


async def test_a_guest_reads_only_their_own(spending: Team) -> None:
    shown = (await spending.runs(spending.gus, "/cto usage", in_=spending.payments)).shown

    assert lines(shown, "ADR from thread") == ["ADR from thread: $0.10 for 1 call, yours $0.10"]
    assert "2." not in shown.replace(" of $50.00", "")
    assert "Sparring" not in shown


async def test_another_workspace_reads_nothing_of_it(spending: Team) -> None:
    other = await spending.deployment.team("Globex")

    shown = (await other.runs(other.ana, "/cto usage")).shown

    assert lines(shown, "Claude in")[0].endswith(": $0.00 of $50.00")
    assert "Nothing was asked of it yet." in shown


async def test_by_a_mention_only_who_asked_reads_it(spending: Team) -> None:
    await spending.says(spending.bo, "@CTO Co-Pilot cto usage")

    [told] = [one for one in spending.general.live if "ADR from thread" in one.shown]
    assert told.ephemeral_to == spending.bo.id


async def test_without_a_key_it_says_what_to_do(team: Team) -> None:
    team.claude.is_taken_away()

    shown = (await team.runs(team.bo, "/cto usage")).shown

    assert "Claude is not set up here: drafts are outlines, all else works." in shown
    assert "ANTHROPIC_API_KEY" in shown
    assert "$" not in shown


async def test_a_key_that_was_taken_away_in_the_middle_of_a_month_leaves_what_was_spent(spending: Team) -> None:
    spending.claude.is_taken_away()

    shown = (await spending.runs(spending.bo, "/cto usage")).shown

    assert "ANTHROPIC_API_KEY" in shown
    assert lines(shown, "Claude in")[0].endswith(": $2.60")


@pytest.mark.parametrize(("usd", "said"), [(0, "$0.00"), (1, "less than 1 ¢"), (10_000, "$0.01"), (1_234_567_890, "$1,234.57")])
def test_money_is_said_as_people_say_it(usd: int, said: str) -> None:
    assert dollars(usd) == said


async def test_of_very_many_people_the_dearest_are_named(team: Team) -> None:
    shares = [Share(user=f"U{number}", purpose=SPARRING, calls=1, usd=number * 10_000) for number in range(1, 41)]
    month = Month(budget=None, by_purpose=[Share(purpose=SPARRING, calls=40, usd=8_200_000)], by_person=shares)

    drawn = str(spent(month, team.slack.clock.now(), "U1", {}))

    assert "U40: $0.40" in drawn
    assert f"… {40 - PEOPLE} more" in drawn
    assert "U25:" not in drawn
