"""Reviews: whose word counts, what stands against it, and what each refusal advises."""

from datetime import timedelta

from bot.records.people import Person as Known
from bot.records.people import Standing
from sandbox.claude import shaped
from tests.deployment import Team
from tests.looking import buttons
from tests.staged import did, let_in, undisturbed
from tests.test_rfcs import asked, begun, card, in_review


async def test_who_wrote_it_cannot_approve_it(team: Team) -> None:
    await in_review(team, team.ana, team.bo)

    reply = await team.runs(team.ana, "/rfc approve RFC-1 I am sure")
    by_status = await team.runs(team.ana, "/rfc-status RFC-0001 --set APPROVED")

    assert "You wrote RFC-0001, so somebody else approves it. Asked: Bo." in reply.shown
    assert "Ask somebody" in buttons(reply)
    assert "Nobody but who wrote it has approved it yet." in by_status.shown
    assert "REVIEW" in card(team).shown


async def test_it_waits_for_everybody_who_was_asked_unless_somebody_says_that_is_enough(team: Team) -> None:
    await in_review(team, team.ana, team.bo, team.chi)

    reply = await team.runs(team.bo, "/rfc approve RFC-1 the numbers hold")
    assert "Still asked: Chi." in reply.shown
    assert "REVIEW" in card(team).shown

    await team.clicks(team.bo, "That is enough", on=reply)
    assert "APPROVED" in card(team).shown


async def test_two_who_approve_at_once_settle_it_once(team: Team) -> None:
    await in_review(team, team.ana, team.bo, team.chi)

    await team.bo.runs("/rfc approve RFC-1 yes", in_=team.general)
    await team.chi.runs("/rfc approve RFC-1 yes, too", in_=team.general)
    await team.settled()

    assert "APPROVED" in card(team).shown
    thread = [one.shown for one in card(team).replies]
    assert sum("RFC-0001 is approved" in one for one in thread) == 1
    assert sum("Approval of RFC-0001" in one for one in thread) == 2


async def test_an_objection_holds_until_it_is_taken_back(team: Team) -> None:
    await in_review(team, team.ana, team.bo)
    await team.clicks(team.chi, "Object…", on=card(team))
    await team.submits(team.chi, {"why": "Who pays for the migration?"})

    reply = await team.runs(team.bo, "/rfc approve RFC-1 fine")
    assert "Your approval is kept." in reply.shown
    assert "Chi objects: “Who pays for the migration?”" in reply.shown
    assert "✋ Chi objects: Who pays for the migration?" in card(team).shown

    await team.runs(team.chi, "/rfc withdraw RFC-1")
    await team.runs(team.bo, "/rfc-status RFC-1 --set APPROVED")
    assert "APPROVED" in card(team).shown


async def test_an_approval_is_of_the_words_it_was_given_for(team: Team) -> None:
    await in_review(team, team.ana, team.bo, team.chi)
    await team.runs(team.bo, "/rfc approve RFC-1 fine")

    await team.runs(team.ana, "/rfc edit RFC-1 recommendation")
    await team.submits(team.ana, {"part1": "DynamoDB, after all, though it is behind."})

    assert "✅ Bo approves an earlier version: fine" in card(team).shown
    reply = await team.runs(team.ana, "/rfc-status RFC-1 --set APPROVED")
    assert "It was changed after Bo approved it. Ask them to look again." in reply.shown


async def test_a_guest_objects_and_does_not_approve(team: Team) -> None:
    await team.runs(team.ana, "/rfc new", in_=team.payments)
    await team.submits(team.ana, {"title": "Where orders are kept"})
    await team.runs(team.bo, "/rfc submit RFC-1 anyway it is small", in_=team.payments)

    refused = await team.runs(team.gus, "/rfc approve RFC-1 yes", in_=team.payments)
    kept = await team.runs(team.gus, "/rfc object RFC-1 support was not asked", in_=team.payments)

    assert "A full member approves it." in refused.shown
    assert "It holds until you take it back." in kept.shown


async def test_the_only_full_member_approves_what_they_wrote_marked_as_such(alone: Team) -> None:
    async with alone.store.transaction() as db:
        for person in (alone.bo, alone.chi):
            known = Known(team=alone.id, user=person.id, name=person.name, standing=Standing.DEACTIVATED)
            await db.people.keep_person(known, at=alone.slack.clock.now())
    await in_review(alone, alone.ana)

    await alone.runs(alone.ana, "/rfc approve RFC-1 now")

    assert "APPROVED" in card(alone).shown
    assert "Self-approved" in card(alone).shown


async def test_nobody_is_asked_at_night_and_what_was_asked_says_when_it_is_over(alone: Team) -> None:
    now = (await undisturbed(alone)).slack.clock.now()
    alone.slack.clock.advance((now.replace(hour=6, minute=0, second=0) - now) % timedelta(days=1))  # one in the morning in New York
    await in_review(alone, alone.ana, alone.bo)
    assert asked(alone, alone.bo) == []

    await alone.time_passes(timedelta(hours=9))
    [message] = asked(alone, alone.bo)
    await alone.runs(alone.bo, "/rfc approve RFC-1 the numbers hold")

    assert "is APPROVED. Its review is over." in message.shown
    assert list(buttons(message)) == ["Read it"]


