"""A decision's life by words, buttons and mentions: each move, each refusal, and where it can be found."""

from datetime import timedelta

import pytest

from bot.records.adrs import ADR
from bot.records.documents import Document
from tests.deciding import accepted, answer, drafted, proposed
from tests.deployment import Team
from tests.looking import buttons, in_channel, lines, to_copy, told
from tests.staged import did


async def test_it_is_written_without_a_thread_and_nobody_sees_it_until_it_is_proposed(team: Team) -> None:
    await team.runs(team.ana, "/adr new Use PostgreSQL")
    draft = await team.submits(team.ana, {"context": "It has to be kept", "easier": "joins\nbackups"})
    before = in_channel(team)
    assert draft.view is not None
    await team.clicks(team.ana, "Propose", on=draft.view)
    await team.submits(team.ana, {"deciders": [team.ana, team.bo]})

    [card] = in_channel(team)
    assert before == []
    assert draft.view.shown.count("shown to you alone") == 1
    assert card.shown.splitlines()[0] == "🟡 ADR-001 Use PostgreSQL"
    assert lines(card.shown, "proposed · written by Ana · to decide: Ana, Bo · look at it again on")
    assert "Not written yet: Options Considered, Decision" in card.shown
    assert list(buttons(card))[-2:] == ["Accept", "Reject"]


async def test_it_is_accepted_by_whoever_sees_it_and_the_thread_is_told_once(team: Team) -> None:
    card = await drafted(team)
    await team.runs(team.ana, "/adr propose DRAFT-1 now")

    await team.clicks(team.bo, "Accept", on=card)
    again = await team.runs(team.chi, "/adr accept ADR-1")

    assert card.shown.startswith("🟢 ADR-001")
    assert lines(card.shown, "decided by Bo")
    assert [one.shown for one in card.channel.live if "is accepted" in one.shown and not one.ephemeral_to] == ["ADR-001 is accepted — Bo"]
    assert again.shown.startswith("ADR-001 is accepted. What can be done: /adr deprecate ADR-001")


CANNOT = (
    ("accept ADR-9", "There is no ADR-009 that you can see. What there is: /adr list"),
    ("accept", "Which one?"),
    ("reject ADR-1", "ADR-001 is accepted. What can be done: /adr deprecate ADR-001"),
    ("propose ADR-1", "ADR-001 is accepted."),
    ("status ADR-1 --set proposed", "ADR-001 is accepted. What next?"),
    ("discard ADR-1", "ADR-001 has its number and stays on record."),
    ("restore ADR-1", "A draft is discarded or brought back by who began it, or an admin."),
    ("publish ADR-1 it tomorrow", "“publish” takes no words after it. Is that what you want?"),
    ("supersede ADR-1 by ADR-1", "ADR-001 cannot take its own place."),
    ("supersede ADR-1 by ADR-8", "There is no ADR-8 that you can see. Choose another, or write it:"),
    ("review ADR-1 yesterday", "When? /adr review ADR-001 in 6 months, or a day to come: 2027-05-01."),
    ("link ADR-1 ADR-1", "That is ADR-001 itself. Name another record."),
    ("link ADR-1 INC-4", "There is no INC-4 that you can see."),
    ("edit ADR-1 nonsense", "ADR-001 has no section “nonsense”."),
    ("list nonsense", "“nonsense” is no status of a decision. Which ones?"),
    ("list 9", "That page is past the end: there are 1."),
    ("diff ADR-1 99", "ADR-001 has no such revision."),
    ("search", "What do you look for? /adr search <words>"),
    ("search unicorns", "No decision that you can see has all of these words."),
    ("deciders ADR-1", "Who decides? /adr deciders ADR-001 @who @who"),
    ("export ADR-1 nonsense", "One, or all that you can see?"),
    ("from nowhere", "Which message? ⋯ › Copy link gives its link: /adr <link>"),
    ("approve ADR-1", "Did you mean accept? /adr accept ADR-007 [why]"),
    ("discrad ADR-1", "Did you mean discard? /adr discard DRAFT-3"),
)


