"""A decision and what it has to do with: links are told from both ends, to whoever sees both."""

from tests.deciding import accepted
from tests.deployment import Team
from tests.looking import lines, links
from tests.staged import let_in


async def test_a_decision_is_linked_to_an_incident_from_either_end(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV2 Reports are slow")
    card = await accepted(team)
    other = await accepted(team, "Use a replica")

    from_adr = await team.runs(team.bo, "/adr link ADR-1 caused by INC-1")
    from_incident = await team.runs(team.bo, "/incident link INC-1 ADR-2")
    again = await team.runs(team.bo, "/incident link INC-1 ADR-2")
    none = await team.runs(team.bo, "/incident link INC-1 ADR-9")

    assert from_adr.shown == "ADR-001 caused by INC-1."
    assert from_incident.shown == "INC-1 relates to ADR-002."
    assert again.shown == "INC-1 relates to ADR-002 is known already."
    assert none.shown == "There is no ADR-9 that you can see."
    assert lines(card.shown, "caused by INC-1 Reports are slow")
    assert lines(other.shown, "relates to INC-1 Reports are slow")
    assert headline.permalink in links(card)
    shown = (await team.runs(team.chi, "/incident show INC-1")).shown
    assert lines(shown, "Caused ADR-001 Use PostgreSQL")
    assert lines(shown, "Relates to ADR-002 Use a replica")


async def test_the_form_links_it_to_a_record_of_any_kind(team: Team) -> None:
    card = await accepted(team)
    await team.declares(team.ana, "SEV3 Wiki is slow")

    await team.runs(team.bo, "/adr link ADR-1")
    refused = await team.submits(team.bo, {"other": "INC-9"})
    await team.submits(team.bo, {"relation": "fixes", "other": "inc-001"})

    assert refused.errors == {"other": "There is no INC-9 that you can see."}
    assert lines(card.shown, "fixes INC-1 Wiki is slow")


async def test_what_a_card_in_public_is_linked_to_in_private_is_told_to_those_who_see_it_alone(team: Team) -> None:
    await let_in(team, team.secret)
    public = await accepted(team, "Use PostgreSQL")
    private = await accepted(team, "Keys are kept", in_=team.secret)

    await team.runs(team.ana, "/adr link ADR-1 relates to ADR-2")

    assert "Keys" not in public.shown
    assert lines(private.shown, "relates to ADR-001 Use PostgreSQL")
    assert lines((await team.runs(team.ana, "/adr show ADR-1")).shown, "relates to ADR-002 Keys are kept")
    assert "Keys" not in (await team.runs(team.bo, "/adr show ADR-1")).shown


async def test_published_it_is_read_by_every_member_and_by_no_guest(team: Team) -> None:
    await let_in(team, team.secret)
    await accepted(team, "Keys are kept", in_=team.secret)
    before = [(await team.runs(team.bo, words)).shown for words in ("/adr show ADR-1", "/adr list", "/adr search keys")]

    await team.runs(team.ana, "/adr publish ADR-1")
    await team.runs(team.bo, "/adr export all")

    assert not any("kept" in one for one in before)
    for words in ("/adr show ADR-1", "/adr list", "/adr search keys"):
        assert "Keys are kept" in (await team.runs(team.bo, words)).shown
        assert "Keys are kept" not in (await team.runs(team.gus, words, in_=team.payments)).shown
    [archive] = [file for one in team.workspace.dm(team.bo).live for file in one.files]
    assert "decisions as Markdown" in team.workspace.dm(team.bo).live[-1].shown
    assert b"keys-are-kept" in (archive.content or b"")
