"""An RFC from its first words to the tech spec that follows it, as people do it in Slack."""

from bot.records.rfcs import RFC
from sandbox import Message, Person
from tests.deployment import Team, by_day
from tests.looking import buttons, in_channel
from tests.staged import Said, did, undisturbed

PROBLEM = "Checkout fails for 3 % of the orders (Grafana, last week), see INC-1."
RECOMMENDED = "PostgreSQL, since it is ahead. We accept the migration."
FIRST = {
    "title": "Where orders are kept",
    "problem": PROBLEM,
    "criteria": "High: Cost a month\nLow: Time to build",
    "options": "PostgreSQL\nDynamoDB",
}


def card(team: Team, key: str = "RFC-0001") -> Message:
    """The one message that shows it."""
    found = [one for one in in_channel(team) if f" {key} " in one.shown.splitlines()[0]]
    assert len(found) == 1, [one.shown for one in in_channel(team)]
    return found[0]


async def begun(team: Team, person: Person, **other: str) -> Message:
    """Somebody writes an RFC by its form."""
    await person.runs("/rfc new", in_=team.general)
    sent = await team.submits(person, {**FIRST, **other})
    assert not sent.errors, sent.errors
    return card(team)


async def weighed(team: Team, person: Person) -> Message:
    """The same, with what speaks for and against each option."""
    await begun(team, person)
    for at, name in ((1, "PostgreSQL"), (2, "DynamoDB")):
        await person.runs(f"/rfc edit RFC-1 options {at}", in_=team.general)
        await person.submits({"name": name, "advantages": f"{name} is known.", "disadvantages": f"{name} costs."})
    await person.runs("/rfc edit RFC-1 recommendation", in_=team.general)
    await team.submits(person, {"part1": RECOMMENDED})
    return card(team)


async def ready(team: Team, person: Person) -> Message:
    """The same, scored."""
    await weighed(team, person)
    await person.clicks("Score the options", on=card(team))
    await person.submits({"PostgreSQL": "5", "DynamoDB": "2"})
    await team.submits(person, {"PostgreSQL": "3", "DynamoDB": "4"})
    return card(team)


async def in_review(team: Team, person: Person, *reviewers: Person) -> Message:
    """One like it, of which others are asked, as it is once all that was said."""
    options = ({"name": name, "advantages": f"{name} is known.", "disadvantages": f"{name} costs."} for name in ("PostgreSQL", "DynamoDB"))
    here = (person, team.general)
    said: list[Said] = [
        (*here, "rfc new", FIRST),
        *((*here, f"rfc edit RFC-1 options {at}", option) for at, option in enumerate(options, 1)),
        (*here, "rfc edit RFC-1 recommendation", {"part1": RECOMMENDED}),
        (*here, "rfc score RFC-1", {"option0": "5", "option1": "2"}, {"option0": "3", "option1": "4"}),
        (*here, "rfc submit RFC-1", {"reviewers": [one.id for one in reviewers]}),
    ]
    await did(team, *said)
    return card(team)


def asked(team: Team, person: Person) -> list[Message]:
    """The direct messages by which somebody is asked for a review."""
    return [one for one in team.workspace.dm(person).live if "asks for your review" in one.shown]


def table(message: Message) -> list[list[str]]:
    """The table in a message."""
    [found] = [one for one in message.blocks if one["type"] == "table"]
    return [[cell["text"] for cell in row] for row in found["rows"]]


async def test_the_form_asks_for_problem_then_criteria_then_options_and_numbers_it_at_once(team: Team) -> None:
    await team.runs(team.ana, "/rfc new Where orders are kept")
    view = team.ana.view
    assert view is not None
    assert [one["block_id"] for one in view.blocks if one["type"] == "input"] == ["title", "problem", "criteria", "options"]

    await team.submits(team.ana, FIRST)

    shown = card(team).shown
    assert "RFC-0001 Where orders are kept" in shown
    assert "DRAFT" in shown
    assert "Cost a month · Weight: High" in shown
    assert "Score the options" in buttons(card(team))


