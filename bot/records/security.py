"""Security, at least what a team that far must have: each checked off by somebody, with evidence, and asked again when that is old."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Conflict, NotFound, Unclear
from bot.records.belonging import Page
from bot.records.stages import ORDER, Stage

YEAR, HALF, QUARTER = timedelta(days=365), timedelta(days=182), timedelta(days=91)
REVIEWED_EVERY = HALF
LONGEST = 300


class Check(BaseModel):
    """Something a team must have, from a stage on; after so long it is asked again."""

    model_config = ConfigDict(frozen=True)

    name: str
    called: str
    since: Stage
    again: timedelta = YEAR


CHECKS = (
    Check(name="https", called="HTTPS everywhere", since=Stage.SURVIVAL),
    Check(name="secrets", called="secrets in the environment, not in code", since=Stage.SURVIVAL),
    Check(name="auth", called="basic authentication", since=Stage.SURVIVAL),
    Check(name="backups", called="automated backups", since=Stage.SURVIVAL, again=QUARTER),
    Check(name="sso", called="SSO for internal tools", since=Stage.FOUNDATION),
    Check(name="audit-logs", called="audit logs", since=Stage.FOUNDATION),
    Check(name="dependencies", called="dependency scanning", since=Stage.FOUNDATION, again=HALF),
    Check(name="headers", called="security headers", since=Stage.FOUNDATION),
    Check(name="soc2-1", called="SOC2 Type 1", since=Stage.SCALE),
    Check(name="pentest", called="penetration testing", since=Stage.SCALE),
    Check(name="response-plan", called="an incident response plan", since=Stage.SCALE),
    Check(name="access-reviews", called="access reviews", since=Stage.SCALE, again=QUARTER),
    Check(name="soc2-2", called="SOC2 Type 2", since=Stage.OPTIMIZE),
    Check(name="bug-bounty", called="a bug bounty", since=Stage.OPTIMIZE),
    Check(name="security-team", called="a security team", since=Stage.OPTIMIZE),
    Check(name="automation", called="compliance automation", since=Stage.OPTIMIZE),
)


def musts(stage: Stage) -> list[Check]:
    """What a team that far must have: its stage's, and of every one below."""
    return [one for one in CHECKS if ORDER.index(one.since) <= ORDER.index(stage)]


def check_named(words: str) -> tuple[Check, str]:
    """The check that words begin with, and the other words."""
    word, _, rest = words.partition(" ")
    found = next((one for one in CHECKS if one.name == word.lower()), None)
    if found is None:
        raise Unclear(f"Which one? {', '.join(f'`{one.name}`' for one in CHECKS)}")
    return found, rest.strip()


class Checked(BaseModel):
    """That somebody saw to it, when, and by what one can tell."""

    model_config = ConfigDict(frozen=True)

    by: str
    at: datetime
    evidence: str


class Severity(StrEnum):
    """How bad a vulnerability is."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Vulnerability(BaseModel):
    """A hole that is known."""

    model_config = ConfigDict(frozen=True)

    number: int
    title: str = Field(max_length=LONGEST)
    severity: Severity
    found_by: str
    found_at: datetime
    closed_at: datetime | None = None
    how: str = ""

    @property
    def key(self) -> str:
        """What people call it."""
        return f"V{self.number}"


class Status(StrEnum):
    """How it stands."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Security(Page):
    """A project's. `checks` are those that were checked off, by name."""

    checks: dict[str, Checked] = Field(default_factory=dict)
    vulnerabilities: tuple[Vulnerability, ...] = ()
    numbered: int = 0
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    review: str = ""

    @property
    def open(self) -> list[Vulnerability]:
        """What is not closed yet, the worst first."""
        order = list(Severity)
        return sorted((one for one in self.vulnerabilities if not one.closed_at), key=lambda one: (order.index(one.severity), one.number))

    def checked(self, check: Check, evidence: str, *, by: str, at: datetime) -> dict[str, object]:
        """With one checked off."""
        if not evidence:
            raise Unclear("By what can one tell? A link, a date, a name.", field="evidence")
        return {"checks": {**self.checks, check.name: Checked(by=by, at=at, evidence=evidence)}}

    def unchecked(self, check: Check) -> dict[str, object]:
        """With one that is not so after all."""
        if check.name not in self.checks:
            raise Conflict(f"{check.called} is not checked off, so nothing had to change. What is: `/security`")
        return {"checks": {name: one for name, one in self.checks.items() if name != check.name}}

    def found(self, title: str, severity: Severity, *, by: str, at: datetime) -> dict[str, object]:
        """With one more hole."""
        if not title:
            raise Unclear("What is it? `/security vuln <what> [critical|high|medium|low]`", field="title")
        new = Vulnerability(number=self.numbered + 1, title=title[:LONGEST], severity=severity, found_by=by, found_at=at)
        return {"vulnerabilities": (*self.vulnerabilities, new), "numbered": new.number}

    def closed(self, number: int, how: str, *, at: datetime) -> dict[str, object]:
        """With a hole closed."""
        hole = next((one for one in self.vulnerabilities if one.number == number), None)
        if hole is None:
            raise NotFound(f"There is no V{number}. Which there are: `/security`")
        if hole.closed_at:
            raise Conflict(f"{hole.key} is closed already.")
        shut = hole.model_copy(update={"closed_at": at, "how": how})
        return {"vulnerabilities": tuple(shut if one is hole else one for one in self.vulnerabilities)}

    def missing(self, stage: Stage) -> list[Check]:
        """What they must have, and nobody has checked off."""
        return [one for one in musts(stage) if one.name not in self.checks]

    def old(self, now: datetime) -> list[Check]:
        """What was checked off so long ago that it is asked again."""
        return [one for one in CHECKS if one.name in self.checks and now - self.checks[one.name].at > one.again]

    def status(self, stage: Stage, now: datetime) -> tuple[Status, list[str]]:
        """How it stands for a team that far, and why; red before yellow."""
        red, yellow = [], []
        critical = [one for one in self.open if one.severity is Severity.CRITICAL]
        if critical:
            red.append(f"{critical[0].key} is critical and open")
        below = [one.called for one in self.missing(stage) if one.since is not stage]
        if below:
            red.append(f"a stage below yours has: {', '.join(below)}")
        here = [one.called for one in self.missing(stage) if one.since is stage]
        if here:
            yellow.append(f"not checked off: {', '.join(here)}")
        if old := [one.called for one in self.old(now)]:
            yellow.append(f"checked too long ago: {', '.join(old)}")
        if high := [one for one in self.open if one.severity is Severity.HIGH]:
            yellow.append(f"{high[0].key} is high and open")
        if self.reviewed_at is None or now - self.reviewed_at > REVIEWED_EVERY:
            yellow.append("no review for half a year" if self.reviewed_at else "never reviewed")
        return (Status.RED if red else Status.YELLOW if yellow else Status.GREEN), [*red, *yellow]


def done(security: Security | None, stage: Stage) -> tuple[int, int]:
    """How many of what a team that far must have are checked off, of how many."""
    there: Mapping[str, Checked] = security.checks if security else {}
    needed: Sequence[Check] = musts(stage)
    return sum(one.name in there for one in needed), len(needed)
