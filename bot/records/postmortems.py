"""What is learned from an incident: the sections of its postmortem, its life, and who signs it.

What the incident's own record knows is not written down again: title, times, numbers and action items are drawn from it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.errors import Conflict, NotAllowed, Offer
from bot.records.blame import Finding, findings
from bot.records.bodies import Body, Item, Line, Text
from bot.records.documents import Document, Kind
from bot.records.incidents import Incident
from bot.records.lifecycles import Lifecycle, Move
from bot.records.people import Viewer

CLOCK = "%Y-%m-%d %H:%M"


def _clock(said: str) -> str:
    try:
        return f"{datetime.strptime(said.removesuffix('UTC').strip(), CLOCK):{CLOCK}}"  # noqa: DTZ007 - it is UTC, as its label says
    except ValueError:
        raise ValueError("Write it as 2026-11-21 14:05, in UTC.") from None


class Moment(Item):
    """Something that happened: when, to the minute in UTC, and what."""

    at: Annotated[Line, AfterValidator(_clock)] = Field(title="When, in UTC: 2026-11-21 14:05")
    what: Line = Field("", title="What happened, or was done")

    @property
    def called(self) -> str:
        """What to call it."""
        return f"{self.at} {self.what}"

    @property
    def happened_at(self) -> datetime:
        """When."""
        return datetime.strptime(self.at, CLOCK).replace(tzinfo=UTC)

    @classmethod
    def then(cls, at: datetime, what: str) -> Moment:
        """What happened at that time."""
        return cls(at=f"{at.astimezone(UTC):{CLOCK}}", what=what)


class Postmortem(Body):
    """What is written of an incident. With no timeline of its own, the incident's is its timeline, as it stands."""

    timeline: tuple[Moment, ...] = Field((), title="Timeline", description="What happened, what was done, how it ended.")
    root_cause: Text = Field("", title="Root Cause", description="Technical explanation of what broke and why.")
    impact: Text = Field("", title="Impact", description="What customers saw. The numbers are the incident's own.")
    lessons: tuple[Line, ...] = Field((), title="Lessons Learned", description="What we'll do differently — blameless. One a line.")

    @property
    def in_order(self) -> tuple[Moment, ...]:
        """Its timeline by when things happened."""
        return tuple(sorted(self.timeline, key=lambda one: one.at))


DRAFT = "draft"
SIGNED = "signed off"
SIGN = Move(verb="sign", to=SIGNED, says="signed off", label="Sign off", style="primary")
CORRECT = Move(verb="correct", to=DRAFT, says="taken up again", label="Correct it")

POSTMORTEM = Kind(
    name="postmortem",
    under="cto",
    prefix="PM",
    digits=1,
    called="postmortem",
    body=Postmortem,
    lifecycle=Lifecycle(
        moves={DRAFT: (SIGN,), SIGNED: (CORRECT,)},
        numbered_at=DRAFT,
        settled=SIGNED,
        over=frozenset(),
        superseded="",
    ),
    forms=("postmortem",),
)
"""Its number is its incident's: PM-12 tells of INC-12, and there is no second one."""

CARD = "postmortem.card"
"""The kind of post that shows it."""


def blamed(body: Postmortem, names: Collection[str]) -> list[tuple[str, Finding]]:
    """What of it reads as blame, each with the words that edit it: its section, and in the timeline which line."""
    texts = [("root_cause", body.root_cause), ("impact", body.impact), ("lessons", "\n".join(body.lessons))]
    texts += [(f"timeline {at}", one.what) for at, one in enumerate(body.timeline, 1)]
    return [(where, one) for where, text in texts for one in findings(text, names)]


def must_be_draft(document: Document) -> None:
    """Raise Conflict for one that is signed off, which is corrected only once it is taken up again."""
    if document.status == SIGNED:
        key = document.key(POSTMORTEM)
        offers = [Offer(CORRECT.label, f"{POSTMORTEM.name} {CORRECT.verb} {key}")]
        raise Conflict(f"{key} is signed off. To put it right, take it up again first; then it is signed anew.", offers=offers)


def must_sign(incident: Incident, viewer: Viewer, *, lead: str, gone: Collection[str] = ()) -> None:
    """Raise NotAllowed unless they sign it off: whoever led, or an admin where nobody did. `lead` is a name, `gone` who left for good."""
    has_lead = bool(incident.lead) and incident.lead not in gone
    if viewer.user == incident.lead or (viewer.admin and not has_lead):
        return
    if has_lead:
        raise NotAllowed(f"{lead} led {incident.key}, and signs its postmortem off. What is wrong in it you can edit.")
    offers = [Offer("I led it", f"incident role {incident.key} lead me")]
    sentence = f"Nobody who is still here led {incident.key}." if incident.lead else f"Nobody is known to have led {incident.key}."
    raise NotAllowed(f"{sentence} An admin signs its postmortem off, or whoever did lead it says so.", offers=offers)
