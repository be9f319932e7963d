"""Whatever is posted, by whomever: an answer and no fault of ours, nothing of others shown or changed, and what is good between is kept."""

import traceback
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update
from structlog.testing import capture_logs

from bot.records.incidents import Status
from handlers.blocks import kit
from sandbox import Delivery
from sandbox.content import Content
from storage.audit import audit
from storage.entries import entries
from storage.incidents import incidents
from tests.deployment import Team
from tests.looking import told
from tests.strange import FORM, JSON, Poster, Wrong, bodies, everything, spoilt, wrongs

SOMETIMES = 10
"""Between so many strange things comes a good one."""
OURS_UP_TO = 3
"""The incidents that stay open: what is declared later strangers declared."""
ORDINARILY = 50
"""So many examples a rule is tried with. Each of these is a whole delivery: there are fewer, but where more are asked for."""
FAULTS = {"listener.bug", "event.bug", "job.parked", "job.failed"}
EXAMPLES = 40 if settings().max_examples == ORDINARILY else settings().max_examples
OURS = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


class Street:
    """A workspace where strange things are posted, and another beside it."""

    def __init__(
        self, team: Team, other: Team, poster: Poster, payloads: list[dict[str, Any]], logs: list[MutableMapping[str, Any]]
    ) -> None:
        self.team, self.other, self.poster, self.payloads, self.logs = team, other, poster, payloads, logs
        self.good = next(one for one in payloads if one.get("event", {}).get("type") == "app_mention")
        self.posted = self.noted = 0
        self.names = {
            "$foreign channel": other.general.id,
            "$foreign person": other.ana.id,
            "$guest": team.gus.id,
            "$outsider": team.bo.id,
            "$private channel": team.secret.id,
            "$unknown team": "T0ELSEWHERE",
        }

    async def notes(self) -> None:
        """Something good comes in between."""
        self.noted += 1
        event = {**self.good["event"], "text": f"<@{self.team.bot.id}> note good {self.noted}."}
        payload = self.poster.anew({**self.good, "event": event})
        assert (await self.poster.delivers(payload))[0] == 200
        assert (await self.poster.delivers(payload))[0] == 200  # a repeat
        if self.noted % SOMETIMES == 0:
            await self._tidied()

    async def _tidied(self) -> None:
        """What was declared is over: all that is open is shown anew whenever the bot comes into a channel, as it does here all the time.

        Jobs make way for whoever is answered, which is all the time, too: here they have their turn.
        """
        declared = (incidents.c.team == self.team.id, incidents.c.number > OURS_UP_TO)
        over = {"status": Status.RESOLVED, "resolved_at": self.team.slack.clock.now()}
        async with self.team.store.transaction() as db:
            await db.connection.execute(update(incidents).where(*declared).values(over))
        await self.team.settled()

    async def is_unharmed_by(self, status: int, answer: str) -> None:
        """Nothing of ours broke, and nothing of others was told."""
        assert status in {200, 400, 401, 404, 413}, (status, answer)
        assert not [_told(one) for one in self.faults()]
        assert not [words for words in ("Traceback", "my fault", "Vault", "Globex") if words in answer], answer
        self.posted += 1
        if self.posted % SOMETIMES == 0:
            await self.notes()

    def faults(self) -> list[MutableMapping[str, Any]]:
        """What broke since this was asked last; a database that was too busy for a moment is none."""
        found = [one for one in self.logs if one["event"] in FAULTS and not str(one.get("error", "")).startswith(("Unavailable", "Retry"))]
        self.logs.clear()
        return found

    async def good_notes(self) -> list[str]:
        """What stands on the timeline of what came in between."""
        async with self.team.store.reading() as db:
            texts = select(entries.c.text).where(entries.c.team == self.team.id, entries.c.text.like("good %")).order_by(entries.c.id)
            return [str(text) for text in await db.connection.scalars(texts)]

    async def audited(self) -> int:
        async with self.team.store.reading() as db:
            return int(await db.connection.scalar(select(func.count()).select_from(audit).where(audit.c.team == self.other.id)) or 0)


