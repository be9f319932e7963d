"""A task handed to a specialist: in one line, in its format, delivered, returned with a reason, accepted; and as a file."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.config import read_settings
from bot.prompts.specialists import load
from bot.records.delegations import DELEGATION, Delegation
from bot.records.specs import SPEC
from bot.serving import Service
from bot.templates.documents import Written, markdown
from bot.templates.front_matter import Malformed
from bot.templates.reading import read
from sandbox import Message
from tests.deployment import Team
from tests.looking import buttons, in_channel
from tests.nasty import lines, texts


def card(team: Team) -> Message:
    [found] = [one for one in in_channel(team) if " TD-0001 " in one.shown.splitlines()[0]]
    return found


async def test_a_task_is_handed_over_returned_with_a_reason_and_accepted(team: Team) -> None:
    await team.runs(team.ana, "/delegate Write the refund endpoint to django")
    first = card(team).shown
    await team.clicks(team.bo, "Delivered…", on=card(team))
    await team.submits(team.bo, {"delivery": "https://git.acme.test/pr/1"})
    await team.clicks(team.ana, "Return…", on=card(team))
    await team.submits(team.ana, {"why": "No test of a second refund."})
    returned = card(team).shown
    again = await team.runs(team.ana, "/delegate accept TD-1")
    await team.runs(team.bo, "/delegate deliver TD-1 https://git.acme.test/pr/2")
    await team.clicks(team.ana, "Accept", on=card(team))

    for words in ("ASSIGNED", "django-expert", "Django project structure", "Models carry the rules"):
        assert words in first
    assert "RETURNED" in returned
    assert "No test of a second refund." in returned
    assert "TD-0001 is RETURNED" in again.shown
    assert "ACCEPTED" in card(team).shown
    assert "pr/2" in card(team).shown
    told = "\n".join(one.shown for one in card(team).replies)
    assert "TD-0001 is returned: No test of a second refund. — Ana" in told
    assert "Return…" not in buttons(card(team))


async def test_a_tech_spec_that_is_approved_is_delegated_by_a_button(team: Team) -> None:
    await team.runs(team.ana, "/spec new Refunds")
    await team.submits(team.ana, {"title": "Refunds", "summary": "One click", "components": "Endpoint\nQueue"})
    async with team.store.transaction() as db:
        draft = await db.documents.of(SPEC).drafted(1, seen_by=team.operator)
        assert draft
        body = draft.body.changed("testing", "x").changed("deployment", "x")
        await db.documents.of(SPEC).save(draft.model_copy(update={"status": "APPROVED", "number": 1, "body": body}), did="", by=team.ana.id)
    spec = await team.runs(team.ana, "/spec show TS-1")

    await team.clicks(team.ana, "Delegate it", on=spec)
    await team.submits(team.ana, {"specialist": "django-expert"})
    missing = await team.runs(team.ana, "/delegate new --spec TS-9")

    assert "implements TS-0001 Refunds" in card(team).shown
    for words in ("TD-0001 Refunds", "What TS-0001 describes.", "Endpoint", "Queue"):
        assert words in card(team).shown
    assert missing.shown.startswith("There is no such tech spec that you can see.")


async def test_what_is_missing_is_asked_for_and_an_unknown_specialist_is_answered_with_those_there_are(team: Team) -> None:
    unknown = await team.runs(team.ana, "/delegate Write the firmware to cobol")
    await team.clicks(team.ana, "fastapi-expert", on=unknown)
    await team.runs(team.ana, "/delegate")
    bare = await team.runs(team.ana, "/delegate new")
    sent = await team.submits(team.ana, {"title": "Test refunds", "specialist": "python-testing-expert", "requirements": "All\n- of it"})
    there = await team.runs(team.ana, "/delegate specialists")

    assert "no specialist called cobol" in unknown.shown
    assert "fastapi-expert" in card(team).shown
    assert "Write the firmware" in card(team).shown
    assert not sent.errors, (sent.errors, bare)
    [other] = [one for one in in_channel(team) if " TD-0002 " in one.shown.splitlines()[0]]
    assert "Comprehensive test suite" in other.shown
    assert "of it" in other.shown
    assert "Web apps, admin, ORM, auth" in there.shown


async def test_a_task_that_begins_with_a_word_of_ours_is_a_task_and_a_status_is_a_word_too(team: Team) -> None:
    await team.runs(team.ana, "/delegate search the invoices to django")
    await team.submits(team.ana, {})
    refused = await team.runs(team.bo, "/delegate status TD-1 --set DELIVERED")
    await team.submits(team.bo, {"delivery": "https://git.acme.test/pr/1"})
    await team.runs(team.ana, "/delegate status TD-1 --set RETURNED It exports no credit notes")

    assert refused.shown == ""
    assert "Search the invoices" in card(team).shown
    assert "RETURNED" in card(team).shown
    assert card(team).shown.count("It exports no credit notes") == 1


async def test_a_file_is_the_delivery_and_one_that_is_no_text_is_told_to_whoever_gave_it(team: Team) -> None:
    await team.runs(team.ana, "/delegate Write the refund endpoint to django")
    await team.clicks(team.bo, "Delivered…", on=card(team))
    empty = await team.submits(team.bo, {})
    both = await team.submits(team.bo, {"delivery": "As agreed", "files": [("work.md", b"\xff\xfe")]})
    await team.submits(team.bo, {"delivery": ""})
    refused = card(team).shown
    await team.clicks(team.bo, "Delivered…", on=card(team))
    await team.submits(team.bo, {"delivery": "", "files": [("work.md", b"def refund():\r\n    return 1\n")]})

    assert "its words, a link to it, or a file" in " ".join(empty.errors.values())
    assert "ASSIGNED" in refused
    assert "one of them" in " ".join(both.errors.values())
    assert "The file of the delivery is no text" in [one.shown for one in team.workspace.dm(team.bo).live][-1]
    assert "DELIVERED" in card(team).shown
    assert "return 1" in card(team).shown
    assert "TD-0001 is delivered — Bo" in "\n".join(one.shown for one in card(team).replies)


def test_without_a_delivery_or_criteria_it_cannot_be_accepted() -> None:
    assert [one.section for one in Delegation().lacks("ACCEPTED")] == ["delivery", "criteria"]
    assert not Delegation(delivery="x", criteria=("y",)).lacks("ACCEPTED")
    assert not Delegation().lacks("RETURNED")
    assert [Delegation(returned=("x",) * times).may_be_returned for times in range(4)] == [True, True, False, False]


FORMAT = """📋 Task Delegation: django-expert

