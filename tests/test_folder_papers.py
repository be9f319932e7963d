"""A forecast, a roadmap, a CLAUDE.md in a folder: in once, out to the byte; what is broken is named with its line."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.records.people import Standing, Viewer
from bot.records.projects import Project
from storage.folder import send_out
from storage.folder.arriving import Outcome
from storage.store import Store
from tests.filing import AT, brought, connected, files_in

FORECAST = b'\xef\xbb\xbf{"asOf": "2026-11-03",\r\n  "cash": 1, "theirs": [1, 2,3]}'
ROADMAP = "# Roadmap\r\n\r\nMore päper — soon\n\n\n".encode()
OURS = {"data/cfo/latest_forecast.json": FORECAST, "data/product/Roadmap.md": ROADMAP, "CLAUDE.md": b"# Payments\n"}


def put(root: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


async def out(store: Store, root: Path) -> dict[str, bytes]:
    await send_out(root, store, team="T1", include_private=False)
    return {name: content for name, content in files_in(root).items() if "engineering" not in name}


async def test_they_come_in_once_and_leave_to_the_byte(store: Store, tmp_path: Path) -> None:
    await connected(store)
    os.utime(put(tmp_path / "in", OURS) / "data/product/Roadmap.md", (0, (AT - timedelta(days=50)).timestamp()))

    trial = await brought(store, tmp_path / "in", dry_run=True)
    first = await brought(store, tmp_path / "in")
    again = await brought(store, tmp_path / "in")

    assert {told.outcome for told in (*trial.values(), *first.values())} == {Outcome.IMPORTED}
    assert [first[name].notes for name in OURS] == [
        ["It is the forecast of 3 Nov."],
        ["It is the roadmap of 2 Oct, 50 days old."],
        [f"It is the CLAUDE.md of {AT.day} {AT:%b}."],
    ]
    assert {told.outcome for told in again.values()} == {Outcome.UNCHANGED}
    assert await out(store, tmp_path / "out") == OURS


async def test_each_project_has_its_own_and_a_folder_without_data_is_none(store: Store, tmp_path: Path) -> None:
    await connected(store)
    async with store.transaction() as db:
        for name in ("Payments", "Search"):
            await db.projects.add(Project.called(name, team="T1", by="U1", at=AT))
    theirs = {
        f"{one}/{name}": content + one.encode() for one in ("payments", "search") for name, content in OURS.items() if "cfo" not in name
    }

    await brought(store, put(tmp_path / "in", {**theirs, "src/CLAUDE.md": b"# not a project's"}))

    assert await out(store, tmp_path / "out") == theirs


async def test_dropped_alone_it_is_known_by_its_name_and_a_second_one_is_left(store: Store, tmp_path: Path) -> None:
    await connected(store)
    files = {"LATEST_forecast.json": FORECAST, "roadmap.json": b"[]", "claude.md": b"x", "data/product/ROADMAP.json": b'{"q": 1}'}

    told = await brought(store, put(tmp_path, files))

    assert {name: one.outcome for name, one in told.items()} == {
        "LATEST_forecast.json": Outcome.IMPORTED,
        "claude.md": Outcome.IMPORTED,
        "data/product/ROADMAP.json": Outcome.IMPORTED,
        "roadmap.json": Outcome.DIFFERS,
    }
    assert "data/product/ROADMAP.json" in told["roadmap.json"].notes[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'{"cash": 1,\n "burn": }', "It is no JSON: Expecting value. (line 2)"),
        (b"{}\n\xff", "It is not written in UTF-8. (line 2)"),
        (b"\n\n\0", "It is no text. (line 3)"),
        (b" \n", "It is empty."),
        (b" " * 1_000_001, "It is larger than 1 MB."),
    ],
)
async def test_a_broken_one_is_named_and_what_is_here_stays(store: Store, tmp_path: Path, content: bytes, why: str) -> None:
    await connected(store)
    await brought(store, put(tmp_path, OURS))

    told = await brought(store, put(tmp_path, {"data/cfo/latest_forecast.json": content}))

    assert (told["data/cfo/latest_forecast.json"].outcome, told["data/cfo/latest_forecast.json"].notes) == (Outcome.SKIPPED, [why])
    assert (await out(store, tmp_path / "out"))["data/cfo/latest_forecast.json"] == FORECAST


async def test_those_of_before_a_workspace_connected_are_adopted(store: Store, tmp_path: Path) -> None:
    await brought(store, put(tmp_path, OURS), team="unclaimed")

    await connected(store)

    async with store.reading() as db:
        found = await db.papers.all(seen_by=Viewer(team="T1", user="U1", standing=Standing.MEMBER))
    assert {one.of for one in found if one.is_dated} == {date(2026, 11, 3)}
    assert len(found) == len(OURS)
