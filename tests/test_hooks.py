"""Webhooks of pipelines, over HTTP: signed, once each, and what cannot be read is named."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import http
from bot.hooks import Hooks
from tests.deployment import Deployment, Team
from tests.process import a_slack, served

SECRET = "c0ffee" * 8

RUN = {
    "id": 77,
    "name": "Deploy",
    "head_sha": "f00d" * 10,
    "conclusion": "success",
    "updated_at": "2026-11-20T09:00:00Z",
    "run_attempt": 1,
    "head_commit": {"id": "f00d" * 10, "timestamp": "2026-11-19T09:00:00+01:00"},
}


@dataclass
class Pipeline:
    """Posts as a pipeline does, signed by hand."""

    url: str
    session: aiohttp.ClientSession
    team: str

    async def posts(self, body: Any, where: str = "", *, query: str = "", **headers: str) -> tuple[int, dict[str, Any]]:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        signature = hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
        given = {"X-Hub-Signature-256": f"sha256={signature}", **{name.replace("_", "-"): value for name, value in headers.items()}}
        address = f"{self.url}/hooks/deployments{where}?team={self.team}&{query}"
        async with self.session.post(address, data=content, headers=given) as answer:
            return answer.status, json.loads(await answer.text() or "{}") if answer.content_type == "application/json" else {}


@pytest.fixture
async def pipeline(deployment: Deployment, team: Team) -> AsyncIterator[Pipeline]:
    routes = web.Application(client_max_size=http.LARGEST_BODY)
    routes.add_routes(Hooks(SECRET, team.slack.clock.now, deployment.store).routes)
    runner = http.runner_for(routes)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    async with aiohttp.ClientSession() as session:
        yield Pipeline(f"http://{host}:{port}", session, team.id)
    await runner.cleanup()


def told(team: Team, **facts: Any) -> dict[str, Any]:
    now = team.slack.clock.now()
    return {"id": "run-1", "environment": "production", "sha": "f00d" * 10, "status": "success", "finished_at": now.isoformat(), **facts}


async def test_a_signed_deployment_is_kept_once_however_often_it_comes(team: Team, pipeline: Pipeline) -> None:
    commits = [{"sha": f"{n:040x}", "authored_at": team.slack.clock.now().isoformat()} for n in range(3)]

    answers = await asyncio.gather(*(pipeline.posts(told(team, commits=commits)) for _ in range(5)))
    again = await pipeline.posts(told(team, commits=commits))

    assert {status for status, _ in answers} == {200}
    assert sorted(body["new"] for _, body in answers) == [False, False, False, False, True]
    assert again == (200, {"kept": True, "new": False})
    listed = await team.runs(team.bo, "/cto deploy")
    assert "✅ DEP-1 f00df00d to production, went well" in listed.shown
    await pipeline.posts(told(team, id="run-2"))
    assert "DEP-2" in (await team.runs(team.bo, "/cto deploy")).shown


async def test_served_it_is_taken_with_a_secret_and_not_there_without(tmp_path: Path) -> None:
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        general = acme.channel("general", members=[ana, acme.bot])
        body = {"id": "1", "environment": "production", "sha": "4.2.1", "status": "success", "finished_at": "2026-11-20T09:00:00Z"}
        async with served(acme, f"sqlite:///{tmp_path}/with.db", COPILOT_WEBHOOK_SECRET=SECRET) as process:
            await process.ready()
            kept = await Pipeline(process.url, session, acme.team_id).posts(body)
            listed = await ana.runs("/cto deploy", in_=general)
        async with served(acme, f"sqlite:///{tmp_path}/without.db") as process:
            await process.ready()
            refused = await Pipeline(process.url, session, acme.team_id).posts(body)

    assert kept == (200, {"kept": True, "new": True, "key": "DEP-1"})
    assert "DEP-1 4.2.1 to production" in listed.shown
    assert refused[0] == 404


@pytest.mark.parametrize("where", ["", "/github", "/gitlab"])
@pytest.mark.parametrize("headers", [{"X_Hub_Signature_256": "sha256=00"}, {"X_Hub_Signature_256": "é"}, {"X_Gitlab_Token": "guessed"}])
async def test_what_is_not_signed_is_refused_and_read_by_nobody(pipeline: Pipeline, where: str, headers: dict[str, str]) -> None:
    status, body = await pipeline.posts(b"{not json", where, **{"X_Hub_Signature_256": "", **headers})

    assert status == 401
    assert "COPILOT_WEBHOOK_SECRET" in body["error"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"id": ""}, "id"),
        ({"sha": "x" * 101}, "sha"),
        ({"status": "running"}, "status"),
        ({"sha": "a\x00b"}, "sha"),
        ({"project": "a\x00b"}, "project"),
        ({"id": "\ud800"}, "id"),
        ({"finished_at": "0001-01-01T00:00:00+14:00"}, "finished_at"),
        ({"commits": [{"sha": "a", "authored_at": "9999-12-31T23:59:59-12:00"}]}, "commits.0.authored_at"),
        ({"finished_at": "yesterday"}, "finished_at"),
        ({"finished_at": "2026-11-20T09:00:00"}, "finished_at"),
        ({"finished_at": "2999-11-20T09:00:00Z"}, "finished_at"),
        ({"commits": [{"sha": "a", "authored_at": "2026-11-20T09:00:00Z"}, {"sha": "b"}]}, "commits.1.authored_at"),
        ({"project": "Nobody's"}, "project"),
    ],
)
async def test_what_cannot_be_read_is_named(team: Team, pipeline: Pipeline, facts: dict[str, Any], field: str) -> None:
    status, body = await pipeline.posts(told(team, **facts))

    assert (status, body["field"]) == (422, field)
    assert body["error"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 100_000])
async def test_what_is_no_object_is_named(pipeline: Pipeline, body: bytes) -> None:
    assert (await pipeline.posts(body))[0] == 422


async def test_what_is_too_large_is_refused(pipeline: Pipeline) -> None:
    assert (await pipeline.posts(b" " * (http.LARGEST_BODY + 1)))[0] == 413


async def test_with_several_projects_one_must_be_named_in_the_body_or_the_address(team: Team, pipeline: Pipeline) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search", in_=team.platform)

    unnamed = await pipeline.posts(told(team))
    in_the_body = await pipeline.posts(told(team, project="payments"))
    in_the_address = await pipeline.posts(told(team, id="run-2"), query="project=search")

    assert (unnamed[0], unnamed[1]["field"]) == (422, "project")
    assert in_the_body[1]["new"] is in_the_address[1]["new"] is True
    assert "Payments" in (await team.runs(team.bo, "/cto deploy DEP-1")).shown
    assert "Search" in (await team.runs(team.bo, "/cto deploy DEP-2")).shown


async def test_github_tells_of_a_status_and_of_a_run(team: Team, pipeline: Pipeline) -> None:
    status = {"state": "failure", "environment": "production", "updated_at": "2026-11-20T09:00:00Z"}
    deployed = {"deployment_status": status, "deployment": {"id": 5, "sha": "beef" * 10}, "repository": {"name": "shop"}}
    run = {"action": "completed", "workflow_run": RUN, "repository": {"name": "shop"}}

    first = await pipeline.posts(deployed, "/github", X_GitHub_Event="deployment_status")
    second = await pipeline.posts(run, "/github", X_GitHub_Event="workflow_run")
    ping = await pipeline.posts({"zen": "Design for failure."}, "/github", X_GitHub_Event="ping")

    assert [first[1]["key"], second[1]["key"]] == ["DEP-1", "DEP-2"]
    assert ping == (200, {"kept": False, "why": "no deployment ended"})
    shown = (await team.runs(team.bo, "/cto deploy")).shown
    assert "❌ DEP-1 beefbeef to production, failed" in shown
    assert "✅ DEP-2 f00df00d to production, went well" in shown


@pytest.mark.parametrize(
    ("facts", "query", "kept"),
    [
        ({"name": "Tests"}, "", False),
        ({"name": "Ship it"}, "workflow=Ship it", True),
        ({"conclusion": "cancelled"}, "", False),
        ({"conclusion": "timed_out"}, "", True),
    ],
)
async def test_of_githubs_runs_those_that_deploy_and_ended_are_kept(
    pipeline: Pipeline, facts: dict[str, str], query: str, *, kept: bool
) -> None:
    run = {"action": "completed", "workflow_run": {**RUN, **facts}, "repository": {"name": "shop"}}

    assert (await pipeline.posts(run, "/github", query=query, X_GitHub_Event="workflow_run"))[1]["kept"] is kept


async def test_gitlab_tells_with_its_token(team: Team, pipeline: Pipeline) -> None:
    body = {
        "object_kind": "deployment",
        "status": "success",
        "status_changed_at": "2026-11-20 09:00:00 +0100",
        "deployment_id": 15,
        "environment": "eu-west",
        "environment_tier": "production",
        "short_sha": "279484c0",
        "commit_url": "https://gitlab.example.com/shop/-/commit/279484c09fbe69ededfced8c1bb6e6d24616b468",
        "project": {"id": 3, "name": "shop"},
    }
    running = {**body, "status": "running"}

    kept = [await pipeline.posts(one, "/gitlab", X_Gitlab_Token=SECRET) for one in (running, body, body)]

    assert [one[1]["kept"] for one in kept] == [False, True, True]
    assert [one[1].get("new") for one in kept] == [None, True, False]
    assert "DEP-1 279484c0 to production, went well" in (await team.runs(team.bo, "/cto deploy")).shown
