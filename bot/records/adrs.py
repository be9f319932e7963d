"""Architecture decision records: the sections of both forms they are written in, their life, and when one is looked at again."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from bot.records.bodies import Body, Item, Line, Text
from bot.records.documents import Kind
from bot.records.lifecycles import Lifecycle, Move

REVIEW_AFTER_DAYS = 180
"""When a decision should be looked at again, unless somebody says otherwise: half a year."""


class Effort(StrEnum):
    """How much work an option is; doing nothing is none."""

    S = "S"
    M = "M"
    L = "L"
    NONE = "—"


class Option(Item):
    """What could have been done. `rejected` is why it was not; empty for what was chosen, and while nothing is decided."""

    name: Line = Field(title="Option", min_length=1)
    pros: Text = Field("", title="Pros")
    cons: Text = Field("", title="Cons")
    effort: Effort = Field(Effort.M, title="Effort")
    rejected: Line = Field("", title="Rejected because")


DO_NOTHING = "Do nothing"


class Decision(Body):
    """What was decided, among what, and what comes of it."""

    context: Text = Field("", title="Context", description="What's the situation that requires a decision? What constraints exist?")
    options: tuple[Option, ...] = Field((), title="Options Considered", description="What could be done. Doing nothing is always one.")
    decision: Text = Field("", title="Decision", description="What we're doing and why.")
    easier: tuple[Line, ...] = Field((), title="What becomes easier", description="One a line.")
    harder: tuple[Line, ...] = Field((), title="What becomes harder", description="One a line.")
    accepted: tuple[Line, ...] = Field(
        (), title="What we're explicitly accepting as trade-offs", description="One a line."
    )  # fmt: skip
    operational: tuple[Line, ...] = Field(
        (), title="Operational implications", description="On-call, monitoring, and the like. One a line."
    )  # fmt: skip

    @property
    def with_nothing(self) -> tuple[Option, ...]:
        """The options with doing nothing among them, as the form wants it."""
        if any(is_nothing(option) for option in self.options):
            return self.options
        return (*self.options, Option(name=DO_NOTHING, effort=Effort.NONE))


def is_nothing(option: Option) -> bool:
    """Whether an option is to leave things as they are."""
    name = option.name.lower()
    return any(words in name for words in ("do nothing", "doing nothing", "leave it as it is", "keep as is", "status quo"))


PROPOSE = Move(verb="propose", to="proposed", says="proposed", label="Propose", style="primary")
ACCEPT = Move(verb="accept", to="accepted", says="accepted", label="Accept", style="primary")
REJECT = Move(verb="reject", to="rejected", says="rejected", label="Reject", style="danger")
DEPRECATE = Move(verb="deprecate", to="deprecated", says="deprecated", label="Deprecate")

ADR = Kind(
    name="adr",
    prefix="ADR",
    digits=3,
    called="decision",
    body=Decision,
    lifecycle=Lifecycle(
        moves={
            "draft": (PROPOSE,),
            "proposed": (ACCEPT, REJECT),
            "accepted": (DEPRECATE,),
            "rejected": (),
            "deprecated": (),
            "superseded": (),
        },
        numbered_at="proposed",
        settled="accepted",
        over=frozenset({"rejected", "deprecated", "superseded"}),
        superseded="superseded",
    ),
    forms=("adr", "adr_short"),
    review_after_days=REVIEW_AFTER_DAYS,
    menu="Draft ADR from thread",
    aliases={"architecture-decision": "adr"},
)
