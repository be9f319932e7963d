"""What architects are asked in tests; and the tables of docs/architect.md, made from the rules they tell of.

To write them anew: python -m tests.architecting
"""

import re
from collections.abc import Sequence
from pathlib import Path

from bot.prompts.specialists import ours
from bot.records.architect import complexity, technology
from bot.records.architect.asked import QUESTIONS
from bot.records.architect.breakdown import COVERAGE, LONGEST_TASK, MOST_TASKS
from bot.records.architect.candidates import PATTERNS
from bot.records.architect.means import Means
from bot.records.architect.requirements import read
from bot.records.architect.technology import OTHERWISE, TREE
from bot.records.choices import WEIGHS
from bot.records.delegations import MOST_RETURNS
from bot.records.stages import Stage

PAGE = Path(__file__).parents[1] / "docs" / "architect.md"
PART = re.compile(r"(?P<begins><!-- the (?P<name>[a-z ]+) -->\n).*?(?P<ends><!-- until here -->)", re.DOTALL)

SMALL = Means(headcount=3, stage=Stage.FOUNDATION)
LARGE = Means(headcount=25, stage=Stage.SCALE)
ADMIN = "We need an admin interface for support staff to refund orders"
API = "A REST API for partners"
MCP = "Let Claude Code look up orders by MCP"
HUGE = "2,000 requests per second, 3 million users, personal data, Stripe, Salesforce and SAP"


def chosen(text: str, team: Means = SMALL) -> technology.Choice:
    """What the rules choose for a requirement."""
    requirement = read(text, team)
    return technology.choose(requirement, complexity.assessed(requirement))


def page() -> str:
    """The page, its tables as the rules are."""
    return PART.sub(lambda part: f"{part['begins']}{PARTS[part['name']]()}\n{part['ends']}", PAGE.read_text())


def questions() -> str:
    return table(("asked", "why", "for example"), [(one.asks, one.why, f"“{one.example}”") for one in QUESTIONS])


def factors() -> str:
    some, large = complexity.SOME_COUNT, complexity.LARGE_COUNT
    return table(
        ("what makes it complex", "points"),
        [
            (f"it does {complexity.SOME_FUNCTIONS} things or more; {complexity.MANY_FUNCTIONS} or more", "1; 2"),
            (f"{some:,} users or records, or {complexity.SOME_RATE} requests a second; {large:,}, or {complexity.LARGE_RATE:,}", "1; 2"),
            (f"it depends on other systems; on {complexity.MANY_INTEGRATIONS} or more", "1; 2"),
            ("more than one team has to agree", "2"),
            ("something that is there has to be moved or replaced", "1"),
            ("it holds personal data or credentials; health or payment data", "1; 2"),
            ("it has to be fast, or there at every hour", "1"),
            (f"{complexity.MANY_OPEN} of the questions or more are open", "1"),
        ],
    )


def levels() -> str:
    medium, complex_ = complexity.MEDIUM_FROM, complexity.COMPLEX_FROM
    reach = {"Simple": f"less than {medium}", "Medium": f"{medium} to {complex_ - 1}", "Complex": f"{complex_} or more"}
    return table(("level", "points", "lines that tests have to run"), [(one, reach[one], f"{COVERAGE[one]} %") for one in complexity.Level])


def tree() -> str:
    lines = ["```mermaid", "flowchart TD"]
    for at, node in enumerate(TREE):
        after = f"q{at + 1}" if at + 1 < len(TREE) else "otherwise"
        lines += [f'    q{at}{{"{node.asks}"}} -- YES --> {node.name}["{node.leaf}"]', f"    q{at} -- NO --> {after}"]
    return "\n".join([*lines, f'    otherwise["{OTHERWISE}"]', "```"])


def patterns() -> str:
    return table(
        ("pattern", "for", "technology", "brings"), [(one.pattern, one.for_, one.recommends, one.brings) for one in PATTERNS.values()]
    )


def points() -> str:
    return table(
        ("what speaks for a technology", "points"),
        [
            ("the decision tree ends there", str(technology.TREE_SAYS)),
            ("the pattern recommends it", str(technology.PATTERN_SAYS)),
            ("people here know it", str(technology.PEOPLE_KNOW)),
            ("it runs here already", str(technology.IN_USE)),
            ("people here know its language", str(technology.SAME_LANGUAGE)),
        ],
    )


def papers() -> str:
    return table(("an RFC, when", "an ADR, when"), [(one.heavy_why, one.light_why) for one in WEIGHS])


def specialists() -> str:
    rows = [(f"`{one.name}`", one.when, one.provide, one.expect) for one in ours()]
    return table(("specialist", "when", "is given", "gives back"), rows)


def limits() -> str:
    tasks = f"At most {MOST_TASKS} tasks, none of more than {LONGEST_TASK} days."
    return f"{tasks} A delivery is returned {MOST_RETURNS} times; then people decide."


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


PARTS = {
    "questions": questions,
    "factors": factors,
    "levels": levels,
    "tree": tree,
    "patterns": patterns,
    "points": points,
    "papers": papers,
    "specialists": specialists,
    "limits": limits,
}


if __name__ == "__main__":
    PAGE.write_text(page())