def _told(fault: MutableMapping[str, Any]) -> str:
    """A fault, and where it was raised."""
    raised = fault.get("exc_info")
    where = f"{fault.get('job', '')} {fault.get('ids', '')}".strip()
    return f"{fault['event']}: {fault.get('error')} {where} {traceback.format_exception(raised)[-2:] if raised else ''}"


@pytest.fixture
async def street(team: Team) -> AsyncIterator[Street]:
    other = await team.deployment.team("Globex")
    await other.declares(other.ana, "SEV1 Vault is open")
    await team.ana.invites(team.bot, to=team.secret)
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    payloads = await everything(team)
    poster = await Poster.to(team)
    with capture_logs() as logs:
        there = Street(team, other, poster, payloads, logs)
        before = await there.audited()
        await there.notes()
        yield there
        await poster.closed()
        await team.deployment.settled()
        assert await there.audited() == before
        assert not there.faults()
    kept = await there.good_notes()
    assert kept == [f"good {number}." for number in range(1, there.noted + 1)]


@pytest.mark.slow
@given(wrong=wrongs)
@OURS
async def test_a_payload_with_something_wrong_in_it_does_no_harm(street: Street, wrong: Wrong) -> None:
    payload = spoilt(street.poster.anew(street.payloads[wrong.payload % len(street.payloads)]), wrong, street.names)

    await street.is_unharmed_by(*await street.poster.delivers(payload))


@given(body=bodies, content_type=st.sampled_from((FORM, JSON)))
@OURS
async def test_bytes_of_any_kind_do_no_harm(street: Street, body: bytes, content_type: str) -> None:
    await street.is_unharmed_by(*await street.poster.posts(body, content_type))


async def test_what_comes_through_a_socket_and_cannot_be_read_is_acked_so_that_it_does_not_come_again(team: Team) -> None:
    attempt = await team.slack.outbox.send_once(Delivery(team.id, "interactive", {"type": "block_actions", "team": {"id": team.id}}))

    assert attempt.acked


async def test_a_button_of_another_version_says_so(team: Team) -> None:
    old = Content("", blocks=[kit.actions(kit.button("Rotate", "rotation next"))])

    await team.clicks(team.bo, "Rotate", on=team.general.say(team.bot.id, old))

    assert told(team, team.bo)[-1].shown == "That button is of another version of me, and does nothing any more.\n[What can you do?]"


async def test_a_channel_may_have_no_name_and_somebody_may_be_of_another_organisation_but_a_click_is_on_something(street: Street) -> None:
    event = {"type": "channel_rename", "channel": {"id": "C0NEW", "name": None}}
    [used, *_] = [one for one in street.payloads if one.get("type") == "message_action"]
    nameless = ({**street.good, "event": event}, {**used, "channel": {**used["channel"], "name": None}})
    text = f"<@{street.team.bot.id}> note said by a partner"
    told = {**street.good, "team_id": "T0PARTNER", "event": {**street.good["event"], "text": text}}

    for payload in (*nameless, told):
        assert (await street.poster.delivers(street.poster.anew(payload)))[0] == 200

    clicked = next(one for one in street.payloads if one.get("type") == "block_actions")
    on_nothing = {**clicked, "actions": [{name: value for name, value in clicked["actions"][0].items() if name != "action_id"}]}
    assert (await street.poster.delivers(street.poster.anew(on_nothing)))[0] == 400

    assert not street.faults()
    assert "said by a partner" in (await street.team.runs(street.team.bo, "/incident timeline INC-2")).shown


async def test_who_is_nobody_here_is_shown_no_home(street: Street) -> None:
    await street.team.workspace.changes(street.team.chi, deactivated=True)
    nobody = ("T0ELSEWHERE", "C0NEW", street.other.ana.id, street.team.chi.id, street.team.bot.id)
    for user in nobody:
        opened = {**street.good, "event": {"type": "app_home_opened", "user": user, "tab": "home", "event_ts": "1.2"}}
        assert (await street.poster.delivers(street.poster.anew(opened)))[0] == 200
    await street.team.settled()

    assert not [_told(one) for one in street.faults()]
