"""Files out and in, by Slack: a zip of what one may see; files dropped in a direct message, looked at before anything is kept."""

import io
import json
import zipfile
from typing import Any

from bot.records.people import Viewer
from sandbox import Message, Person
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
    before = await debts(team)

    await team.clicks(team.bo, "Import 3 records", on=found)

    assert before == []
    assert await debts(team) == ["No tests", "Old queue"]
    assert "Imported 3 records from" in found.shown
    assert buttons(found) == {}
