"""The commands beside `serve`."""

import subprocess
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from bot.manifest import read_manifest
from storage.database import open_database
from storage.jobs import engine_for
from storage.jobs.port import Job, Jobs
from storage.store import Store
from tests import forked


async def _parked(url: str) -> None:
    """Leave one parked job behind, as a fault of ours does."""
    database = open_database(url)
    store = Store(database, engine_for(database))
    jobs = Jobs()
    jobs.add("incident.headline", _fails, attempts=1)
    async with store.transaction() as db:
        await db.jobs.enqueue("incident.headline", team="T1", room="incident:42", incident=42)

    async def perform(job: Job) -> None:
        await jobs.perform(job)

    await store.jobs.start(perform, jobs)
    await store.jobs.idle()
    await store.jobs.stop(within=1)
    await database.close()


async def _fails() -> None:
    raise RuntimeError("Ana said something")


def _copilot(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.run(words, {"PATH": "/usr/bin:/bin", "DATABASE_URL": url, "COLUMNS": "200"})


async def test_a_parked_job_is_listed_retried_and_dropped_by_hand_beside_the_server(migrated_url: str) -> None:
    await _parked(migrated_url)
    database = open_database(migrated_url)
    server = engine_for(database)
    server.claim()

    listed = _copilot(migrated_url, "jobs", "list")
    number = next(word for word in listed.stdout.split() if word.isdecimal())
    retried = _copilot(migrated_url, "jobs", "retry", number)
    again = _copilot(migrated_url, "jobs", "drop", number)

    assert "incident.headline" in listed.stdout
    assert "incident=42" in listed.stdout
    assert "RuntimeError" in listed.stdout
    assert "Ana said" not in listed.stdout
    assert retried.returncode == 0
    assert again.returncode == 1
    assert "There is no parked job" in again.stderr
    await server.stop(within=0)
    await database.close()


@pytest.mark.parametrize(
    ("url", "words", "line"),
    [
        ("sqlite:///nowhere.db", ["jobs", "list"], "There is no nowhere.db yet: cto-copilot serve makes it."),
        ("mysql://x", ["jobs", "list"], "DATABASE_URL names mysql"),
        ("postgresql://nobody@127.0.0.1:1/x", ["jobs", "retry", "1"], "DATABASE_URL: the database cannot be opened"),
        ("", ["sandbox", "--port", "0", "--database", "mine.db"], "DATABASE_URL should look like sqlite:///copilot.db"),
    ],
)
def test_what_can_be_put_right_ends_it_with_one_line(url: str, words: list[str], line: str) -> None:
    said = _copilot(url, *words)

    assert said.returncode in {1, 2}
    assert line in said.stderr.splitlines()[-1]
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("words", [["--help"], ["serve", "--help"], ["sandbox", "--help"], ["jobs", "--help"]])
def test_help_needs_no_settings(words: list[str]) -> None:
    said = _copilot("", *words)

    assert said.returncode == 0
    assert "Usage" in said.stdout


def test_the_manifest_is_printed_for_socket_mode_and_for_an_address() -> None:
    plain = yaml.safe_load(_copilot("sqlite:///none.db", "manifest").stdout)
    posted = yaml.safe_load(
        _copilot("sqlite:///none.db", "manifest", "--url", "https://co.example/", "--commands", "core", "--rename", "incident=inc").stdout
    )

    assert plain == read_manifest()
    assert posted["settings"]["socket_mode_enabled"] is False
    addresses = [posted["settings"][part]["request_url"] for part in ("event_subscriptions", "interactivity")]
    commands = {one["command"]: one["url"] for one in posted["features"]["slash_commands"]}
    assert {*addresses, *commands.values()} == {"https://co.example/slack/events"}
    assert "/inc" in commands
    assert "/incident" not in commands


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--rename", "nothing=x"], "There is no /nothing."),
        (["--rename", "incident"], "old=new"),
        (["--rename", "incident=In Cident"], "no name of a command"),
        (["--rename", "incident=cto"], "twice"),
        (["--url", "http://co.example"], "https://"),
        (["--url", "https://"], "https://"),
        (["--url", "https://co.example/?a=b"], "https://"),
        (["--commands", "few"], "all or core"),
    ],
)
def test_a_manifest_that_cannot_be_is_refused_in_one_line(words: list[str], says: str) -> None:
    refused = _copilot("sqlite:///none.db", "manifest", *words)

    assert refused.returncode == 2
    assert says in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_decisions_come_from_a_folder_before_anything_was_served_and_leave_again(tmp_path: Path) -> None:
    url, repository = f"sqlite:///{tmp_path / 'new.db'}", tmp_path / "repository/docs/decisions"
    repository.mkdir(parents=True)
    (repository / "0007-use-queues.md").write_text("# 7. Use queues\n\n## Status\n\nAccepted\n\n## Context\n\nToo slow.\n")
    (repository / "broken.md").write_bytes(b"\xff")

    tried = _copilot(url, "import", str(repository), "--dry-run")
    first = _copilot(url, "import", str(tmp_path / "repository"))
    (repository / "broken.md").unlink()
    again = _copilot(url, "import", str(tmp_path / "repository"))
    left = _copilot(url, "export", str(tmp_path / "out"))

    assert [said.returncode for said in (tried, first, again, left)] == [1, 1, 0, 0]
    assert "This was a trial: nothing was kept." in tried.stdout
    assert "0007-use-queues.md: imported ADR-007\nbroken.md: skipped. It is not written in UTF-8. (line 1)\n" in first.stdout
    assert "1 here already" in again.stdout
    assert "3 files in" in left.stdout
    assert len(list((tmp_path / "out/data/engineering/adrs").glob("*_use-queues.md"))) == 1


@pytest.mark.parametrize("words", [["import", "nowhere"], ["import", "pyproject.toml"], ["export", "pyproject.toml"], ["export", "out"]])
def test_a_folder_that_cannot_be_is_told_in_one_line(words: list[str], tmp_path: Path) -> None:
    said = _copilot(f"sqlite:///{tmp_path / 'new.db'}", *words, *(["--workspace", "T404"] if words[-1] == "out" else []))

    assert said.returncode == 2
    assert len(said.stderr.splitlines()) == 1
    assert not Path("out").exists()


def test_it_says_which_version_it_is() -> None:
    told = _copilot("sqlite:///:memory:", "--version")

    assert told.stdout.strip() == version("cto-copilot")
