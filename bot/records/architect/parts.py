"""The parts a system is built of, by its pattern and by what was said, and a diagram of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.records.architect.asked import Topic
from bot.records.architect.candidates import Pattern
from bot.records.architect.complexity import Complexity
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import CLIENTS, Choice
from bot.records.components import Component

DATABASE = "PostgreSQL"
"""Where a team runs no database yet."""
DATABASES = r"postgres\w*|mysql|mariadb|sqlite|mongodb|sql server|oracle|aurora|dynamodb|firestore"
LATER = r"(?:report|export|import|e-?mail|notif\w+|nightly|overnight|batch|in the background|webhook|schedul\w+|remind\w+)"
USERS = "Users"
MOST_NAMED = 3
"""So many functions are named in a component; the document has them all."""
_NAME = re.compile(r"[^\w .,/&+()-]")


def parts(requirement: Requirement, complexity: Complexity, choice: Choice) -> tuple[Component, ...]:
    """Every component, those that people reach first."""
    return tuple(_parts(requirement, complexity, choice))


def _parts(requirement: Requirement, complexity: Complexity, choice: Choice) -> Iterator[Component]:
    clients = requirement.speaks_of(CLIENTS)
    if clients and choice.pattern in {Pattern.API_FIRST, Pattern.MICROSERVICES}:
        yield Component(name="Client", responsibility="What people see", interfaces=f"Calls the API: “{clients}”")
    yield _main(requirement, choice)
    if choice.pattern is Pattern.MICROSERVICES:
        yield Component(name="Events", responsibility="Carries what happened from one service to the others", technology="A message broker")
    if requirement.speaks_of(LATER) or complexity.integrations:
        yield Component(
            name="Jobs",
            responsibility="Does what nobody waits for, once, and again when it failed",
            technology=f"{choice.technology}, jobs in the database",
            interfaces="Begun in the transaction that needs them",
        )
    yield Component(name="Database", responsibility="Keeps the records, and says who changed them", technology=database(requirement))
    for name in complexity.integrations:
        yield Component(
            name=name, responsibility="Not ours: a contract, a timeout, retries", interfaces="To be named: endpoints, events, limits"
        )


def _main(requirement: Requirement, choice: Choice) -> Component:
    interface = requirement.known.get(Topic.INTERFACE, "")
    does = "; ".join(f"“{one}”" for one in requirement.functional[:MOST_NAMED])
    name, reached = {
        Pattern.MONOLITH_FIRST: ("Application", "Pages, admin interface, sign-in"),
        Pattern.API_FIRST: ("API", "OpenAPI document, versioned endpoints, tokens"),
        Pattern.MICROSERVICES: ("Services", "An API each, along what they keep; events among them"),
        Pattern.MCP_INTEGRATION: ("MCP server", "Tools and resources over MCP"),
    }[choice.pattern]
    return Component(
        name=name,
        responsibility=does,
        technology=choice.technology,
        interfaces=f"{reached}. “{interface}”" if interface else f"{reached}. Who uses it is not yet known.",
    )


def database(requirement: Requirement) -> str:
    """The one in use or asked for, else ours by default."""
    for text in (*requirement.said, *requirement.team.runs):
        if found := re.search(rf"\b(?:{DATABASES})\b", text, re.IGNORECASE):
            return found[0]
    return DATABASE


def diagram(components: Sequence[Component], others: Sequence[str]) -> str:
    """How they stand together, in Mermaid. `others` are the names of the systems that are not ours."""
    nodes = {one.name: f"c{at}" for at, one in enumerate(components)}
    main = next((one for one in components if one.name in {"Application", "API", "Services", "MCP server"}), components[0]).name
    lines = ["flowchart LR", f'    users(["{USERS}"])']
    lines += [f"    {_drawn(one, nodes[one.name], is_ours=one.name not in others)}" for one in components]
    lines.append(f"    users --> {nodes.get('Client', nodes[main])}")
    for name, node in nodes.items():
        if name != main:
            caller = nodes["Jobs"] if name in others and "Jobs" in nodes else nodes[main]
            lines.append(f"    {node} --> {nodes[main]}" if name == "Client" else f"    {caller} --> {node}")
    if "Jobs" in nodes and "Database" in nodes:
        lines.append(f"    {nodes['Jobs']} --> {nodes['Database']}")
    return "\n".join(lines)


def _drawn(component: Component, node: str, *, is_ours: bool) -> str:
    label = _NAME.sub("", component.name) + (f"<br/>{_NAME.sub('', component.technology)}" if component.technology else "")
    if component.name == "Database":
        return f'{node}[("{label}")]'
    return f'{node}["{label}"]' if is_ours else f'{node}{{{{"{label}"}}}}'
