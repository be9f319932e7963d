"""How far a team has come, by rule; and what fits a team that far, so that advice is neither too early nor too late."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Stage(StrEnum):
    """How far, in order."""

    SURVIVAL = "survival"
    FOUNDATION = "foundation"
    SCALE = "scale"
    OPTIMIZE = "optimize"


ORDER = tuple(Stage)
FROM_HEADCOUNT = {Stage.OPTIMIZE: 30, Stage.SCALE: 10, Stage.FOUNDATION: 3, Stage.SURVIVAL: 0}
"""So many engineers make it so far."""
FOCUS = {
    Stage.SURVIVAL: "ship features, do not over-engineer; a monolith is fine",
    Stage.FOUNDATION: "basic CI/CD, monitoring, code review; begin to write decisions down",
    Stage.SCALE: "platform investments, team topology, SLOs, incident response",
    Stage.OPTIMIZE: "developer productivity, platform teams, cost",
}
HELD_BACK_BY = 2
"""So many of what a stage stands on missing, and it is not reached."""


class Footing(StrEnum):
    """What a stage stands on: process and systems."""

    PIPELINE = "a CI/CD pipeline"
    MONITORING = "monitoring"
    REVIEW = "code review"
    ALERTING = "alerting"
    ONCALL = "an on-call rotation"
    LOGGING = "central logs"


NEEDS = {
    Stage.SURVIVAL: (),
    Stage.FOUNDATION: (Footing.PIPELINE, Footing.MONITORING, Footing.REVIEW),
    Stage.SCALE: (Footing.PIPELINE, Footing.MONITORING, Footing.REVIEW, Footing.ALERTING, Footing.ONCALL),
    Stage.OPTIMIZE: tuple(Footing),
}


@dataclass(frozen=True)
class Judged:
    """A stage, and why."""

    stage: Stage
    reasons: Sequence[str] = field(default_factory=tuple)


def judged(headcount: int | None, missing: Sequence[Footing], override: Stage | None = None, why: str = "") -> Judged | None:
    """The stage by headcount; process and systems can hold it back by one, never push it up. None where nobody was counted."""
    if override:
        return Judged(override, (f"set by hand: {why}",))
    if headcount is None:
        return None
    by_size = next(stage for stage, least in FROM_HEADCOUNT.items() if headcount >= least)
    people = "1 engineer" if headcount == 1 else f"{headcount} engineers"
    reasons = [f"{people}: {by_size} by size"]
    lacking = [one for one in NEEDS[by_size] if one in missing]
    if len(lacking) >= HELD_BACK_BY:
        stage = ORDER[ORDER.index(by_size) - 1]
        return Judged(stage, (*reasons, f"one stage back, for want of {', '.join(lacking)}"))
    if lacking:
        reasons.append(f"still to come: {lacking[0]}")
    return Judged(by_size, tuple(reasons))


@dataclass(frozen=True)
class Practice:
    """Something a team may do, and for which stages it is: `early` and `late` say what to do instead, before and after those."""

    name: str
    words: str
    since: Stage = Stage.SURVIVAL
    until: Stage = Stage.OPTIMIZE
    early: str = ""
    late: str = ""

    def is_in(self, text: str) -> bool:
        """Whether a text speaks of it."""
        return re.search(rf"\b(?:{self.words})\b", text, re.IGNORECASE) is not None


PRACTICES = (
    Practice(
        "Kubernetes",
        r"kubernetes|k8s|eks|gke|aks|openshift|helm",
        since=Stage.SCALE,
        early="A managed platform, or containers on one machine, is less to run and enough for long.",
    ),
    Practice(
        "Microservices",
        r"micro-?services?",
        since=Stage.SCALE,
        early="A monolith with modules ships faster; cut it where teams get into each other's way.",
    ),
    Practice(
        "A service mesh",
        r"service mesh|istio|linkerd",
        since=Stage.OPTIMIZE,
        early="Plain HTTP with timeouts and retries, until there are many services of many teams.",
    ),
    Practice(
        "Event streaming", r"kafka|pulsar|event[- ]sourcing|cqrs", since=Stage.SCALE, early="A table of jobs in the database you have."
    ),
    Practice(
        "Several regions or clouds",
        r"multi[- ]?(?:region|cloud)",
        since=Stage.OPTIMIZE,
        early="One region, backups in another, and a restore that was tried.",
    ),
    Practice("A platform team", r"platform team", since=Stage.SCALE, early="One person's Fridays for the pipeline."),
    Practice(
        "Bash scripts as the way to run things",
        r"(?:bash|shell) scripts?|deploy\.sh|scp|rsync",
        until=Stage.FOUNDATION,
        late="Move them into a pipeline and code that is reviewed: whoever wrote them is asleep when they fail.",
    ),
    Practice(
        "Deploying by hand",
        r"(?:deploy(?:s|ing|ed|ment)?|release[sd]?)\s+(?:\w+\s+)?(?:by hand|manually)|manual deploy\w*|ftp|by ssh",
        until=Stage.SURVIVAL,
        late="A pipeline that deploys what is merged.",
    ),
    Practice(
        "One server",
        r"(?:one|single) (?:server|vm|machine|box)",
        until=Stage.FOUNDATION,
        late="At least two, and a fail-over that was tried.",
    ),
    Practice(
        "Watching by users' complaints",
        r"(?:no|without) (?:monitoring|alerts|alerting)|users? (?:tell|complain)\w*",
        until=Stage.SURVIVAL,
        late="Monitoring with an alert on what customers see.",
    ),
    Practice(
        "One person on call",
        r"(?:always|only) (?:me|one person) on[- ]call|hero",
        until=Stage.SURVIVAL,
        late="A rotation of at least three.",
    ),
)
"""Kept in mind for whoever is given advice. A practice that is not here fits everybody."""


@dataclass(frozen=True)
class Advice:
    """What is too early or too late for a team: `says` is what to tell them."""

    practice: Practice
    is_early: bool
    says: str


def advice(text: str, stage: Stage, headcount: int | None = None) -> list[Advice]:
    """What of that a text speaks of does not fit a team that far."""
    at, given = ORDER.index(stage), []
    team = f"{headcount} people" if headcount and headcount > 1 else f"a team in {stage}"
    for one in PRACTICES:
        if not one.is_in(text):
            continue
        if at < ORDER.index(one.since):
            given.append(Advice(one, is_early=True, says=f"{one.name} is too early for {team}. {one.early}"))
        elif at > ORDER.index(one.until):
            given.append(Advice(one, is_early=False, says=f"{one.name} is too late for {team}. {one.late}"))
    return given
