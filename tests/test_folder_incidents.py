"""Every incident leaves as a file a day and project; one of a private channel is counted, and stays."""

from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.records.incidents import Incident
from bot.records.people import Viewer
from bot.records.projects import Project
from handlers.incident_files import all_written
from storage.folder import Sent, send_out
from storage.store import Store
from tests.filing import AT, connected, files_in

FOLDER = "data/engineering/incidents"


async def declared(store: Store, title: str, *, channel: str = "C1", project: int | None = None, drill: bool = False) -> None:
    async with store.transaction() as db:
        facts = {"team": "T1", "channel": channel, "by": "U1", "at": AT, "project": project, "drill": drill}
        await db.incidents.add(Incident.declared(title=title, severity=None, **facts))  # type: ignore[arg-type]


async def sent(store: Store, root: Path, *, private: bool = False) -> Sent:
    drawing = partial(all_written, now=AT + timedelta(hours=1))
    return await send_out(root, store, team="T1", include_private=private, also=[drawing])


async def test_two_of_a_day_are_two_files_and_a_private_one_is_counted(store: Store, tmp_path: Path) -> None:
    await connected(store)
    for title, channel, drill in (("Checkout is down", "C1", False), ("Fire", "C1", True), ("Secret", "G1", False)):
        await declared(store, title, channel=channel, drill=drill)

    public = await sent(store, tmp_path / "public")
    everything = await sent(store, tmp_path / "all", private=True)

    files = files_in(tmp_path / "public" / FOLDER)
    assert list(files) == ["incident_2026-11-21.md", "incident_2026-11-21_inc-2.md"]
    assert b"\n\n## Incident: Checkout is down\n" in files["incident_2026-11-21.md"]
    assert b"DRILL \xc2\xb7 Fire" in files["incident_2026-11-21_inc-2.md"]
    assert (public.private, everything.private) == (1, 0)
    assert b"Secret" in files_in(tmp_path / "all" / FOLDER)["incident_2026-11-21_inc-3.md"]


async def test_each_project_has_its_own(store: Store, tmp_path: Path) -> None:
    await connected(store)
    async with store.transaction() as db:
        for name in ("Payments", "Search"):
            await db.projects.add(Project.called(name, team="T1", by="U1", at=AT))
        ids = {one.name: one.id for one in await db.projects.all(seen_by=Viewer.operator("T1"))}
    await declared(store, "Of payments", project=ids["Payments"])
    await declared(store, "Of search", project=ids["Search"])

    await sent(store, tmp_path)

    assert [name for name in files_in(tmp_path) if "incident" in name] == [
        f"{project}/{FOLDER}/incident_2026-11-21.md" for project in ("payments", "search")
    ]
