"""A decision record drafted from a thread: what Claude is to answer, and the outline that does without it."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, Field

from bot.prompts.guards import at_most
from bot.records.adrs import DO_NOTHING, Decision, Effort, Option, is_nothing
from bot.records.documents import TITLE
from bot.records.threads import Remark, Thread
from handlers.blocks import kit
from handlers.documents.reading import Drafting

CLAIM = 700
QUOTE = 400
QUOTES = 12
_DECIDES = re.compile(
    r"\b(?:let'?s (?:go|do|use|take|keep|stick)|we(?:'ll| will) (?:go|use|keep|do)|going with|go with|settled on|decided|agreed)\b",
    re.IGNORECASE,
)
_WEIGHS = re.compile(
    r"\b(?:because|but|instead|rather|option|alternative|versus|vs|faster|slower|cheaper|cost|risk|trade.?off|downside|upside|pro|con)\b",
    re.IGNORECASE,
)


class Claim(BaseModel):
    """A claim, and the ids of the messages it comes from."""

    text: Annotated[str, *at_most(CLAIM)]
    cites: list[str]


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
        context=_paragraphs(answer.context, thread),
        options=_with_nothing([_option(one, thread) for one in answer.options]),
        decision=_paragraphs(answer.decision, thread),
        easier=_lines(answer.easier, thread),
        harder=_lines(answer.harder, thread),
        accepted=_lines(answer.accepted, thread),
        operational=_lines(answer.operational, thread),
    )
    return answer.title, body


def outline(thread: Thread) -> tuple[str, Decision]:
    """The record as far as the thread itself has it: quoted and linked, nothing concluded."""
    first, *others = thread.remarks
    took_part = f"Who took part: {', '.join(thread.participants)}"
    decides = [one for one in others if _DECIDES.search(one.text)]
    weighs = [one for one in others if one not in decides and _WEIGHS.search(one.text)] or [one for one in others if one not in decides]
    weighed = ["What was weighed:", *(f"- {_quoted(one)}" for one in weighs[:QUOTES])] if weighs else []
    left = [f"- and {len(weighs) - QUOTES} more messages"] if len(weighs) > QUOTES else []
    body = Decision(
        context="\n".join([_quoted(first), "", took_part, "", *weighed, *left]),
        options=_with_nothing([]),
        decision="\n".join(f"- {_quoted(one)}" for one in decides[-QUOTES:]),
    )
    return kit.cut(first.text.strip().splitlines()[0], min(100, TITLE)), body


ADR_DRAFTING = Drafting(prompt="adr_from_thread", shape=DraftedDecision, body=from_answer, outline=outline)


def _quoted(remark: Remark) -> str:
    return Thread(remarks=[remark]).cited(f"“{kit.cut(kit.one_line(remark.text), QUOTE)}”", [remark.id])


def _option(drafted: DraftedOption, thread: Thread) -> Option:
    return Option(
        name=drafted.name or "An option without a name",
        pros=_paragraphs(drafted.pros, thread),
        cons=_paragraphs(drafted.cons, thread),
        effort=drafted.effort,
        rejected=" ".join(_lines(drafted.rejected, thread)),
    )


def _with_nothing(options: Sequence[Option]) -> list[Option]:
    return [*options] if any(is_nothing(one) for one in options) else [*options, Option(name=DO_NOTHING, effort=Effort.NONE)]


def _paragraphs(claims: Sequence[Claim], thread: Thread) -> str:
    return "\n".join(_lines(claims, thread))


def _lines(claims: Sequence[Claim], thread: Thread) -> list[str]:
    return [line for line in (thread.cited(claim.text, claim.cites) for claim in claims) if line]
