"""Which technology: the decision tree, the four patterns, and what the team knows and runs, each with its reasons.

The tree decides where it comes to an answer. Where it ends in evaluating, and for the runner-up, points are added up: what the pattern
recommends, what people know, what runs already.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from bot.records.architect.candidates import AS_IT_IS_AGAINST, AS_IT_IS_FOR, LANGUAGE, PATTERNS, TRAITS, Pattern, Technology
from bot.records.architect.complexity import SOME_RATE, Complexity, Level, Scale
from bot.records.architect.demands import volume
from bot.records.architect.means import denied
from bot.records.architect.requirements import Requirement
from bot.records.stages import ORDER, Stage, advice

TREE_SAYS, PATTERN_SAYS, PEOPLE_KNOW, IN_USE, SAME_LANGUAGE = 4, 2, 2, 2, 1
"""Points. What people know and what runs already come to five together, so that neither outweighs tree and pattern."""
SERVICES_FROM = Stage.SCALE
"""Microservices are for a team so far; the same line as in the advice by stage."""
CLIENTS = r"mobile|ios\b|android|single[- ]page|spa\b|react|vue|angular|front ?ends?\b"
IT_RUNS = "it runs here already"


@dataclass(frozen=True)
class Node:
    """A question of the tree: YES ends it at `leaf`, NO goes to the next. `told_by` is how a requirement says yes."""

    name: str
    asks: str
    leaf: Technology
    told_by: str


TREE = (
    Node(
        "admin",
        "Need Admin Interface?",
        Technology.DJANGO,
        r"admin(?:istration)?\b(?! token)|back ?office|(?:staff|support|operators?) (?:can |to )?(?:edit|manage|correct|refund|approve)"
        r"|internal (?:tool|dashboard|web)|content management|cms\b",
    ),
    Node(
        "api",
        "High-Performance API?",
        Technology.FASTAPI,
        r"(?:rest(?:ful)?|public|json|http|partner|high[- ]performance|async\w*) apis?\b|an api\b|api (?:for|endpoints?)|graphql"
        r"|endpoints?\b|high[- ](?:performance|throughput|volume)|low[- ]latency|web ?sockets?",
    ),
    Node(
        "mcp",
        "MCP Tool Integration?",
        Technology.FASTMCP,
        r"mcp\b|model context protocol|claude (?:code|desktop)|tools? for (?:claude|agents?|llms?)|claude (?:can|could|to)\b",
    ),
)
OTHERWISE = Technology.EVALUATE


class Candidate(BaseModel):
    """What could be taken, its points, and what gave them."""

    model_config = ConfigDict(frozen=True)

    name: str
    points: int
    reasons: tuple[str, ...]
    for_it: tuple[str, ...]
    against_it: tuple[str, ...]


class Choice(BaseModel):
    """What is taken and why. `leaf` is where the tree ended, `path` how it went there; the first candidate is the one that is taken."""

    model_config = ConfigDict(frozen=True)

    leaf: Technology
    path: tuple[str, ...]
    pattern: Pattern
    pattern_why: str
    candidates: tuple[Candidate, ...]
    cautions: tuple[str, ...] = ()

    @property
    def taken(self) -> Candidate:
        """What is recommended."""
        return self.candidates[0]

    @property
    def technology(self) -> str:
        """Its name."""
        return self.taken.name

    @property
    def runner_up(self) -> Candidate:
        """What comes next."""
        return self.candidates[1]

    @property
    def specialist(self) -> str:
        """Who builds it; "" where none of ours does."""
        return next((one.specialist for one in TRAITS.values() if one.technology == self.technology), "")


def choose(requirement: Requirement, complexity: Complexity, answers: Mapping[str, bool] | None = None, *, by_hand: str = "") -> Choice:
    """Go down the tree, then weigh. `answers` are a person's own to its questions, by name, and go before what the words say.

    `by_hand` is the technology that somebody chose, whatever the rules say; these stay to be read beside it.
    """
    leaf, path = _walked(requirement, answers or {})
    pattern, why = _pattern(requirement, complexity, leaf)
    order = [leaf.value, *(one.value for one in TRAITS)]
    weighed = [_weighed(name, leaf, pattern, requirement) for name in _names(requirement, leaf)]
    ranked = sorted(weighed, key=lambda one: (-one.points, order.index(one.name) if one.name in order else len(order)))
    if by_hand:
        ranked = _chosen(by_hand, ranked)
    return Choice(
        leaf=leaf, path=path, pattern=pattern, pattern_why=why, candidates=tuple(ranked), cautions=tuple(_cautions(requirement, ranked[0]))
    )


def _walked(requirement: Requirement, answers: Mapping[str, bool]) -> tuple[Technology, tuple[str, ...]]:
    """Where the tree ends, and a line for each question on the way."""
    path = []
    for node in TREE:
        said = _evidence(node, requirement)
        is_so = answers.get(node.name, bool(said))
        because = "as was answered" if node.name in answers else f"“{said}”" if said else _silence(node, requirement)
        path.append(f"{node.asks} {f'YES → {node.leaf}' if is_so else 'NO'}: {because}")
        if is_so:
            return node.leaf, tuple(path)
    return OTHERWISE, (*path, f"{OTHERWISE}: pattern, people and what runs already are weighed")


def _chosen(name: str, ranked: list[Candidate]) -> list[Candidate]:
    """The same with what somebody chose before all others; it may be none of them."""
    known = next((one for one in ranked if one.name.lower() == name.lower()), None)
    first = known or Candidate(name=name, points=0, reasons=(), for_it=(), against_it=("What it costs is for whoever chose it to say.",))
    chosen = first.model_copy(update={"reasons": ("chosen by hand", *first.reasons)})
    return [chosen, *(one for one in ranked if one is not known)]


def _evidence(node: Node, requirement: Requirement) -> str:
    said = requirement.speaks_of(node.told_by)
    rate = volume(requirement).rate
    return said or (f"{rate} a second" if node.leaf is Technology.FASTAPI and rate >= SOME_RATE else "")


def _silence(node: Node, requirement: Requirement) -> str:
    said = denied(node.told_by, requirement.said)
    return f"“{said}”" if said else "nothing that was said asks for it"


def _pattern(requirement: Requirement, complexity: Complexity, leaf: Technology) -> tuple[Pattern, str]:
    """How it is put together. Services only where the load asks for them and the team is large enough to run them."""
    if leaf is Technology.FASTMCP:
        return Pattern.MCP_INTEGRATION, "Claude and other agents are its users."
    if leaf is Technology.DJANGO:
        return Pattern.MONOLITH_FIRST, "The admin interface and what it edits share one set of models."
    stage, large = requirement.team.stage, complexity.scale is Scale.LARGE and complexity.level is Level.COMPLEX
    if large and stage and ORDER.index(stage) >= ORDER.index(SERVICES_FROM):
        return Pattern.MICROSERVICES, f"Its load is large, and a team in {stage} can run services."
    if clients := requirement.speaks_of(CLIENTS):
        return Pattern.API_FIRST, f"Somebody else draws what people see: “{clients}”"
    if leaf is Technology.FASTAPI:
        return Pattern.API_FIRST, "The API is what others use of it."
    return Pattern.MONOLITH_FIRST, "Nothing that was said asks for more than one process: it is taken apart when that is measured."


def _names(requirement: Requirement, leaf: Technology) -> list[str]:
    """What is weighed: the web frameworks, an MCP server where the tree leads to one, and what runs here already."""
    names = [one.value for one in TRAITS if one is not Technology.FASTMCP or leaf is one]
    backend = requirement.team.backend
    is_ours = any(requirement.team.has(one.told_by) for one in TRAITS.values())
    return [*names, backend] if backend and not is_ours and backend.lower() != LANGUAGE else names


def _weighed(name: str, leaf: Technology, pattern: Pattern, requirement: Requirement) -> Candidate:
    traits = next((one for one in TRAITS.values() if one.technology == name), None)
    found = list(_reasons(name, leaf, pattern, requirement))
    return Candidate(
        name=name,
        points=sum(given for given, _ in found),
        reasons=tuple(f"{says} (+{given})" for given, says in found) or ("nothing that was said speaks for it (+0)",),
        for_it=traits.for_it if traits else AS_IT_IS_FOR,
        against_it=traits.against_it if traits else AS_IT_IS_AGAINST,
    )


def _reasons(name: str, leaf: Technology, pattern: Pattern, requirement: Requirement) -> Iterator[tuple[int, str]]:
    traits = next((one for one in TRAITS.values() if one.technology == name), None)
    shape = PATTERNS[pattern]
    if name == leaf:
        yield TREE_SAYS, "the decision tree ends there"
    if name == shape.takes:
        yield PATTERN_SAYS, f"{pattern}: {shape.for_[0].lower()}{shape.for_[1:]}, {shape.recommends}"
    if traits is None:
        yield IN_USE + PEOPLE_KNOW, f"{IT_RUNS}, and people know it"
        return
    if runs(requirement, traits.told_by):
        yield IN_USE, IT_RUNS
    if knows(requirement, traits.told_by):
        yield PEOPLE_KNOW, "people here know it"
    elif knows(requirement, LANGUAGE):
        yield SAME_LANGUAGE, "people here know Python"


def runs(requirement: Requirement, words: str) -> bool:
    """Whether it is in use: by the project's records, or as the requirement says."""
    said = rf"(?:we (?:\w+ )?(?:run|use|are on)|already|currently|existing|today)\b[^.;]*\b(?:{words})"
    return requirement.team.has(words) or bool(requirement.speaks_of(said))


def knows(requirement: Requirement, words: str) -> bool:
    """Whether somebody is said to know it: by the project's records, or in the requirement."""
    return requirement.team.knows(words) or bool(requirement.speaks_of(rf"(?:{words})"))


def _cautions(requirement: Requirement, taken: Candidate) -> Iterator[str]:
    """What is to be kept in mind with it."""
    team = requirement.team
    traits = next((one for one in TRAITS.values() if one.technology == taken.name), None)
    if traits and not knows(requirement, traits.told_by):
        yield f"Nobody is said to know {taken.name} yet. Count days to learn it, and let somebody who knows it review the first change."
    if traits and team.backend and not team.has(LANGUAGE) and not runs(requirement, traits.told_by):
        yield f"You run {team.backend} today: {taken.name} is a second way to deploy, watch and update."
    if team.stage is None:
        yield "How large the team is, is not yet known, so that nothing is recommended that takes many to run. `/stack` asks for it."
    else:
        yield from (one.says for one in advice("\n".join(requirement.said), team.stage, team.headcount) if one.is_early)
