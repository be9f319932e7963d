"""Signed HTTP: an incident is run by a client of the test's own, which only knows what Slack documents."""

import asyncio
import hashlib
import hmac
import io
import json
import re
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from sandbox import Channel, Message, Person, Workspace
from tests.process import Served, a_slack, served

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - of nobody

PATIENT = 60.0
FORM = "application/x-www-form-urlencoded"


@dataclass
class Poster:
    """Posts as Slack does, signed by hand."""

    process: Served
    acme: Workspace
    session: aiohttp.ClientSession
    serial: list[int] = field(default_factory=lambda: [0])

    async def posts(
        self, body: str, content_type: str, *, secret: str = SECRET, at: float | None = None, headers: Mapping[str, str] | None = None
    ) -> tuple[int, str]:
        stamp = str(int(time.time() if at is None else at))
        signed = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        given = {"Content-Type": content_type, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={signed}"}
        given |= headers or {}
        async with self.session.post(f"{self.process.url}/slack/events", data=io.BytesIO(body.encode()), headers=given) as answer:
            return answer.status, await answer.text()

    async def unsigned(self, body: str) -> tuple[int, str]:
        async with self.session.post(f"{self.process.url}/slack/events", data=body, headers={"Content-Type": FORM}) as answer:
            return answer.status, await answer.text()

    async def runs(self, person: Person, words: str, channel: Channel) -> dict[str, Any]:
        status, body = await self.posts(urlencode(self.command(person, words, channel)), FORM)
        assert status == 200, body
        return dict(json.loads(body)) if body else {}

    def command(self, person: Person, words: str, channel: Channel) -> dict[str, str]:
        self.serial[0] += 1
        who = {"user_id": person.id, "user_name": person.handle, "team_id": self.acme.team_id, "team_domain": "acme"}
        where = {"channel_id": channel.id, "channel_name": channel.name, "api_app_id": self.acme.slack.app_id, "token": "x"}
        name, _, text = words.partition(" ")
        trigger = self.acme.slack.triggers.new(person)
        return {**who, **where, "command": name, "text": text, "trigger_id": trigger, "response_url": f"{self.acme.slack.url}none"}

    async def interacts(self, payload: dict[str, Any]) -> tuple[int, str]:
        return await self.posts(urlencode({"payload": json.dumps(payload)}), FORM)

    async def tells(self, event: dict[str, Any], event_id: str, headers: Mapping[str, str] | None = None) -> int:
        envelope = {"type": "event_callback", "team_id": self.acme.team_id, "api_app_id": self.acme.slack.app_id, "token": "x"}
        body = json.dumps({**envelope, "event": event, "event_id": event_id, "event_time": 1})
        return (await self.posts(body, "application/json", headers=headers))[0]


@asynccontextmanager
async def posting(folder: Path, **environment: str) -> AsyncIterator[Poster]:
    """The co-pilot with a signing secret, beside whatever else is set."""
    async with a_slack() as slack, aiohttp.ClientSession() as session:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        acme.channel("general", members=[ana, acme.bot])
        async with served(acme, f"sqlite:///{folder}/copilot.db", SLACK_SIGNING_SECRET=SECRET, **environment) as process:
            await process.ready()
            yield Poster(process, acme, session)


@pytest.fixture(scope="module")
async def poster(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Poster]:
    """By HTTP alone: no socket, no app token. One process for all who do not end it; each declares incidents of its own words."""
    async with posting(tmp_path_factory.mktemp("http"), SLACK_APP_TOKEN="") as poster:
        yield poster


def ana_in_general(poster: Poster) -> tuple[Person, Channel]:
    ana = next(one for one in poster.acme.people.values() if one.name == "Ana")
    return ana, next(one for one in poster.acme.channels.values() if one.name == "general")


async def headline(poster: Poster, general: Channel, words: str) -> Message:
    """What the bot shows of an incident, once it does."""

    def those(messages: list[Message]) -> list[Message]:
        return [one for one in messages if words in one.shown and one.user == poster.acme.bot.id and "INC-" in one.shown]

    return those(await general.until(those, within=PATIENT))[0]


def key_of(words: str) -> str:
    found = re.search(r"INC-\d+", words)
    assert found, words
    return found[0]


async def until(general: Channel, is_so: Callable[[], object]) -> None:
    assert await general.changes.until(lambda: bool(is_so()), PATIENT)


async def test_an_incident_is_run_over_signed_http(poster: Poster) -> None:
    ana, general = ana_in_general(poster)
    acme, slack = poster.acme, poster.acme.slack

    declared = await poster.runs(ana, "/incident declare SEV1 Checkout is down & payload=1", general)
    shown = await headline(poster, general, "Checkout is down & payload=1")
    key = key_of(shown.shown)
    mention = {"type": "app_mention", "user": ana.id, "text": f"<@{acme.bot.id}> note rolled back", "channel": general.id}
    mention |= {"ts": acme.timestamp(), "thread_ts": shown.ts, "event_ts": "1.1"}
    said = [await poster.tells(mention, "Ev1"), await poster.tells(mention, "Ev1", {"X-Slack-Retry-Num": "1"})]
    who = {"id": ana.id, "username": "ana", "name": "ana", "team_id": acme.team_id}
    team = {"id": acme.team_id, "domain": "acme"}
    click = {
        "type": "block_actions",
        "team": team,
        "user": who,
        "api_app_id": slack.app_id,
        "token": "x",
        "container": {"type": "message", "message_ts": shown.ts, "channel_id": general.id, "is_ephemeral": False},
        "trigger_id": slack.triggers.new(ana),
        "channel": {"id": general.id, "name": "general"},
        "response_url": f"{slack.url}none",
        "actions": [{"type": "button", "action_id": "words:4", "block_id": "b", "value": f"incident resolve {key}", "action_ts": "1.2"}],
    }
    clicked, _ = await poster.interacts(click)
    form = ana.view
    assert form is not None
    submission = {"type": "view_submission", "team": team, "user": who, "api_app_id": slack.app_id, "token": "x", "trigger_id": "x"}
    view = {**form.wire(), "state": {"values": {"fix": {"fix": {"type": "plain_text_input", "value": "rolled back"}}}}}
    sent = [await poster.interacts({**submission, "view": view}) for _ in range(2)]
    await until(general, lambda: shown.shown.startswith("✅"))
    listed = await poster.runs(ana, "/incident list all", general)

    assert declared["text"].startswith(f"{key} is open.")
    assert said == [200, 200]
    assert clicked == 200
    assert [status for status, _ in sent] == [200, 200]
    assert [json.loads(body)["response_action"] for _, body in sent] == ["update", "update"]  # what comes next is offered in its place
    assert "Fixed by: rolled back" in shown.shown
    await until(general, lambda: any("Resolved" in one.shown for one in shown.replies))
    assert sum("Resolved" in one.shown for one in shown.replies) == 1
    assert "Checkout is down & payload=1" in json.dumps(listed)


async def test_declared_by_form_pinned_to_and_regraded_over_signed_http(poster: Poster) -> None:
    ana, general = ana_in_general(poster)
    acme, slack = poster.acme, poster.acme.slack
    who = {"id": ana.id, "username": "ana", "name": "ana", "team_id": acme.team_id}
    both = {"team": {"id": acme.team_id, "domain": "acme"}, "user": who, "api_app_id": slack.app_id, "token": "x"}

    await poster.runs(ana, "/incident declare", general)
    form = ana.view
    assert form is not None
    picked = {"type": "radio_buttons", "selected_option": {"text": {"type": "plain_text", "text": "SEV2"}, "value": "SEV2"}}
    values = {"title": {"title": {"type": "plain_text_input", "value": "Checkout is slow"}}, "severity": {"severity": picked}}
    sent, _ = await poster.interacts(
        {**both, "type": "view_submission", "trigger_id": "x", "view": {**form.wire(), "state": {"values": values}}}
    )
    shown = await headline(poster, general, "Checkout is slow")
    key = key_of(shown.shown)
    message = await ana.says("graph is at 9 s", in_=general, thread=shown)
    await ana.reacts("pushpin", to=message)
    reaction = {"type": "reaction_added", "user": ana.id, "reaction": "pushpin", "event_ts": "1.3", "item_user": ana.id}
    told = await poster.tells({**reaction, "item": {"type": "message", "channel": general.id, "ts": message.ts}}, "Ev2")
    click = {"type": "button", "action_id": "words:1", "block_id": "b", "value": f"incident sev {key} SEV1", "action_ts": "1.4"}
    at = {"container": {"type": "message", "message_ts": shown.ts, "channel_id": general.id, "is_ephemeral": False}}
    where = {"channel": {"id": general.id, "name": "general"}, "response_url": f"{slack.url}none", "trigger_id": "another"}
    clicked, _ = await poster.interacts({**both, **at, **where, "type": "block_actions", "actions": [click]})

    assert (sent, told, clicked) == (200, 200, 200)
    await until(general, lambda: shown.shown.startswith("🔴") and "white_check_mark" in message.reactions)
    assert "graph is at 9 s" in json.dumps(await poster.runs(ana, f"/incident timeline {key}", general))


async def test_what_is_not_signed_by_slack_just_now_gets_nowhere(poster: Poster) -> None:
    ana, general = ana_in_general(poster)
    body = urlencode(poster.command(ana, "/incident declare SEV1 Forged", general))

    refused = [
        await poster.posts(body, FORM, secret="another"),
        await poster.posts(body, FORM, at=time.time() - 301),
        await poster.posts(body, FORM, at=time.time() + 301),
        await poster.posts(body, FORM, headers={"X-Slack-Request-Timestamp": "soon"}),
        await poster.posts(body, FORM, headers={"X-Slack-Signature": "v0=é".encode().decode("latin-1")}),
        await poster.posts(body, FORM, headers={"X-Slack-Signature": ""}),
        await poster.unsigned(body),
        await poster.unsigned(f"{body}&ssl_check=1{'&x=' + 'x' * 1000}"),
    ]
    too_large, _ = await poster.posts("x" * 1_100_000, FORM)
    unreadable, _ = await poster.posts("{", "application/json")
    unknown, _ = await poster.posts("<a/>", "application/xml")

    assert [status for status, _ in refused] == [401] * 8
    assert (too_large, unreadable, unknown) == (413, 400, 415)
    assert await poster.unsigned(f"{body}&ssl_check=1") == (200, "")  # Slack looks at the certificate
    assert not any("Forged" in one.shown for one in general.live)


async def test_slack_verifies_the_address(poster: Poster) -> None:
    status, body = await poster.posts(json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}), "application/json")

    assert status == 200
    assert json.loads(body) == {"challenge": "abc"}


