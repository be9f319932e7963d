"""The read: where a team stands, the one thing that comes first, what therefore waits and why it may, and the next moves. All by rule."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.records.read.facts import Facts
from bot.records.read.rules import NOT_NOW, RULES, Rule
from bot.records.read.situation import Signal, changes, situation
from bot.records.stages import advice

MOST_MOVES = 3


class Move(BaseModel):
    """Something to do next: what its button is called, and the words it stands for."""

    model_config = ConfigDict(frozen=True)

    label: str
    words: str


class Read(BaseModel):
    """A read. `rule` is the name of the one that came first; `stage` how far the team is and why, in a line."""

    model_config = ConfigDict(frozen=True)

    rule: str
    stage: str
    signals: tuple[Signal, ...]
    priority: str
    why: str
    trade_off: str
    moves: tuple[Move, ...]

    @property
    def essence(self) -> str:
        """What must be different for it to be worth telling again; of people's words nothing can be read from it."""
        signals = [f"{one.name}={one.state}/{one.mark}" for one in sorted(self.signals, key=lambda one: one.name)]
        said = [self.rule, *(move.words for move in self.moves), self.trade_off, self.stage, *signals]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


class Shown(BaseModel):
    """What was told last, to whom: to all of a channel, or to one `user` there. Numbers only, no words of anybody's."""

    model_config = ConfigDict(frozen=True)

    team: str
    project: int | None
    channel: str
    user: str
    essence: str
    signals: dict[str, Signal]
    at: datetime

    @classmethod
    def now(cls, read_: Read, *, team: str, project: int | None, channel: str, user: str, at: datetime) -> Self:
        """This one, told now."""
        signals = {one.name: one for one in read_.signals}
        return cls(team=team, project=project, channel=channel, user=user, essence=read_.essence, signals=signals, at=at)

    def differs(self, read_: Read) -> tuple[str, ...]:
        """What is different now, a line each."""
        return changes(self.signals, read_.signals)


def read(facts: Facts) -> Read:
    """The read that follows from these facts."""
    firing = [(rule, found) for rule in RULES if (found := rule.finds(facts)) is not None]
    (first, found), *others = firing
    priority = first.priority.format_map(found)
    why = first.why.format_map(found)
    moves = tuple(Move(label=label.format_map(found), words=words.format_map(found)) for label, words in first.moves)
    return Read(
        rule=first.name,
        stage=_stage(facts),
        signals=situation(facts),
        priority=priority,
        why=" ".join([why, *_unfit(f"{priority} {why}", first, facts)]),
        trade_off=_trade_off([one for one in others if one[1].get("key") is None or one[1].get("key") != found.get("key")], facts),
        moves=moves[:MOST_MOVES],
    )


def _unfit(words: str, rule: Rule, facts: Facts) -> list[str]:
    """What of the words people chose does not fit a team that far: a priority is never advice to do it."""
    if facts.stage is None or rule.name == "does not fit the stage":
        return []
    return [one.says for one in advice(words, facts.stage, facts.setup.headcount)]


def _trade_off(others: list[tuple[Rule, Mapping[str, object]]], facts: Facts) -> str:
    """What comes next and is not done now, and why it may wait; with nothing else, what the stage leaves out."""
    waiting = [(rule, found) for rule, found in others if rule.waits]
    if not waiting:
        return f"Not now: {NOT_NOW[facts.stage]}"
    rule, found = waiting[0]
    more = len(waiting) - 1
    behind = f" {more} more {'waits' if more == 1 else 'wait'} behind it." if more else ""
    what = rule.priority.format_map(found)
    return f"Not now: {what[0].lower()}{what[1:]}. {rule.waits}{behind}"


def _stage(facts: Facts) -> str:
    if facts.stage is None:
        return "Stage: not known"
    return f"Stage: {facts.stage} · {'; '.join(facts.setup.reasons)}"


__all__ = ["Facts", "Move", "Read", "Shown", "Signal", "read"]