async def test_what_cannot_be_done_says_what_can(team: Team) -> None:
    card = await accepted(team)
    before = card.shown

    for words, said in CANNOT:
        reply = await team.bo.runs(f"/adr {words}", in_=team.general)

        assert reply.shown.startswith(said), words
    await team.settled()
    assert card.shown == before


async def test_a_decision_is_deprecated_and_rejected_with_the_reason(team: Team) -> None:
    old = await accepted(team, "Use PostgreSQL")
    await team.runs(team.bo, "/adr deprecate ADR-1 we sold it")
    new = await proposed(team)
    await team.says(team.bo, "@CTO Co-Pilot reject too dear", thread=new)

    assert old.shown.startswith("⚪ ADR-001")
    assert old.replies[-1].shown == "ADR-001 is deprecated: we sold it — Bo"
    assert any(one.shown == "ADR-002 is rejected: too dear — Bo" for one in team.general.live)
    refused = await team.runs(team.ana, "/adr edit ADR-2")
    assert refused.shown.startswith("ADR-002 is rejected and stays as it is.")


async def test_in_its_thread_no_key_is_needed_and_nothing_that_is_said_is_taken_for_it(team: Team) -> None:
    card = await proposed(team)

    await team.says(team.bo, "@CTO Co-Pilot so be it", thread=card)
    [asked] = told(team, team.bo)
    await team.says(team.bo, "@CTO Co-Pilot deciders @Chi @Ana", thread=card)
    await team.says(team.bo, "@CTO Co-Pilot", thread=card)

    assert asked.shown.startswith("I do not know “so”. All words: @CTO Co-Pilot adr help")
    assert lines(card.shown, "to decide: Chi, Ana")
    assert told(team, team.bo)[-1].shown.startswith("🟡 ADR-001")


async def test_drafts_are_put_away_and_brought_back_by_their_author(team: Team) -> None:
    card = await drafted(team, by=team.bo)

    await team.clicks(team.chi, "Discard", on=card)
    await team.clicks(team.bo, "Discard", on=card)
    gone = card.shown
    await team.clicks(team.bo, "Bring it back", on=card)

    assert told(team, team.chi)[-1].shown == "A draft is discarded or brought back by who began it, or an admin."
    assert gone.startswith("A draft was discarded: ")
    assert "Context" in card.shown


@pytest.mark.postgresql
async def test_lists_page_by_button_and_filter_by_status_and_project(team: Team) -> None:
    await did(team, (team.ana, team.payments, "cto project payments"), (team.ana, team.general, "cto project new platform"))
    await stand(team, 17, elsewhere=4)
    await did(team, (team.bo, team.general, "adr deprecate ADR-2"))

    first = await team.runs(team.bo, "/adr list")
    await team.clicks(team.bo, "Page 2 of 2", on=first)
    second = told(team, team.bo)[-1].shown

    assert first.shown.startswith("17 decisions\n")
    assert first.shown.count("ADR-0") == 15
    assert [line.split()[1] for line in lines(second, "ADR-0")] == ["ADR-002", "ADR-001"]
    assert lines((await team.runs(team.bo, "/adr list deprecated")).shown, "ADR-0") == lines(second, "ADR-002")
    of_project = await team.runs(team.bo, "/adr list accepted project payments")
    assert of_project.shown.splitlines()[0] == "1 accepted decision of payments"
    assert "There is no project nothing." in (await team.runs(team.bo, "/adr list project nothing")).shown


