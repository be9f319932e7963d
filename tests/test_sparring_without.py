"""Without a model it says so, and asks what one asks; what is suggested fits what is open; a conversation ends with the read."""

from datetime import timedelta

import pytest

from bot.records.questions import ANYTHING, TOPICS, about
from sandbox.claude import says
from tests.deciding import accepted
from tests.deployment import Team
from tests.looking import buttons, told
from tests.talking import answers, asks, calls


async def test_without_a_key_it_says_so_and_asks_what_one_asks(team: Team) -> None:
    team.claude.is_taken_away()
    await accepted(team, "Use PostgreSQL")

    root = await asks(team, team.bo, "should we move PostgreSQL to something cheaper?")

    [answer] = answers(team, root)
    assert "There is no model here, so I cannot argue with you" in answer.shown
    assert "When was a backup last restored" in answer.shown
    assert "ADR-001" in answer.shown
    assert "This helped" not in answer.shown
    assert len(calls(team, "chat.startStream")) == 0


async def test_a_budget_that_is_used_up_is_told_and_the_questions_are_there(team: Team) -> None:
    team.claude.may_spend(usd=0.001)

    root = await asks(team, team.bo, "build or buy?")

    [answer] = answers(team, root)
    assert "is used up until the 1st" in answer.shown
    assert "If you bought it tomorrow" in answer.shown


async def test_a_topic_leads_to_another_and_to_the_next_step(team: Team) -> None:
    reply = await team.runs(team.bo, "/cto questions debt")

    assert "What if you leave it for a year?" in reply.shown
    assert buttons(reply) == {"/debt plan": "debt plan"}
    await team.bo.chooses("Build it or buy it", in_="Another topic…", on=reply)
    await team.settled()
    assert "If you bought it tomorrow" in told(team, team.bo)[-1].shown


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("should we build feature flags ourselves or buy a vendor?", "build"),
        ("is it time for kubernetes and microservices?", "architecture"),
        ("postgres is slow, do we need a read replica?", "database"),
        ("why do we have so many outages?", "incidents"),
        ("our AWS bill doubled", "cost"),
        ("should I hire a senior engineer?", "people"),
        ("we ship too slowly", "delivery"),
        ("a customer wants SOC 2", "security"),
        ("was that right?", "decision"),
    ],
)
def test_a_topic_is_known_by_its_words(text: str, topic: str) -> None:
    assert about(text).name == topic


def test_every_topic_is_found_by_what_it_is_called() -> None:
    assert [about(topic.about).name for topic in TOPICS] == [topic.name for topic in TOPICS]
    assert all(len(topic.questions) >= 4 for topic in (*TOPICS, ANYTHING))


async def test_taking_leave_closes_with_the_read_and_asks_no_model(team: Team) -> None:
    team.claude.will(says("Wait a month."))
    await team.claude.claude.ready()
    root = await asks(team, team.bo, "hire now?")

    await asks(team, team.bo, "thanks, that helps", thread=root)

    close = answers(team, root)[-1]
    assert "This is where you are" in close.shown
    assert "priority" in close.shown.lower()
    assert len(team.claude.asked) == 1


async def test_thanks_in_a_channel_where_nobody_talked_to_it_is_ticked(team: Team) -> None:
    said = await team.says(team.bo, "@CTO Co-Pilot thanks!", in_=team.general)

    assert answers(team, said) == []
    assert "white_check_mark" in said.reactions


async def test_what_is_suggested_fits_what_is_open_and_what_they_may_see(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    await team.declares(team.bo, "SEV2 Search is slow")
    await accepted(team, "Use PostgreSQL")

    for person in (team.bo, team.chi):
        await person.opens("messages")
        await team.settled()

    bos, chis = calls(team, "assistant.threads.setSuggestedPrompts")
    assert [one["title"] for one in bos["prompts"]][:2] == ["INC-2: what now?", "ADR-001: still right?"]
    assert chis["prompts"][0]["title"] == "INC-1: what now?"
    assert "Keys" not in str(bos)
    assert len(bos["prompts"]) == 4


async def test_the_thread_they_look_at_is_suggested_if_they_may_see_it(team: Team) -> None:
    said = await team.says(team.bo, "we drop the index tonight", in_=team.general)
    hidden = await team.says(team.chi, "the password is hunter2", in_=team.secret)

    for message in (said, hidden):
        await team.bo.looks_at(message)
        await team.settled()

    first, second = (one["prompts"][0] for one in calls(team, "assistant.threads.setSuggestedPrompts"))
    assert said.permalink.partition("/archives/")[2] in first["message"]
    assert "beside this" not in second["title"]


async def test_old_talk_is_let_go_of(alone: Team) -> None:
    alone.claude.is_taken_away()
    await asks(alone, alone.bo, "hire now?")

    await alone.time_passes(timedelta(days=200))
    async with alone.store.transaction() as db:
        await db.jobs.enqueue("retention.clean", team=alone.id, room="retention")
    await alone.settled()

    async with alone.store.reading() as db:
        assert await db.conversations.get(1, seen_by=alone.operator) is None
