"""A backup restored: into the same kind of database and into the other, with everything that follows from it."""

import asyncio
import json
import shutil
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import Connection, create_engine, insert, select, text

import bot.app  # noqa: F401 - every table there is
from bot.records.people import Person, Viewer
from bot.records.projects import Project
from storage.backups import BadBackup, Contents, back_up, restore
from storage.backups.beside import snapshot
from storage.backups.contents import tables
from storage.database import database_url, metadata, open_database
from storage.jobs import engine_for
from storage.jobs.moving import standing
from storage.migrate import newest_revision, upgrade
from storage.papers import papers
from storage.store import Store
from tests import forked
from tests.at_once import at_once
from tests.databases import Postgres
from tests.deployment import Team, deployed
from tests.process import a_slack, served

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
async def lived_in(migrated_url: str) -> AsyncIterator[tuple[str, Team]]:
    """A database with some of everything in it, and the workspace it is of; nobody serves it any more."""
    async with deployed(migrated_url) as deployment:
        team = await deployment.team()
        await _live(team)
        await deployment.settled()
        await team.store.jobs.stop(within=5)
        await _leave_jobs(team.store, team.id)
        yield migrated_url, team


@pytest.fixture
def other_url(migrated_url: str, tmp_path: Path, postgres_server: Postgres) -> str:
    """A database of the other kind, with nothing in it."""
    return postgres_server.empty() if migrated_url.startswith("sqlite") else f"sqlite:///{tmp_path / 'restored.db'}"


@pytest.fixture
def same_url(migrated_url: str, tmp_path: Path, postgres_server: Postgres) -> str:
    """Another database of the same kind, with nothing in it."""
    return f"sqlite:///{tmp_path / 'restored.db'}" if migrated_url.startswith("sqlite") else postgres_server.empty()


async def test_a_backup_comes_back_whole_in_both_databases_and_goes_on_and_never_over_records(
    lived_in: tuple[str, Team], same_url: str, other_url: str, tmp_path: Path
) -> None:
    url, team = lived_in
    file = tmp_path / "backup.zip"

    written = await asyncio.to_thread(back_up, database_url(url), file, now=NOW)
    before = _everything(url)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.glob("backup.zip*")] == ["backup.zip"]
    assert written.jobs == {"waiting": 2, "parked": 1}
    for fresh in (same_url, other_url):
        assert await asyncio.to_thread(restore, database_url(fresh), file) == written
        assert _everything(fresh) == before
        await _goes_on(fresh, team)
    with pytest.raises(BadBackup, match="There are records in this database already"):
        await asyncio.to_thread(restore, database_url(url), file)
    assert _everything(url) == before


@pytest.mark.slow
async def test_what_was_posted_before_it_moved_is_edited_and_not_posted_again(
    both_urls: list[str], postgres_server: Postgres, tmp_path: Path
) -> None:
    moves = zip(both_urls, (postgres_server.empty(), f"sqlite:///{tmp_path / 'restored.db'}"), strict=True)

    await at_once(lambda urls: _moves(urls[0], urls[1], tmp_path / f"{urls[0].partition(':')[0]}.zip"), moves)


async def _moves(migrated_url: str, other_url: str, file: Path) -> None:
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, migrated_url) as process:
            await process.ready()
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            await general.until(lambda messages: any("Checkout" in one.shown for one in messages if one.user == acme.bot.id), within=60)
            kept = await asyncio.to_thread(forked.run, ["backup", str(file)], {"DATABASE_URL": migrated_url})
            await process.stopped()

        moved = await asyncio.to_thread(forked.run, ["restore", str(file)], {"DATABASE_URL": other_url})
        async with served(acme, other_url) as process:
            await process.ready()
            await ana.runs("/incident note rolled back", in_=general)
            await general.until(lambda messages: any("rolled back" in one.shown for one in messages), within=60)
            again = await asyncio.to_thread(forked.run, ["restore", str(file)], {"DATABASE_URL": other_url})

    assert (kept.returncode, moved.returncode, again.returncode) == (0, 0, 2), (kept, moved, again)
    assert "It was read again, and is whole." in kept.stdout
    assert "Restored" in moved.stdout
    assert len(again.stderr.splitlines()) == 1
    assert len([message for message in general.live if message.user == acme.bot.id and "Checkout is down" in message.shown]) == 1


async def test_a_damaged_a_newer_and_somebody_elses_file_restore_nothing(tmp_path: Path, migrated_file: Path) -> None:
    shutil.copy(migrated_file, tmp_path / "old.db")
    fresh, file = database_url(f"sqlite:///{tmp_path / 'fresh.db'}"), tmp_path / "backup.zip"
    about = back_up(database_url(f"sqlite:///{tmp_path / 'old.db'}"), file, now=NOW)
    (tmp_path / "short.zip").write_bytes(file.read_bytes()[:-100])
    (tmp_path / "letter.zip").write_text("Dear Ana")
    _changed(file, tmp_path / "newer.zip", about.model_copy(update={"revision": "9999"}))
    _changed(file, tmp_path / "format.zip", about.model_copy(update={"format": 2}))
    _changed(file, tmp_path / "fewer.zip", about.model_copy(update={"rows": {**about.rows, "people": 7}}))

    for name, says in (
        ("short", "damaged"),
        ("letter", "damaged"),
        ("newer", "A newer version"),
        ("format", "format 2"),
        ("fewer", "people has 0 rows, and should have 7"),
        ("nowhere", "No such file"),
    ):
        with pytest.raises(BadBackup, match=says):
            restore(fresh, tmp_path / f"{name}.zip")

    assert restore(fresh, file) == about
    assert stat.S_IMODE((tmp_path / "fresh.db").stat().st_mode) == 0o600


