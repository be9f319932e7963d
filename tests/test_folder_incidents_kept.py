"""What an incident leaves behind survives its way out and in: what was struck stays struck, ACT-5 stays ACT-5."""

from datetime import date, timedelta
from functools import partial
from pathlib import Path

from bot.records.accounts import Account
from bot.records.actions import Action
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident, Severity
from bot.records.people import Viewer
from handlers.accounts import account_of
from handlers.incident_files import all_written
from storage.folder import send_out
from storage.store import Store
from tests.filing import AT, brought, connected, files_in

STRUCK_AT = AT + timedelta(minutes=7, seconds=3)


async def happened(store: Store, team: str, *numbers: int) -> None:
    """An incident with a note that was struck, one in which only the words look so, and actions with these numbers."""
    async with store.transaction() as db:
        facts = {"team": team, "channel": "C1", "by": "U1", "at": AT}
        incident = await db.incidents.add(Incident.declared(title="Search is slow", severity=Severity.SEV2, **facts))  # type: ignore[arg-type]
        by = {"by": "U1", "by_name": "Pager", "recorded_at": AT, "kind": EntryKind.NOTE}
        for minutes, text, struck in ((1, "it was *Bo*\n- or ~somebody~", STRUCK_AT), (2, "~~not struck~~", None), (3, "rebuilt", None)):
            await db.entries.write(incident, Entry(text=text, happened_at=AT + timedelta(minutes=minutes), struck_at=struck, **by))
        promise = {"what": "Test it", "owner": "", "by": "U1"}
        new = Action.promised(team=team, incident=incident.id, severity=Severity.SEV2, due_on=date(2026, 12, 1), at=AT, **promise)
        await db.actions.add_all([new.model_copy(update={"number": number}) for number in numbers])


async def out(store: Store, root: Path, team: str = "T1") -> dict[str, bytes]:
    await send_out(root, store, team=team, include_private=True, also=[partial(all_written, now=AT + timedelta(hours=1))])
    return {name: content for name, content in files_in(root).items() if "incident" in name}


async def known(store: Store, team: str, number: int) -> Account:
    async with store.reading() as db:
        everyone = Viewer.operator(team)
        incident = await db.incidents.numbered(number, seen_by=everyone)
        assert incident
        return await account_of(incident, everyone, db)


async def test_what_was_struck_is_struck_and_actions_keep_their_numbers(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await happened(store, "T1", 3, 5)
    async with store.transaction() as db:
        await db.people.connected("T2", name="Other", bot_user="UB", at=AT)

    [text] = (await out(store, tmp_path)).values()
    await brought(store, tmp_path, team="T2")

    assert b"- 09:01 \xe2\x80\x94 ~~it was \\*Bo\\*\\\n  \\- or \\~somebody\\~~~\n- 09:02 \xe2\x80\x94 \\~\\~not struck\\~\\~\n" in text
    there = await known(store, "T2", 1)
    assert [(one.text, one.struck_at, one.by_name) for one in there.struck] == [("it was *Bo*\n- or ~somebody~", STRUCK_AT, "Pager")]
    assert [one.text for one in there.entries] == ["~~not struck~~", "rebuilt"]
    assert [one.key for one in there.actions] == ["ACT-3", "ACT-5"]
    assert list((await out(store, tmp_path / "again", "T2")).values()) == [text]


async def test_a_number_that_is_taken_is_told_and_the_next_is_above_all(store: Store, tmp_path: Path) -> None:
    await connected(store)
    await happened(store, "T1", 3, 5)
    async with store.transaction() as db:
        await db.people.connected("T2", name="Other", bot_user="UB", at=AT)
    await happened(store, "T2", 5)
    await out(store, tmp_path)

    [told] = [one for name, one in (await brought(store, tmp_path, team="T2")).items() if "incident" in name]

    assert told.notes == ["INC-1 was taken: it is INC-2.", "ACT-5 was taken: it is ACT-6."]
    assert [one.key for one in (await known(store, "T2", 2)).actions] == ["ACT-3", "ACT-6"]
