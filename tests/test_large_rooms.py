"""A room with much to tell, or with something in it that Slack will not have: everything else is told, in its order, and in time."""

import pytest

from handlers.incidents.showing import LINES_AT_ONCE
from tests.deployment import Team
from tests.looking import room
from tests.staged import kept

pytestmark = pytest.mark.both

METHOD = "chat.postMessage"


async def test_while_much_waits_to_be_told_the_headline_says_what_is_true(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV3 Checkout is down")
    away = team.slack.faults.add(METHOD, "hold_before", team=team.id)
    numbers = range(LINES_AT_ONCE + 5)
    await kept(team, *((team.bo, team.general, f"incident note {number}.") for number in numbers))
    await away.reached()

    third = team.slack.faults.add(METHOD, "hold_before", team=team.id, when=lambda call: call["text"].startswith("INC-1 3."))
    away.release()
    await third.reached()
    await team.ana.runs("/incident sev SEV1", in_=team.general)
    third.release()
    await team.settled()

    calls = [call for call in team.slack.calls if call.team == team.id and call.method in {METHOD, "chat.update"}]
    edited = [at for at, call in enumerate(calls) if "SEV1" in call.params["text"] and call.method == "chat.update"]
    last = next(at for at, call in enumerate(calls) if call.params["text"].startswith(f"INC-1 {numbers[-1]}."))
    assert edited[0] < last
    assert headline.shown.startswith("🔴 INC-1")
    assert [line.split(" — ")[0] for line in room(headline)] == [*(f"{number}." for number in numbers), "🔴 SEV1"]


@pytest.mark.parametrize(("method", "error"), [(METHOD, "invalid_blocks"), ("chat.update", "edit_window_closed")])
async def test_what_slack_refuses_keeps_nothing_else_from_being_told(team: Team, method: str, error: str) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.faults.add(method, f"error:{error}", times=None, team=team.id, when=lambda call: "rolled back" not in call["text"])

    await team.runs(team.bo, "/incident note this will not do")
    await team.runs(team.bo, "/incident note rolled back")

    assert "rolled back" in [line.split(" — ")[0] for line in room(headline)]
    parked = [one for one in await team.store.jobs.parked() if one.job.team == team.id]
    assert {one.error.split(" at ")[0] for one in parked} == {f"Refused: {error}"}
