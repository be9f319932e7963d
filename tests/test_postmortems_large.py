"""A postmortem of a real-sized incident; of a process that dies on the way; in channels private or its own; and words that blame."""

from datetime import timedelta
from typing import Any

from bot.records.documents import READING
from bot.records.postmortems import POSTMORTEM
from handlers.blocks import kit
from handlers.postmortems.writing import write
from tests.deployment import Team
from tests.looking import buttons, headlines
from tests.telling import CAUSE, cards, citing, lived_through, section, writes

ENTRIES, MESSAGES = 120, 400


async def test_120_entries_and_400_messages_give_a_draft_and_without_claude_an_outline(team: Team) -> None:
    headline = await lived_through(team, entries=ENTRIES, messages=MESSAGES)
    team.claude.will(citing(root_cause=[("The pool of the card service has no connection left.", ["has no connection left (397)"])]))

    await writes(team)
    [card] = cards(headline)
    drafted = card.shown
    team.claude.is_taken_away()
    await team.clicks(team.bo, "Draft it again", on=card)

    assert "Drafted by Claude from 126 entries and 401 messages" in drafted
    assert section(drafted, "Root Cause") == ["The pool of the card service has no connection left. ↗"]
    said = [one["text"] for one in team.claude.asked[0].said if one.get("id")]
    assert len(said) == 126 + 401
    assert "An outline: what the records know, nothing added." in card.shown
    timeline = section(card.shown, "Timeline")
    assert timeline[0].endswith("Declared as SEV1: Checkout is down ↗")
    assert timeline[-2].endswith("Resolved: rolled back to 4.2.0 ↗")
    assert timeline[-1] == "… 102 more: Timeline has them all"
    assert kit.length(card.blocks) < kit.MESSAGE_TEXT