async def test_scores_are_given_criterion_by_criterion_and_summed_by_weight(team: Team) -> None:
    message = await ready(team, team.ana)

    assert table(message) == [
        ["Criterion, by its weight", "PostgreSQL", "DynamoDB"],
        ["Cost a month · High ×3", "5", "2"],
        ["Time to build · Low ×1", "3", "4"],
        ["Total, of 20", "18", "10"],
    ]
    assert "PostgreSQL comes to 18 of 20, 8 points ahead." in message.shown


async def test_a_tie_is_told_as_one(team: Team) -> None:
    await ready(team, team.ana)
    await team.runs(team.bo, "/rfc score RFC-1 cost")
    await team.submits(team.bo, {"PostgreSQL": "3", "DynamoDB": "3"})
    await team.submits(team.bo, {"PostgreSQL": "4", "DynamoDB": "4"})

    assert "A tie: PostgreSQL and DynamoDB come to 13 of 20 each." in card(team).shown


async def test_review_is_refused_with_all_reasons_at_once_and_the_ways_to_mend_them(team: Team) -> None:
    await begun(team, team.ana, problem="It is obviously slow.", options="PostgreSQL")

    reply = await team.runs(team.ana, "/rfc-status RFC-0001 --set REVIEW")

    for reason in ("names no evidence yet", "There is one option, PostgreSQL", "no recommendation yet", "“obviously” in Problem Statement"):
        assert reason in reply.shown
    assert {"Edit Problem Statement", "Edit Options Analysis", "“obviously” is meant so"} <= set(buttons(reply))
    assert not any("anyway" in one for one in buttons(reply))
    assert "DRAFT" in card(team).shown


async def test_a_loaded_word_can_be_meant_so(team: Team) -> None:
    await begun(team, team.ana, problem=f"{PROBLEM} The old one is clearly out of date.")
    assert "Loaded words" in card(team).shown

    await team.clicks(team.ana, "It is meant so", on=card(team))

    assert "Loaded words" not in card(team).shown
    reply = await team.runs(team.ana, "/rfc submit RFC-1")
    assert "clearly" not in reply.shown


async def test_a_reviewer_may_override_with_a_reason_and_the_author_may_not(team: Team) -> None:
    await begun(team, team.ana)

    by_author = await team.runs(team.ana, "/rfc submit RFC-1 anyway because")
    by_reviewer = await team.runs(team.bo, "/rfc submit RFC-1 anyway we know enough")

    assert "full member who did not write it" in by_author.shown
    assert "RFC-0001 is in review" in by_reviewer.shown
    async with team.store.reading() as db:
        found = await db.documents.of(RFC).numbered(1, seen_by=team.operator)
        changes = await db.audit.of(team.id, f"rfc {found.id if found else 0}")
    overrides = [one for one in changes if one.action == "overrode"]
    assert [(one.by, one.after) for one in overrides] == [(team.bo.id, "we know enough")]
    assert "no recommendation yet" in overrides[0].before


async def test_whoever_is_asked_is_told_once_in_a_direct_message(alone: Team) -> None:
    team = await by_day(await undisturbed(alone))

    await in_review(team, team.bo, team.ana)

    [direct] = asked(team, team.ana)
    assert "Bo asks for your review of RFC-0001" in direct.shown
    assert {"Approve", "Object…", "Read it"} <= set(buttons(direct))


async def test_approved_by_everybody_asked_it_begets_a_tech_spec(team: Team) -> None:
    message = await ready(team, team.ana)

    await team.clicks(team.ana, "Ask for review", on=message)
    asked_for = await team.submits(team.ana, {"reviewers": [team.bo.id]})
    await team.clicks(team.bo, "Approve", on=message)
    await team.submits(team.bo, {"why": "The numbers hold."})

    message = card(team)
    assert not asked_for.errors
    assert "APPROVED" in message.shown
    assert "✅ Bo approves: The numbers hold." in message.shown
    await team.clicks(team.chi, "Write the tech spec", on=message)
    sent = await team.submits(team.chi, {"title": "Order store"})
    assert not sent.errors
    assert "implements RFC-0001 Where orders are kept" in card(team, "TS-0001").shown
    assert "implemented by TS-0001 Order store" in card(team).shown
    assert "RFC-0001 decided this: PostgreSQL, since it is ahead." in card(team, "TS-0001").shown
