"""Who may be meant by a form: people of this workspace who are there; and a project of this workspace."""

from sandbox import View
from tests.deployment import Deployment, Team

NOBODY = "Bots, and people who have left, cannot do it. Choose somebody else."


async def test_nobody_decides_or_owns_who_is_a_bot_or_has_gone(team: Team) -> None:
    await team.declares(team.ana, "SEV2 Search is slow")
    await team.runs(team.ana, "/adr new Use PostgreSQL")
    await team.submits(team.ana, {"context": "It has to be kept"})
    await team.ana.closes(all_=True)
    await team.runs(team.ana, "/incident action")
    team.ana.fills({"what": "Add an index", "owner": team.bo})
    await team.workspace.changes(team.bo, deactivated=True)
    await team.settled()

    owned = [await team.submits(team.ana, given) for given in ({}, {"owner": team.bot})]
    await team.ana.closes(all_=True)
    named = await team.runs(team.ana, f"/adr deciders DRAFT-1 <@{team.bot.id}>")
    dot = team.workspace.person("Dot")  # whom no event told of
    unknown = await team.runs(team.ana, f"/adr deciders DRAFT-1 <@{dot.id}>")
    await team.runs(team.ana, "/adr propose DRAFT-1")
    proposed = await team.submits(team.ana, {"deciders": [team.chi, team.bot]})

    assert [one.errors for one in owned] == [{"owner": NOBODY}] * 2
    assert named.shown == NOBODY
    assert unknown.shown == "I do not know who that is. Choose people of this workspace."
    assert proposed.errors == {"deciders": NOBODY}


async def test_a_document_is_of_no_project_of_another_workspace(team: Team, deployment: Deployment) -> None:
    other = await deployment.team("Globex")
    await other.runs(other.ana, "/cto project Secret", in_=other.payments)
    async with other.store.reading() as db:
        [theirs] = await db.projects.all(seen_by=other.operator)
    await team.runs(team.ana, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project Search", in_=team.platform)
    await team.runs(team.ana, "/adr new Use PostgreSQL")
    await team.submits(team.ana, {"context": "It has to be kept"})
    await team.ana.closes(all_=True)

    form = await team.runs(team.ana, "/adr propose DRAFT-1")
    _forge(form.view, str(theirs.id))
    forged = await team.submits(team.ana, {"project": "Search"})

    assert forged.errors == {"project": "There is no such project any more. Open the form again."}


def _forge(view: View | None, project: str) -> None:
    """What its second choice stands for is not what was drawn."""
    assert view is not None
    [asks] = [block for block in view.blocks if block.get("block_id") == "project"]
    asks["element"]["options"][-1]["value"] = project