Context:
- Project: Payments
- Component: Admin
- Requirements: Staff can refund

Specifications:
- A model Refund

Constraints:
- 3 days

Expected Deliverables:
- Django project structure

Quality Criteria:
- Staff ask whether they may

Integration Points:
- Stripe
"""


def test_its_file_has_the_format_in_which_tasks_are_handed_over() -> None:
    body = Delegation(
        specialist="django-expert",
        project="Payments",
        component="Admin",
        requirements=("Staff can refund",),
        specifications=("A model Refund",),
        constraints=("3 days",),
        deliverables=("Django project structure",),
        criteria=("Staff ask whether they may",),
        integration=("Stripe",),
    )

    assert markdown(written(body), DELEGATION).partition("# TD-0001: A task\n\n")[2] == FORMAT


def written(body: Delegation) -> Written:
    return Written(key="TD-0001", number=1, title="A task", status="ASSIGNED", on=date(2026, 11, 21), form="delegate", body=body)


several = st.lists(lines.filter(lambda words: bool(words.strip())), max_size=3).map(tuple)
bodies = st.builds(
    Delegation,
    specialist=lines,
    project=texts,
    component=texts,
    **dict.fromkeys(("requirements", "specifications", "constraints", "deliverables", "criteria", "integration", "returned"), several),
    delivery=texts,
)


@given(body=bodies)
def test_what_is_written_is_read_again_to_the_last_sign(body: Delegation) -> None:
    again = read("x.md", markdown(written(body), DELEGATION).encode(), DELEGATION).written

    assert again.body == body
    assert (again.key, again.title) == ("TD-0001", "A task")


def test_a_file_without_the_format_is_refused() -> None:
    with pytest.raises(Malformed, match="It is no delegation"):
        read("x.md", b"# TD-0001: A task\n\nContext:\n- Project: x\n", DELEGATION)


RUST = "---\nname: rust-expert\nexpertise: Rust\nwhen: Hot loops\nexpect: A crate\ncriteria: [It compiles]\n---\nYou write Rust.\n"


def test_a_team_has_specialists_of_its_own_and_a_broken_file_is_named_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "rust.md").write_text(RUST)
    (tmp_path / "django.md").write_text(RUST.replace("rust-expert", "django-expert"))
    (tmp_path / "README.md").write_text("What this folder is for.")
    for name, text in {
        "bare.md": "You write Go.",
        "list.md": "---\n- a\n---\nx",
        "yaml.md": "---\na: [\n---\nx",
        "nameless.md": RUST.replace("name: rust-expert\n", ""),
        "empty.md": RUST.replace("[It compiles]", "['']"),
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe")

    known = load(str(tmp_path))

    names = {one.name: one for one in known.specialists}
    assert set(names) == {"django-expert", "fastapi-expert", "fastmcp-expert", "python-testing-expert", "rust-expert"}
    assert names["django-expert"].expertise == "Rust"
    assert names["rust-expert"].persona == "You write Rust."
    assert [line.partition(" is no specialist: ")[0] for line in known.broken] == [
        "bare.md",
        "binary.md",
        "empty.md",
        "list.md",
        "nameless.md",
        "yaml.md",
    ]
    assert not any("\n" in line for line in known.broken)
    assert "`name` is wrong" in known.broken[4]
    assert load(str(tmp_path / "gone")).broken == (
        f"{tmp_path / 'gone'} is no folder: only the specialists that come with the product are there.",
    )


def test_a_process_starts_with_a_line_for_each_file_that_is_no_specialist(tmp_path: Path) -> None:
    (tmp_path / "rust.md").write_text(RUST)
    (tmp_path / "bare.md").write_text("You write Go.")
    service = Service(read_settings(slack_bot_token="xoxb-1", copilot_specialists=str(tmp_path)))

    with capture_logs() as logs:
        there = service._specialists()

    assert "rust-expert" in {one.name for one in there}
    assert [(one["log_level"], one["event"]) for one in logs] == [("warning", "specialist.broken")]
    assert logs[0]["why"].startswith("bare.md is no specialist: ")


@pytest.mark.parametrize("words", ["django", "Django-Expert", "@django", " django-expert "])
def test_a_specialist_is_named_with_or_without_its_ending(words: str) -> None:
    assert [one.name for one in load().specialists if one.is_called(words)] == ["django-expert"]
