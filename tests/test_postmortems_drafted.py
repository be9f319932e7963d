"""How Claude's draft is held to its sources, and that whatever becomes of Claude ends in a record the team can use."""

from collections.abc import Sequence

import pytest

from bot.claude.patience import ATTEMPTS
from sandbox import Message
from sandbox.claude import Answer, Fault, cut_off, drops, fails, garbles, refuses, says, shaped
from tests.deployment import Deployment, Team
from tests.looking import buttons, links, told
from tests.scripted import Made
from tests.staged import did
from tests.telling import CAUSE, cards, citing, lived_through, section, writes

Claims = Sequence[tuple[str, Sequence[str]]]
GOOD: dict[str, Claims] = {
    "timeline": [
        ("Version 4.2.1 was found to exhaust the pool of the card service.", ["Identified"]),
        ("It was rolled back to 4.2.0.", ["Resolved"]),
    ],
    "root_cause": [("4.2.1 opens a connection for each item, which exhausts the pool of the card service.", ["Identified"])],
    "impact": [("Cards were declined for 340 customers.", ["Impact"])],
    "lessons": [("An alert fires when the pool is exhausted.", ["no alert fires"])],
}


@pytest.fixture(scope="module")
async def outlined(deployment: Deployment) -> tuple[Team, Message]:
    """The card of a postmortem that began as an outline, which Claude is asked to draft, for one test after the other."""
    team = await deployment.team()
    headline = await lived_through(team)
    claude = team.claude.claude
    team.claude.is_taken_away()
    await writes(team)
    team.claude.claude = claude
    return team, cards(headline)[0]


async def drafts(there: tuple[Team, Message], *answers: Answer | Fault | Made) -> None:
    """Somebody has the card drafted, and Claude answers this in turn."""
    team, card = there
    team.claude.forgets()
    team.claude.will(*answers)
    button = next(one for one in buttons(card) if one.startswith("Draft it "))
    await team.clicks(team.chi, button, on=card)


async def test_every_sentence_links_to_what_it_rests_on(outlined: tuple[Team, Message]) -> None:
    team, card = outlined

    await drafts(outlined, citing(**GOOD))

    assert [line.split(" — ")[1] for line in section(card.shown, "Timeline")] == [
        "Version 4.2.1 was found to exhaust the pool of the card service. ↗",
        "It was rolled back to 4.2.0. ↗",
    ]
    assert section(card.shown, "Root Cause") == ["4.2.1 opens a connection for each item, which exhausts the pool of the card service. ↗"]
    assert section(card.shown, "Lessons Learned") == ["•  An alert fires when the pool is exhausted. ↗"]
    said = {one.permalink.split("?")[0] for one in card.channel.live}
    assert {one.split("?")[0] for one in links(card)} <= said
    assert len(team.claude.asked) == 1
    assert "a proposal. Check what it says against what it cites (↗)." in card.shown


async def test_what_is_not_borne_out_is_asked_for_again_once_and_told_why(outlined: tuple[Team, Message]) -> None:
    team, card = outlined
    invented: Claims = [("A power cut in the region stopped every database.", ["Identified"])]
    first = citing(**{**GOOD, "root_cause": invented, "impact": [("2,000 customers were hit.", ["Impact"])]})

    await drafts(outlined, first, citing(**GOOD))

    second = team.claude.asked[1].words
    assert "A power cut in the region stopped every database." in second
    assert "It is not what it cites says." in second
    assert "It 2,000 is not in what it cites." in second
    assert section(card.shown, "Root Cause")[0].startswith("4.2.1 opens a connection")
    assert len(team.claude.asked) == 2


async def test_a_cause_without_support_the_second_time_too_is_not_yet_known(outlined: tuple[Team, Message]) -> None:
    team, card = outlined
    invented = citing(**{**GOOD, "root_cause": [("A power cut stopped the region.", ["Identified"]), ("It is DNS.", [])]})

    await drafts(outlined, invented, invented)

    assert section(card.shown, "Root Cause") == ["not yet known"]
    assert "2 sentences without a source left out." in card.shown
    assert "power cut" not in card.shown
    assert len(team.claude.asked) == 2


async def test_that_it_is_asked_again_is_counted_as_of_who_had_it_drafted(team: Team) -> None:
    await did(team, *((team.ana, team.general, f"incident {words}") for words in ("declare SEV1 Checkout is down", "resolve rolled back")))
    invented = citing(root_cause=[("It is DNS.", [])])
    team.claude.will(invented, invented)

    await writes(team, team.chi)
    team.claude.will(invented, invented)
    await team.runs(team.bo, "/cto postmortem again PM-1")

    async with team.store.reading() as db:
        spent = await db.spending.by_person(seen_by=team.operator, now=team.slack.clock.now())
    counted = {(one.user, one.purpose, one.calls) for one in spent}
    assert counted == {(team.chi.id, "postmortem", 2), (team.bo.id, "postmortem", 2)}