async def test_somebody_who_cannot_see_it_is_not_asked(team: Team) -> None:
    await let_in(team, team.secret)
    await team.runs(team.ana, "/spec new", in_=team.secret)
    await team.submits(team.ana, {"title": "Key store"})

    await team.runs(team.ana, "/spec submit TS-1", in_=team.secret)
    sent = await team.submits(team.ana, {"reviewers": [team.bo.id]})

    assert "Bo cannot see TS-0001." in sent.errors["reviewers"]
    assert not [one for one in team.workspace.dm(team.bo).live if "TS-0001" in one.shown]


async def test_home_shows_what_waits_for_whom(team: Team) -> None:
    await in_review(team, team.ana, team.bo)
    for person in (team.ana, team.bo):
        await person.opens("home")
    await team.settled()

    assert team.bo.home is not None
    assert team.ana.home is not None
    assert "RFC-0001" in team.bo.home.shown
    assert "RFC-0001" not in team.ana.home.shown


async def test_what_is_approved_keeps_its_words_and_what_is_rejected_says_why(team: Team) -> None:
    await in_review(team, team.ana)
    await team.clicks(team.bo, "Reject…", on=card(team))
    await team.submits(team.bo, {"why": "We have no time this year."})

    assert "REJECTED" in card(team).shown
    assert "RFC-0001 is rejected: We have no time this year." in "\n".join(one.shown for one in card(team).replies)
    reply = await team.runs(team.ana, "/rfc edit RFC-1 problem")
    assert "RFC-0001 is REJECTED and stays as it is." in reply.shown


async def test_claude_is_asked_again_for_neutral_words_and_what_is_left_is_marked(team: Team) -> None:
    def answer(words: str) -> dict[str, object]:
        claim = [{"text": words, "cites": ["m1"]}]
        empty: dict[str, object] = {name: [] for name in ("overview", "criteria", "options", "recommendation", "design")}
        return {"title": "Orders", "problem": claim, **empty}

    message = await team.says(team.bo, "where do we keep orders?")
    team.claude.will(shaped(answer("Postgres is obviously right.")), shaped(answer("Postgres is clearly right.")))

    await team.uses(team.ana, "Draft RFC from thread", on=message)

    [shown] = [one.shown for one in message.replies if "RFC-0001" in one.shown]
    assert "What weighs too much in it is marked below." in shown
    assert "“clearly” in Problem Statement" in shown
    assert any("“obviously” in: Postgres is obviously right" in one["text"] for one in team.claude.asked[-1].said)


async def test_a_spec_warns_when_what_it_implements_is_not_approved_or_not_there(team: Team) -> None:
    await begun(team, team.ana)

    await team.runs(team.bo, "/create-tech-spec Order store --rfc RFC-0001")
    view = team.bo.view
    assert view is not None
    assert "RFC-0001 is DRAFT, not APPROVED" in view.shown
    await team.submits(team.bo, {"title": "Order store"})
    await team.runs(team.bo, "/create-tech-spec Order store --rfc RFC-0009")
    other = team.bo.view

    assert "implements RFC-0001" in card(team, "TS-0001").shown
    assert other is not None
    assert "There is no RFC-0009 that you can see" in other.shown


async def test_a_spec_is_approved_once_summary_testing_and_deployment_are_there(team: Team) -> None:
    await team.runs(team.ana, "/spec new")
    await team.submits(team.ana, {"title": "Order store", "components": "Ledger: keeps orders"})
    await team.runs(team.ana, "/tech-spec-status TS-0001 --set REVIEW")
    await team.submits(team.ana, {})

    reply = await team.runs(team.bo, "/tech-spec-status TS-0001 --set APPROVED")
    for heading in ("Executive Summary", "Testing Strategy", "Deployment & Operations"):
        assert f"{heading} is not written yet." in reply.shown
    written = ("summary", "testing", "deployment")
    await did(team, *((team.ana, team.general, f"spec edit TS-1 {name}", {"part1": f"The {name}."}) for name in written))

    await team.runs(team.ana, "/spec approve TS-1 now")
    await team.clicks(team.bo, "It is implemented", on=card(team, "TS-0001"))
    assert "IMPLEMENTED" in card(team, "TS-0001").shown


async def test_a_design_shows_its_diagram_and_needs_no_review(team: Team) -> None:
    await team.runs(team.ana, "/design new")
    await team.submits(team.ana, {"title": "Payments", "diagram": "```mermaid\ngraph TD; A-->B\n```", "components": "API: takes orders"})
    await team.clicks(team.bo, "Approve", on=card(team, "SD-0001"))

    message = card(team, "SD-0001")
    assert "APPROVED" in message.shown
    fences = [part for one in message.blocks for part in one.get("elements", []) if part.get("type") == "rich_text_preformatted"]
    assert [part["elements"][0]["text"] for part in fences] == ["graph TD; A-->B"]


async def test_lists_and_words_of_every_kind(team: Team) -> None:
    await begun(team, team.ana)

    listed = await team.runs(team.bo, "/list-rfcs")
    nothing = await team.runs(team.bo, "/list-tech-specs")
    bare = await team.runs(team.bo, "/rfc")
    waits = await team.runs(team.bo, "/rfc review")
    later = await team.runs(team.bo, "/rfc-status RFC-0001 --set APPROVED")

    assert "RFC-0001" in listed.shown
    assert "No tech specs" in nothing.shown
    assert "⋯ › Draft RFC from thread" in bare.shown
    assert "No RFC waits for your review." in waits.shown
    assert "RFC-0001 is DRAFT. What next? APPROVED comes after that." in later.shown
