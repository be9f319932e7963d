"""A decision record drafted from a thread: what Claude is to answer, and the outline that does without it."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from bot.prompts.guards import at_most
from bot.records.adrs import DO_NOTHING, Decision, Effort, Option, is_nothing
from bot.records.threads import Thread
from handlers.documents.claims import Claim, cited, decided, lines, quoted, title_of, weighed
from handlers.documents.reading import Drafting


class DraftedOption(BaseModel):
    """What could have been done, with what was said for and against it; `rejected` is why it was not taken, if that was said."""

    name: Annotated[str, *at_most(120)]
    pros: list[Claim]
    cons: list[Claim]
    effort: Effort = Field(description="S, M or L as it was said or follows from what was said; — for doing nothing")
    rejected: list[Claim]


class DraftedDecision(BaseModel):
    """A decision record, each claim with its sources. What was not said stays empty."""

    title: Annotated[str, *at_most(120)]
    context: list[Claim]
    options: list[DraftedOption]
    decision: list[Claim]
    easier: list[Claim]
    harder: list[Claim]
    accepted: list[Claim] = Field(description="trade-offs that were explicitly accepted")
    operational: list[Claim] = Field(description="what it means for on-call, monitoring and the like")


def from_answer(answer: DraftedDecision, thread: Thread) -> tuple[str, Decision]:
    """The record; a claim that cites no message is left out."""
    body = Decision(
        context=cited(answer.context, thread),
        options=_with_nothing([_option(one, thread) for one in answer.options]),
        decision=cited(answer.decision, thread),
        easier=lines(answer.easier, thread),
        harder=lines(answer.harder, thread),
        accepted=lines(answer.accepted, thread),
        operational=lines(answer.operational, thread),
    )
    return answer.title, body


def outline(thread: Thread) -> tuple[str, Decision]:
    """The record as far as the thread itself has it: quoted and linked, nothing concluded."""
    first, *others = thread.remarks
    took_part = f"Who took part: {', '.join(thread.participants)}"
    body = Decision(
        context="\n".join([quoted(first), "", took_part, *weighed(others)]),
        options=_with_nothing([]),
        decision="\n".join(f"- {quoted(one)}" for one in decided(others)),
    )
    return title_of(first), body


ADR_DRAFTING = Drafting(prompt="adr_from_thread", shape=DraftedDecision, body=from_answer, outline=outline)


def _option(drafted: DraftedOption, thread: Thread) -> Option:
    return Option(
        name=drafted.name or "An option without a name",
        pros=cited(drafted.pros, thread),
        cons=cited(drafted.cons, thread),
        effort=drafted.effort,
        rejected=" ".join(lines(drafted.rejected, thread)),
    )


def _with_nothing(options: Sequence[Option]) -> list[Option]:
    return [*options] if any(is_nothing(one) for one in options) else [*options, Option(name=DO_NOTHING, effort=Effort.NONE)]
