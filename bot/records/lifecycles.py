"""The life of a document: its statuses, the moves between them, whose word is asked on the way, what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict


class Move(BaseModel):
    """A step in a document's life: by which word, from where, to where. `says` is what was done to it, in the past tense.

    `asks` is the question whose answer is the reason, where there has to be one.
    """

    model_config = ConfigDict(frozen=True)

    verb: str
    to: str
    says: str
    label: str
    style: str = ""
    asks: str = ""


class Reviews(BaseModel):
    """That people are asked for their word before it is settled: in which status, and by which word they approve.

    `by_another`: somebody else than who wrote it has to, unless there is nobody.
    """

    model_config = ConfigDict(frozen=True)

    at: str
    verb: str
    by_another: bool


class Begets(BaseModel):
    """What is written next once it is settled: what the button is called, and the words before its key."""

    model_config = ConfigDict(frozen=True)

    label: str
    words: str


class Lifecycle(BaseModel):
    """The statuses of a kind, the first the one it begins with, and from each the moves there are.

    It is numbered when it first reaches `numbered_at`. `settled`, and then `stands`: what others may build on. `over`: it counts no more.
    `fixed`: it counts, and its words are not changed any more.
    """

    model_config = ConfigDict(frozen=True)

    moves: Mapping[str, Sequence[Move]]
    numbered_at: str
    settled: str
    over: frozenset[str]
    superseded: str
    stands: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    reviews: Reviews | None = None

    @property
    def first(self) -> str:
        """Where each begins."""
        return next(iter(self.moves))

    @property
    def statuses(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self.moves)

    @property
    def verbs(self) -> dict[str, Move]:
        """Every move, by its word."""
        return {move.verb: move for moves in self.moves.values() for move in moves}

    @property
    def counts(self) -> frozenset[str]:
        """The statuses in which others may build on it."""
        return self.stands | {self.settled}

    @property
    def may_be_edited(self) -> frozenset[str]:
        """The statuses in which it may get other words."""
        return frozenset(self.statuses) - self.over - self.fixed
