"""Incidents as files: in the form of a postmortem, and as a table; for whoever asked alone, once, whatever becomes of the calls."""

import csv
import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.records.entries import Entry
from bot.records.incidents import Incident
from sandbox import Channel, Message, Person, Reply
from tests.deployment import Team
from tests.looking import told
from tests.staged import did, let_in

METHODS = ("conversations.open", "files.getUploadURLExternal", "upload", "files.completeUploadExternal")
LOSSES = ("drop", "drop_after", "500", "429")

TABLE = """
key title severity status declared started identified monitoring resolved minutes_to_identify minutes_to_mitigate minutes_to_resolve lead
channel drill impact
"""
COLUMNS = TABLE.split()


@pytest.fixture
async def told_of(team: Team) -> Team:
    """INC-1 was resolved after 42 minutes, with what people write and do meanwhile."""
    said = (
        (5, f"role lead <@{team.bo.id}>"),
        (3, "note the gateway | of `payments`\n# times out &lt;!here&gt;"),
        (4, "status identified a bad deploy"),
        (20, "impact cards were refused customers 340 revenue 1200 slo checkout"),
        (0, f"action add an alert | for p99 <@{team.chi.id}> by friday"),
        (0, f"action roll back <@{team.ana.id}> by friday"),
        (0, "done ACT-2"),
        (10, "resolve rolled back 4.2.1"),
    )
    timed = (one for minutes, words in said for one in (timedelta(minutes=minutes), (team.bo, team.general, f"incident {words}")))
    await did(team, (team.ana, team.general, "incident declare SEV1 Checkout is *down*"), *timed)
    return team


async def test_one_incident_is_a_postmortem_in_the_form_of_the_house_for_who_asked_alone(told_of: Team) -> None:
    reply = await asks(told_of, told_of.chi, "/incident export INC-1")

    incident, entries = await kept(told_of)
    assert reply.shown.startswith("I send you INC-1 in our direct messages, for you alone. @CTO Co-Pilot")
    [message] = received(told_of, told_of.chi)
    assert received(told_of, told_of.bo) == []
    assert [one for one in told_of.general.live if one.files] == []
    assert message.shown == f"INC-1 as a document\n[incident_{incident.started_at:%Y-%m-%d}.md]"
    clock = [
        f"{at:%H:%M}" if at.date() == incident.started_at.date() else f"{at:%Y-%m-%d %H:%M}" for at in (one.happened_at for one in entries)
    ]
    day = due_day(told_of)
    assert (
        document(told_of, told_of.chi)
        == f"""\
## Incident: Checkout is \\*down\\*

**Severity:** SEV1 (customer-facing outage)
**Status:** resolved
**Started:** {incident.started_at:%Y-%m-%d %H:%M} UTC
**Resolved:** {incident.resolved_at:%Y-%m-%d %H:%M} UTC
**Duration:** 42 minutes

### Timeline

- {clock[0]} — Declared as SEV1: Checkout is \\*down\\*
- {clock[1]} — Lead: Bo
- {clock[2]} — the gateway \\| of \\`payments\\`\\
  \\# times out &lt;!here>
- {clock[3]} — Identified: a bad deploy
- {clock[4]} — Impact: cards were refused · 340 customers · 1,200 revenue lost · SLO checkout
- {clock[5]} — To do: ACT-1 add an alert \\| for p99
- {clock[6]} — To do: ACT-2 roll back
- {clock[7]} — Done: ACT-2 roll back
- {clock[8]} — Resolved: rolled back 4.2.1

### Root Cause

not yet known

### Impact

cards were refused

- Customers affected: 340
- Revenue impact: 1,200.00
- SLO impact: checkout

### Action Items

| Action | Owner | Due | Status |
|--------|-------|-----|--------|
| add an alert \\| for p99 | @Chi | {day} | 🔲 |
| roll back | @Ana | Done | ✅ |

### Lessons Learned

not yet written
"""
    )


async def test_what_is_not_known_is_said_so_and_never_0(team: Team) -> None:
    await team.declares(team.ana, "Search is slow")
    await asks(team, team.ana, "/incident export")

    text = document(team, team.ana)

    assert "**Resolved:** not yet\n**Duration:** less than a minute so far\n" in text
    assert "### Root Cause\n\nnot yet known\n\n### Impact\n\n- Customers affected: not known\n- Revenue impact: not known\n" in text
    assert "- SLO impact: not known\n" in text
    assert "|--------|-------|-----|--------|\n\n### Lessons Learned" in text


async def test_what_was_struck_is_not_in_it_and_what_caused_it_is(team: Team) -> None:
    await team.declares(team.ana, "Deploy of the gateway", in_=team.payments)
    headline = await team.declares(team.ana, "Checkout is down")
    message = await team.says(team.bo, "the password is hunter2", thread=headline)
    await team.reacts(team.bo, "pushpin", to=message)
    await team.unreacts(team.bo, "pushpin", from_=message)
    await team.runs(team.ana, "/incident link INC-2 INC-1 caused by")

    await asks(team, team.ana, "/incident export INC-2")

    text = document(team, team.ana)
    assert "hunter2" not in text
    assert "### Root Cause\n\nCaused by INC-1 Deploy of the gateway\n" in text