async def test_a_backup_is_of_one_moment_whatever_is_written_meanwhile_and_holds_nobody_up(migrated_url: str) -> None:
    database = open_database(migrated_url)
    store = Store(database, engine_for(database))
    with snapshot(database_url(migrated_url)) as connection:
        before = connection.scalar(text("SELECT count(*) FROM people"))

        async with store.transaction() as db:
            await db.people.keep_person(Person(team="T1", user="U1", name="Ana"), at=NOW)
            await db.numbers.next("T1", "INC")

        meanwhile = [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("people", "numbers")]  # noqa: S608
    await database.close()

    assert (before, meanwhile) == (0, [0, 0])


def test_a_backup_from_before_an_upgrade_is_brought_up_to_date(tmp_path: Path) -> None:
    old, fresh = (database_url(f"sqlite:///{tmp_path / name}") for name in ("old.db", "fresh.db"))
    engine = create_engine(old.set(drivername="sqlite"))
    with engine.begin() as connection:
        upgrade(connection, "0012")
        connection.execute(
            text("INSERT INTO people (team, user, name, standing, admin, read_at) VALUES ('T1', 'U1', 'Ana', 'member', 0, '2026-11-20')")
        )
        connection.execute(text("INSERT INTO jobs (team, kind, room, ids) VALUES ('T1', 'home.publish', 'home:U1', '{\"user\": \"U1\"}')"))
    engine.dispose()

    about = back_up(old, tmp_path / "backup.zip", now=NOW)
    restore(fresh, tmp_path / "backup.zip")

    assert (about.revision, about.rows["people"], about.jobs) == ("0012", 1, {"waiting": 1})
    with snapshot(fresh) as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest_revision()
        assert connection.scalar(text("SELECT name FROM people")) == "Ana"


async def _live(team: Team) -> None:
    """Some of everything: incidents, actions, a decision, debt, a month of costs, what was talked about, a private channel."""
    await team.declares(team.ana, "SEV1 Checkout is down — für alle 🙈")
    for words in ("note rolled back 4.2.1", "impact half the carts customers 340 revenue 1200.50", "action add an alarm @Bo by friday"):
        await team.runs(team.bo, f"/incident {words}")
    await team.runs(team.ana, "/adr new Queues between services")
    await team.submits(team.ana, {"title": "Queues between services", "context": "Too slow."})
    await team.runs(team.bo, "/debt add The cron job nobody owns days 2.5")
    await team.runs(team.ana, "/cost record 2026-10 AWS 1200, revenue 20000")
    await team.runs(team.ana, "/scorecard digest here")
    await team.says(team.chi, "Should we hire?", in_=team.workspace.dm(team.chi))
    row = {"project": 0, "sort": "roadmap", "name": "ROADMAP.md", "named": "roadmap.md", "of": NOW.date(), "is_dated": True, "revision": 1}
    async with team.store.transaction() as db:
        await db.connection.execute(
            insert(papers).values(team=team.id, content="für\0 alle".encode(), brought_by=team.ana.id, brought_at=NOW, **row)
        )
    await team.runs(team.ana, "/incident resolve restarted it")


async def _leave_jobs(store: Store, team: str) -> None:
    """Two jobs that wait, one of them failed before, and one that is parked."""
    async with store.transaction() as db:
        for number in (1, 2, 3):
            await db.jobs.enqueue("home.publish", team=team, room="home:U1", user=f"U{number}")
        await db.jobs.later("incident.remind", at=NOW, team=team, room="incident:1", incident=1)
    table, failed = ("jobs", "parked") if store.database.is_sqlite else ("procrastinate_jobs", "failed")
    state = "state" if store.database.is_sqlite else "status"
    async with store.transaction() as db:
        last = f"(SELECT max(id) FROM {table})"  # noqa: S608 - names of ours
        await db.connection.execute(text(f"UPDATE {table} SET {state} = '{failed}' WHERE id = {last}"))  # noqa: S608


def _everything(url: str) -> dict[str, Any]:
    """Every row of every table, and every job that is not done."""
    with snapshot(database_url(url)) as connection:
        found: dict[str, Any] = {table.name: _rows(connection, table.name) for table in tables()}
        found["jobs"] = [{name: job[name] for name in ("team", "kind", "room", "ids", "state", "failures")} for job in standing(connection)]
    return found


def _rows(connection: Connection, name: str) -> list[dict[str, Any]]:
    table = metadata.tables[name]
    return [dict(row._mapping) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]


async def _goes_on(url: str, team: Team) -> None:
    """It is found by words, numbers go on, and the jobs can be worked off."""
    database = open_database(url)
    store = Store(database, engine_for(database))
    async with store.transaction() as db:
        found = await db.search.find("queues", seen_by=Viewer.operator(team.id), limit=5)
        number = await db.numbers.next(team.id, "INC")
        await db.jobs.enqueue("home.publish", team=team.id, room="x", user="U1")
        project = await db.projects.add(Project(id=0, team=team.id, name="Another", made_by=team.ana.id, made_at=NOW))
    counts = await store.jobs.counts()
    await database.close()

    assert [one.title for one in found] == ["Queues between services"]
    assert number == 2
    assert project
    assert (counts["waiting"], counts["parked"]) == (3, 1)


def _changed(file: Path, to: Path, about: Contents) -> None:
    """The same backup, which says something else of itself."""
    with ZipFile(file) as given, ZipFile(to, "w") as changed:
        for name in given.namelist():
            changed.writestr(name, given.read(name) if name != "backup.json" else json.dumps(json.loads(about.model_dump_json())))
