"""The first incident as docs/set-up.md tells it, word for word."""

import re
from pathlib import Path

from tests.deployment import Team
from tests.looking import headlines

PAGE = Path(__file__).parent.parent / "docs/set-up.md"


async def test_the_words_of_the_last_step_lead_to_a_first_incident(team: Team) -> None:
    step = " ".join(PAGE.read_text().partition("6. **The first incident**")[2].partition("\n\n")[0].split())
    words = re.findall("`([^`]+)`", step)
    drill, note, resolve, declare = (next(one for one in words if one.startswith(f"{begin}")) for begin in BEGINNINGS)

    await team.runs(team.bo, drill)
    (headline,) = headlines(team)
    await team.says(team.bo, note, thread=headline)
    noted = (await team.runs(team.bo, "/incident timeline")).shown
    await team.runs(team.bo, resolve)
    await team.submits(team.bo, {"fix": "restarted it"})
    practised = headline.shown
    await team.runs(team.bo, f"{declare} SEV2 Search is down")

    assert "Checkout is slow" in practised
    assert "rolled back" in noted
    assert "resolved" in practised.lower()
    assert "Search is down" in headlines(team)[-1].shown


BEGINNINGS = ("/incident drill", "@CTO Co-Pilot note", "/incident resolve", "/incident declare")
