"""Delegations: a task handed to a specialist in one fixed format, what came back, and whether it was taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import Field

from bot.records.bodies import Body, Lack, Line, Text
from bot.records.documents import Kind
from bot.records.lifecycles import Lifecycle, Move
from bot.records.specs import SPEC, TechSpec

ASSIGNED, DELIVERED, ACCEPTED, RETURNED, SUPERSEDED = "ASSIGNED", "DELIVERED", "ACCEPTED", "RETURNED", "SUPERSEDED"
MOST_RETURNS = 2
"""So often a delivery is returned by rule or by Claude; after that people decide."""


class Delegation(Body):
    """A task for a specialist: where it belongs, what is to be built, within what, what comes back, and by what that is judged.

    `delivery` is what came back, `returned` why it was sent back, once for each time.
    """

    specialist: Line = Field("", title="Task Delegation", description="Who it is for: django-expert.")
    project: Text = Field("", title="Project", description="What it is a part of.")
    component: Text = Field("", title="Component", description="Which component is built.")
    requirements: tuple[Line, ...] = Field((), title="Requirements", description="What it has to do. One a line.")
    specifications: tuple[Line, ...] = Field((), title="Specifications", description="What exactly: models, endpoints, tools. One a line.")
    constraints: tuple[Line, ...] = Field((), title="Constraints", description="Technical ones, and those of time and people. One a line.")
    deliverables: tuple[Line, ...] = Field((), title="Expected Deliverables", description="What comes back. One a line.")
    criteria: tuple[Line, ...] = Field((), title="Quality Criteria", description="By what it is accepted. One a line.")
    integration: tuple[Line, ...] = Field(
        (), title="Integration Points", description="How it connects to other components. One a line."
    )  # fmt: skip
    delivery: Text = Field("", title="Delivery", description="What came back: the work itself, or a link to it.")
    returned: tuple[Line, ...] = Field((), title="Returned because", description="What has to be put right. One a line.")

    @property
    def may_be_returned(self) -> bool:
        """Whether a review may send it back once more, before it is for people to say."""
        return len(self.returned) < MOST_RETURNS

    def lacks(self, status: str) -> Sequence[Lack]:
        """What it lacks to be delivered, and so to be accepted."""
        return list(self._missing()) if status in {DELIVERED, ACCEPTED} else ()

    def _missing(self) -> Iterator[Lack]:
        if not self.delivery:
            yield Lack(says="Nothing was delivered yet. Say what came back, or link it.", section="delivery")
        if not self.criteria:
            yield Lack(says="There is nothing to judge it by. Say what makes it good enough.", section="criteria")


def begun_from(built: Body, key: str) -> Delegation:
    """A task that begins with the components of a tech spec."""
    components = built.components if isinstance(built, TechSpec) else ()
    return Delegation(requirements=(f"What {key} describes.", *(one.called for one in components)))


DELIVER = Move(verb="deliver", to=DELIVERED, says="delivered", label="Delivered…", style="primary")
ACCEPT = Move(verb="accept", to=ACCEPTED, says="accepted", label="Accept", style="primary")
RETURN = Move(verb="return", to=RETURNED, says="returned", label="Return…", asks="What has to be put right?")

DELEGATION = Kind(
    name="delegate",
    prefix="TD",
    digits=4,
    called="delegation",
    body=Delegation,
    lifecycle=Lifecycle(
        moves={ASSIGNED: (DELIVER,), DELIVERED: (ACCEPT, RETURN), ACCEPTED: (), RETURNED: (DELIVER,), SUPERSEDED: ()},
        numbered_at=ASSIGNED,
        settled=ACCEPTED,
        over=frozenset({SUPERSEDED}),
        fixed=frozenset({ACCEPTED}),
        superseded=SUPERSEDED,
    ),
    forms=("delegate",),
    follows=SPEC,
    begun_from=begun_from,
    titled="The task, in a few words.",
    asks_first=("specialist", "requirements", "specifications"),
)