async def test_socket_mode_and_http_are_answered_by_the_same_app(tmp_path: Path) -> None:
    async with posting(tmp_path, COPILOT_RENAMED="incident=inc") as poster:
        ana, general = ana_in_general(poster)

        by_socket = await ana.says(f"<@{poster.acme.bot.id}> incident declare SEV1 Checkout is down", in_=general)
        await headline(poster, general, "Checkout is down")
        by_http = await poster.runs(ana, "/inc note rolled back", general)
        by_its_old_name = await poster.runs(ana, "/incident list", general)
        status, body = await poster.process.get("/readyz")

        assert by_socket is not None
        assert "INC-1" in by_http["text"]
        assert "I do not answer to /incident" in by_its_old_name["text"]
        assert (status, body["slack"]) == (200, "2 connections")


async def test_who_is_slow_to_say_what_they_want_is_sent_away_and_holds_up_nobody(poster: Poster) -> None:
    ana, general = ana_in_general(poster)
    host, _, port = poster.process.url.removeprefix("http://").rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nsome")
    await writer.drain()

    answered = await poster.runs(ana, "/incident declare SEV1 Mail is down", general)
    async with asyncio.timeout(PATIENT):
        status = await reader.readline()
    writer.close()

    assert "is open" in answered["text"]
    assert b" 408 " in status


