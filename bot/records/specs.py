"""Tech specs: how something is built, once it is decided what."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from bot.records.bodies import Body, Lack, Text
from bot.records.components import Component
from bot.records.documents import Kind
from bot.records.lifecycles import Begets, Lifecycle, Move, Reviews
from bot.records.rfcs import RFC, Rfc

DRAFT, REVIEW, APPROVED, IMPLEMENTED, SUPERSEDED = "DRAFT", "REVIEW", "APPROVED", "IMPLEMENTED", "SUPERSEDED"


class TechSpec(Body):
    """What is being built and why so, of which parts, and how it is tested and brought to its users."""

    summary: Text = Field("", title="Executive Summary", description="What is being built, and why this approach.")
    overview: Text = Field(
        "", title="Design Overview", description="An architecture diagram (Mermaid in a ``` fence), and how the components relate."
    )
    components: tuple[Component, ...] = Field(
        (), title="Detailed Specifications", description="Each component: what it does, its technology, its interfaces. One a line."
    )
    data: Text = Field("", title="Data Model", description="Entities, how they relate, the schema.")
    api: Text = Field("", title="API Specification", description="Endpoints, requests and responses, errors.")
    security: Text = Field("", title="Security Implementation", description="Authentication, authorization, data protection.")
    testing: Text = Field("", title="Testing Strategy", description="What is tested, how, and how much of it.")
    deployment: Text = Field(
        "", title="Deployment & Operations", description="How it is deployed, configured, monitored, and rolled back."
    )  # fmt: skip

    def lacks(self, status: str) -> Sequence[Lack]:
        """What it lacks to be approved."""
        if status != APPROVED:
            return ()
        wanted = {
            "summary": "Say in a paragraph what is built and why so: it is what most people read.",
            "testing": "Say how you will know that it works.",
            "deployment": "Say how it gets to its users, and how it is rolled back.",
        }
        return [
            Lack(says=f"{self.section(name).heading} is not written yet. {says}", section=name)
            for name, says in wanted.items()
            if self.is_empty(name)
        ]


def begun_from(decided: Body, key: str) -> TechSpec:
    """A spec that begins with what an RFC decided, for its author to go on from."""
    if not isinstance(decided, Rfc):
        return TechSpec()
    why = f"{key} decided this: {decided.recommendation}" if decided.recommendation else f"{key} decided it."
    return TechSpec(summary=why, overview=decided.design)


SPEC = Kind(
    name="spec",
    prefix="TS",
    digits=4,
    called="tech spec",
    body=TechSpec,
    lifecycle=Lifecycle(
        moves={
            DRAFT: (Move(verb="submit", to=REVIEW, says="in review", label="Ask for review", style="primary"),),
            REVIEW: (Move(verb="approve", to=APPROVED, says="approved", label="Approve", style="primary"),),
            APPROVED: (Move(verb="implement", to=IMPLEMENTED, says="implemented", label="It is implemented"),),
            IMPLEMENTED: (),
            SUPERSEDED: (),
        },
        numbered_at=DRAFT,
        settled=APPROVED,
        over=frozenset({SUPERSEDED}),
        stands=frozenset({IMPLEMENTED}),
        superseded=SUPERSEDED,
        reviews=Reviews(at=REVIEW, verb="approve", by_another=False),
    ),
    forms=("spec",),
    titled="What is built, in a few words.",
    asks_first=("summary", "overview", "components"),
    aliases={"create-tech-spec": "spec new", "list-tech-specs": "spec list", "tech-spec-status": "spec status"},
    follows=RFC,
    begets=Begets(label="Delegate it", words="delegate new --spec"),
    begun_from=begun_from,
)
