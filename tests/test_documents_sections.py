"""Sections of any length come back from a form as they were, and nobody's words are lost to somebody else's."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.records.adrs import ADR, Decision, Option
from bot.records.documents import Document
from handlers.blocks import document_forms as drawn
from handlers.blocks import document_sections as card_sections
from handlers.blocks import documents as blocks
from handlers.blocks import kit
from handlers.documents.sections import Sectioning
from sandbox import Message, Person
from tests.deciding import accepted, drafted
from tests.deployment import Team
from tests.looking import buttons, lines
from tests.staged import did

WORDS = some.text(some.sampled_from("ab \n\té\u202e- "), max_size=40).map(lambda part: part * 300)


@given(WORDS, some.integers(1, 6))
def test_what_nobody_touched_is_the_same_to_the_last_sign(words: str, touched: int) -> None:
    text = Decision(context=words).context
    parts = drawn.parts(text)
    shown = {f"part{at}": drawn.untouched(part) for at, part in enumerate(parts[: drawn.INPUTS], 1)}

    assert "".join(parts) == text
    assert all(len(part) <= drawn.PART for part in parts)
    if len(parts) <= drawn.INPUTS:
        assert Sectioning(**shown).text(text) == text
        changed = Sectioning(**{**shown, f"part{touched}": "NEW"}).text(text)
        assert ("NEW" in changed) is (touched <= len(parts))
        assert changed.replace("NEW", "").strip() in text or touched <= len(parts)


async def fill(team: Team, person: Person, text: str) -> Message:
    """A decision whose context is that long."""
    card = await accepted(team)
    await team.runs(person, "/adr edit ADR-1 context")
    await team.submits(person, {"part1": text[:2_900]})
    async with team.store.transaction() as db:
        document = await db.documents.of(ADR).numbered(1, seen_by=team.operator)
        assert document is not None
        after = document.with_(at=team.slack.clock.now(), body=document.body.changed("context", text))
        await db.documents.of(ADR).save(after, did="edited", by=person.id)
    return card


async def test_a_long_section_is_edited_in_parts_and_the_rest_of_it_stays(team: Team) -> None:
    text = "\n\n".join(f"Paragraph {at}: " + "words of every kind " * 40 for at in range(12))
    await fill(team, team.ana, text)

    await team.runs(team.ana, "/adr edit ADR-1 context")
    assert team.ana.view is not None
    labels = [block["label"]["text"] for block in team.ana.view.blocks if block["type"] == "input"]
    untouched = await team.submits(team.ana, {})
    await team.runs(team.ana, "/adr edit ADR-1 context")
    await team.submits(team.ana, {"part4": "Paragraph 9 was cut"})

    assert labels == [f"Context, part {at} of 4" for at in (1, 2, 3, 4)]
    assert untouched.errors == {}
    async with team.store.reading() as db:
        found = await db.documents.of(ADR).numbered(1, seen_by=team.operator)
        assert found is not None
        count = len(await db.documents.of(ADR).revisions(found, seen_by=team.operator))
    assert count == 6
    assert found.body.context == "".join(drawn.parts(Decision(context=text).context)[:3]) + "Paragraph 9 was cut"  # type: ignore[attr-defined]


async def test_a_section_no_form_holds_is_read_as_a_file_and_its_card_shows_the_beginning(team: Team) -> None:
    card = await fill(team, team.ana, "word " * 5_000)

    reply = await team.runs(team.ana, "/adr edit ADR-1 context")
    await team.runs(team.ana, "/adr deciders ADR-1 @Bo")

    assert reply.shown.startswith("“Context” is longer than a form holds (17,400 characters).")
    assert buttons(reply) == {"As a file": "adr export ADR-001"}
    assert "more characters: As a file has it whole" in card.shown


async def test_of_two_who_edit_one_section_the_second_is_told_and_keeps_their_words(team: Team) -> None:
    card = await accepted(team)
    for person in (team.ana, team.bo):
        await team.clicks(person, "Edit", on=card)
    await team.submits(team.ana, {"part1": "Ana's context"})
    refused = await team.submits(team.bo, {"part1": "Bo's context"})

    assert refused.errors["part1"].startswith("Somebody has changed it meanwhile. Copy your words")
    assert team.bo.view is not None
    assert "Bo's context" in str(team.bo.view.values)
    assert "Ana's context" in card.shown


async def test_two_who_edit_different_sections_do_not_disturb_each_other(team: Team) -> None:
    card = await accepted(team)
    await team.runs(team.ana, "/adr edit ADR-1 context")
    await team.runs(team.bo, "/adr edit ADR-1 decision")
    await team.runs(team.chi, "/adr deciders ADR-1 @Chi")
    await team.submits(team.ana, {"part1": "Ana's context"})
    sent = await team.submits(team.bo, {"part1": "Bo's decision"})

    assert sent.errors == {}
    assert "Ana's context" in card.shown
    assert "Bo's decision" in card.shown


async def test_options_are_added_changed_and_taken_away_one_by_one(team: Team) -> None:
    card = await drafted(team)
    new = "adr edit DRAFT-1 options new"
    await did(team, *((team.ana, team.general, new, {"name": f"Option {at}", "effort": "S"}) for at in range(29)))
    await team.runs(team.ana, f"/{new}")
    sent = await team.submits(team.ana, {"name": "Option 29", "effort": "S"})
    assert sent.errors == {}
    await team.runs(team.ana, "/adr edit DRAFT-1 options 1")
    nameless = await team.submits(team.ana, {"name": None})
    await team.submits(team.ana, {"name": "The first", "removed": []})
    await team.runs(team.ana, "/adr edit DRAFT-1 options 2")
    await team.submits(team.ana, {"removed": ["removed"]})
    await team.runs(team.ana, "/adr edit DRAFT-1 options")

    assert list(nameless.errors) == ["name"]
    assert lines(card.shown, "The first · Effort:")
    assert "more: Edit shows them all" in card.shown
    assert team.ana.view is not None
    assert "Option 29" in team.ana.view.shown
    assert "There is no such part" in (await team.runs(team.ana, "/adr edit DRAFT-1 options 99")).shown


@pytest.mark.parametrize("words", ["W" * 4_000, "see [here](https://x.example/" + "y" * 150 + ") " * 1, "a, b\n" * 700])
@pytest.mark.parametrize("status", ["draft", "accepted", "superseded"])
async def test_a_card_stays_within_what_slack_takes(team: Team, words: str, status: str) -> None:
    now = team.slack.clock.now()
    texts = dict.fromkeys(("context", "decision"), words * 3)
    several = dict.fromkeys(("easier", "harder", "accepted", "operational"), (words,) * 20)
    options = [Option(name=words, pros=words, cons=words, rejected=words)] * 30
    facts = {"team": team.id, "kind": "adr", "channel": "C1", "author": "U1", "made_at": now, "changed_at": now, "form": "adr"}
    document = Document(
        **facts,
        title="T" * 200,
        number=None if status == "draft" else 7,
        status=status,
        body=Decision(**texts, **several, options=options),
        deciders=tuple(f"U{at}" for at in range(60)),
    )
    names = {f"U{at}": "N" * 80 for at in range(60)}
    related = [("relates to", "K" * 200, "https://x.example/" + "y" * 100)] * 40

    card = blocks.card(document, ADR, blocks.About(names, related, project="P" * 60, source="https://x.example"))

    assert len(card) <= kit.MESSAGE_BLOCKS
    assert kit.length(card) <= kit.MESSAGE_TEXT


@pytest.mark.parametrize("written", ["many words " * 60, "a [link](https://acme.test/with-a-long-address/indeed/indeed) " * 20])
def test_what_is_cut_on_a_card_says_so_once(written: str) -> None:
    body = Decision(options=(Option(name="One", pros=written, cons=written),))

    [block] = card_sections.drawn(Decision.section("options"), body, 300)

    shown = [line for line in "".join(part["text"] for part in block["elements"][0]["elements"]).splitlines() if "s: " in line]
    assert [line.count("…") for line in shown] == [1, 1]