async def test_a_stop_answers_what_is_under_way_and_takes_nothing_new(tmp_path: Path) -> None:
    async with posting(tmp_path, SLACK_APP_TOKEN="") as poster:
        ana, general = ana_in_general(poster)
        with closing(sqlite3.connect(tmp_path / "copilot.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")  # so that a command takes a while

            under_way = asyncio.create_task(poster.runs(ana, "/incident declare SEV1 Checkout is down", general))
            for _ in range(3):
                await poster.process.get("/healthz")  # asked later and answered: what came before has begun
            poster.process.process.terminate()
            await poster.process.says("stopping")
            late, _ = await poster.posts(urlencode(poster.command(ana, "/incident list", general)), FORM)
            answer = await under_way
            other.execute("ROLLBACK")

        assert late == 503
        assert "The database does not answer just now." in answer["text"]
        assert await poster.process.process.wait() == 0


async def test_a_workspace_it_is_not_installed_in_gets_nothing_done(poster: Poster) -> None:
    ana, general = ana_in_general(poster)
    command = {**poster.command(ana, "/incident declare SEV1 Nobody is in", general), "team_id": "T0ELSEWHERE"}

    _, body = await poster.posts(urlencode(command), FORM)

    assert "INC-" not in body
    assert not any("Nobody is in" in one.shown for one in general.live)


async def test_it_is_ready_without_a_socket_what_the_sandbox_delivers_is_heard_and_it_ends_by_itself(tmp_path: Path) -> None:
    async with posting(tmp_path, SLACK_APP_TOKEN="") as poster:
        ana, general = ana_in_general(poster)
        poster.acme.slack.deliver_to(f"{poster.process.url}/slack/events", SECRET)
        status, body = await poster.process.get("/readyz")

        reply = await ana.runs("/incident declare", in_=general)
        sent = await ana.submits({"title": "Checkout is down", "severity": "SEV1"})
        shown = await headline(poster, general, "INC-1 Checkout is down")
        await ana.reacts("pushpin", to=await ana.says("rolled back", in_=general, thread=shown))
        await until(general, lambda: "Latest: rolled back" in shown.shown)

        assert (status, body["slack"]) == (200, "by HTTP")
        assert reply.error is None
        assert sent.errors == {}
        assert await poster.process.stopped() == 0
