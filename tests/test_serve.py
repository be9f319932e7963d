"""`cto-copilot serve` as an operator meets it: settings, start, health, stop."""

import socket
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import open_database
from storage.jobs import engine_for
from tests.at_once import on_both_at_once
from tests.process import a_slack, office, served, started

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        ({}, "SLACK_BOT_TOKEN is not set."),
        ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is wrong: should be a bot token, which begins with xoxb-."),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is not set"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is wrong"),
        ({**TOKENS, "SLACK_API_URL": "http://x"}, "SLACK_API_URL is wrong"),
        ({**TOKENS, "DATABASE_URL": "mysql://x/y"}, "DATABASE_URL names mysql"),
        ({**TOKENS, "DATABASE_URL": "sqlite://"}, "DATABASE_URL should name a file"),
        (
            {**TOKENS, "COPILOT_LISTEN": "here"},
            "COPILOT_LISTEN is wrong: should be HOST:PORT",
        ),
        (
            {**TOKENS, "COPILOT_LISTEN": "127.0.0.1:99999"},
            "COPILOT_LISTEN is wrong: should be",
        ),
        ({**TOKENS, "COPILOT_DRAIN_SECONDS": "soon"}, "COPILOT_DRAIN_SECONDS is wrong"),
        ({**TOKENS, "COPILOT_RENAMED": "incident"}, "COPILOT_RENAMED is wrong: should be old=new"),
        ({**TOKENS, "COPILOT_RENAMED": "nothing=inc"}, "COPILOT_RENAMED is wrong: There is no /nothing."),
        ({**TOKENS, "COPILOT_RENAMED": "incident=In Cident"}, "COPILOT_RENAMED is wrong: /In Cident is no name of a command"),
    ],
)
async def test_a_missing_or_wrong_setting_ends_it_with_one_line_that_names_the_variable(environment: dict[str, str], line: str) -> None:
    async with started(**environment) as process:
        code = await process.process.wait()
        await process.ended()

        assert code == 2
        assert [said for said in process.lines if line in said] == process.lines
        assert len(process.lines) == 1


