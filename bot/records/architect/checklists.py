"""What is checked before it goes live: integration, deployment, load and security. With the numbers that are known."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from bot.records.architect.asked import Topic
from bot.records.architect.candidates import Pattern
from bot.records.architect.complexity import Complexity
from bot.records.architect.demands import Sensitivity, volume
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import Choice

TIMES_THE_PEAK = 2
"""Load is tested with so many times what is expected at the busiest."""
NOT_SAID = "not yet known"


class Checklist(BaseModel):
    """What is checked, of one sort."""

    model_config = ConfigDict(frozen=True)

    name: str
    items: tuple[str, ...]

    @property
    def text(self) -> str:
        """As Markdown, to be ticked."""
        return "\n".join([f"**{self.name}**", "", *(f"- [ ] {one}" for one in self.items)])


def checklists(requirement: Requirement, complexity: Complexity, choice: Choice) -> tuple[Checklist, ...]:
    """All four, in the order they are gone through."""
    return (
        Checklist(name="Integration", items=tuple(_integration(complexity, choice))),
        Checklist(name="Deployment", items=tuple(_deployment(requirement, choice))),
        Checklist(name="Load", items=tuple(_load(requirement))),
        Checklist(name="Security", items=tuple(_security(complexity))),
    )


def _integration(complexity: Complexity, choice: Choice) -> Iterator[str]:
    yield "Every interface between components has a test that runs both sides of it"
    if not complexity.integrations:
        yield "No other system was named: whoever deploys it says whether that is so"
    for name in complexity.integrations:
        yield f"{name}: the contract is written down, and tested against its sandbox"
        yield f"{name}: timeouts and retries do nothing twice; what people see while it is away was tried"
    if choice.pattern is Pattern.MICROSERVICES:
        yield "An event that is delivered twice, or late, changes nothing twice"
    if choice.pattern is Pattern.API_FIRST:
        yield "The OpenAPI document is what clients are built against; a change that breaks it fails the pipeline"
    if choice.pattern is Pattern.MCP_INTEGRATION:
        yield "Every tool was called from a real client, with wrong arguments, too"


def _deployment(requirement: Requirement, choice: Choice) -> Iterator[str]:
    yield "The pipeline builds, tests and deploys what is merged; nobody deploys by hand"
    yield "Migrations run before the new version, and the old version works with them"
    yield "Secrets come from the environment, none from the code"
    yield "Monitoring shows what customers see, and an alert reaches who is on call"
    yield "Rolling back was tried, and how long it took is written down"
    yield "A backup was restored"
    if availability := requirement.known.get(Topic.AVAILABILITY):
        yield f"It is deployed without breaking what was promised: {availability}"
    if choice.pattern is Pattern.MICROSERVICES:
        yield "Each service can be deployed alone"
    if deadline := requirement.known.get(Topic.DEADLINE):
        yield f"What is left out at first is written down: {deadline}"


def _load(requirement: Requirement) -> Iterator[str]:
    much = volume(requirement)
    if much.rate:
        yield f"{much.rate * TIMES_THE_PEAK:,} requests a second for ten minutes: {TIMES_THE_PEAK} times what is expected"
    elif much.count:
        yield f"Data as of {much.count * TIMES_THE_PEAK:,} users or records: {TIMES_THE_PEAK} times what is expected"
    else:
        yield f"How much is expected is {NOT_SAID}: measure it for a week, and test {TIMES_THE_PEAK} times the busiest hour"
    latency = requirement.known.get(Topic.LATENCY)
    yield (
        f"Answers are as fast as was asked for: {latency}"
        if latency
        else f"How fast an answer has to be is {NOT_SAID}: agree on a number first"
    )
    yield "What breaks first is known, and what is done then is written down"
    yield "The database's slowest queries under load have been looked at"


def _security(complexity: Complexity) -> Iterator[str]:
    yield "Every way in asks who it is; every record asks whether they may"
    yield "Input is checked where it comes in; queries and templates escape it"
    yield "Dependencies are scanned in the pipeline"
    yield "HTTPS everywhere, security headers, no secrets in logs"
    kinds = set(complexity.sensitive)
    if Sensitivity.PERSONAL in kinds:
        yield "Personal data: what is kept, why and how long is written down; one person's data can be exported and erased"
    if Sensitivity.HEALTH in kinds:
        yield "Health data: who read what is logged; it is encrypted at rest; the agreements with whoever hosts it are signed"
    if Sensitivity.PAYMENT in kinds:
        yield "Payment data: card numbers never reach our systems, or somebody who assesses PCI DSS has looked at it"
    if Sensitivity.CREDENTIALS in kinds:
        yield "Credentials: stored hashed or encrypted, never shown again, can be revoked at once"
    if not kinds:
        yield f"Which data it holds is {NOT_SAID}, or needs no special care: somebody says which"