async def test_entries_of_another_day_have_their_day(alone: Team) -> None:
    team = alone
    await team.declares(team.ana, "SEV3 Wiki is slow")
    team.slack.clock.advance(timedelta(days=1))
    before = team.slack.clock.now()
    await team.runs(team.ana, "/incident note rebooted")
    after = team.slack.clock.now()

    await asks(team, team.ana, "/incident export")

    assert any(f"- {at:%Y-%m-%d %H:%M} — rebooted\n" in document(team, team.ana) for at in (before, after))


async def test_all_is_a_table_of_what_they_may_see(told_of: Team) -> None:
    team = told_of
    await let_in(team, team.secret)
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    await team.runs(team.bo, "/incident drill SEV3 =HYPERLINK(1)", in_=team.payments)

    await asks(team, team.bo, "/incident export all")
    await asks(team, team.chi, "/cto incident export ALL")
    await asks(team, team.gus, "/incident export all", in_=team.payments)

    drill, first = rows(team, team.bo)
    assert list(first) == COLUMNS
    times = ("declared", "started", "identified", "monitoring", "resolved")
    assert {name: value for name, value in first.items() if name not in times} == {
        "key": "INC-1",
        "title": "Checkout is *down*",
        "severity": "SEV1",
        "status": "resolved",
        "minutes_to_identify": "12",
        "minutes_to_mitigate": "42",
        "minutes_to_resolve": "42",
        "lead": "Bo",
        "channel": "#general",
        "drill": "no",
        "impact": "cards were refused",
    }
    incident, _ = await kept(team)
    assert first["resolved"] == f"{incident.resolved_at:%Y-%m-%dT%H:%M:%SZ}"
    assert (drill["key"], drill["title"], drill["drill"], drill["minutes_to_resolve"]) == ("INC-3", "'=HYPERLINK(1)", "yes", "")
    assert [row["key"] for row in rows(team, team.chi)] == ["INC-3", "INC-2", "INC-1"]
    assert [row["key"] for row in rows(team, team.gus)] == ["INC-3"]


async def test_who_may_not_see_it_any_more_when_it_is_made_gets_nothing(team: Team) -> None:
    await let_in(team, team.secret)
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    held = team.slack.faults.add("files.getUploadURLExternal", "error:internal_error", team=team.id)
    await team.chi.runs("/incident export INC-1", in_=team.secret)
    await held.reached()
    await team.chi.leaves(team.secret)
    await team.settled()

    assert held.hits == 1
    assert received(team, team.chi) == []


@pytest.mark.parametrize("method", METHODS)
async def test_it_comes_once_whatever_becomes_of_a_call(team: Team, method: str) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    for times, loss in enumerate(LOSSES, 1):
        fault = team.slack.faults.add(method, loss, team=team.id, seconds=0.05)
        await asks(team, team.ana, "/incident export")

        assert (fault.hits, len(received(team, team.ana))) == (1, times), loss


async def test_each_time_it_is_asked_for_it_comes(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    for _ in range(2):
        await asks(team, team.ana, "/incident export")

    assert len(received(team, team.ana)) == 2


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "conversations.open"])
async def test_where_slack_will_not_have_it_they_are_told(team: Team, method: str) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    team.slack.faults.add(method, "error:missing_scope", team=team.id)

    await asks(team, team.ana, "/incident export")

    assert "Slack does not let me send you incident_" in told(team, team.ana)[-1].shown
    assert "missing_scope" in told(team, team.ana)[-1].shown
    assert received(team, team.ana) == []


async def test_by_mention_it_is_said_in_the_thread_where_it_goes(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot export", thread=headline)
    await team.settled()
    [answer] = told(team, team.bo)
    unclear = await team.runs(team.bo, "/incident export everything")

    assert "I send you INC-1" in answer.shown
    assert len(received(team, team.bo)) == 1
    assert "/incident export [INC-9 | all]" in unclear.shown


async def asks(team: Team, person: Person, words: str, *, in_: Channel | None = None) -> Reply:
    """Somebody asks for a file, and it comes: Slack looks it over first."""
    reply = await team.runs(person, words, in_=in_)
    await team.settled()
    return reply


async def kept(team: Team) -> tuple[Incident, list[Entry]]:
    """INC-1, and its timeline, as they were kept."""
    async with team.store.reading() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
        assert incident
        return incident, await db.entries.timeline(incident, seen_by=team.operator, limit=50)


def received(team: Team, person: Person) -> list[Message]:
    return [one for one in team.workspace.dm(person).live if one.files]


def document(team: Team, person: Person) -> str:
    [message] = received(team, person)
    return person.downloads(message.files[0]).decode()


def rows(team: Team, person: Person) -> list[dict[str, str]]:
    [message] = received(team, person)
    return list(csv.DictReader(io.StringIO(person.downloads(message.files[0]).decode("utf-8-sig"), newline="")))


def due_day(team: Team) -> str:
    now = team.slack.clock.now().astimezone(ZoneInfo(team.bo.tz))
    return f"{now + timedelta(days=(4 - now.weekday()) % 7 or 7):%Y-%m-%d}"
