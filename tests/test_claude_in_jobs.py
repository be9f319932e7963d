"""Claude as a job has it: what comes of an answer, of none, and of one that keeps us waiting."""

from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from bot.claude import Claude, Trouble
from bot.claude.patience import ATTEMPTS
from bot.prompts import Said, render
from sandbox.claude import Fault, drops, fails, refuses, shaped
from storage.jobs.port import Kind
from tests.deployment import Team

GOOD = {"title": "Keep orders in PostgreSQL"}
OUTLINE = "an outline"


class Draft(BaseModel):
    title: str


@pytest.fixture
def drafts(team: Team) -> Iterator[list[str]]:
    """What a job of the kind every feature has wrote: Claude's draft, or an outline and why."""
    wrote: list[str] = []

    async def write(team: str, user: str, claude: Claude) -> None:
        said = [Said("let's keep orders in PostgreSQL", by="Ana", id="m1")]
        prompt = render("adr_from_thread", title_hint="", participants=["Ana"], today=1, messages=said)
        try:
            draft = await claude.parse(Draft, prompt, team=team, user=user)
        except Trouble as trouble:
            wrote.append(f"{OUTLINE}: {trouble.sentence}")
        else:
            wrote.append(draft.title)

    kinds = team.deployment.copilot.jobs.kinds
    kinds["test.draft"] = Kind("test.draft", write, attempts=2)
    yield wrote
    del kinds["test.draft"]


async def ask(team: Team, *, by: str = "") -> None:
    async with team.store.transaction() as db:
        await db.jobs.enqueue("test.draft", team=team.id, room="draft:1", user=by or team.ana.id)
    await team.settled()


async def test_an_answer_is_what_was_scripted_for_this_workspace_and_no_other(team: Team, drafts: list[str]) -> None:
    other = await team.deployment.team("Globex")
    other.claude.will(shaped({"title": "Somebody else's"}))
    team.claude.will(shaped(GOOD))

    await ask(team)

    assert drafts == ["Keep orders in PostgreSQL"]
    assert ["PostgreSQL" in one.words for one in team.claude.asked] == [True]
    assert other.claude.asked == []


async def test_without_a_script_it_answers_out_of_what_was_said(team: Team, drafts: list[str]) -> None:
    await ask(team)

    assert drafts == ["let's keep orders in PostgreSQL"]


async def test_what_it_cost_is_counted_for_who_asked_and_nobody_elses_workspace(team: Team, drafts: list[str]) -> None:
    other = await team.deployment.team("Globex")

    await ask(team, by=team.bo.id)

    async with team.store.reading() as db:
        [bos] = await db.spending.by_person(seen_by=team.operator, now=team.slack.clock.now())
        others = await db.spending.by_person(seen_by=other.operator, now=team.slack.clock.now())
    assert (bos.user, bos.purpose, bos.calls) == (team.bo.id, "adr_from_thread", 1)
    assert bos.usd > 0
    assert others == []
    assert len(drafts) == 1


async def test_without_a_key_the_outline_goes_out_at_once(team: Team, drafts: list[str]) -> None:
    team.claude.is_taken_away()

    await ask(team)

    assert drafts == [f"{OUTLINE}: Claude is not set up here: ANTHROPIC_API_KEY is not set."]


async def test_a_budget_that_is_used_up_is_an_outline_too(team: Team, drafts: list[str]) -> None:
    team.claude.may_spend(usd=0.01)

    await ask(team)

    [wrote] = drafts
    assert wrote.startswith(f"{OUTLINE}: This month's budget for Claude, $0.01, is used up")
    assert team.claude.asked == []


async def test_what_will_not_go_better_is_an_outline_at_once(team: Team, drafts: list[str]) -> None:
    team.claude.will(refuses())

    await ask(team)

    assert drafts == [f"{OUTLINE}: Claude declined to write this."]
    assert len(team.claude.asked) == 1


@pytest.mark.parametrize("fault", [fails(500), drops(), drops(4), fails(529)])
async def test_away_for_a_moment_is_asked_again_by_itself(team: Team, drafts: list[str], fault: Fault) -> None:
    team.claude.will(fault, fault, shaped(GOOD))

    await ask(team)

    assert drafts == ["Keep orders in PostgreSQL"]
    assert len(team.claude.asked) == 3


async def test_away_for_too_long_is_an_outline_that_says_so(team: Team, drafts: list[str]) -> None:
    team.claude.always(fails(503))

    await ask(team)

    assert drafts == [f"{OUTLINE}: Claude does not answer just now."]
    assert len(team.claude.asked) == ATTEMPTS
