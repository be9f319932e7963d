"""Past incidents like a new one are offered to whoever declares it, with what fixed them."""

import pytest

from bot.records.incidents import Incident
from handlers.blocks.kit import Block
from handlers.incidents.similar import offered
from sandbox import Person
from tests.deployment import Team


@pytest.fixture
async def past(team: Team) -> Team:
    """INC-1 to INC-4 about checkout: over, over and Chi's and Ana's alone, practice, open; INC-5 about search is over."""
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident resolve INC-1 rolled back 4.2.1")
    await team.declares(team.chi, "SEV1 Checkout keys leaked", in_=team.secret)
    await team.runs(team.chi, "/incident resolve INC-2 revoked them")
    await team.runs(team.ana, "/incident drill SEV3 Checkout is on fire")
    await team.runs(team.ana, "/incident resolve INC-3 put out")
    await team.declares(team.ana, "SEV3 Checkout is slow")
    await team.declares(team.ana, "SEV3 Search is slow", in_=team.payments)
    await team.runs(team.ana, "/incident resolve INC-5 -")
    return team


async def offers(team: Team, person: Person, words: str) -> list[Block]:
    """What whoever declares this is offered."""
    await team.declares(person, words)
    async with team.store.reading() as db:
        [new, *_] = await db.incidents.newest(seen_by=team.operator, limit=1)
        return await offered(new, await db.people.viewer(team.id, person.id), db)


def said(blocks: list[Block]) -> str:
    return "".join(element.get("text", "") for section in blocks[0]["elements"] for element in section["elements"])


def pressed(blocks: list[Block]) -> dict[str, str]:
    buttons = [one for one in blocks[1]["elements"] if one["type"] == "button"]
    return {one["text"]["text"]: one["value"] for one in buttons}


async def test_those_that_are_over_are_offered_with_what_fixed_them(past: Team) -> None:
    blocks = await offers(past, past.bo, "SEV1 Checkout down again")

    [heading, what, fixed] = said(blocks).split("\n")
    assert heading == "Like this one, and over:"
    assert what.startswith("INC-1 Checkout is down · ")
    assert fixed == "Fixed by: rolled back 4.2.1"
    assert pressed(blocks) == {"It is the same as INC-1": "incident link INC-6 INC-1 duplicates"}
    link = blocks[0]["elements"][0]["elements"][2]
    assert (link["type"], "archives" in link["url"]) == ("link", True)
    assert blocks[1]["elements"][1]["options"][0]["value"] == "incident link INC-6 INC-1 relates to"


async def test_what_they_may_not_see_is_not_offered_and_to_members_it_is(past: Team) -> None:
    by_guest = await offers(past, past.ana, "SEV3 Checkout keys")
    as_gus = await like(past, past.gus)

    assert "INC-2 Checkout keys leaked" in said(by_guest)
    assert as_gus == []


async def test_what_fixed_it_may_not_be_known(past: Team) -> None:
    assert "Fixed by: not known" in said(await offers(past, past.bo, "SEV2 Search does not answer"))


@pytest.mark.parametrize("words", ["SEV1 It is down", "SEV2 Kubernetes nodes are gone", "SEV3 🔥"])
async def test_where_nothing_is_like_it_nothing_is_offered(past: Team, words: str) -> None:
    assert await offers(past, past.bo, words) == []


async def test_practice_is_offered_nothing(past: Team) -> None:
    await past.runs(past.bo, "/incident drill SEV3 Checkout is down")

    assert await like(past, past.bo) == []


async def test_that_it_is_the_same_closes_it_and_it_points_to_the_other(past: Team) -> None:
    blocks = await offers(past, past.bo, "SEV1 Checkout down again")

    reply = await past.runs(past.bo, f"/{pressed(blocks)['It is the same as INC-1']}")

    assert "INC-6 is closed: it is INC-1" in reply.shown


async def like(team: Team, person: Person) -> list[Block]:
    """What the newest one would be offered with, to them."""
    async with team.store.reading() as db:
        new: Incident
        [new] = await db.incidents.newest(seen_by=team.operator, limit=1)
        return await offered(new, await db.people.viewer(team.id, person.id), db)
