"""What is wrong with a document that was written from a requirement: each a sentence to put it right by. The same for whoever wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.records import adrs, components
from bot.records.adrs import Decision
from bot.records.architect.candidates import TRAITS
from bot.records.architect.means import affirmed
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import Choice
from bot.records.bodies import Body
from bot.records.designs import SystemDesign
from bot.records.rfcs import FEWEST_OPTIONS, REVIEW, Rfc
from bot.records.rigour import loaded
from bot.records.specs import APPROVED, TechSpec
from bot.records.stages import PRACTICES, advice

_PERCENT = re.compile(r"\b\d{1,3}(?:[.,]\d+)?\s?%")
_QUOTED = re.compile(r"“[^”]*”")
_MERMAID = re.compile(rf"```{components.DIAGRAM}\b")
WEIGHED = {"criteria", "options", "recommendation"}
"""The sections of an RFC that whoever writes it has to fill; evidence and scores are for people to bring."""


def problems(body: Body, requirement: Requirement, choice: Choice) -> tuple[str, ...]:
    """All that is wrong with it: with its form, its words, and whether it fits the team."""
    by_kind = {Rfc: _of_rfc, Decision: _of_decision, TechSpec: _of_spec, SystemDesign: _of_design}
    looked = next((looks for kind, looks in by_kind.items() if isinstance(body, kind)), None)
    found = looked(body, choice) if looked else ()
    return (*found, *_early(body, requirement))


def _of_rfc(body: Body, choice: Choice) -> Iterator[str]:
    if not isinstance(body, Rfc):
        return
    yield from (one.says for one in body.lacks(REVIEW) if one.section in WEIGHED or one.loaded)
    if not body.problem:
        yield "The problem is not written yet."
    real = [one.name for one in body.options if not _is_nothing(one.name)]
    if len(real) < FEWEST_OPTIONS <= len(body.options):
        yield f"Only {real[0] if real else 'doing nothing'} could really be done: name a second option that could be taken."
    yield from _names_the_choice([one.name for one in body.options], choice)
    if body.recommendation and not any(_spoken_of(one.name, body.recommendation) for one in body.options):
        yield "The recommendation names none of the options."


def _of_decision(body: Body, choice: Choice) -> Iterator[str]:
    if not isinstance(body, Decision):
        return
    real = [one for one in body.options if not _is_nothing(one.name)]
    if len(real) < FEWEST_OPTIONS:
        yield "Fewer than two options could really be done. Name one more, with why it was not taken."
    yield from (f"“{one.name}” has nothing against it: every option has some." for one in real if not one.cons)
    yield from (f"“{one.name}” has nothing for it." for one in real if not one.pros)
    if not body.decision:
        yield "It says no decision."
    if not body.harder and not body.accepted:
        yield "Nothing becomes harder, and no trade-off is accepted: say what it costs."
    yield from _names_the_choice([one.name for one in body.options], choice)
    yield from (f"“{one.word}” decides for the reader: “{one.sentence}” Say what makes it so." for one in loaded(body.as_text))


def _of_spec(body: Body, _: Choice) -> Iterator[str]:
    if not isinstance(body, TechSpec):
        return
    yield from (one.says for one in body.lacks(APPROVED))
    if body.testing and not _PERCENT.search(body.testing):
        yield "The testing strategy has no coverage target in percent."
    if not body.components:
        yield "It names no component."
    if not _MERMAID.search(body.overview):
        yield f"The design overview has no diagram: Mermaid in a ```{components.DIAGRAM} fence."


def _of_design(body: Body, _: Choice) -> Iterator[str]:
    if not isinstance(body, SystemDesign):
        return
    yield from (f"{one.heading} is not written." for one in SystemDesign.sections() if body.is_empty(one.name))
    if body.diagram and not _MERMAID.search(components.fenced(body.diagram)):
        yield "The diagram is no Mermaid: it begins with flowchart, sequenceDiagram or C4Context."
    drawn = body.diagram.casefold()
    missing = [one.name for one in body.components if one.name.casefold() not in drawn]
    if body.diagram and missing:
        yield f"The diagram does not show {', '.join(missing)}."


def _names_the_choice(options: Sequence[str], choice: Choice) -> Iterator[str]:
    """What was settled by rule is among the options, or nobody could weigh it."""
    words = next((one.told_by for one in TRAITS.values() if one.technology == choice.technology), re.escape(choice.technology))
    if options and not any(re.search(words, one, re.IGNORECASE) for one in options):
        yield f"{choice.technology}, which follows by rule, is none of its options."


def _early(body: Body, requirement: Requirement) -> Iterator[str]:
    """What it speaks of and is too early for the team. What it only weighs and does not take is no advice."""
    team, text = requirement.team, _QUOTED.sub("", _advised(body))
    if team.stage is None:
        return
    spoken_of = {one.name for one in PRACTICES if affirmed(one.words, (text,)) and not team.has(one.words)}
    yield from (one.says for one in advice(text, team.stage, team.headcount) if one.is_early and one.practice.name in spoken_of)


def _advised(body: Body) -> str:
    """What a document says is to be done."""
    if isinstance(body, Rfc):
        return f"{body.recommendation}\n{body.design}"
    if isinstance(body, Decision):
        return f"{body.decision}\n" + "\n".join(body.operational)
    return body.as_text


def _is_nothing(name: str) -> bool:
    return adrs.is_nothing(adrs.Option(name=name))


def _spoken_of(name: str, text: str) -> bool:
    """Whether a text names an option, by all of its name or by what it begins with."""
    first = re.split(r"[\s:,(–—-]", name.strip(), maxsplit=1)[0]
    return name.casefold() in text.casefold() or (len(first) > 2 and first.casefold() in text.casefold())  # noqa: PLR2004 - "An" names nothing
