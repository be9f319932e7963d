"""Where a requirement stands: in words, in a file somebody sends, in a message that is linked, in the thread it is asked for in."""

from tests.deployment import Team
from tests.looking import buttons
from tests.planning import card, waiting

PRD = b"""# PRD: Refunds by support

## Goals
- Support staff refund orders in an admin interface
- They see who refunded what

## Constraints
- Live by March 2027, $300 a month
"""


async def test_a_prd_sent_as_a_file_with_a_mention_is_read(team: Team) -> None:
    team.claude.is_taken_away()
    await team.bo.uploads("prd.md", PRD, in_=team.general, text="@CTO Co-Pilot architect")
    await team.settled()

    plan = card(team)
    assert "PLAN-1 Refunds by support" in plan.shown
    asked = waiting(plan).shown
    assert "•  They see who refunded what" in asked
    assert "Live by March 2027" in asked
    assert "architect" not in asked.lower().split("say more")[0]


async def test_what_is_no_text_is_said_to_be_unread_and_the_words_are_planned_from(team: Team) -> None:
    team.claude.is_taken_away()
    words = "@CTO Co-Pilot architect Support staff refund orders in an admin interface"
    await team.bo.uploads("mockup.png", b"\x89PNG\0", in_=team.general, text=words)
    await team.settled()

    asked = waiting(card(team)).shown
    assert "Support staff refund orders in an admin interface" in asked
    assert "Not read: mockup.png. I read Markdown or plain text of at most 1 MB, 3 files" in asked


async def test_a_linked_message_is_read_and_one_of_a_private_channel_stays_there(team: Team) -> None:
    team.claude.is_taken_away()
    await team.ana.invites(team.bot, to=team.secret)
    prd = await team.says(team.ana, "We want support staff to refund orders in an admin interface, 40 a day", in_=team.payments)
    secret = await team.says(team.ana, "Keys are under the mat", in_=team.secret)

    await team.runs(team.ana, f"/architect {prd.permalink}")
    refused = await team.runs(team.ana, f"/architect {secret.permalink}")
    unseen = await team.runs(team.bo, f"/architect {secret.permalink}")

    assert "refund orders in an admin interface" in waiting(card(team)).shown
    assert "That message is in a private channel." in refused.shown
    assert "There is no such message that you can see." in unseen.shown


async def test_the_thread_it_is_asked_for_in_is_the_requirement_and_the_plan_s_place(team: Team) -> None:
    team.claude.is_taken_away()
    root = await team.says(team.ana, "Support staff should refund orders in an admin interface")
    await team.says(team.bo, "and it goes through Stripe", thread=root)

    await team.says(team.bo, "@CTO Co-Pilot architect", thread=root)

    plan = card(team)
    assert plan.thread_ts == root.ts
    asked = waiting(plan).shown
    assert "should refund orders in an admin interface" in asked
    assert "goes through Stripe" in asked


async def test_what_cannot_be_read_waits_for_words(team: Team) -> None:
    team.claude.is_taken_away()
    gone = await team.says(team.ana, "We want refunds by support staff", in_=team.platform)

    await team.runs(team.ana, f"/architect {gone.permalink}")
    plan = card(team)
    before = plan.shown
    await team.clicks(team.ana, "Type the requirement", on=plan)
    await team.submits(team.ana, {"said": "Support staff refund orders in an admin interface"})

    assert "I cannot read that message. /invite me to its channel, then try again; or type the requirement." in before
    assert list(buttons(plan)) == ["Stop"]
    assert "Support staff refund orders" in waiting(plan).shown


async def test_in_a_direct_message_a_plan_is_for_one_person(team: Team) -> None:
    team.claude.is_taken_away()
    direct = team.workspace.dm(team.bo)

    await team.says(team.bo, "architect Support staff refund orders in an admin interface", in_=direct)
    plan = card(team, direct)
    others = await team.runs(team.ana, "/architect show PLAN-1")

    assert "PLAN-1 Support staff refund orders in an admin interface" in plan.shown
    assert "There is no PLAN-1 that you can see." in others.shown


async def test_read_again_it_says_what_it_said_and_nothing_twice(team: Team) -> None:
    team.claude.is_taken_away()
    await team.bo.uploads("prd.md", PRD, in_=team.general, text="@CTO Co-Pilot architect")
    await team.settled()
    before = waiting(card(team)).shown

    await team.runs(team.ana, "/architect again PLAN-1 requirements")

    assert waiting(card(team)).shown == before
