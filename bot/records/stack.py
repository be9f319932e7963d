"""What a team runs on, how it works, what hurts, what binds it: asked in four steps, each of which can be left. A gap stays a gap."""

import re
from collections.abc import Sequence
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Unclear
from bot.records.belonging import Page
from bot.records.stages import Advice, Footing, Judged, Stage, advice, judged

STEPS = {1: "Current stack", 2: "Team and process", 3: "What hurts", 4: "What binds you"}
MOST_PEOPLE = 100_000
NONE = re.compile(r"(?:none|no|nothing|not yet|n/?a|-|manual(?:ly)?|by hand)\.?$", re.IGNORECASE)
"""How people say that there is none; which is known, and no gap."""


class Part(BaseModel):
    """One part of a stack. Its fields are those of the file, in order; "" is not known."""

    model_config = ConfigDict(frozen=True)

    notes: str = ""

    @classmethod
    def names(cls) -> list[str]:
        """The fields that are asked for, in the order they are typed."""
        return [name for name in cls.model_fields if name != "notes"]

    @classmethod
    def read(cls, words: str) -> Self:
        """From words with commas between them: the last of them are notes."""
        names = cls.names()
        parts = [part.strip() for part in words.split(",", len(names))]
        return cls(**dict(zip([*names, "notes"], parts, strict=False)))

    @property
    def said(self) -> str:
        """The same as it would be typed."""
        words = [getattr(self, name) for name in (*self.names(), "notes")]
        while words and not words[-1]:
            words.pop()
        return ", ".join(words)

    @property
    def gaps(self) -> list[str]:
        """What of it is not known."""
        return [name.replace("_", " ") for name in self.names() if not getattr(self, name)]


class Frontend(Part):
    """What people see."""

    framework: str = ""
    hosting: str = ""


class Backend(Part):
    """What answers them."""

    language: str = ""
    framework: str = ""
    hosting: str = ""


class DatabasePart(Part):
    """Where it is kept."""

    primary: str = ""
    provider: str = ""


class Infrastructure(Part):
    """What it runs on."""

    cloud_provider: str = ""
    key_services: tuple[str, ...] = ()

    @classmethod
    def names(cls) -> list[str]:
        """Only the first is one word: whatever follows are services."""
        return ["cloud_provider"]

    @classmethod
    def read(cls, words: str) -> Self:
        """The provider, then the services."""
        first, *services = [part.strip() for part in words.split(",")]
        return cls(cloud_provider=first, key_services=tuple(one for one in services if one))

    @property
    def said(self) -> str:
        """The same as it would be typed."""
        return ", ".join(part for part in (self.cloud_provider, *self.key_services, self.notes) if part)


class Delivery(Part):
    """How it gets there. How often is asked with the process."""

    pipeline: str = ""
    deployment_frequency: str = ""

    @classmethod
    def names(cls) -> list[str]:
        """The pipeline; how often is asked apart."""
        return ["pipeline"]


class Observability(Part):
    """How one knows that it works."""

    monitoring: str = ""
    logging: str = ""
    alerting: str = ""


PARTS: dict[str, type[Part]] = {
    "frontend": Frontend,
    "backend": Backend,
    "database": DatabasePart,
    "infrastructure": Infrastructure,
    "cicd": Delivery,
    "observability": Observability,
}


class Stack(Page):
    """A project's stack. `steps` are those that were answered. `oncall` and `headcount` are None while nobody said."""

    frontend: Frontend = Frontend()
    backend: Backend = Backend()
    database: DatabasePart = DatabasePart()
    infrastructure: Infrastructure = Infrastructure()
    cicd: Delivery = Delivery()
    observability: Observability = Observability()
    headcount: int | None = Field(default=None, ge=0, le=MOST_PEOPLE)
    roles: tuple[str, ...] = ()
    oncall: bool | None = None
    review: str = ""
    slowing: str = ""
    breaking: str = ""
    scariest: str = ""
    exposed: str = ""
    budget: float | None = Field(default=None, ge=0)
    compliance: tuple[str, ...] = ()
    hard_constraints: tuple[str, ...] = ()
    steps: frozenset[int] = frozenset()
    stage_override: Stage | None = None
    stage_why: str = ""

    @property
    def next_step(self) -> int | None:
        """The first that was not answered yet; None when all were."""
        return next((step for step in STEPS if step not in self.steps), None)

    @property
    def pains(self) -> list[str]:
        """What hurts, as far as it was said."""
        return [one for one in (self.slowing, self.breaking, self.scariest, self.exposed) if one]

    @property
    def missing(self) -> list[Footing]:
        """What a stage stands on and is not here: what somebody said there is none of, or left empty in a step they answered."""
        known = {
            Footing.PIPELINE: (1, self.cicd.pipeline),
            Footing.MONITORING: (1, self.observability.monitoring),
            Footing.ALERTING: (1, self.observability.alerting),
            Footing.LOGGING: (1, self.observability.logging),
            Footing.REVIEW: (2, self.review),
            Footing.ONCALL: (2, "yes" if self.oncall else ""),
        }
        return [one for one, (step, said) in known.items() if step in self.steps and (not said or NONE.match(said))]

    @property
    def stage(self) -> Judged | None:
        """How far they are, and why."""
        return judged(self.headcount, self.missing, self.stage_override, self.stage_why)

    @property
    def gaps(self) -> dict[str, list[str]]:
        """What is not known, by what it is about."""
        found = {name: getattr(self, name).gaps for name in PARTS}
        found["team"] = [
            name for name, known in (("headcount", self.headcount is not None), ("on-call", self.oncall is not None)) if not known
        ]
        found["process"] = [
            name for name, said in (("deployment frequency", self.cicd.deployment_frequency), ("code review", self.review)) if not said
        ]
        hurts = (("what slows you down", self.slowing), ("what breaks most", self.breaking), ("the scariest part", self.scariest))
        found["pains"] = [name for name, said in hurts if not said]
        found["constraints"] = ["monthly budget"] if self.budget is None else []
        return {name: gaps for name, gaps in found.items() if gaps}

    @property
    def advice(self) -> list[Advice]:
        """What of it is too early or too late for a team that far."""
        judged_ = self.stage
        if judged_ is None:
            return []
        told = [getattr(self, name).said for name in PARTS] + [self.cicd.deployment_frequency, self.review, *self.pains]
        return advice("\n".join(told), judged_.stage, self.headcount)

    def staged(self, stage: Stage | None, why: str) -> Self:
        """Said to be so far, whatever the rule says; None: by rule again."""
        if stage and not why:
            raise Unclear("Why? The rule's reasons stay to be read beside yours: `/stack stage scale <why>`")
        return self.changed(stage_override=stage, stage_why=why if stage else "")


def several(words: str) -> tuple[str, ...]:
    """What was typed with commas or on lines, each once."""
    parts: Sequence[str] = re.split(r"[,\n;]", words)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
