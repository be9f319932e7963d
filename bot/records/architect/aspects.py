"""Data and security of what is built, filled with what is known; what is not known is asked in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from bot.records.architect.asked import Topic
from bot.records.architect.candidates import Technology
from bot.records.architect.complexity import Complexity, Scale
from bot.records.architect.demands import Sensitivity
from bot.records.architect.parts import database
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import Choice

NOT_KNOWN = "not yet known"
_THINGS = re.compile(
    r"\b(orders?|invoices?|payments?|refunds?|customers?|users?|accounts?|products?|subscriptions?|tickets?|messages?|events?|reports?|documents?|files?"
    r"|bookings?|appointments?|patients?|employees?|companies|tenants?|projects?|tasks?|notes?|comments?|shipments?|carts?|reviews?|devices?)\b",
    re.IGNORECASE,
)
MOST_THINGS = 8
LAWS = {
    Sensitivity.PERSONAL: "GDPR: what is kept, why, how long; export and erasure of one person's data",
    Sensitivity.HEALTH: "HIPAA or its like: who read what is logged; agreements with whoever hosts it",
    Sensitivity.PAYMENT: "PCI DSS: keep card numbers out of our systems, with a provider's fields or tokens",
}


class DataDesign(BaseModel):
    """What is kept: models, how the schema changes, which queries have an index. Each a line."""

    model_config = ConfigDict(frozen=True)

    models: tuple[str, ...]
    migrations: tuple[str, ...]
    indexes: tuple[str, ...]

    @property
    def text(self) -> str:
        """As Markdown, for a section of a document."""
        return _listed({"Models": self.models, "Migrations": self.migrations, "Indexes": self.indexes})

    def problems(self) -> tuple[str, ...]:
        """What is missing."""
        named = {"models": self.models, "migrations": self.migrations, "indexes": self.indexes}
        return tuple(f"It says nothing of {name}." for name, lines in named.items() if not lines)


class SecurityDesign(BaseModel):
    """What keeps it safe: who somebody is, what they may, how data is protected, which rules bind. Each a line."""

    model_config = ConfigDict(frozen=True)

    authentication: tuple[str, ...]
    authorisation: tuple[str, ...]
    data: tuple[str, ...]
    compliance: tuple[str, ...]

    @property
    def text(self) -> str:
        """As Markdown, for a section of a document."""
        return _listed(
            {
                "Authentication": self.authentication,
                "Authorisation": self.authorisation,
                "Data protection": self.data,
                "Compliance": self.compliance,
            }
        )

    def problems(self) -> tuple[str, ...]:
        """What is missing."""
        named = {
            "authentication": self.authentication,
            "authorisation": self.authorisation,
            "data protection": self.data,
            "compliance": self.compliance,
        }
        return tuple(f"It says nothing of {name}." for name, lines in named.items() if not lines)


def data(requirement: Requirement, complexity: Complexity, choice: Choice) -> DataDesign:
    """By rule: the things that were spoken of, each a model; how the schema is changed; the indexes that follow."""
    things = tuple(dict.fromkeys(_singular(one) for text in requirement.functional for one in _THINGS.findall(text)))[:MOST_THINGS]
    tool = {Technology.DJANGO.value: "Django migrations", Technology.FASTAPI.value: "Alembic"}.get(
        choice.technology, "The migrations of what runs"
    )
    return DataDesign(
        models=tuple(f"{one.capitalize()}: its key, what identifies it for people, when and by whom it was changed" for one in things)
        or (f"What is kept is {NOT_KNOWN}: name the things people speak of, each with what identifies it",),
        migrations=(
            f"{tool} in {database(requirement)}; each runs while the version before it is live",
            "First add, then fill, then use, then remove: four deployments, none of which breaks the one before",
        ),
        indexes=tuple(_indexes(requirement, complexity, things)),
    )


def security(requirement: Requirement, complexity: Complexity, choice: Choice) -> SecurityDesign:
    """By rule: what the technology brings, and what the data that is held binds to."""
    kinds = [Sensitivity(one) for one in complexity.sensitive]
    signs_in = {
        Technology.DJANGO.value: "Django's own sign-in and sessions; single sign-on where the company has it",
        Technology.FASTAPI.value: "Short-lived bearer tokens of an identity provider, checked on every request",
        Technology.FASTMCP.value: "OAuth 2.1 as MCP asks for it; a local server has the rights of whoever starts it",
    }.get(choice.technology, "What runs here already signs people in; nothing new is invented")
    said = requirement.known.get(Topic.DATA)
    return SecurityDesign(
        authentication=(signs_in, "Every way in asks who it is, jobs and webhooks too: webhooks by their signature"),
        authorisation=(
            "Roles are few and written down: who reads, who changes, who administers",
            "A record says who may see it; what one may not see is not found",
        ),
        data=(
            f"What it holds: “{said}”" if said else f"Which data it holds is {NOT_KNOWN}",
            "Encrypted on the way and at rest; secrets in the environment; nothing personal in logs",
            "Backups are encrypted, and a restore was tried",
        ),
        compliance=(*(LAWS[one] for one in kinds if one in LAWS), *requirement.team.compliance)
        or ("None was named: somebody who has to know says whether that is so",),
    )


def _indexes(requirement: Requirement, complexity: Complexity, things: tuple[str, ...]) -> Iterator[str]:
    yield "Every foreign key, and what a list is sorted and narrowed by"
    yield from (f"{one.capitalize()}: by what people look it up with, unique where it has to be" for one in things[:3])
    if complexity.scale is Scale.LARGE:
        yield "Tables that grow without end are cut by time, so that old parts can go"
    if requirement.speaks_of(r"search\w*|find\b|look up"):
        yield "Words that are searched have a full-text index"


def _singular(word: str) -> str:
    one = word.lower()
    if one == "companies":
        return "company"
    return one.removesuffix("s")


def _listed(named: dict[str, tuple[str, ...]]) -> str:
    return "\n\n".join("\n".join([f"**{name}**", "", *(f"- {line}" for line in lines)]) for name, lines in named.items())
