"""A direct message is a conversation: with Claude, over the records, in its thread."""

import pytest

from sandbox.claude import cut_off, says, uses
from tests.deployment import Team
from tests.looking import buttons, told
from tests.staged import did
from tests.talking import answers, asks, calls, steps, values_of, written


@pytest.fixture(autouse=True)
async def _loaded(team: Team) -> None:
    """The SDK takes seconds to load on a busy machine; a process that serves has it loaded."""
    await team.claude.claude.ready()


async def test_what_is_said_in_no_words_of_ours_is_answered_in_its_thread(team: Team) -> None:
    team.claude.will(says("Not yet. Three people do not need it."))

    root = await asks(team, team.bo, "should we move to Kubernetes?")

    [answer] = answers(team, root)
    assert written(answer) == "Not yet. Three people do not need it."
    assert steps(answer) == ["Read what is open, decided and owed"]
    assert [one.is_reply for one in team.workspace.dm(team.bo).live] == [False, True]


async def test_words_of_ours_are_done_as_ever(team: Team) -> None:
    for words in ("incident list", "cto find rolled back", "INC-1", "list", "debt list"):
        await asks(team, team.bo, words)

    assert team.claude.asked == []


@pytest.mark.parametrize(
    "words",
    [
        "help me decide whether to hire",
        "why are we so slow?",
        "debt is killing us, is it not?",
        "INC-9 keeps coming back, does it?",
        "hello",
    ],
)
async def test_a_sentence_is_talk_though_it_begins_with_a_verb_by_chance(team: Team, words: str) -> None:
    team.claude.will(says("Tell me more."))

    root = await asks(team, team.bo, words)

    assert [written(one) for one in answers(team, root)] == ["Tell me more."]


async def test_the_records_are_read_before_it_answers(team: Team) -> None:
    await did(
        team,
        (team.bo, team.general, "incident declare SEV1 Checkout is down"),
        (team.bo, team.payments, "debt add Search has no tests high"),
    )

    await team.runs(team.bo, "/cost record 2026-10 AWS 1200, revenue 20000", in_=team.payments)

    await asks(team, team.bo, "what should worry me most?")

    told = team.claude.asked[0].words
    assert "Infrastructure: 2026-10 cost" in told
    assert "Checkout is down (SEV1, investigating" in told
    assert "Search has no tests: high" in told
    assert "debt add &lt;what&gt;" in told or "debt add <what>" in told


async def test_a_reply_goes_on_and_remembers_what_was_said(team: Team) -> None:
    team.claude.will(says("Buy it."), says("Then build it, in ten days."))
    root = await asks(team, team.bo, "build or buy a feature flag thing?")

    await asks(team, team.bo, "we have no budget at all", thread=root)

    assert [written(one) for one in answers(team, root)] == ["Buy it.", "Then build it, in ten days."]
    first, second = (one.words for one in team.claude.asked)
    assert "Buy it." not in first
    assert "build or buy a feature flag thing?" in second
    assert "Buy it." in second


async def test_it_looks_things_up_and_says_what(team: Team) -> None:
    incident = await team.declares(team.bo, "SEV2 Search is slow")
    await team.says(team.bo, "@CTO Co-Pilot note the index was dropped", in_=team.general, thread=incident)
    team.claude.will(uses("search_records", words="index dropped"), uses("show_record", key="INC-1"), says("INC-1: the index."))

    root = await asks(team, team.bo, "has search been slow before?")

    [answer] = answers(team, root)
    assert steps(answer) == ["Read what is open, decided and owed", "Looked for “index dropped”", "Read INC-1"]
    assert "the index was dropped" in team.claude.asked[2].results[0]["content"]


async def test_numbers_are_added_up_by_rule(team: Team) -> None:
    team.claude.will(uses("compute_cost", months=12, monthly=200, days=10, day_costs=600), says("It comes to $8,400."))

    await asks(team, team.bo, "what would building it cost in a year?")

    assert "in all $8,400" in team.claude.asked[1].results[0]["content"]


async def test_what_it_proposes_is_a_button_that_opens_the_filled_form(team: Team) -> None:
    team.claude.will(uses("propose", words="debt add No tests for search high"), says("Write it down."))
    root = await asks(team, team.bo, "is our search a liability?")
    [answer] = answers(team, root)

    assert "DEBT-1" not in (await team.runs(team.bo, "/debt list")).shown
    await team.clicks(team.bo, "debt add No tests for search high…", on=answer)

    assert team.bo.view is not None
    assert [block["element"]["initial_value"] for block in team.bo.view.blocks if block["type"] == "input"] == [
        "debt add No tests for search high"
    ]
    await team.submits(team.bo, {"words": "debt add No tests for search critical"})
    assert "No tests for search" in (await team.runs(team.bo, "/debt list", in_=team.workspace.dm(team.bo))).shown


async def test_words_nobody_could_type_are_not_offered(team: Team) -> None:
    for words in ("rm -rf /", "debt list", "debt frobnicate it", "cto propose debt add x", "debt add <!channel>"):
        team.claude.will(uses("propose", words=words))
    team.claude.will(says("I offer nothing."))

    root = await asks(team, team.bo, "what can you do for me?")

    results = [one["content"] for request in team.claude.asked[1:] for one in request.results]
    assert [result for result in results if "The button is there" in result] == []
    assert [words for words in buttons(answers(team, root)[0]).values() if words.startswith("cto propose")] == []


async def test_a_long_answer_goes_on_in_a_further_message_and_nothing_is_cut(team: Team) -> None:
    whole = "\n".join(f"{at}. this is one line of a very long answer, and it goes on" for at in range(400))
    team.claude.will(says(whole))

    root = await asks(team, team.bo, "tell me everything?")

    said = answers(team, root)
    assert len(said) == 3
    assert "".join(written(one) for one in said) == whole
    assert ["This helped" in one.shown for one in said] == [False, False, True]


async def test_an_answer_that_breaks_off_stays_and_says_so(team: Team) -> None:
    team.claude.will(cut_off("The first thing is"))

    root = await asks(team, team.bo, "what are the ten things?")

    [answer] = answers(team, root)
    assert written(answer) == "The first thing is"
    assert "broke off here" in answer.shown


async def test_whether_it_helped_is_kept(team: Team) -> None:
    team.claude.will(says("Wait a month."))
    root = await asks(team, team.bo, "hire now?")
    [answer] = answers(team, root)

    await team.clicks(team.bo, "This helped", on=answer)
    await team.clicks(team.bo, "It did not", on=answer)

    number = int(next(value for value in values_of(answer) if value.endswith("good")).split()[2])
    async with team.store.reading() as db:
        assert await db.conversations.judgements(number) == {team.bo.id: False}
    assert "What was wrong with it?" in told(team, team.bo, team.workspace.dm(team.bo))[-1].shown


async def test_what_it_costs_is_counted_for_who_asked(team: Team) -> None:
    await asks(team, team.bo, "should we split the monolith?")

    assert "Sparring" in (await team.runs(team.bo, "/cto usage")).shown


async def test_it_is_at_work_with_a_title_and_no_stop_is_left_behind(team: Team) -> None:
    team.claude.will(says("No."))

    root = await asks(team, team.bo, "should we rewrite it in Rust?")

    sessions = calls(team, "agents.sessions.setStatus")
    assert [one["status"] for one in sessions] == ["processing", "active"]
    assert sessions[0]["title"] == "should we rewrite it in Rust?"
    assert not team.bo.may_stop(root)
    assert "reading your records" in calls(team, "assistant.threads.setStatus")[0]["status"]
