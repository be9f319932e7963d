"""How the four steps of the discovery look, with what is known in them."""

from collections.abc import Sequence

from bot.records.stack import STEPS, Stack
from handlers.blocks import kit
from handlers.blocks.kit import Block

LAST = max(STEPS)
RUNS_ON = {
    "frontend": ("Frontend: framework, hosting", "Next.js, Vercel"),
    "backend": ("Backend: language, framework, hosting", "Python, Django, Fly.io"),
    "database": ("Database: which, provider", "PostgreSQL 16, RDS"),
    "infrastructure": ("Infrastructure: provider, services", "AWS, S3, SQS, CloudFront"),
    "cicd": ("CI/CD: the pipeline", "GitHub Actions"),
    "observability": ("Monitoring, logs, alerting", "Grafana, Loki, PagerDuty"),
}
HURTS = {
    "slowing": "What slows you down technically?",
    "breaking": "What breaks most often?",
    "scariest": "What is the scariest part of the code?",
    "exposed": "Known gaps in security or compliance?",
}
SHORT = 500


def step(number: int, stack: Stack | None, projects: Sequence[tuple[str, str]]) -> Block:
    """One of the four."""
    blocks = {1: _running, 2: _working, 3: _hurting, 4: _binding}[number](stack)
    if projects:
        blocks.append(kit.asks("project", "Which project?", kit.menu("Choose a project", projects)))
    onwards = f"Step {number + 1}" if number < LAST else "Save"
    return kit.modal(f"{number}/{LAST} {STEPS[number]}", blocks, submit=onwards, close="Later")


def _running(stack: Stack | None) -> list[Block]:
    return [
        kit.asks(name, label, kit.words(getattr(stack, name).said if stack else "", placeholder=like), optional=True)
        for name, (label, like) in RUNS_ON.items()
    ]


def _working(stack: Stack | None) -> list[Block]:
    headcount = str(stack.headcount) if stack and stack.headcount is not None else ""
    oncall = {True: "yes", False: "no"}.get(stack.oncall, "") if stack and stack.oncall is not None else ""
    roles, frequency = (", ".join(stack.roles), stack.cicd.deployment_frequency) if stack else ("", "")
    review = stack.review if stack else ""
    return [
        kit.asks("headcount", "How many engineers are you?", kit.number(headcount), optional=True),
        kit.asks("roles", "Which roles?", kit.words(roles, placeholder="2 backend, 1 frontend, 1 SRE"), optional=True),
        kit.asks("frequency", "How often do you deploy?", kit.words(frequency, longest=SHORT, placeholder="daily"), optional=True),
        kit.asks("oncall", "Is there an on-call rotation?", kit.choice([("Yes", "yes"), ("No", "no")], oncall), optional=True),
        kit.asks("review", "How is code reviewed?", kit.words(review, longest=SHORT, placeholder="pull requests"), optional=True),
    ]


def _hurting(stack: Stack | None) -> list[Block]:
    return [
        kit.asks(name, label, kit.words(getattr(stack, name) if stack else "", lines=True), optional=True) for name, label in HURTS.items()
    ]


def _binding(stack: Stack | None) -> list[Block]:
    budget = f"{stack.budget:.2f}" if stack and stack.budget is not None else ""
    compliance = ", ".join(stack.compliance) if stack else ""
    hard = "\n".join(stack.hard_constraints) if stack else ""
    return [
        kit.asks("budget", "Infrastructure budget a month", kit.number(budget, decimals=True), optional=True),
        kit.asks("compliance", "What must you comply with?", kit.words(compliance, placeholder="SOC2, PCI"), optional=True),
        kit.asks("hard", "Hard technical constraints, one a line", kit.words(hard, lines=True), optional=True),
    ]
