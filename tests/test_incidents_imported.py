"""An incident that came as a file, by the front door: it stands nowhere in Slack, and everything else works."""

from pathlib import Path

from storage.folder import brought
from storage.folder.bringing import Bringing
from tests.deployment import Team
from tests.looking import in_channel
from tests.test_folder_incidents_in import THEIRS, put


async def test_it_is_listed_noted_and_learned_from_and_guests_see_nothing(team: Team, tmp_path: Path) -> None:
    bringing = Bringing(team.operator, "", team.slack.clock.now())
    await brought(put(tmp_path, THEIRS), bringing, team.store.transaction)

    listed = await team.runs(team.bo, "/incident list all")
    shown = await team.runs(team.bo, "/incident show INC-1")
    await team.runs(team.bo, "/incident note INC-1 the copy was too small")
    timeline = await team.runs(team.bo, "/incident timeline INC-1")
    postmortem = await team.runs(team.bo, "/cto postmortem show PM-1")
    await team.runs(team.bo, "/cto postmortem edit PM-1 root_cause")
    await team.submits(team.bo, {"part1": "The copy had ten rows."})
    found = await team.runs(team.bo, '/cto find "copy was too small"')
    to_guest = [
        await team.runs(team.gus, f"/incident {words}", in_=team.payments) for words in ("list all", "show INC-1", "timeline INC-1")
    ]

    assert "INC-1 Checkout *is* down" in listed.shown
    assert "declared by an import" in shown.shown
    assert "Rolled back" in timeline.shown
    assert "the copy was too small" in timeline.shown
    assert "A migration locked" in postmortem.shown
    assert "INC-1" in found.shown
    assert not [one for one in to_guest if "Checkout" in one.shown]
    assert [one for channel in (team.general, team.payments) for one in in_channel(team, channel)] == []
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_opened_again_it_gets_a_channel_of_its_own(team: Team, tmp_path: Path) -> None:
    bringing = Bringing(team.operator, "", team.slack.clock.now())
    await brought(put(tmp_path, THEIRS), bringing, team.store.transaction)

    await team.runs(team.ana, "/incident reopen INC-1 it is back")
    await team.runs(team.ana, "/incident channel INC-1")
    await team.runs(team.ana, "/incident resolve INC-1 a larger copy")

    [own] = [one for name, one in team.workspace.channels.items() if "inc-1" in one.name]
    assert any("Checkout" in one.shown for one in own.live)
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []
