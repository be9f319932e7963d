"""Incidents come in from files, once, and leave as they came; what is wrong with one is named with its line."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from bot.records.accounts import Account
from bot.records.documents import Document
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident, Severity, Status
from bot.records.links import Link, Record, Relation
from bot.records.people import Standing, Viewer
from bot.records.postmortems import POSTMORTEM, Postmortem
from bot.records.search import Searchable
from handlers.accounts import account_of
from handlers.incident_files import all_written
from storage.folder import brought as bring_by
from storage.folder import send_out
from storage.folder.bringing import Bringing
from storage.folder.told import Outcome, Told
from storage.store import Store
from tests.filing import AT, brought, connected, files_in

FOLDER = "data/engineering/incidents"
NAME = f"{FOLDER}/incident_2026-03-12.md"
MEMBER = Viewer(team="T1", user="U1", standing=Standing.MEMBER)
THEIRS = """\
## Incident: Checkout *is* down
**Severity:** SEV1 (customer-facing outage)
**Status:** resolved
**Started:** 2026-03-12 23:40
**Resolved:** 2026-03-13T00:25:00Z
**Duration:** 45 minutes

### Timeline
- 23:40 — Alerts fire
- 00:10 - Rolled back
  to 4.2.1
- 00:25 — Green again

### Root Cause
A migration locked `orders`.

### Impact
Nobody could pay.
- Customers affected: 340
- Revenue impact: $1,200.50
- SLO impact: checkout

### Action Items
| Action | Owner | Due | Status |
|--------|-------|-----|--------|
| Roll back | @Bo | Done | ✅ |
| Test migrations \\| on a copy | @Dana | 2026-04-01 | 🔲 |

### Lessons Learned
Migrations are tried on a copy first.

### Follow-ups
See the wiki.
"""


def put(root: Path, text: str, name: str = NAME) -> Path:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(text.encode())
    return root


async def out(store: Store, root: Path, *, team: str = "T1") -> dict[str, bytes]:
    await send_out(root, store, team=team, include_private=True, also=[partial(all_written, now=AT + timedelta(hours=1))])
    return {name: content for name, content in files_in(root).items() if "incident" in name}


async def known(store: Store, number: int = 1, viewer: Viewer = MEMBER) -> tuple[Account, Document | None]:
    async with store.reading() as db:
        incident = await db.incidents.numbered(number, seen_by=viewer)
        assert incident is not None
        return await account_of(incident, viewer, db), await db.documents.of(POSTMORTEM).numbered(number, seen_by=viewer)


async def test_one_of_others_becomes_an_incident_and_its_postmortem_once(store: Store, tmp_path: Path) -> None:
    await connected(store)
    put(tmp_path / "in", THEIRS)

    first = await brought(store, tmp_path / "in")
    again = await brought(store, tmp_path / "in")

    assert [(one.outcome, one.key) for one in (first[NAME], again[NAME])] == [(Outcome.IMPORTED, "INC-1"), (Outcome.UNCHANGED, "INC-1")]
    account, document = await known(store)
    incident = account.incident
    assert (incident.title, incident.severity, incident.status) == ("Checkout *is* down", Severity.SEV1, Status.RESOLVED)
    assert incident.lasted(AT) == timedelta(minutes=45)
    assert (incident.impact, incident.customers, incident.revenue, incident.slo) == (
        "Nobody could pay.",
        340,
        Decimal("1200.50"),
        "checkout",
    )
    assert [(f"{one.happened_at:%d %H:%M}", one.text) for one in account.entries] == [
        ("12 23:40", "Alerts fire"),
        ("13 00:10", "Rolled back\nto 4.2.1"),
        ("13 00:25", "Green again"),
    ]
    assert [(one.what, one.is_done, str(one.due_on)) for one in account.actions] == [
        ("Roll back (Bo)", True, "2026-03-13"),
        ("Test migrations | on a copy (Dana)", False, "2026-04-01"),
    ]
    assert document is not None
    assert isinstance(document.body, Postmortem)
    assert document.status == "draft"
    assert document.body.root_cause == "A migration locked `orders`.\n\n**Follow-ups**\n\nSee the wiki."
    assert document.body.lessons == ("Migrations are tried on a copy first.",)
    async with store.reading() as db:
        found = await db.search.find("migration locked", seen_by=MEMBER, limit=9)
        unseen = await db.incidents.newest(seen_by=Viewer(team="T1", user="U2", standing=Standing.GUEST), limit=9)
    assert [one.key for one in found] == ["PM-1"]
    assert unseen == []


async def test_it_leaves_as_it_came_until_something_changes(store: Store, tmp_path: Path) -> None:
    await connected(store)
    put(tmp_path / "in", THEIRS, f"{FOLDER}/incident_2026-03-12_checkout.md")
    await brought(store, tmp_path / "in")

    same = await out(store, tmp_path / "same")
    async with store.transaction() as db:
        incident = await db.incidents.numbered(1, seen_by=MEMBER)
        assert incident is not None
        by = {"by": "U1", "happened_at": AT, "recorded_at": AT}
        await db.entries.write(incident, Entry(kind=EntryKind.NOTE, text="It was *not* over", **by))
        await db.incidents.save(incident.noted())
    changed = await out(store, tmp_path / "changed")
    back = await brought(store, tmp_path / "changed")

    assert same == {f"{FOLDER}/incident_2026-03-12_checkout.md": THEIRS.encode()}
    [text] = changed.values()
    assert b"It was \\*not\\* over" in text
    assert b"key: INC-1" in text
    assert [one.outcome for one in back.values()] == [Outcome.UNCHANGED]


def searchable(incident: Incident) -> Searchable:
    facts = {name: getattr(incident, name) for name in ("team", "channel", "title", "status", "revision", "key")}
    return Searchable(**facts, kind="incident", record=incident.id, happened_at=incident.started_at)


async def test_ours_come_back_whole_elsewhere_and_to_the_byte(store: Store, tmp_path: Path) -> None:
    await connected(store)
    async with store.transaction() as db:
        at = datetime(2026, 11, 20, 9, 12, 33, tzinfo=UTC)
        facts = {"team": "T1", "channel": "C1", "by": "U1", "at": at}
        incident = await db.incidents.add(Incident.declared(title="Search # is <slow>", severity=None, **facts))  # type: ignore[arg-type]
        fire = await db.incidents.add(Incident.declared(title="Fire", severity=Severity.SEV1, drill=True, **facts))  # type: ignore[arg-type]
        this, that = (Record(kind="incident", id=one.id) for one in (incident, fire))
        await db.links.add(Link(team="T1", source=this, relation=Relation.CAUSED_BY, target=that, by="U1", at=at))
        await db.search.keep(searchable(fire))
        await db.search.keep(searchable(incident))
        by = {"by": "U1", "by_name": "Pager", "recorded_at": at}
        for minutes, kind, value, text in (
            (0, EntryKind.DECLARED, "SEV2", "Search # is <slow>"),
            (1, EntryKind.NOTE, "", "see *this*\n- and 1. that | more"),
            (7, EntryKind.STATUS, "identified", "the index"),
            (9, EntryKind.RESOLVED, "", "rebuilt it"),
        ):
            when = at + timedelta(minutes=minutes)
            await db.entries.write(incident, Entry(kind=kind, value=value, text=text, happened_at=when, **by))
        await db.incidents.save(incident.resolved(at=at + timedelta(minutes=9), fix="rebuilt it"))
        await db.people.connected("T2", name="Other", bot_user="UB", url="https://other.slack.com/", at=AT)

    files = await out(store, tmp_path / "out")
    home = await brought(store, tmp_path / "out")
    there = await brought(store, tmp_path / "out", team="T2")

    assert {one.outcome for one in home.values()} == {Outcome.UNCHANGED}
    assert {one.key for one in there.values()} == {"INC-1", "INC-2"}
    assert await out(store, tmp_path / "again", team="T2") == files
    before, _ = await known(store, viewer=Viewer.operator("T1"))
    after, document = await known(store, viewer=Viewer.operator("T2"))
    same = ("number", "title", "severity", "severity_is_a_guess", "status", "started_at", "resolved_at", "fix", "drill")
    assert [getattr(after.incident, name) for name in same] == [getattr(before.incident, name) for name in same]
    assert [(one.kind, one.value, one.text) for one in after.entries] == [(one.kind, one.value, one.text) for one in before.entries]
    assert {one.by_name for one in after.entries} == {"Pager"}
    assert [one.key for one in after.causes] == ["INC-2"]
    assert document is None
    practice, _ = await known(store, 2, Viewer.operator("T2"))
    assert practice.incident.drill


async def test_one_changed_by_hand_or_whose_number_is_taken_is_told(store: Store, tmp_path: Path) -> None:
    await connected(store)
    put(tmp_path / "in", THEIRS)
    await brought(store, tmp_path / "in")
    put(tmp_path / "in", THEIRS.replace("Alerts fire", "It began"))
    changed = (await brought(store, tmp_path / "in"))[NAME]
    ours = "---\ncoPilot: {kind: incident, id: 'T9:4', key: INC-1}\n---\n\n" + THEIRS

    taken = (await brought(store, put(tmp_path / "ours", ours)))[NAME]
    again = (await brought(store, tmp_path / "ours"))[NAME]

    assert (changed.outcome, changed.key) == (Outcome.DIFFERS, "INC-1")
    assert (taken.key, taken.notes) == ("INC-2", ["INC-1 was taken: it is INC-2."])
    assert (again.outcome, again.key) == (Outcome.UNCHANGED, "INC-2")


async def test_one_that_is_here_and_private_is_taken_without_a_word_of_it(store: Store, tmp_path: Path) -> None:
    await connected(store)
    async with store.transaction() as db:
        secret = Incident.declared(team="T1", channel="G1", title="Secret", severity=None, by="U9", at=AT)
        hidden = await db.incidents.add(secret)
    ours = f"---\ncoPilot: {{kind: incident, id: 'T1:{hidden.id}', key: INC-1}}\n---\n\n{THEIRS}"

    told = await brought_by_member(store, put(tmp_path, ours))

    assert told[NAME].outcome is Outcome.SKIPPED
    assert "Secret" not in " ".join(told[NAME].notes)


async def brought_by_member(store: Store, root: Path) -> dict[str, Told]:
    return {one.name: one for one in await bring_by(root, Bringing(MEMBER, "", AT), store.transaction)}


@pytest.mark.parametrize(
    ("was", "now", "why"),
    [
        ("## Incident: ", "## Notes on ", "It is no incident: it has no heading `## Incident: what happened`. (line 1)"),
        ("SEV1 (customer-facing outage)", "SEV1 | SEV2 | SEV3", "“Severity” should be SEV1, SEV2 or SEV3. (line 2)"),
        ("** resolved", "** fixed", "“Status” should be one of investigating, identified, monitoring, resolved. (line 3)"),
        ("2026-03-12 23:40", "last night", "“Started” should be a time: 2026-11-21 09:12 UTC. (line 4)"),
        ("2026-03-13T00:25:00Z", "2026-03-12 23:00", "“Resolved” is before “Started”. (line 5)"),
        ("- 23:40", "- 25:40", "“25:40” is no time. (line 8)"),
        ("2026-03-1", "2036-03-1", "Its times cannot be: started. That is in the future. Choose a time that is over."),
    ],
)
async def test_a_broken_one_is_named_and_nothing_of_it_taken(store: Store, tmp_path: Path, was: str, now: str, why: str) -> None:
    await connected(store)

    told = (await brought(store, put(tmp_path, THEIRS.replace(was, now))))[NAME]

    assert (told.outcome, told.notes) == (Outcome.SKIPPED, [why])
    async with store.reading() as db:
        assert await db.incidents.newest(seen_by=Viewer.operator("T1"), limit=1) == []


async def test_of_one_that_says_little_the_day_is_in_its_name(store: Store, tmp_path: Path) -> None:
    await connected(store)

    await brought(store, put(tmp_path, "# Incident: Disk full\n\n### Timeline\n\n- 14:05 disk is full\n- 14:35: more disk\n"))

    account, document = await known(store)
    assert account.incident.severity_is_a_guess
    assert f"{account.incident.started_at:%Y-%m-%d %H:%M}" == "2026-03-12 14:05"
    assert account.incident.lasted(AT) == timedelta(minutes=30)
    assert document is None
