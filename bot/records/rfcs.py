"""RFCs: a problem with its evidence, criteria before options, what speaks for and against each, and scores that can be added up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from bot.records.bodies import Body, Item, Lack, Line, Step, Table, Text
from bot.records.documents import Kind
from bot.records.lifecycles import Begets, Lifecycle, Move, Reviews
from bot.records.matrix import HIGHEST, LOWEST, Matrix, Weight
from bot.records.rigour import Loaded, has_evidence, loaded

FEWEST_OPTIONS = 2
DRAFT, REVIEW, APPROVED, REJECTED, SUPERSEDED = "DRAFT", "REVIEW", "APPROVED", "REJECTED", "SUPERSEDED"

_WEIGHT = r"high|med(?:ium)?|low"
_WEIGHED = re.compile(
    rf"^(?P<weight>{_WEIGHT})\b\s*[:,–—-]?\s*(?P<rest>.+)$|^(?P<first>.+?)\s*\((?P<after>{_WEIGHT})\)(?P<more>.*)$", re.IGNORECASE
)
_NAMED = re.compile(r"(?:\s+[—–-]\s+|:\s+)")


class Criterion(Item):
    """What an option is judged by, and how much that matters."""

    name: Line = Field(title="Criterion", min_length=1)
    weight: Weight = Field(Weight.MED, title="Weight")
    description: Line = Field("", title="What this measures")

    @classmethod
    def read(cls, line: str) -> Self:
        """`High: Cost a month: what we pay for it`, or `Cost a month (High)`."""
        weight, found = Weight.MED, _WEIGHED.match(line.strip())
        if found:
            said = (found["weight"] or found["after"]).lower()
            weight = next(one for one in Weight if one.value.lower() == said[:3] or one.value.lower() == said)
            line = found["rest"] or f"{found['first']}{found['more']}"
        name, *rest = _NAMED.split(line.strip(" :–—-"), maxsplit=1)
        return cls(name=name, weight=weight, description=rest[0] if rest else "")


class Option(Item):
    """What could be done, with what speaks for it and what against it."""

    name: Line = Field(title="Option", min_length=1)
    advantages: Text = Field("", title="Advantages")
    disadvantages: Text = Field("", title="Disadvantages")


class Score(BaseModel):
    """How well an option does by a criterion."""

    model_config = ConfigDict(frozen=True)

    option: str
    criterion: str
    points: int = Field(ge=LOWEST, le=HIGHEST)


class Rfc(Body):
    """A proposal: what is the problem, what matters, what could be done, what is recommended, and how it would be built.

    `scores` come in a second step. `meant` are sentences with loaded words that somebody says are meant so.
    """

    overview: Text = Field("", title="Overview", description="What, why, and the expected outcome, in one or two paragraphs.")
    problem: Text = Field(
        "", title="Problem Statement", description="What hurts, and how we know: a link, a number with its source, a record such as INC-12."
    )
    criteria: tuple[Criterion, ...] = Field(
        (), title="Evaluation Criteria", description="What an option is judged by, before looking at any. One a line: High: Cost a month"
    )
    options: tuple[Option, ...] = Field((), title="Options Analysis", description="At least two that could really be done. One a line.")
    recommendation: Text = Field(
        "", title="Recommendation", description="What follows of the scores, and which trade-offs come with it."
    )  # fmt: skip
    design: Text = Field("", title="Technical Design", description="Architecture, components, APIs, as far as it is known by now.")
    scores: tuple[Score, ...] = Field((), title="")
    meant: tuple[Line, ...] = Field((), title="")

    @property
    def matrix(self) -> Matrix:
        """The options against the criteria."""
        weights = {one.name: one.weight for one in self.criteria}
        return Matrix(weights, [one.name for one in self.options], {(one.option, one.criterion): one.points for one in self.scores})

    @property
    def loaded(self) -> list[tuple[str, Loaded]]:
        """The sentences with loaded words, each with the section it stands in."""
        return [(name, one) for name, text in self._written() for one in loaded(text, meant=self.meant)]

    @property
    def as_text(self) -> str:
        """All of it as plain lines, the scores too."""
        scores = [f"{one.option}, {one.criterion}: {one.points}" for one in self.scores]
        return "\n".join([super().as_text, *(["Scores", *scores, ""] if scores else [])])

    def scored(self, criterion: str, points: dict[str, int | None]) -> Self:
        """The same with scores for a criterion, by option; None takes one away."""
        others = [one for one in self.scores if one.criterion != criterion or one.option not in points]
        new = [Score(option=option, criterion=criterion, points=said) for option, said in points.items() if said is not None]
        order = {pair: at for at, pair in enumerate(self.matrix.cells)}
        scores = sorted([*others, *new], key=lambda one: order.get((one.option, one.criterion), len(order)))
        return self.model_copy(update={"scores": tuple(scores)})

    def following(self, before: Self) -> Self:
        """Scores go with the options and criteria they are of, also when these get other names, and end with them."""
        options = _names_now([one.name for one in before.options], [one.name for one in self.options])
        criteria = _names_now([one.name for one in before.criteria], [one.name for one in self.criteria])
        scores = tuple(
            one.model_copy(update={"option": options.get(one.option, one.option), "criterion": criteria.get(one.criterion, one.criterion)})
            for one in self.scores
        )
        there = set(self.model_copy(update={"scores": scores}).matrix.cells)
        return self.model_copy(update={"scores": tuple(one for one in scores if (one.option, one.criterion) in there)})

    def steps(self) -> Sequence[Step]:
        """What comes next in the order it is to be thought in."""
        if not self.criteria:
            return (Step(label="Add a criterion", verb="edit {key} criteria new"),)
        if len(self.options) < FEWEST_OPTIONS:
            return (Step(label="Add an option", verb="edit {key} options new"),)
        return (Step(label="Score the options" if self.matrix.missing else "Change scores", verb="score {key}"),)

    def table(self, name: str) -> Table | None:
        """The matrix, below the options."""
        return self.matrix.table if name == "options" and not self.matrix.is_empty else None

    def lacks(self, status: str) -> Sequence[Lack]:
        """What it lacks to be reviewed, and so to be approved."""
        if status not in {REVIEW, APPROVED}:
            return ()
        return [*self._unfounded(), *self._unweighed(), *self._unscored(), *self._loaded_words()]

    def _unfounded(self) -> Iterator[Lack]:
        if not self.problem:
            yield Lack(says="The problem is not written yet. Say what hurts, and how you know.", section="problem")
        elif not has_evidence(self.problem):
            says = "The problem names no evidence yet. A link, a number with its source, or a record such as INC-12 lets others check it."
            yield Lack(says=says, section="problem")

    def _unweighed(self) -> Iterator[Lack]:
        if not self.criteria:
            yield Lack(says="There are no criteria yet. Say what matters before the options are compared.", section="criteria")
        if len(self.options) < FEWEST_OPTIONS:
            some = f"There is one option, {self.options[0].name}" if self.options else "There are no options yet"
            yield Lack(says=f"{some}. A decision needs at least two that could really be taken.", section="options")
        for what, names in (
            ("advantages", [one.name for one in self.options if not one.advantages]),
            ("disadvantages", [one.name for one in self.options if not one.disadvantages]),
        ):
            if names:
                verb = "has" if len(names) == 1 else "have"
                says = f"{_listed(names)} {verb} no {what} yet. Every option has some; unwritten ones are found later."
                yield Lack(says=says, section="options")
        for what, section, called in (
            ("options", "options", [one.name for one in self.options]),
            ("criteria", "criteria", [one.name for one in self.criteria]),
        ):
            if twice := [name for name in dict.fromkeys(called) if called.count(name) > 1]:
                says = f"Two {what} are called {_listed(twice)}. Give them names that tell them apart."
                yield Lack(says=says, section=section)

    def _unscored(self) -> Iterator[Lack]:
        missing = self.matrix.missing
        if missing and len(self.options) >= FEWEST_OPTIONS:
            yield Lack(says=f"{self.matrix.says} Score every option by every criterion, from 1 to 5.", section="scores")
        if not self.recommendation:
            says = "There is no recommendation yet. Say what follows of the scores, and what it costs."
            yield Lack(says=says, section="recommendation")

    def _loaded_words(self) -> Iterator[Lack]:
        headings = {section.name: section.heading for section in self.sections()}
        for name, one in self.loaded:
            says = (
                f"“{one.word}” in {headings[name]} decides for the reader: “{one.sentence}” Say what makes it so, or say that it is meant."
            )
            yield Lack(says=says, section=name, loaded=one.sentence)

    def _written(self) -> Iterator[tuple[str, str]]:
        """Every text, with the section it stands in."""
        for section in self.sections():
            value = getattr(self, section.name)
            if isinstance(value, str):
                yield section.name, value
            else:
                for item in value:
                    yield from ((section.name, str(said)) for name, said in item.model_dump(mode="json").items() if name != "weight")


def _names_now(before: list[str], after: list[str]) -> dict[str, str]:
    """What each that got another name is called now: one that stands where another stood, of as many."""
    if len(before) != len(after):
        return {}
    return {old: new for old, new in zip_longest(before, after) if old != new and old not in after and new not in before}


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) <= FEWEST_OPTIONS else f"{', '.join(names[:-1])} and {names[-1]}"


SUBMIT = Move(verb="submit", to=REVIEW, says="in review", label="Ask for review", style="primary")
APPROVE = Move(verb="approve", to=APPROVED, says="approved", label="Approve", style="primary")
REJECT = Move(verb="reject", to=REJECTED, says="rejected", label="Reject…", asks="Why is it rejected?")

RFC = Kind(
    name="rfc",
    prefix="RFC",
    digits=4,
    called="RFC",
    body=Rfc,
    lifecycle=Lifecycle(
        moves={DRAFT: (SUBMIT,), REVIEW: (APPROVE, REJECT), APPROVED: (), REJECTED: (), SUPERSEDED: ()},
        numbered_at=DRAFT,
        settled=APPROVED,
        over=frozenset({REJECTED, SUPERSEDED}),
        fixed=frozenset({APPROVED}),
        superseded=SUPERSEDED,
        reviews=Reviews(at=REVIEW, verb="approve", by_another=True),
    ),
    forms=("rfc",),
    asks_first=("problem", "criteria", "options"),
    menu="Draft RFC from thread",
    aliases={"create-rfc": "rfc new", "list-rfcs": "rfc list", "rfc-status": "rfc status"},
    begets=Begets(label="Write the tech spec", words="spec new --rfc"),
)
