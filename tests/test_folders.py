"""Files out and in, by Slack: a zip of what one may see; files dropped in a direct message, looked at before anything is kept."""

import io
import json
import zipfile
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import pytest

from bot.records.people import Viewer
from handlers.blocks.folders import SHOWN
from handlers.folders.keeping import TOGETHER
from sandbox import Message, Person
from storage.folder.packing import packed
from tests.deployment import Team
from tests.looking import buttons

ADR = "---\nstatus: accepted\n---\n\n# Use PostgreSQL\n\n## Context\n\nWe grow.\n"
DEBT = {"items": [{"id": "debt_001", "title": "No tests"}, {"id": "debt_002", "title": "Old queue"}]}
STACK = {"team": {"headcount": 4}, "stack": {"database": {"primary": "PostgreSQL"}}}


async def drops(team: Team, person: Person, files: dict[str, Any], *, text: str = "", thread: Message | None = None) -> Message:
    """Somebody drops files in their direct messages with the bot; returns the last thing it says about them."""
    (name, content), *more = [(name, _bytes(content)) for name, content in files.items()]
    dropped = await person.uploads(name, content, in_=team.workspace.dm(person), thread=thread, text=text, more=more)
    await team.settled()
    return answer(team, dropped)


def answer(team: Team, dropped: Message) -> Message:
    """What the bot says about what was dropped."""
    root = dropped.channel.find(dropped.thread_ts or dropped.ts)
    assert root
    return [one for one in root.replies if one.user == team.bot.id][-1]


