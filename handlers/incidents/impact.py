"""What it did to customers: in words and in numbers, as far as they are known. And when it really began and ended."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import Field, field_validator

from bot.errors import Offer, Unclear
from bot.records.incidents import Impact, Incident
from handlers.asking import Asked
from handlers.blocks import incident_forms as drawn
from handlers.blocks.incidents import impact_in_words
from handlers.forms import Values
from handlers.incidents import acts
from handlers.incidents.which import for_form, meant, named, to_change
from handlers.reply import Form, Reply
from storage.store import Transaction

MOST = 1_000_000_000
METADATA = 1_500
SLO = 200
_NUMBER = r"[$€£]?(\d[\d,]*(?:\.\d+)?)(?=\s|$)"
_FACTS = {
    "customers": re.compile(rf"(?:^|\s)customers\s+{_NUMBER}", re.IGNORECASE),
    "revenue": re.compile(rf"(?:^|\s)revenue\s+{_NUMBER}", re.IGNORECASE),
    "slo": re.compile(r"(?:^|\s)slo\s+(\S+)", re.IGNORECASE),
}


class Hitting(Values):
    """Empty is not known, never 0."""

    what: str = ""
    customers: int | None = Field(default=None, ge=0, le=MOST)
    revenue: Decimal | None = Field(default=None, ge=0, le=MOST)
    slo: str = Field(default="", max_length=200)

    @field_validator("customers", "revenue", mode="before")
    @classmethod
    def _number(cls, value: object) -> object:
        return None if value == "" else value

    def new_impact(self, about: Mapping[str, Any]) -> Impact:
        """What was typed; what stands as the form showed it was not, though it may have changed meanwhile."""
        shown, given = about.get("impact", {}), self.model_dump(mode="json", include=set(Impact.model_fields))
        return Impact(**{name: value for name, value in given.items() if value != shown.get(name)})


class Timing(Values):
    """When it started, was identified, was mitigated, was over."""

    started: datetime
    identified: datetime | None = None
    monitoring: datetime | None = None
    resolved: datetime | None = None


async def impact(asked: Asked, db: Transaction) -> Reply:
    """`impact <what customers see> [customers 340] [revenue 1200] [slo checkout]`."""
    if not asked.rest:
        incident = await meant(asked, db)
        form = Form("incident.impact", drawn.hit(incident), {"incident": incident.id, "impact": shown_impact(incident)})
        return Reply.asking(form, "What did customers see?", Offer("Say what it did", f"incident impact {incident.key}"))
    return await _hit(asked, db, await to_change(asked, db), _read(asked))


async def hit(values: Hitting, asked: Asked, db: Transaction) -> Reply:
    """The same by form."""
    return await _hit(asked, db, await for_form(asked, db), values.new_impact(asked.about))


async def times(asked: Asked, db: Transaction) -> Reply:
    """`times [INC-9]`: when it really started, was identified, mitigated and over."""
    incident = await meant(asked, db)
    form = Form("incident.times", drawn.time(incident), {"incident": incident.id})
    return Reply.asking(form, f"When was {incident.key}?", Offer("Put its times right", f"incident times {incident.key}"))


async def time(values: Timing, asked: Asked, db: Transaction) -> Reply:
    """Its times, to the minute: what was not changed keeps its seconds."""
    incident = await for_form(asked, db)
    given = {name: _kept(at, getattr(incident, f"{name}_at")) for name, at in values.model_dump().items()}
    after = await acts.time(asked, db, incident, **given)
    return Reply.saying(f"The times of {after.key} are changed.", recorded=True)


def shown_impact(incident: Incident) -> dict[str, Any]:
    """The impact as a form shows it, to be told from what is typed. A form holds so much of the words, and its metadata less."""
    known = Hitting(what=incident.impact, customers=incident.customers, revenue=incident.revenue, slo=incident.slo).model_dump(mode="json")
    return {**known, "what": known["what"] if len(known["what"]) <= METADATA else ""}


async def _hit(asked: Asked, db: Transaction, incident: Incident, impact_: Impact) -> Reply:
    after = await acts.hit(asked, db, incident, impact=impact_, told=impact_in_words(impact_))
    return Reply.saying(f"The impact of {after.key} is written down.", recorded=True)


def _read(asked: Asked) -> Impact:
    """The words, and the facts at the end of which a number or a name stands; "customers cannot pay" is no number of customers."""
    words, facts = asked.rest, {}
    for name, pattern in _FACTS.items():
        if found := list(pattern.finditer(words)):
            facts[name] = found[-1][1]
            words = f"{words[: found[-1].start()]} {words[found[-1].end() :]}"
    numbers = {name: Decimal(facts[name].replace(",", "")) for name in ("customers", "revenue") if name in facts}
    if any(number > MOST for number in numbers.values()):
        usage = f"`/incident impact {named(asked)} <what customers see> [customers 340] [revenue 1200] [slo checkout]`"
        raise Unclear(f"That is more than I can keep. {usage}")
    if len(facts.get("slo", "")) > SLO:
        raise Unclear("Which SLO? Its name is at most 200 characters.")
    customers = int(numbers["customers"]) if "customers" in numbers else None
    return Impact(what=" ".join(words.split()), customers=customers, revenue=numbers.get("revenue"), slo=facts.get("slo", ""))


def kept_to_the_minute(given: datetime, was: datetime) -> datetime:
    """A form knows the minute: the seconds it had stay, where the minute does."""
    return was if given.replace(second=0, microsecond=0) == was.replace(second=0, microsecond=0) else given


def _kept(given: datetime | None, was: datetime | None) -> datetime | None:
    return kept_to_the_minute(given, was) if given and was else given