async def test_when_only_the_second_answer_fails_what_can_stand_of_the_first_does(outlined: tuple[Team, Message]) -> None:
    _, card = outlined

    await drafts(outlined, citing(**{**GOOD, "impact": [("Everybody was hit.", [])]}), refuses())

    assert section(card.shown, "Root Cause")[0].startswith("4.2.1 opens a connection")
    assert section(card.shown, "Impact")[0].startswith("cards were declined")
    assert "1 sentence without a source left out." in card.shown


@pytest.mark.parametrize(
    ("fault", "because"),
    [
        pytest.param(refuses(), "Claude declined to write this.", id="refuses"),
        pytest.param(refuses(having_said="{"), "Claude declined to write this.", id="refuses midway"),
        pytest.param(cut_off('{"timeline": ['), "Claude's answer was too long and broke off.", id="cut off"),
        pytest.param(fails(401), "Claude does not take ANTHROPIC_API_KEY.", id="bad key"),
        pytest.param(fails(404), "Claude does not know the model that COPILOT_MODEL names.", id="no model"),
        pytest.param(fails(413), "There is more here than Claude reads at once.", id="too large"),
        pytest.param(fails(503), "Claude does not answer just now.", id="away"),
        pytest.param(fails(529), "Claude does not answer just now.", id="overloaded"),
        pytest.param(drops(), "Claude does not answer just now.", id="drops"),
        pytest.param(drops(4), "Claude does not answer just now.", id="drops midway"),
        pytest.param(garbles(), "", id="garbles"),
        pytest.param(says("Here is your postmortem!"), "Claude's answer could not be used.", id="no json"),
        pytest.param(shaped({"timeline": "none"}), "Claude's answer could not be used.", id="no shape"),
        pytest.param(
            shaped({"timeline": [], "root_cause": [], "impact": [], "lessons": []}),
            "Claude's draft had no sentence that its sources bear out.",
            id="empty",
        ),
        pytest.param(
            shaped({"timeline": [], "root_cause": [{"text": "It is DNS.", "cites": []}], "impact": [], "lessons": []}),
            "Claude's draft had no sentence that its sources bear out.",
            id="all invented",
        ),
    ],
)
async def test_whatever_becomes_of_claude_the_outline_says_what_the_records_know(
    outlined: tuple[Team, Message], fault: Answer | Fault, because: str
) -> None:
    team, card = outlined
    team.claude.always(fault)

    await drafts(outlined)

    assert_is_an_outline(card.shown, because)
    assert list(buttons(card))[-4:] == ["Sign off", "Draft it with Claude", "As a file", "Timeline"]
    assert 0 < len(team.claude.asked) <= ATTEMPTS
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


async def test_without_a_key_the_outline_is_there_at_once_and_later_claude_may_draft_it(team: Team) -> None:
    headline = await lived_through(team)
    claude = team.claude.claude
    team.claude.is_taken_away()
    await writes(team)
    [card] = cards(headline)
    outline = card.shown

    team.claude.claude = claude
    team.claude.will(citing(**GOOD))
    await team.clicks(team.chi, "Draft it with Claude", on=card)

    assert_is_an_outline(outline, "")
    assert "Drafted by Claude from" in card.shown
    assert cards(headline) == [card]
    [said] = [one.shown for one in told(team, team.chi) if "again from" in one.shown]
    assert said.startswith("Writing it again from 6 entries…")
    diff = await team.runs(team.chi, "/cto postmortem diff PM-1")
    assert "+4.2.1 opens a connection for each item, which exhausts the pool" in diff.shown


async def test_a_budget_that_is_used_up_is_an_outline_that_says_so(team: Team) -> None:
    headline = await lived_through(team)
    team.claude.may_spend(usd=0.01)

    await writes(team)

    assert_is_an_outline(cards(headline)[0].shown, "This month's budget for Claude, $0.01, is used up")
    assert team.claude.asked == []


async def test_the_outline_tells_what_is_linked_as_its_cause(team: Team) -> None:
    team.claude.is_taken_away()
    headline = await lived_through(team)
    await did(team, *((team.bo, team.general, f"cto deploy {words}") for words in ("4.2.1", "DEP-1 caused INC-1")))

    await writes(team)

    assert [line for line in section(cards(headline)[0].shown, "Root Cause") if line.startswith("Caused by DEP-1 4.2.1")]


def assert_is_an_outline(shown: str, because: str) -> None:
    assert "An outline: what the records know, nothing added." in shown
    assert because in shown
    assert "Duration: 42 minutes · 8 min to identify, 42 min to mitigate" in shown
    assert section(shown, "Root Cause") == [
        f"Not yet known. When it was identified: “{CAUSE}” ↗",
        "What fixed it: “rolled back to 4.2.0” ↗",
    ]
    assert section(shown, "Impact") == [
        "cards were declined",
        "•  Customers affected: 340",
        "•  Revenue impact: not known",
        "•  SLO impact: checkout",
    ]
    assert len(section(shown, "Timeline")) == 6
    assert section(shown, "Action Items")[0].startswith("🔲 ACT-1 alert when the pool is exhausted · @Bo")
    assert section(shown, "Lessons Learned") == ["not yet written"]