async def stand(team: Team, count: int, *, elsewhere: int) -> None:
    """So many accepted decisions of #general, but one that is of #payments."""
    now, viewer = team.slack.clock.now(), team.operator
    async with team.store.transaction() as db:
        shelf = db.documents.of(ADR)
        for number in range(1, count + 1):
            channel = (team.payments if number == elsewhere else team.general).id
            project = await db.projects.of_channel(channel, seen_by=viewer)
            assert project
            draft, number_ = await shelf.next_draft(team.id), await shelf.next_number(team.id)
            facts = {"title": f"Decision {number}", "status": "accepted", "body": ADR.body(), "form": ADR.forms[0], "project": project.id}
            made = {"channel": channel, "author": team.ana.id, "made_at": now, "changed_at": now, "revision": 1}
            await shelf.add(Document(team=team.id, kind=ADR.name, draft=draft, number=number_, **facts, **made), did="accepted")


async def test_it_is_found_by_its_words_and_what_changed_is_shown(team: Team) -> None:
    await accepted(team, "Use PostgreSQL")
    await team.runs(team.bo, "/adr edit ADR-1 decision")
    await team.submits(team.bo, {"part1": "Use PostgreSQL, with a replica."})

    assert "ADR-001" in (await team.runs(team.chi, "/adr search replica")).shown
    assert "ADR-001" in (await team.runs(team.chi, "/cto find replica")).shown
    history = (await team.runs(team.chi, "/adr history ADR-1")).shown
    assert [line.split("  ")[1].split(" · ")[0] for line in lines(history, " by ")] == [
        "edited by Bo",
        "accepted by Ana",
        "proposed by Ana",
        "drafted by Ana",
    ]
    changed = to_copy(await team.runs(team.chi, "/adr diff ADR-1"))
    assert lines(changed, "-Use PostgreSQL.")
    assert lines(changed, "+Use PostgreSQL, with a replica.")


async def test_home_shows_what_waits_for_somebody(team: Team) -> None:
    team.claude.will(answer(title="Mine to finish"))
    await drafted(team, by=team.bo)
    await proposed(team, "Ours to decide")
    await did(team, (team.ana, team.general, f"adr deciders ADR-1 <@{team.bo.id}>"))

    await team.bo.opens("home")
    await team.settled()
    assert team.bo.home is not None
    shown = team.bo.home.shown
    await team.clicks(team.bo, "Accept", on=team.bo.home)

    assert lines(shown, "What needs you")
    assert lines(shown, "DRAFT-1 Mine to finish · draft · Bo")
    assert lines(shown, "ADR-001 Ours to decide · proposed · Ana")
    assert "Ours to decide" not in team.bo.home.shown
    await team.chi.opens("home")
    await team.settled()
    assert team.chi.home is not None
    assert lines(team.chi.home.shown, "Nothing, just now.")


async def test_a_draft_of_a_direct_message_asks_for_a_channel_when_it_is_proposed(team: Team) -> None:
    alone = team.workspace.dm(team.ana)
    await team.runs(team.ana, "/adr new Use Rust", in_=alone)
    draft = await team.submits(team.ana, {"context": "it is fast"})
    assert "Use Rust" not in (await team.runs(team.bo, "/adr list")).shown
    assert draft.view is not None
    await team.clicks(team.ana, "Propose", on=draft.view)
    refused = await team.submits(team.ana, {"channel": team.secret, "deciders": []})
    await team.submits(team.ana, {"channel": team.payments})

    assert refused.errors == {} or "channel" in refused.errors
    assert any("ADR-001 Use Rust" in one.shown for one in team.payments.live + team.secret.live)


async def test_a_day_to_look_again_is_asked_for_and_is_to_come(team: Team) -> None:
    card = await accepted(team)
    tomorrow = (team.slack.clock.now() + timedelta(days=2)).date()

    await team.runs(team.bo, "/adr review ADR-1")
    refused = await team.submits(team.bo, {"on": tomorrow - timedelta(days=5)})
    await team.submits(team.bo, {"on": tomorrow})

    assert refused.errors == {"on": "That day is over, or today. Choose one that is still to come."}
    assert lines(card.shown, f"look at it again on {tomorrow:%d %b %Y}")
    await team.runs(team.bo, "/adr review ADR-1 never")
    assert "look at it again" not in card.shown
