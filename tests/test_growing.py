"""What a postmortem's actions become: debt, or a decision, by one button each; linked from both ends, and as private as the incident."""

from sandbox import Message
from tests.deployment import Team
from tests.looking import buttons, in_channel, lines
from tests.telling import writes


async def a_postmortem(team: Team) -> Message:
    """Of INC-1, with an action that is still to do; returns its card."""
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident action split the payment module @Bo by friday")
    await team.runs(team.ana, "/incident resolve rolled back")
    await writes(team)
    return card(team)


def card(team: Team) -> Message:
    return next(one for message in in_channel(team) for one in [message, *message.replies] if "Root Cause" in one.shown)


async def test_an_action_becomes_debt_and_a_decision_once_each_and_both_ends_say_so(team: Team) -> None:
    shown = await a_postmortem(team)

    await team.clicks(team.bo, "Make it debt", on=shown)
    filled = str(team.bo.view.blocks) if team.bo.view else ""
    await team.submits(team.bo, {"quadrant": "prudent_deliberate"})
    await team.clicks(team.bo, "Make it an ADR", on=card(team))
    await team.submits(team.bo, {"decision": "One service for payments"})
    await team.bo.closes(all_=True)
    again = [await team.runs(team.bo, words) for words in ("/debt add from ACT-1", "/adr new --from ACT-1")]
    listed = await team.runs(team.bo, "/incident actions INC-1")

    assert "split the payment module" in filled
    assert "ACT-1 split the payment module · @Bo" in card(team).shown
    assert lines(card(team).shown, "→ DEBT-1 → DRAFT-1")
    assert {"DEBT-1", "DRAFT-1"} <= set(buttons(card(team)))
    assert {"Make it debt", "Make it an ADR"}.isdisjoint(buttons(card(team)))
    assert [one.shown.split("\n")[0] for one in again] == ["ACT-1 is DEBT-1 already.", "ACT-1 is DRAFT-1 already."]
    assert lines(listed.shown, "→ DEBT-1 → DRAFT-1")
    assert lines((await team.runs(team.bo, "/debt show DEBT-1")).shown, "Follows from INC-1 Checkout is down")
    decision = await team.runs(team.bo, "/adr show DRAFT-1")
    assert lines(decision.shown, "follows from INC-1 Checkout is down")
    assert "INC-1 Checkout is down left something to decide (ACT-1): split the payment module" in decision.shown


async def test_a_discarded_decision_is_none_and_what_is_done_becomes_nothing(team: Team) -> None:
    await a_postmortem(team)
    await team.runs(team.bo, "/adr new --from ACT-1")
    await team.submits(team.bo, {"decision": "One service"})
    await team.bo.closes(all_=True)

    await team.runs(team.bo, "/adr discard DRAFT-1")
    anew = await team.runs(team.bo, "/adr new --from ACT-1")
    await team.bo.closes(all_=True)
    await team.runs(team.bo, "/incident done ACT-1")

    assert anew.view is not None
    assert {"Make it debt", "Make it an ADR"}.isdisjoint(buttons(card(team)))


async def test_what_comes_of_a_private_incident_is_as_private(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident action rotate the keys", in_=team.secret)

    await team.runs(team.chi, "/adr new --from ACT-1", in_=team.general)
    await team.submits(team.chi, {"decision": "Keys rotate monthly"})
    await team.chi.closes(all_=True)
    await team.runs(team.chi, "/debt add from ACT-1", in_=team.general)
    await team.submits(team.chi, {})
    seen = [await team.runs(person, words) for person in (team.ana, team.bo) for words in ("/adr show DRAFT-1", "/debt show DEBT-1")]
    refused = [await team.runs(team.bo, words) for words in ("/debt add from ACT-1", "/adr new --from ACT-1")]

    assert ["rotate the keys" in one.shown for one in seen] == [True, True, False, False]
    assert {one.shown.split("\n")[0] for one in refused} == {"There is no ACT-1 that you can see."}
