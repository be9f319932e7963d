"""Conversations with the co-pilot: turns of a question and its answer, in a direct message or in a thread."""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

LONGEST_ASKED = 12_000
"""So much of what was said goes to a model; a message of Slack may have more than three times that."""
PART_FROM, PART_AT_A_SPACE, PART_AT_MOST = 9_000, 10_000, 10_400
"""A message takes 12,000 characters: a long answer goes on in a further one, at the first end of a line from so many characters on."""
FENCE = "```"
MOST_PROPOSALS = 3
_THANKS = re.compile(
    r"(?:ok(?:ay)?[,. ]+)?(?:thanks?|thank you|thx|cheers|that'?s (?:all|it)|bye|good ?night|let'?s close)\b[^?]{0,40}$",
    re.IGNORECASE,
)


class State(StrEnum):
    """How far a turn is."""

    ASKED = "asked"
    ANSWERED = "answered"
    STOPPED = "stopped"


class Source(StrEnum):
    """Whose an answer is."""

    CLAUDE = "claude"
    RULES = "rules"


class Turn(BaseModel):
    """What somebody said and what was answered. `ts` is their message, `thread` the one it is answered in.

    `note` is what stands below the answer of how it came about; `proposals` are words of ours that a button each offers.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    conversation: int
    channel: str
    thread: str
    direct: bool
    user: str
    ts: str
    asked: str
    asked_at: datetime
    state: State = State.ASKED
    answer: str = ""
    source: Source = Source.CLAUDE
    note: str = ""
    proposals: tuple[str, ...] = ()
    answered_at: datetime | None = None
    revision: int = 0

    @property
    def room(self) -> str:
        """Where its job waits for those before it."""
        return f"sparring:{self.conversation}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is written."""
        return self.state is not State.ASKED

    @property
    def closes(self) -> bool:
        """Whether they take their leave, so that there is nothing to answer but the read."""
        return _THANKS.match(self.asked.strip()) is not None

    def answered(
        self, answer: str, *, at: datetime, source: Source = Source.CLAUDE, note: str = "", proposals: tuple[str, ...] = ()
    ) -> Self:
        """With its answer; one that was stopped meanwhile stays so, and keeps what was written by then."""
        state = State.STOPPED if self.state is State.STOPPED else State.ANSWERED
        facts = {"answer": answer, "source": source, "note": note, "proposals": proposals[:MOST_PROPOSALS], "answered_at": at}
        return self.model_copy(update={**facts, "state": state, "revision": self.revision + 1})

    def stopped(self) -> Self:
        """Not to be written any further."""
        return self.model_copy(update={"state": State.STOPPED, "revision": self.revision + 1})


def parts(text: str) -> list[str]:
    """An answer as the messages it takes, whole. A part's end depends on nothing after it, so that it is known while more is written.

    Code that goes on in the next part is closed in the one and opened in the other.
    """
    found: list[str] = []
    opened = ""
    while text:
        end = _end(text)
        part, text = opened + text[:end], text[end:]
        is_open = part.count(FENCE) % 2 == 1
        opened = f"{FENCE}\n" if is_open and text else ""
        found.append(f"{part.rstrip()}\n{FENCE}" if opened else part)
    return found or [""]


def _end(text: str) -> int:
    """Where a part ends: after a line, or where none ends for too long after a word."""
    if len(text) <= PART_FROM:
        return len(text)
    line = text.find("\n", PART_FROM, PART_AT_A_SPACE)
    if line >= 0:
        return line + 1
    if len(text) <= PART_AT_A_SPACE:
        return len(text)
    space = text.find(" ", PART_AT_A_SPACE, PART_AT_MOST)
    return space + 1 if space >= 0 else min(len(text), PART_AT_MOST)
