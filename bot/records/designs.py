"""System designs: a system in one view, as it is meant to be."""

from __future__ import annotations

from pydantic import Field

from bot.records.bodies import Body, Text
from bot.records.components import Component
from bot.records.documents import Kind
from bot.records.lifecycles import Lifecycle, Move

DRAFT, APPROVED, SUPERSEDED = "DRAFT", "APPROVED", "SUPERSEDED"


class SystemDesign(Body):
    """What a system is, of which parts, and how it is kept safe, made larger and run."""

    overview: Text = Field("", title="Overview", description="What the system is for, from above.")
    diagram: Text = Field("", title="Architecture Diagram", description="Mermaid or ASCII. Mermaid is drawn where the file is read.")
    components: tuple[Component, ...] = Field(
        (), title="Components", description="Each component: what it does, its technology, its interfaces. One a line."
    )
    data: Text = Field("", title="Data Model", description="Entities, and how they relate.")
    security: Text = Field("", title="Security", description="What keeps it safe.")
    scalability: Text = Field("", title="Scalability", description="What grows, how far it carries, and what is done then.")
    deployment: Text = Field("", title="Deployment", description="How it is deployed.")


DESIGN = Kind(
    name="design",
    prefix="SD",
    digits=4,
    called="system design",
    body=SystemDesign,
    lifecycle=Lifecycle(
        moves={
            DRAFT: (Move(verb="approve", to=APPROVED, says="approved", label="Approve", style="primary"),),
            APPROVED: (),
            SUPERSEDED: (),
        },
        numbered_at=DRAFT,
        settled=APPROVED,
        over=frozenset({SUPERSEDED}),
        superseded=SUPERSEDED,
    ),
    forms=("design",),
    titled="The system's name.",
    asks_first=("overview", "diagram", "components"),
)
