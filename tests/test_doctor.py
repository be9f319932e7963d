"""`cto-copilot doctor`: what is right is said, and what is wrong with what to do, while it serves and before it ever did."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import text

from bot.config import Settings, read_settings
from bot.doctor import State, examined
from bot.doctor.model import model
from bot.doctor.slack import clock, scopes
from bot.manifest import read_manifest
from storage.database import open_database
from tests import forked
from tests.at_once import on_both_at_once
from tests.process import PATIENCE_SECONDS, Office, a_slack, free_port, office

KEY = "sk-ant-test-0123456789"  # gitleaks:allow


@on_both_at_once
async def test_all_is_well_while_it_serves_and_no_secret_is_told(migrated_url: str) -> None:
    async with office(migrated_url) as here, here.served() as process:
        await _has_the_digest_come(here)
        said = await asyncio.to_thread(
            forked.run, ["doctor", "--json"], {**here.settings, "COPILOT_LISTEN": process.url.removeprefix("http://")}
        )

    found = {one["name"]: one for one in json.loads(said.stdout)}
    assert said.returncode == 0
    assert {name: one["says"] for name, one in found.items() if one["state"] != "ok"} == {}
    expected = {"settings", "bot token", "scopes", "app token", "clock", "database", "schema", "writing", "parked jobs", "waiting jobs"}
    assert expected | {"serving", "Claude", f"channel {here.general.id}"} <= found.keys()
    assert here.acme.bot_token not in said.stdout
    assert here.slack.app_token not in said.stdout


async def _has_the_digest_come(here: Office) -> None:
    """As soon as the process has read who Ana is, which it begins to do once it is ready."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while "comes here" not in (await here.ana.runs("/scorecard digest here", in_=here.general)).shown:
            await asyncio.sleep(0.05)


async def test_what_is_wrong_is_told_with_what_to_do(migrated_url: str) -> None:
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        away = acme.channel("away", private=True, members=[])
        slack.manifest.scopes = slack.manifest.scopes - {"reactions:write", "files:read"}
        await _leave(migrated_url, channel=away.id)

        found = await _found(_settings(acme.bot_token, slack.api_url, migrated_url, slack_app_token="xapp-stale", slack_signing_secret="x"))

    assert {name: state for name, (state, _) in found.items() if state is not State.OK} == {
        "bot token": State.WARNING,
        "scopes": State.WRONG,
        "app token": State.WRONG,
        f"channel {away.id}": State.WARNING,
        "parked jobs": State.WARNING,
        "waiting jobs": State.WARNING,
    }
    assert "files:read, reactions:write" in found["scopes"][1]
    assert "the oldest for 60 minutes" in found["waiting jobs"][1]
    assert "T404" in found["bot token"][1]


async def test_a_token_that_is_refused_and_a_slack_that_is_away_are_told_apart(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path / 'new.db'}"
    async with a_slack() as slack:
        refused = await _found(_settings("xoxb-stale", slack.api_url, nowhere))
    away = await _found(_settings("xoxb-1", f"http://127.0.0.1:{free_port()}/api/", nowhere))

    assert (refused["bot token"], away["bot token"][0]) == ((State.WRONG, "Slack does not take it: invalid_auth."), State.WRONG)
    assert "cannot be asked" in away["bot token"][1]
    assert refused["database"] == (State.OK, f"There is no {tmp_path / 'new.db'} yet: cto-copilot serve makes it.")
    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(
    ("url", "revision", "told"),
    [
        ("sqlite:///{file}", "0001", ("schema", State.WARNING)),
        ("sqlite:///{file}", "9999", ("schema", State.WRONG)),
        ("sqlite:///{file}.not", "", ("database", State.WRONG)),
        ("mysql://x", "", ("database", State.WRONG)),
        ("postgresql://nobody@127.0.0.1:1/x", "", ("database", State.WRONG)),
    ],
)
async def test_a_database_that_cannot_be_used_is_told(
    tmp_path: Path, migrated_file: Path, url: str, revision: str, told: tuple[str, State]
) -> None:
    file = tmp_path / "copilot.db"
    shutil.copy(migrated_file, file)
    (tmp_path / "copilot.db.not").write_text("this is no database, it is a letter to a friend, and it is long enough to be taken for one")
    if revision:
        database = open_database(f"sqlite:///{file}")
        async with database.writing.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        await database.close()

    found = await _found(_settings("xoxb-1", f"http://127.0.0.1:{free_port()}/api/", url.format(file=file)))

    assert (told[0], found[told[0]][0]) == told