async def test_what_stands_on_the_timeline_is_not_told_twice(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    pinned = await team.says(team.bo, "the pool is exhausted", thread=headline)
    await team.reacts(team.ana, "pushpin", to=pinned)
    await team.runs(team.ana, "/incident resolve INC-1 rolled back")
    await writes(team)

    assert [one["text"] for one in team.claude.asked[0].said].count("the pool is exhausted") == 1


async def test_done_twice_the_job_writes_one_draft_once(team: Team) -> None:
    headline = await lived_through(team)
    parts: dict[str, Any] = {
        "store": team.store,
        "slack": team.deployment.copilot.slack(team.id),
        "claude": team.claude.claude,
        "clock": team.slack.clock.now,
    }
    await writes(team)
    asked = len(team.claude.asked)
    before = [one.shown for one in headline.replies]

    await write(team=team.id, document=await _document(team), **parts)
    await team.settled()

    assert [one.shown for one in headline.replies] == before
    assert len(team.claude.asked) == asked


async def test_a_process_that_died_before_it_was_kept_leaves_one_that_is_written_by_the_next(team: Team) -> None:
    headline = await lived_through(team)
    await writes(team)
    id_ = await _document(team)
    async with team.store.transaction() as db:  # as it is after the request was acked, and before its job was done
        shelf = db.documents.of(POSTMORTEM)
        kept = await shelf.for_change(id_, seen_by=team.operator)
        assert kept
        await shelf.save(kept.with_(at=team.slack.clock.now(), state=READING), did="", by=team.ana.id)
    team.claude.will(citing(root_cause=[(f"{CAUSE}.", ["Identified"])]))

    meanwhile = await team.runs(team.bo, "/cto postmortem edit PM-1 impact")
    asked_again = await writes(team, team.bo)

    assert "It is still being written." in meanwhile.shown
    assert asked_again.shown == "The postmortem of INC-1 is being written. It will be in its room in a moment."
    [card] = cards(headline)
    assert section(card.shown, "Root Cause") == [f"{CAUSE}. ↗"]


async def test_in_a_channel_of_its_own_the_card_stands_there_and_its_talk_is_read(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident channel INC-1")
    own = next(one for one in team.workspace.channels.values() if one.name.startswith("inc-1"))
    await team.ana.says("the pool is exhausted by 4.2.1", in_=own)
    await team.runs(team.ana, "/incident resolve INC-1 rolled back", in_=own)
    team.claude.will(citing(root_cause=[("The pool was exhausted by 4.2.1.", ["exhausted by 4.2.1"])]))

    await team.runs(team.ana, "/incident postmortem", in_=own)

    [card] = [one for one in own.live if one.shown.startswith("Incident: Checkout") and not one.ephemeral_to]
    assert section(card.shown, "Root Cause") == ["The pool was exhausted by 4.2.1. ↗"]
    assert [one for one in team.general.live if one.shown.startswith("Incident: Checkout")] == []


async def test_of_a_private_channel_the_bot_is_not_in_it_is_read_by_members_and_shown_once_it_is_let_in(team: Team) -> None:
    await team.runs(team.chi, "/incident declare SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident resolve INC-1 rotated", in_=team.secret)
    promised = await team.runs(team.chi, "/incident postmortem INC-1", in_=team.secret)
    by_member = await team.runs(team.ana, "/incident postmortem INC-1", in_=team.secret)
    by_outsider = await team.runs(team.bo, "/cto postmortem show PM-1", in_=team.payments)

    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    team.slack.clock.advance(timedelta(seconds=5))
    await team.settled()

    assert "I am not in its channel, so read it with /incident postmortem INC-1, or /invite me." in promised.shown
    assert by_member.shown.startswith("Incident: Keys leaked")
    assert "There is no INC-1 that you can see." in by_outsider.shown
    [headline] = headlines(team, team.secret)
    assert [one.shown.splitlines()[0] for one in cards(headline)] == ["Incident: Keys leaked"]


async def test_words_that_blame_are_a_question_beside_the_draft_and_kept_they_are_not_asked_again(team: Team) -> None:
    headline = await lived_through(team)
    blames = "Bo should have tested the pool before 4.2.1."
    team.claude.will(citing(lessons=[(blames, ["Identified"])]))
    await writes(team)
    [card] = cards(headline)
    first = card.shown

    await team.clicks(team.chi, "Keep", on=card)
    kept = card.shown
    await team.runs(team.chi, "/cto postmortem edit PM-1 impact")
    await team.submits(team.chi, {"part1": "Cards were declined because of human error."})

    assert f"“{blames}” reads as blame. What happened instead, and why did it make sense then?" in first
    assert "reads as blame" not in kept
    assert "“Cards were declined because of human error.” reads as blame. What would have caught it, whoever did it?" in card.shown
    assert buttons(card)["Keep"].startswith("postmortem keep PM-1 ")
    signed = await team.runs(team.bo, "/cto postmortem sign PM-1")
    assert signed.shown.startswith("PM-1 is signed off.")
    async with team.store.reading() as db:
        changes = await db.audit.of(team.id, f"postmortem {await _document(team)}")
    assert [one.after.partition(" ")[2] for one in changes if one.action == "keep"] == [blames]


async def test_people_who_did_something_are_no_blame(team: Team) -> None:
    headline = await lived_through(team)
    team.claude.will(citing(timeline=[("Bo rolled back to 4.2.0.", ["Resolved"])]))

    await writes(team)

    assert "reads as blame" not in cards(headline)[0].shown


async def test_a_word_that_stands_nowhere_any_more_is_not_kept(team: Team) -> None:
    await lived_through(team)
    await writes(team)

    reply = await team.runs(team.chi, "/cto postmortem keep PM-1 0123456789")

    assert reply.shown == "Those words do not stand there any more, so nothing is left to keep."


async def _document(team: Team) -> int:
    async with team.store.reading() as db:
        found = await db.documents.of(POSTMORTEM).numbered(1, seen_by=team.operator)
    assert found
    return found.id
