"""What a thread has to say, told with its sources: claims that cite messages, and quotations that need no Claude."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel

from bot.prompts.guards import at_most
from bot.records.threads import Remark, Thread
from handlers.blocks import kit

CLAIM = 700
QUOTE = 400
QUOTES = 12
TITLE = 120
SHORT_TITLE = 100
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


def cited(claims: Sequence[Claim], thread: Thread) -> str:
    """Claims as a paragraph each; those that cite no message are left out."""
    return "\n".join(lines(claims, thread))


def lines(claims: Sequence[Claim], thread: Thread) -> list[str]:
    """The same, as lines."""
    return [line for line in (thread.cited(claim.text, claim.cites) for claim in claims) if line]


def quoted(remark: Remark) -> str:
    """What somebody said, with a link to where they did."""
    return Thread(remarks=[remark]).cited(f"“{kit.cut(kit.one_line(remark.text), QUOTE)}”", [remark.id])


def decided(remarks: Sequence[Remark]) -> list[Remark]:
    """What sounds like a decision: the last of it."""
    return [one for one in remarks if _DECIDES.search(one.text)][-QUOTES:]


def weighed(remarks: Sequence[Remark]) -> list[str]:
    """What was weighed, quoted in a list; where nothing sounds like it, all that decides nothing."""
    others = [one for one in remarks if not _DECIDES.search(one.text)]
    weighs = [one for one in others if _WEIGHS.search(one.text)] or others
    left = [f"- and {len(weighs) - QUOTES} more messages"] if len(weighs) > QUOTES else []
    return ["", "What was weighed:", *(f"- {quoted(one)}" for one in weighs[:QUOTES]), *left] if weighs else [""]


def title_of(remark: Remark) -> str:
    """The first line of a message, as a title."""
    return kit.cut(remark.text.strip().splitlines()[0], SHORT_TITLE)
