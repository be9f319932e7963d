"""How complex a requirement is, with every reason; and with it what it talks to, how it grows, and what binds it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from bot.records.architect.demands import Sensitivity, integrations, sensitive, volume
from bot.records.architect.requirements import Requirement

SOME_FUNCTIONS, MANY_FUNCTIONS = 4, 9
MANY_INTEGRATIONS = 3
SOME_COUNT, LARGE_COUNT = 50_000, 1_000_000
SOME_RATE, LARGE_RATE = 100, 1_000
MANY_OPEN = 4
MEDIUM_FROM, COMPLEX_FROM = 2, 5
"""So many points make it so. A factor gives one or two; none of them alone makes it complex."""
BINDING = {Sensitivity.HEALTH, Sensitivity.PAYMENT}
"""Data that others than the team have a say in."""
DEMANDING = r"99[.,]9\d*\s?%|real[- ]?time|low[- ]latency|\d{1,2}\s?ms\b|24/7|around the clock"
SEVERAL_TEAMS = r"(?:several|other|two|three|all|multiple) teams|every team|across teams|cross[- ]team"
MOVES_DATA = r"migrat\w+|legacy|replac(?:e|es|ing)|rewrit\w+|existing (?:data|records|system)"


class Level(StrEnum):
    """How complex."""

    SIMPLE = "Simple"
    MEDIUM = "Medium"
    COMPLEX = "Complex"


class Scale(StrEnum):
    """How much comes, by the numbers that were said."""

    UNKNOWN = "not yet known"
    SMALL = "small"
    SOME = "moderate"
    LARGE = "large"


class Complexity(BaseModel):
    """How complex, why, and what was looked at to say so. `reasons` are sentences, each with the points it gave."""

    model_config = ConfigDict(frozen=True)

    level: Level
    points: int
    reasons: tuple[str, ...]
    integrations: tuple[str, ...] = ()
    scale: Scale = Scale.UNKNOWN
    sensitive: tuple[Sensitivity, ...] = ()


def assessed(requirement: Requirement) -> Complexity:
    """Add up what makes it complex; what is not known counts as well, since it is seldom simpler than hoped."""
    found = [*_size(requirement), *_others(requirement), *_demands(requirement), *_unknown(requirement)]
    points = sum(given for given, _ in found)
    level = Level.COMPLEX if points >= COMPLEX_FROM else Level.MEDIUM if points >= MEDIUM_FROM else Level.SIMPLE
    return Complexity(
        level=level,
        points=points,
        reasons=tuple(f"{says} (+{given})" for given, says in found) or ("It does few things, for few people, on its own.",),
        integrations=integrations(requirement),
        scale=scale_of(requirement),
        sensitive=sensitive(requirement),
    )


def scale_of(requirement: Requirement) -> Scale:
    """How much comes."""
    much = volume(requirement)
    if not much.count and not much.rate:
        return Scale.UNKNOWN
    if much.count >= LARGE_COUNT or much.rate >= LARGE_RATE:
        return Scale.LARGE
    return Scale.SOME if much.count >= SOME_COUNT or much.rate >= SOME_RATE else Scale.SMALL


def _size(requirement: Requirement) -> Iterator[tuple[int, str]]:
    functions = len(requirement.functional)
    if functions >= SOME_FUNCTIONS:
        yield 2 if functions >= MANY_FUNCTIONS else 1, f"It does {functions} things"
    scale = scale_of(requirement)
    if scale in {Scale.SOME, Scale.LARGE}:
        yield 2 if scale is Scale.LARGE else 1, f"Its load is {scale.value}"


def _others(requirement: Requirement) -> Iterator[tuple[int, str]]:
    if names := integrations(requirement):
        yield 2 if len(names) >= MANY_INTEGRATIONS else 1, f"It depends on {', '.join(names)}"
    if clause := requirement.speaks_of(SEVERAL_TEAMS):
        yield 2, f"More than one team has to agree: “{clause}”"
    if clause := requirement.speaks_of(MOVES_DATA):
        yield 1, f"Something that is there has to be moved or replaced: “{clause}”"


def _demands(requirement: Requirement) -> Iterator[tuple[int, str]]:
    if kinds := sensitive(requirement):
        yield 2 if BINDING & set(kinds) else 1, f"It holds {' and '.join(kinds)}"
    if clause := requirement.speaks_of(DEMANDING):
        yield 1, f"It has to be fast, or there at every hour: “{clause}”"


def _unknown(requirement: Requirement) -> Iterator[tuple[int, str]]:
    if len(requirement.open) >= MANY_OPEN:
        names = ", ".join(one.heading.lower() for one in requirement.open)
        yield 1, f"Not yet known: {names}"
