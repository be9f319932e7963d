"""The technologies and patterns an architect chooses among: what each is for, what speaks for and against it, who builds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Technology(StrEnum):
    """Where the decision tree ends."""

    DJANGO = "Django"
    FASTAPI = "FastAPI"
    FASTMCP = "FastMCP"
    EVALUATE = "Evaluate specific requirements"


class Pattern(StrEnum):
    """How the whole is put together."""

    MONOLITH_FIRST = "Monolith First"
    API_FIRST = "API-First"
    MICROSERVICES = "Microservices"
    MCP_INTEGRATION = "MCP Integration"


@dataclass(frozen=True)
class Shape:
    """A pattern: whom it is `for_`, what it `recommends`, what it `brings`. `takes` is the technology it points to."""

    pattern: Pattern
    for_: str
    recommends: str
    brings: str
    takes: Technology


PATTERNS: Mapping[Pattern, Shape] = {
    one.pattern: one
    for one in (
        Shape(Pattern.MONOLITH_FIRST, "For MVPs and small teams", "Django recommended", "Easy to maintain and deploy", Technology.DJANGO),
        Shape(Pattern.API_FIRST, "For mobile/SPA frontends", "FastAPI recommended", "OpenAPI documentation built-in", Technology.FASTAPI),
        Shape(
            Pattern.MICROSERVICES, "For large scale systems", "Mix of FastAPI services", "Event-driven communication", Technology.FASTAPI
        ),
        Shape(Pattern.MCP_INTEGRATION, "For Claude Code tools", "FastMCP for servers", "Standard protocol compliance", Technology.FASTMCP),
    )
}


@dataclass(frozen=True)
class Traits:
    """A technology as an option: its `specialist`, how its name reads (`told_by`), its language, and both sides of it."""

    technology: Technology
    specialist: str
    delegate_when: str
    told_by: str
    for_it: tuple[str, ...]
    against_it: tuple[str, ...]


TRAITS: Mapping[Technology, Traits] = {
    one.technology: one
    for one in (
        Traits(
            Technology.DJANGO,
            "django-expert",
            "Web apps, admin, ORM, auth",
            r"django",
            (
                "Admin interface, sign-in, permissions, forms and migrations come with it.",
                "One process and one database to deploy, back up and watch.",
            ),
            (
                "Its async parts are younger than its sync ones; many slow calls at once need workers.",
                "What is not used of it is still there to be updated.",
            ),
        ),
        Traits(
            Technology.FASTAPI,
            "fastapi-expert",
            "REST APIs, async services",
            r"fast ?api|starlette",
            (
                "Async from the ground: many calls wait at once in one process.",
                "Request and response models are types; OpenAPI documentation follows from them.",
            ),
            (
                "No admin interface, sign-in or migrations of its own: each is chosen and kept up separately.",
                "One blocking call in an async handler holds up all others.",
            ),
        ),
        Traits(
            Technology.FASTMCP,
            "fastmcp-expert",
            "MCP server development",
            r"fast ?mcp|mcp servers?",
            (
                "Tools, resources and prompts are Python functions; the protocol is taken care of.",
                "Every client that speaks MCP can use it.",
            ),
            (
                "People without such a client cannot use it: a second way in is a second thing to build.",
                "The protocol is young, and its authorization has changed between versions.",
            ),
        ),
    )
}
LANGUAGE = r"python"
"""What all three are written in."""
TESTER = "python-testing-expert"
AS_IT_IS_FOR = ("Nobody has to learn it, and it is deployed and watched already.",)
AS_IT_IS_AGAINST = ("What it does not bring for this has to be built by hand.",)
"""Both sides of what a team runs already, where it is none of the three."""
