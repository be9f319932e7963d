"""What the steps of a plan propose: bodies in sections, some of which are filed as documents."""

from collections.abc import Iterable, Mapping

from bot.records.adrs import ADR as ADR_KIND
from bot.records.bodies import Body
from bot.records.delegations import DELEGATION as DELEGATION_KIND
from bot.records.designs import DESIGN as DESIGN_KIND
from bot.records.documents import Kind
from bot.records.plans import ADR, BREAKDOWN, DATA, DELEGATION, DESIGN, RFC, SECURITY, SPEC, TESTING, State, Step
from bot.records.rfcs import RFC as RFC_KIND
from bot.records.specs import SPEC as SPEC_KIND
from bot.records.workings import Checks, Kept, Safety, Tasks

KINDS: Mapping[str, Kind] = {RFC: RFC_KIND, ADR: ADR_KIND, SPEC: SPEC_KIND, DESIGN: DESIGN_KIND, DELEGATION: DELEGATION_KIND}
"""What is filed of a step, as a document of which kind."""
BODIES: Mapping[str, type[Body]] = {
    **{name: kind.body for name, kind in KINDS.items()},
    DATA: Kept,
    SECURITY: Safety,
    BREAKDOWN: Tasks,
    TESTING: Checks,
}
"""What a step proposes."""


def body_of(step: Step) -> Body | None:
    """What a step proposes, where that is a body in sections."""
    kind = BODIES.get(step.kind)
    return kind.model_validate(step.proposal["body"]) if kind and step.proposal else None


def kept_of(steps: Iterable[Step]) -> dict[str, Body]:
    """What steps came to that filed no document, by their names."""
    return {one.name: body for one in steps if one.state is State.DONE and (body := body_of(one))}