@pytest.mark.parametrize("wrong", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_token_slack_does_not_take_ends_it_with_a_clear_line(tmp_path: Path, wrong: str) -> None:
    stale = {"SLACK_BOT_TOKEN": "xoxb-stale", "SLACK_APP_TOKEN": "xapp-stale"}[wrong]
    async with a_slack() as slack:
        async with served(slack.workspace("Acme"), f"sqlite:///{tmp_path}/copilot.db", **{wrong: stale}) as process:
            code = await process.process.wait()
            await process.ended()

        assert code == 2
        assert f"{wrong} is refused by Slack: invalid_auth." in process.lines[-1]
        assert stale not in "".join(process.lines)


async def test_an_app_token_that_cannot_be_asked_about_just_now_is_asked_about_again(tmp_path: Path) -> None:
    async with a_slack() as slack:
        slack.faults.add("apps.connections.open", "503")

        async with served(slack.workspace("Acme"), f"sqlite:///{tmp_path}/copilot.db") as process:
            said = await process.says("slack.away")
            await process.ready()

        assert said["state"] == "does not answer (http 503)"


async def test_slack_away_does_not_end_it_and_once_connected_a_lost_one_leaves_it_ready(tmp_path: Path) -> None:
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana")
        general = acme.channel("general", members=[ana, acme.bot])
        away = slack.faults.add("auth.test", "503", times=None)

        async with served(acme, f"sqlite:///{tmp_path}/copilot.db") as process:
            await process.says("slack.away")
            health = await process.get("/healthz")
            before = await process.get("/readyz")
            slack.faults.remove(away)
            await process.ready()
            after = await process.get("/readyz")
            reply = await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            slack.cut()
            lost, body = await process.get("/readyz")
            await slack.connected(2, within=90)  # which it finds by itself
            again = await ana.runs("/incident declare SEV1 Mail is down", in_=general)

        assert health == (200, {"alive": True})
        assert before == (503, {"ready": False, "database": True, "jobs": True, "slack": "does not answer (http 503)"})
        assert after == (200, {"ready": True, "database": True, "jobs": True, "slack": "2 connections"})
        assert "INC-1 is open" in reply.shown
        assert lost == 200, body
        assert "INC-2 is open" in again.shown


@on_both_at_once
async def test_sigterm_ends_it_with_what_was_acked_posted_and_exit_code_zero(migrated_url: str) -> None:
    async with office(migrated_url) as here:
        async with here.served() as process:
            slow = here.slack.faults.add("chat.postMessage", "slow", seconds=1)
            await here.ana.runs("/incident declare SEV1 Checkout is down", in_=here.general)
            await slow.reached()

            code = await process.stopped()

        assert code == 0
        assert any("Checkout is down" in message.shown for message in here.general.live)
        assert here.slack.connections == 0


@on_both_at_once
async def test_one_deadline_holds_for_whatever_a_stop_finds_under_way(migrated_url: str) -> None:
    async with office(migrated_url) as here, here.served(COPILOT_DRAIN_SECONDS="2") as process:
        job = here.slack.faults.add("chat.postMessage", "slow", seconds=30)
        whisper = here.slack.faults.add("chat.postEphemeral", "slow", seconds=30)
        await here.ana.runs("/incident declare SEV1 Checkout is down", in_=here.general)
        await here.ana.says("@CTO Co-Pilot incident list", in_=here.general)
        await job.reached()
        await whisper.reached()

        code = await process.stopped()

    assert code == 0
    assert process.seconds_between("stopping", "stopped") < 3.5  # one after the other they would take four


async def test_a_second_one_on_the_same_file_is_refused_with_what_several_processes_need(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/copilot.db"
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        async with served(acme, url) as first:
            await first.ready()

            async with served(acme, url) as second:
                code = await second.process.wait()
                await second.ended()

            assert code == 2
            assert "PostgreSQL" in second.lines[-1]
            assert (await first.get("/readyz"))[0] == 200
            with closing(sqlite3.connect(tmp_path / "copilot.db")) as beside:
                assert beside.execute("PRAGMA journal_mode").fetchone() == ("wal",)  # written ahead: who reads waits for nobody


async def test_a_second_one_is_refused_before_it_listens_or_changes_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "copilot.db"
    database = open_database(f"sqlite:///{file}")
    holder = engine_for(database)
    holder.claim()
    file.touch()  # no table in it yet
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        async with started(**TOKENS, DATABASE_URL=f"sqlite:///{file}", COPILOT_LISTEN=listen) as second:
            code = await second.process.wait()
            await second.ended()

    assert code == 2
    assert "PostgreSQL" in second.lines[-1]
    assert file.read_bytes() == b""
    await holder.stop(within=0)
    await database.close()


@on_both_at_once
async def test_the_log_holds_no_token_and_no_words_of_peoples(migrated_url: str) -> None:
    async with office(migrated_url) as here:
        async with here.served() as process:
            here.slack.faults.add("chat.postMessage", "500")
            here.slack.faults.add("chat.postMessage", "error:invalid_blocks")
            await here.ana.runs("/incident declare SEV1 Checkout is down", in_=here.general)
            await here.ana.says("@CTO Co-Pilot incident note rolled back", in_=here.general)
            await here.general.until(
                lambda messages: any("Checkout" in one.shown for one in messages if one.user == here.acme.bot.id), within=90
            )
            await process.stopped()

        log = "".join(process.lines)
        assert all(line.keys() >= {"event", "level", "timestamp"} for line in process.log)
        assert "job." in log
        for secret in (here.acme.bot_token, here.slack.app_token, "Checkout", "rolled back", "Sandoval"):
            assert secret not in log


LETTER = b"this is no database, it is a letter to a friend, and it is long enough to be taken for one page of one"
NEWER = "UPDATE alembic_version SET version_num = '9999'"


async def test_a_database_that_cannot_be_used_ends_it_with_one_line_that_says_why(tmp_path: Path, migrated_file: Path) -> None:
    (tmp_path / "letter.db").write_bytes(LETTER)
    good = migrated_file.read_bytes()
    (tmp_path / "torn.db").write_bytes(good[:100] + b"\xff" * 1000 + good[1100:])
    (tmp_path / "short.db").write_bytes(good[: len(good) // 2])
    (tmp_path / "newer.db").write_bytes(good)
    with closing(sqlite3.connect(tmp_path / "newer.db")) as newer, newer:
        newer.execute(NEWER)
    (tmp_path / "folder.db").mkdir()
    (tmp_path / "locked.db.lock").mkdir()

    for file, line in (
        ("letter.db", "DATABASE_URL: the database cannot be opened: file is not a database"),
        ("torn.db", "DATABASE_URL: the database cannot be opened: "),
        ("short.db", "DATABASE_URL: the database cannot be opened: database disk image is malformed"),
        ("newer.db", "DATABASE_URL: a newer version of the co-pilot has used this database (its schema is 9999, this version knows "),
        ("folder.db", "DATABASE_URL names "),
        ("nowhere/copilot.db", "nowhere, and there is no such folder."),
        ("locked.db", "DATABASE_URL: the lock beside the file, "),
    ):
        async with started(**TOKENS, DATABASE_URL=f"sqlite:///{tmp_path / file}") as process:
            code = await process.process.wait()
            await process.ended()
        assert (file, code, len(process.lines)) == (file, 2, 1), process.lines
        assert line in process.lines[0]
