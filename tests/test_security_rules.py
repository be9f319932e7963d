"""Security by rule: what a team that far must have, what is old, how it stands."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Conflict, NotFound, Unclear
from bot.records.security import CHECKS, Check, Checked, Security, Severity, Status, check_named, done, musts
from bot.records.stages import Stage

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def of(stage: Stage | None, *, days: int = 1, reviewed: int | None = 1) -> Security:
    """Where everything of that stage and below is checked off."""
    at = NOW - timedelta(days=days)
    checks = {one.name: Checked(by="U1", at=at, evidence="wiki") for one in (musts(stage) if stage else [])}
    review = NOW - timedelta(days=reviewed) if reviewed is not None else None
    return Security(team="T1", channel="C1", changed_by="U1", changed_at=NOW, checks=checks, reviewed_at=review)


@pytest.mark.parametrize(("stage", "number"), [(Stage.SURVIVAL, 4), (Stage.FOUNDATION, 8), (Stage.SCALE, 12), (Stage.OPTIMIZE, 16)])
def test_a_stage_must_have_its_own_and_every_one_below(stage: Stage, number: int) -> None:
    assert len(musts(stage)) == number
    assert done(of(Stage.FOUNDATION), stage) == (min(8, number), number)


def test_everything_checked_off_and_reviewed_is_green() -> None:
    assert of(Stage.SCALE).status(Stage.SCALE, NOW) == (Status.GREEN, [])


STANDS = [
    (of(Stage.SURVIVAL), Stage.FOUNDATION, Status.YELLOW, "not checked off: SSO for internal tools, audit logs"),
    (of(Stage.SURVIVAL), Stage.SCALE, Status.RED, "a stage below yours has: SSO for internal tools"),
    (of(Stage.SURVIVAL, days=100), Stage.SURVIVAL, Status.YELLOW, "checked too long ago: automated backups"),
    (of(Stage.SURVIVAL, reviewed=None), Stage.SURVIVAL, Status.YELLOW, "never reviewed"),
    (of(Stage.SURVIVAL, reviewed=200), Stage.SURVIVAL, Status.YELLOW, "no review for half a year"),
]


@pytest.mark.parametrize(("security", "stage", "status", "why"), STANDS)
def test_how_it_stands_has_its_reasons(security: Security, stage: Stage, status: Status, why: str) -> None:
    found, reasons = security.status(stage, NOW)

    assert found is status
    assert reasons[0].startswith(why)


@pytest.mark.parametrize(
    ("severity", "status"),
    [(Severity.CRITICAL, Status.RED), (Severity.HIGH, Status.YELLOW), (Severity.MEDIUM, Status.GREEN), (Severity.LOW, Status.GREEN)],
)
def test_a_hole_weighs_by_its_severity_until_it_is_closed(severity: Severity, status: Status) -> None:
    security = of(Stage.SURVIVAL)
    with_it = security.changed(**security.found("XSS in search", severity, by="U1", at=NOW))
    closed = with_it.changed(**with_it.closed(1, "escaped", at=NOW))

    assert with_it.status(Stage.SURVIVAL, NOW)[0] is status
    assert [one.key for one in with_it.open] == ["V1"]
    assert closed.status(Stage.SURVIVAL, NOW)[0] is Status.GREEN
    assert closed.open == []
    with pytest.raises(Conflict):
        closed.closed(1, "", at=NOW)
    with pytest.raises(NotFound):
        closed.closed(7, "", at=NOW)


@pytest.mark.parametrize("check", CHECKS, ids=lambda one: one.name)
def test_every_must_have_is_asked_again_when_it_is_old(check: Check) -> None:
    fresh = of(Stage.OPTIMIZE, days=check.again.days)
    old = of(Stage.OPTIMIZE, days=check.again.days + 1)

    assert check not in fresh.old(NOW)
    assert check in old.old(NOW)


def test_it_is_checked_off_with_evidence_only() -> None:
    check, words = check_named("backups restored on Monday")

    assert (check.called, words) == ("automated backups", "restored on Monday")
    with pytest.raises(Unclear, match="By what can one tell"):
        of(None).checked(check, "", by="U1", at=NOW)
    with pytest.raises(Unclear, match="Which one"):
        check_named("firewall")
    with pytest.raises(Conflict, match="not checked off"):
        of(None).unchecked(check)
