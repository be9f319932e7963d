"""What an incident may become: plain rules, without Slack, SQL or a clock."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, Conflict, NotAllowed, Unclear
from bot.records.entries import Message
from bot.records.incidents import MEANING, ORDER, REOPEN_BY_ANYONE_WITHIN, Incident, Severity, Status
from bot.records.people import Viewer

NINE = datetime(2026, 11, 20, 9, tzinfo=UTC)
OPEN = tuple(status for status in ORDER if status is not Status.RESOLVED)
WHY = "because"


def declared(*, severity: Severity | None = Severity.SEV1, title: str = "Checkout is down", origin: Message | None = None) -> Incident:
    incident = Incident.declared(team="T1", channel="C1", title=title, severity=severity, by="UANA", at=NINE, origin=origin)
    return incident.model_copy(update={"id": 42, "number": 12})


def after(minutes: int) -> datetime:
    return NINE + timedelta(minutes=minutes)


def viewer(user: str, *, admin: bool = False) -> Viewer:
    return Viewer(team="T1", user=user, admin=admin)


def test_a_new_incident_is_being_investigated() -> None:
    incident = declared()

    assert (incident.key, incident.status, incident.is_open, incident.declared_at) == ("INC-12", Status.INVESTIGATING, True, NINE)
    assert (incident.identified_at, incident.monitoring_at, incident.resolved_at) == (None, None, None)


def test_an_incident_needs_a_title() -> None:
    with pytest.raises(Unclear):
        declared(title="")


@pytest.mark.parametrize(
    ("said", "severity", "is_a_guess"),
    [(None, Severity.SEV2, True), *((severity, severity, False) for severity in Severity)],
)
def test_a_severity_nobody_said_is_a_guess_and_never_sev1(said: Severity | None, severity: Severity, *, is_a_guess: bool) -> None:
    incident = declared(severity=said)

    assert (incident.severity, incident.severity_is_a_guess) == (severity, is_a_guess)


@pytest.mark.parametrize(
    ("origin", "thread"),
    [
        (None, None),
        (Message(channel="C1", ts="1.1"), "1.1"),
        (Message(channel="C1", ts="1.2", thread_ts="1.1"), "1.1"),
    ],
)
def test_its_room_is_the_thread_it_was_declared_in(origin: Message | None, thread: str | None) -> None:
    assert declared(origin=origin).thread == thread


@pytest.mark.parametrize(("at", "to"), [pair for pair in product(OPEN, OPEN) if ORDER.index(pair[0]) < ORDER.index(pair[1])])
def test_a_status_moves_forwards_freely(at: Status, to: Status) -> None:
    incident = declared().moved_to(at, at=after(1), why=WHY)

    moved = incident.moved_to(to, at=after(5), why="")

    assert moved.status is to
    assert getattr(moved, f"{to}_at") == after(5)
    assert moved.revision == incident.revision + 1


@pytest.mark.parametrize(("at", "to"), [pair for pair in product(OPEN, OPEN) if ORDER.index(pair[0]) > ORDER.index(pair[1])])
def test_a_status_moves_backwards_with_a_why_only(at: Status, to: Status) -> None:
    incident = declared().moved_to(at, at=after(1), why="")

    with pytest.raises(Unclear, match="needs a why"):
        incident.moved_to(to, at=after(5), why="")

    assert incident.moved_to(to, at=after(5), why=WHY).status is to


@pytest.mark.parametrize("status", OPEN)
def test_the_same_status_again_needs_something_new_to_say(status: Status) -> None:
    incident = declared().moved_to(status, at=after(1), why=WHY)

    with pytest.raises(Conflict, match=f"already {status}"):
        incident.moved_to(status, at=after(5), why="")

    again = incident.moved_to(status, at=after(5), why=WHY)
    assert again.status is status
    assert getattr(again, f"{status}_at", after(1)) == after(1), "it was reached when it was first reached"


def test_each_status_keeps_when_it_was_reached() -> None:
    incident = declared().moved_to(Status.IDENTIFIED, at=after(5), why="").moved_to(Status.MONITORING, at=after(9), why="")

    resolved = incident.resolved(at=after(20), fix="rolled back")

    assert (resolved.identified_at, resolved.monitoring_at, resolved.resolved_at) == (after(5), after(9), after(20))
    assert resolved.lasted(after(999)) == timedelta(minutes=20)


def test_going_back_forgets_when_later_ones_were_reached() -> None:
    incident = declared().moved_to(Status.IDENTIFIED, at=after(5), why="").moved_to(Status.MONITORING, at=after(9), why="")

    back = incident.moved_to(Status.IDENTIFIED, at=after(12), why=WHY)

    assert (back.identified_at, back.monitoring_at) == (after(5), None)


@pytest.mark.parametrize("fix", ["rolled back", ""])
def test_it_is_resolved_once_and_what_fixed_it_may_be_unknown(fix: str) -> None:
    resolved = declared().resolved(at=after(20), fix=fix)

    assert (resolved.is_open, resolved.fix) == (False, fix)
    with pytest.raises(Conflict, match="already resolved"):
        resolved.resolved(at=after(21), fix=fix)


@pytest.mark.parametrize("status", OPEN)
def test_what_is_resolved_changes_its_status_by_reopening_only(status: Status) -> None:
    resolved = declared().resolved(at=after(20), fix="")

    with pytest.raises(Conflict, match="/incident reopen INC-12"):
        resolved.moved_to(status, at=after(21), why=WHY)


def test_a_severity_changes_and_the_same_again_is_told() -> None:
    incident = declared(severity=Severity.SEV1)

    assert incident.regraded(Severity.SEV3).severity is Severity.SEV3
    with pytest.raises(Conflict, match="already SEV1"):
        incident.regraded(Severity.SEV1)


def test_the_guessed_severity_said_aloud_is_a_guess_no_more() -> None:
    incident = declared(severity=None)

    confirmed = incident.regraded(Severity.SEV2)

    assert (confirmed.severity, confirmed.severity_is_a_guess) == (Severity.SEV2, False)


def test_what_is_open_cannot_be_reopened() -> None:
    with pytest.raises(Conflict, match="is open"):
        declared().reopened(by=viewer("UANA"), at=after(1))


@pytest.mark.parametrize(
    ("by", "late", "may"),
    [
        (viewer("UBO"), False, True),
        (viewer("UBO"), True, False),
        (viewer("UANA"), True, True),
        (viewer("UBO", admin=True), True, True),
    ],
)
def test_reopening_late_is_for_who_declared_it_and_for_admins(by: Viewer, *, late: bool, may: bool) -> None:
    resolved = declared().moved_to(Status.MONITORING, at=after(9), why="").resolved(at=after(20), fix="rolled back")
    at = after(20) + REOPEN_BY_ANYONE_WITHIN + timedelta(seconds=late)

    if not may:
        with pytest.raises(NotAllowed, match="7 days"):
            resolved.reopened(by=by, at=at)
        return
    reopened = resolved.reopened(by=by, at=at)

    assert (reopened.status, reopened.fix) == (Status.INVESTIGATING, "")
    assert (reopened.identified_at, reopened.monitoring_at, reopened.resolved_at) == (None, None, None)


def test_every_severity_has_a_meaning() -> None:
    assert set(MEANING) == set(Severity)


@given(st.lists(st.tuples(st.sampled_from([*ORDER, "sev", "note", "reopen"]), st.booleans()), max_size=20))
def test_whatever_happens_its_facts_agree_with_its_status(steps: list[tuple[str, bool]]) -> None:
    incident = declared()

    for minute, (step, says_why) in enumerate(steps, start=1):
        before = incident
        try:
            incident = _stepped(incident, step, after(minute), WHY if says_why else "")
        except BotError as refused:
            assert refused.sentence  # noqa: PT017 - either is fine
        else:
            assert incident.revision == before.revision + 1

        assert incident.is_open == (incident.resolved_at is None)
        reached = [ORDER.index(status) for status in (Status.IDENTIFIED, Status.MONITORING) if getattr(incident, f"{status}_at")]
        assert all(index <= ORDER.index(incident.status) for index in reached)
        assert incident.lasted(after(99)) >= timedelta()


def _stepped(incident: Incident, step: str, at: datetime, why: str) -> Incident:
    match step:
        case Status.RESOLVED:
            return incident.resolved(at=at, fix=why)
        case "sev":
            return incident.regraded(Severity.SEV3)
        case "note":
            return incident.noted()
        case "reopen":
            return incident.reopened(by=viewer("UBO"), at=at)
        case _:
            return incident.moved_to(Status(step), at=at, why=why)


@pytest.mark.parametrize(("severity", "due"), [(Severity.SEV1, 3), (Severity.SEV2, 7), (Severity.SEV3, None)])
def test_graded_anew_once_it_is_over_its_postmortem_is_due_as_for_that_severity(severity: Severity, due: int | None) -> None:
    first = Severity.SEV2 if severity is Severity.SEV1 else Severity.SEV1
    over = declared(severity=first).resolved(at=after(60), fix="")

    assert over.regraded(severity).postmortem_due == (due and NINE.date() + timedelta(days=due))