def _bytes(content: Any) -> bytes:
    if isinstance(content, bytes):
        return content
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def received(team: Team, person: Person) -> dict[str, str]:
    """The files of the zip that was sent to somebody last."""
    [*_, message] = [one for one in team.workspace.dm(person).live if one.files and one.user == team.bot.id]
    with zipfile.ZipFile(io.BytesIO(person.downloads(message.files[0]))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def debts(team: Team) -> list[str]:
    async with team.store.reading() as db:
        return [one.title for one in await db.debts.all(seen_by=Viewer.operator(team.id))]


async def test_dropped_files_are_looked_at_and_kept_by_a_click(team: Team) -> None:
    found = await drops(team, team.bo, {"tech_debt.json": DEBT, "0001-use-postgresql.md": ADR, "holiday.md": "# Nice"})
    looked = found.shown
    before = await debts(team)

    await team.clicks(team.bo, "Import 3 records", on=found)

    assert looked.startswith("I found 3 new records in tech_debt.json, 0001-use-postgresql.md, holiday.md. Nothing is imported yet.")
    assert "holiday.md: It is no decision record" in looked
    assert before == []
    assert await debts(team) == ["No tests", "Old queue"]
    assert found.shown.startswith("Imported 3 records from tech_debt.json")
    assert "0001-use-postgresql.md → ADR-001" in found.shown
    assert buttons(found) == {}
    assert list(Path(gettempdir()).glob(f"cto-copilot-{team.id}-*")) == []
    async with team.store.reading() as db:
        assert [change.by for change in await db.audit.of(team.id, "DEBT-1")] == [team.bo.id]


async def test_much_is_tried_a_piece_at_a_time_and_told_the_same(team: Team) -> None:
    many = {f"data/engineering/adrs/{at:04}-thing.md": f"# {at}. Thing {at}\n\n## Context\n\nSo.\n" for at in range(1, TOGETHER + 2)}

    found = await drops(team, team.bo, {"ours.zip": packed({**many, "data/engineering/tech_debt.json": json.dumps(DEBT)})})
    looked, tried = found.shown, await debts(team)
    await team.clicks(team.bo, f"Import {TOGETHER + 3} records", on=found)

    assert looked.startswith(f"I found {TOGETHER + 3} new records in ours.zip.")
    assert f"… and {TOGETHER + 2 - SHOWN} more files" in looked
    assert tried == []
    assert found.shown.startswith(f"Imported {TOGETHER + 3} records from ours.zip.")
    assert await debts(team) == ["No tests", "Old queue"]


async def test_what_is_left_and_what_is_here_already_changes_nothing(team: Team) -> None:
    left = await drops(team, team.bo, {"tech_debt.json": DEBT})
    await team.clicks(team.bo, "Leave it", on=left)
    kept = await drops(team, team.bo, {"tech_debt.json": DEBT})
    await team.clicks(team.bo, "Import 2 records", on=kept)

    again = await drops(team, team.chi, {"tech_debt.json": DEBT})

    assert left.shown == "tech_debt.json was left. Nothing of it was imported."
    assert "there is nothing new" in again.shown
    assert buttons(again) == {}
    assert len(await debts(team)) == 2


async def test_what_is_delivered_or_pressed_again_is_done_once(team: Team) -> None:
    found = await drops(team, team.bo, {"tech_debt.json": DEBT})
    dropped, clicked = len(found.channel.live), buttons(found)["Import 2 records"]

    for delivery in [one for one in team.slack.deliveries if one.team == team.id and one.name == "message"]:
        await team.slack.redeliver(delivery, 2)
    await team.settled()
    _, second = [await team.runs(team.bo, f"/{clicked}", in_=team.workspace.dm(team.bo)) for _ in range(2)]

    assert len([one for one in found.channel.live if not one.ephemeral_to]) == dropped
    assert "imported already" in second.shown
    assert await debts(team) == ["No tests", "Old queue"]


async def test_it_must_be_the_same_when_it_is_kept(team: Team) -> None:
    for change, said in (("deleted", "is not in Slack any more"), ("edited", "has changed since I looked at it")):
        found = await drops(team, team.bo, {"tech_debt.json": DEBT})
        [file] = [file for one in found.channel.live for file in one.files][-1:]
        file.content = b'{"items": []}' if change == "edited" else file.content
        if change == "deleted":
            team.workspace.files.delete(file)

        await team.clicks(team.bo, "Import 2 records", on=found)

        assert said in found.shown
    assert await debts(team) == []


@pytest.mark.parametrize(
    ("method", "fault", "said"),
    [
        ("files.info", "error:missing_scope", "Slack does not give me tech_debt.json (missing_scope)."),
        ("files.info", "error:file_deleted", "tech_debt.json is not in Slack any more."),
        ("download", "500", "I found 2 new records"),
        ("download", "drop", "I found 2 new records"),
        ("chat.postMessage", "drop_after", "I found 2 new records"),
    ],
)
@pytest.mark.postgresql
async def test_what_becomes_of_a_call_is_told_or_made_good(team: Team, method: str, fault: str, said: str) -> None:
    struck = team.slack.faults.add(method, fault, team=team.id)

    found = await drops(team, team.bo, {"tech_debt.json": DEBT})

    assert struck.hits == 1
    assert found.shown.startswith(said)
    assert len(found.channel.live) == 2


async def test_guests_import_nothing_and_their_words_are_answered_as_ever(team: Team) -> None:
    refused = await drops(team, team.gus, {"tech_debt.json": DEBT})
    await team.gus.runs("/cto import", in_=team.payments)
    picture = await team.gus.uploads("x.png", b"1", in_=team.workspace.dm(team.gus), text="questions build")
    await team.settled()

    said = [one.shown for one in team.workspace.dm(team.gus).live if one.user == team.bot.id and one.thread_ts == picture.ts]
    assert "Only full members of this workspace import files." in refused.shown
    assert team.gus.view is None
    assert len([one for one in said if one.startswith("I cannot read “x.png”. I read Markdown, JSON")]) == 1
    assert len(said) == 2
    assert await debts(team) == []


async def test_a_zip_that_plays_tricks_is_refused_in_its_thread(team: Team) -> None:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as archive:
        archive.writestr("../../etc/passwd", "x")

    found = await drops(team, team.bo, {"ours.zip": into.getvalue()})

    assert found.shown == "ours.zip has a path that leads out of its folder, ../../etc/passwd. Nothing of it was read."
    assert found.is_reply


@pytest.mark.postgresql
async def test_of_several_projects_it_is_asked_which(team: Team) -> None:
    for name in ("Payments", "Search"):
        await team.runs(team.ana, f"/cto project new {name}")
    found = await drops(team, team.bo, {"tech_stack.json": STACK})
    asked = buttons(found)

    await team.clicks(team.bo, "Search", on=found)
    await team.clicks(team.bo, "Import 1 record", on=found)

    assert list(asked) == ["Payments", "Search", "As the files say", "Leave it"]
    assert found.shown.startswith("Imported 1 record from tech_stack.json for Search.")
    async with team.store.reading() as db:
        search = await db.projects.named("Search", seen_by=team.operator)
        assert search
        assert await db.stacks.of(search.id, seen_by=team.operator)


async def test_files_are_chosen_in_a_form_too(team: Team) -> None:
    await team.runs(team.bo, "/cto import")

    await team.submits(team.bo, {"files": [("tech_debt.json", _bytes(DEBT))]})

    [found] = [one for one in team.workspace.dm(team.bo).live if one.user == team.bot.id]
    await team.clicks(team.bo, "Import 2 records", on=found)
    assert len(await debts(team)) == 2


async def test_a_zip_has_what_its_reader_may_see_and_goes_in_elsewhere(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.runs(team.chi, "/debt add The key is under the mat", in_=team.secret)
    await team.runs(team.bo, "/debt add No tests days 3 high", in_=team.payments)
    await team.runs(team.ana, "/team add @Bo tester", in_=team.general)
    await team.runs(team.ana, "/team risk high", in_=team.general)

    for person in (team.ana, team.bo, team.gus):
        await team.runs(person, "/cto export", in_=team.payments)
    await team.settled()  # Slack looks files over first

    ana, bo, gus = (received(team, person) for person in (team.ana, team.bo, team.gus))
    debt, people = "data/engineering/tech_debt.json", "data/engineering/team.json"
    assert [len(json.loads(one[debt])["items"]) for one in (ana, bo, gus)] == [2, 1, 1]
    assert [json.loads(one[people]).get("attritionRisk") for one in (ana, bo)] == ["high", None]
    assert "under the mat" not in "".join([*bo.values(), *gus.values()])
    assert "In it: 1 debt item, 1 team. 1 private record is not yours to see, and not in it." in said_with(team, team.bo)
    assert "private" not in said_with(team, team.gus)

    other = await team.deployment.team("Globex")
    found = await drops(other, other.bo, {"acme.zip": packed(bo)})
    await other.clicks(other.bo, "Import 2 records", on=found)
    await other.runs(other.bo, "/cto export")
    await other.settled()

    assert {name: received(other, other.bo)[name] for name in (debt, people)} == {name: bo[name] for name in (debt, people)}


@pytest.mark.postgresql
async def test_a_guest_is_told_of_no_project_but_those_of_their_channels(team: Team) -> None:
    await team.runs(team.ana, "/cto project Platform", in_=team.platform)
    await team.runs(team.ana, "/cto project Payments", in_=team.payments)

    await team.runs(team.gus, "/cto export", in_=team.payments)
    await team.settled()

    files = received(team, team.gus)
    assert "payments/data/engineering/engineering_scorecard.json" in files
    assert "platform" not in json.dumps(files).lower()


def said_with(team: Team, person: Person) -> str:
    return [one for one in team.workspace.dm(person).live if one.files and one.user == team.bot.id][-1].shown
