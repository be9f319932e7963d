"""An example of every rule of the read, and the table of docs/read.md that is made from them.

To write the table anew: python -m tests.reading
"""

from pathlib import Path

from bot.records.costs import Runway
from bot.records.delivery import Metric
from bot.records.read import Facts, Read, read
from bot.records.read.facts import Decisions, Guard, Hiring, Named, Owed, Setup, Spend, Troubles, Unfit
from bot.records.read.rules import RULES
from bot.records.scorecards import Figure
from bot.records.stages import FOCUS, Footing, Stage, advice

DAY = 86_400.0
PAGE = Path(__file__).parents[1] / "docs" / "read.md"
BEGINS, ENDS = "<!-- the rules -->", "<!-- until here -->"
DEPLOYS = Figure(metric=Metric.DEPLOYS, value=1.0, sample=30)
FIVE = Setup(headcount=5, stage=Stage.FOUNDATION, size=Stage.FOUNDATION, reasons=("5 engineers: foundation by size",))
"""Five people of whom nothing bad is known."""
STEADY = Facts(troubles=Troubles(), owed=Owed(), setup=FIVE, figures=(DEPLOYS,), guard=Guard(status="green"))


def of(**parts: object) -> Facts:
    """Those five, with something else known."""
    return STEADY.model_copy(update=parts)


def figure(metric: Metric, value: float, target: float, sample: int) -> tuple[Figure, ...]:
    return (DEPLOYS, Figure(metric=metric, value=value, target=target, sample=sample))


def unfit(words: str, stage: Stage, headcount: int) -> Facts:
    """A team that says this of what it runs on."""
    found = tuple(Unfit(practice=one.practice.name, source="what you run on", says=one.says) for one in advice(words, stage, headcount))
    return of(setup=Setup(headcount=headcount, stage=stage, size=stage, reasons=(f"{headcount} engineers: {stage} by size",), unfit=found))


CHECKOUT = "Checkout is down"
TESTS = "Checkout has no tests"
EXAMPLES: dict[str, Facts] = {
    "open, and nobody leads": of(
        troubles=Troubles(
            open=1,
            leaderless=Named(key="INC-1", title=CHECKOUT, note="SEV1, since 12 min"),
            unresolved=Named(key="INC-1", title=CHECKOUT, note="SEV1, since 12 min"),
        )
    ),
    "open": of(troubles=Troubles(open=1, unresolved=Named(key="INC-1", title=CHECKOUT, note="SEV1, since 12 min"))),
    "open to attack": of(guard=Guard(status="red", why="V1 is critical and open", vulnerabilities=1)),
    "postmortem is late": of(troubles=Troubles(began=1, late_postmortems=1, late_postmortem=Named(key="INC-2", title=CHECKOUT, days=4))),
    "action is late": of(troubles=Troubles(began=1, late_actions=2, late_action=Named(key="ACT-1", title="alert on errors", days=3))),
    "debt that causes incidents": of(
        owed=Owed(items=4, recurring=Named(key="DEBT-1", title=TESTS, days=40, note="3 incidents in 13 weeks"))
    ),
    "deployments fail": of(figures=figure(Metric.FAILURES, 0.4, 0.1, 10)),
    "recovery is slow": of(figures=figure(Metric.RECOVERY, 10 * DAY, DAY / 6, 4)),
    "critical debt": of(owed=Owed(items=4, critical_items=1, days=12, critical=Named(key="DEBT-1", title=TESTS, days=40, note="critical"))),
    "runway is short": of(runway=Runway(months=4, source="forecast of 3 Oct, 49 days old")),
    "costs too much": of(
        spend=Spend(
            month="2026-10",
            says="5,000 (25 % of revenue)",
            flags=2,
            why="25 % of revenue, the target is below 20 %",
            do="Begin with the dearest service: reserve it, shrink it, or turn it off at night.",
        )
    ),
    "does not fit the stage": unfit("we deploy with bash scripts", Stage.OPTIMIZE, 30),
    "stage stands on it": of(setup=FIVE.model_copy(update={"missing": (Footing.REVIEW,)})),
    "decision waits": of(
        decisions=Decisions(
            waiting=1,
            oldest=Named(key="ADR-002", title="Use a queue for mails", days=20, note="adr"),
            accepts="adr accept ADR-002",
            accepts_says="Accept",
        )
    ),
    "delivery is slow": of(figures=figure(Metric.LEAD, 40 * DAY, 2 * DAY, 12)),
    "debt with a high priority": of(owed=Owed(items=4, days=12, high=Named(key="DEBT-1", title=TESTS, days=40, note="of high priority"))),
    "decision is due for a review": of(
        decisions=Decisions(due=1, due_first=Named(key="ADR-001", title="One database", days=5), reviews="adr review ADR-001")
    ),
    "role is late": of(hiring=Hiring(open=1, late=Named(key="R1", title="A backend engineer", days=30))),
    "stage is not known": of(setup=Setup(next_step=1), guard=None),
    "security is not known": of(guard=Guard(known=False)),
    "nothing is measured": of(figures=(Figure(metric=Metric.DEPLOYS, value=None),)),
    "steady": STEADY,
}


def at(stage: Stage, headcount: int, facts: Facts) -> Facts:
    """The same, for a team that far."""
    setup = facts.setup.model_copy(update={"stage": stage, "size": stage, "headcount": headcount, "reasons": (f"{headcount} engineers",)})
    return facts.model_copy(update={"setup": setup})


def told(found: Read) -> str:
    """Every word of a read."""
    signals = [f"{one.name} {one.says}" for one in found.signals]
    return "\n".join(
        [found.stage, *signals, found.priority, found.why, found.trade_off, *(f"{one.label} {one.words}" for one in found.moves)]
    )


def table() -> str:
    """The rules with an example of each, as Markdown."""
    lines = ["| | rule | why it stands here | for example | next moves | why it may wait |", "|---|---|---|---|---|---|"]
    for number, rule in enumerate(RULES, 1):
        found = read(EXAMPLES[rule.name])
        moves = " · ".join(f"{one.label} `/{one.words}`" for one in found.moves)
        lines.append(f"| {number} | {rule.name} | {rule.stands} | **{found.priority}.** {found.why} | {moves} | {rule.waits or '—'} |")
    return "\n".join([*lines, ""])


def page() -> str:
    """The page with its table as it is now."""
    before, _, rest = PAGE.read_text().partition(BEGINS)
    return f"{before}{BEGINS}\n{table()}{ENDS}{rest.partition(ENDS)[2]}"


__all__ = ["EXAMPLES", "FIVE", "FOCUS", "STEADY", "at", "of", "page", "table", "told", "unfit"]

if __name__ == "__main__":
    PAGE.write_text(page())