def test_missing_settings_are_told_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    said = forked.run(["doctor"], {"DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}", "COLUMNS": "200"})

    assert said.returncode == 1
    assert "SLACK_BOT_TOKEN is not set" in said.stdout
    assert "cto-copilot serve makes it" in said.stdout
    assert "1 wrong" in said.stdout


@pytest.mark.parametrize(("apart", "state"), [(5, State.OK), (60, State.WARNING), (900, State.WRONG)])
def test_clocks_that_differ_are_told(apart: int, state: State) -> None:
    (found,) = clock(format_datetime(datetime.now(UTC) - timedelta(seconds=apart), usegmt=True))

    assert found.state is state


def test_what_the_manifest_asks_for_is_enough() -> None:
    wanted = set(read_manifest()["oauth_config"]["scopes"]["bot"])

    assert scopes(wanted).state is State.OK
    assert scopes(wanted | {"admin"}).state is State.OK
    assert scopes(wanted - {"commands"}).state is State.WRONG


@pytest.mark.parametrize(("status", "state"), [(200, State.OK), (401, State.WRONG), (404, State.WARNING), (529, State.WARNING)])
async def test_a_key_is_tried_without_paying(status: int, state: State) -> None:
    asked: list[web.Request] = []
    async with _an_api(status, asked) as url:
        (found,) = await model(read_settings(slack_bot_token="xoxb-1", anthropic_api_key=KEY, anthropic_base_url=url))

    assert found.state is state
    assert KEY not in found.says + found.do
    assert [(one.method, one.headers["x-api-key"]) for one in asked] == [("GET", KEY)]


def _settings(token: str, api: str, url: str, **given: str) -> Settings:
    listen = f"127.0.0.1:{free_port()}"
    return read_settings(slack_bot_token=token, slack_api_url=api, database_url=url, copilot_listen=listen, anthropic_api_key=None, **given)


async def _found(settings: Settings) -> dict[str, tuple[State, str]]:
    return {one.name: (one.state, one.says) for one in await examined(settings)}


async def _leave(url: str, *, channel: str) -> None:
    """Another workspace's records: a digest for a channel the bot is not in, a parked job, one that has waited for an hour."""
    an_hour_ago = datetime.now(UTC) - timedelta(hours=1)
    database = open_database(url)
    async with database.writing.begin() as connection:
        await connection.execute(
            text("INSERT INTO workspaces (team, name, bot_user, connected_at) VALUES ('T404', 'Other', 'U1', :at)"), {"at": an_hour_ago}
        )
        await connection.execute(
            text(
                "INSERT INTO schedules (team, kind, target, channel, weekday, hour, zone, chosen_by, set_at, next_at)"
                " VALUES ('T404', 'digest', 'C1', :channel, 0, 9, 'UTC', 'U1', :at, :at)"
            ),
            {"channel": channel, "at": an_hour_ago},
        )
        for statement in LEFT[connection.dialect.name]:
            given = {name: value for name, value in (("at", an_hour_ago), ("args", ARGS)) if f":{name}" in statement}
            await connection.execute(text(statement), given)
    await database.close()


ARGS = json.dumps({"team": "T404", "kind": "x", "room": "r", "ids": {}})
LEFT = {
    "sqlite": [
        "INSERT INTO jobs (team, kind, room, ids, state, enqueued_at) VALUES ('T404', 'x', 'r', '{}', 'waiting', :at)",
        "INSERT INTO jobs (team, kind, room, ids, state) VALUES ('T404', 'x', 'r', '{}', 'parked')",
    ],
    "postgresql": [
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', 'job', CAST(:args AS jsonb))",
        "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status) VALUES ('default', 'job', CAST(:args AS jsonb), 'failed')",
        "UPDATE procrastinate_events SET at = :at",
    ],
}


@asynccontextmanager
async def _an_api(status: int, asked: list[web.Request]) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        asked.append(request)
        return web.json_response({}, status=status)

    routes = web.Application()
    routes.router.add_get("/v1/models/{model}", answer)
    runner = web.AppRunner(routes)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    addresses: list[Any] = runner.addresses
    yield f"http://127.0.0.1:{addresses[0][1]}"
    await runner.cleanup()
