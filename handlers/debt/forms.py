"""The forms of debt: what it is and how it came about; and the questions one asks of it."""

import re
from typing import Any

from pydantic import Field, field_validator

from bot.errors import NotFound, Offer
from bot.records.debt import LONGEST_TITLE, MOST_DAYS, MOST_HOURS, Debt, Impact, Priority, Quadrant
from bot.records.links import Record, Relation
from handlers.asking import Asked
from handlers.belonging import to_choose_from
from handlers.blocks import debt_forms as drawn
from handlers.blocks import kit
from handlers.debt import acts
from handlers.debt.which import for_form, meant
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.store import Transaction

INCIDENT = "incident"
_KEYS = re.compile(r"\bINC-0*(\d{1,9})\b", re.IGNORECASE)


class Classing(Values):
    """No priority chosen: by rule. No days: not estimated."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    quadrant: Quadrant
    impact: Impact
    priority: Priority | None = None
    days: float | None = Field(default=None, ge=0, le=MOST_DAYS)

    @field_validator("days", "priority", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value in {"", drawn.BY_RULE} else value


class Logging(Classing):
    """`project` is asked for only where it does not follow from the channel."""

    project: int | None = None


class Answering(Values):
    """Empty is not known."""

    description: str = ""
    hours: float | None = Field(default=None, ge=0, le=MOST_HOURS)
    whose: str = ""
    incidents: str = ""
    year: str = ""
    roadmap: list[str] = Field(default_factory=list)

    @field_validator("hours", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value == "" else value


async def logging(asked: Asked, db: Transaction, *, title: str = "", about: dict[str, Any] | None = None, words: str = "") -> Reply:
    """Ask what it is. Everything but the title is filled in already, as a guess, so that it can be sent as it is."""
    view = drawn.log(kit.cut(title, LONGEST_TITLE), await to_choose_from(asked, db))
    words = words or f"debt add {kit.cut(title, LONGEST_TITLE)}".strip()
    return Reply.asking(Form("debt.log", view, about or {}), "What is it that slows you down?", Offer("Log tech debt", words))


async def edit(asked: Asked, db: Transaction) -> Reply:
    """`edit DEBT-3`."""
    debt = await meant(asked, db)
    form = Form("debt.class", drawn.class_(debt), {"debt": debt.id})
    return Reply.asking(form, f"{debt.key}: {debt.title}", Offer("Say what it is", f"debt edit {debt.key}"))


async def class_(values: Classing, asked: Asked, db: Transaction) -> Reply:
    """The form: how it came about, what it does, how long it takes."""
    debt = await for_form(asked, db)
    after = debt.classed(values.title, values.quadrant, values.impact, values.priority, values.days)
    await acts.saved(asked, db, debt, after, "edit")
    how = "" if after.priority_is_set else ", by rule"
    return Reply.saying(f"{after.key} is changed: {after.priority}{how}.", recorded=True)


async def ask(asked: Asked, db: Transaction) -> Reply:
    """`ask DEBT-3`: what it slows down, how many hours and whose, which incidents, what becomes of it, the roadmap."""
    debt = await meant(asked, db)
    form = Form("debt.ask", drawn.ask(debt, await _caused(debt, asked, db)), {"debt": debt.id})
    return Reply.asking(form, f"What does {debt.key} cost?", Offer("Answer", f"debt ask {debt.key}"))


async def answer(values: Answering, asked: Asked, db: Transaction) -> Reply:
    """The form."""
    debt = await for_form(asked, db)
    said = {
        "description": debt.description if values.description == kit.cut(debt.description, kit.TYPED).strip() else values.description,
        "hours_a_week": values.hours,
        "whose_hours": values.whose,
        "left_for_a_year": values.year,
        "on_the_roadmap": bool(values.roadmap),
    }
    new = await _link_incidents(values.incidents, debt, asked, db)
    if any(getattr(debt, name) != value for name, value in said.items()) or not new:
        await acts.saved(asked, db, debt, debt.answered(**said), "ask")
    return Reply.saying(f"What {debt.key} costs is written down.", recorded=True)


async def _link_incidents(words: str, debt: Debt, asked: Asked, db: Transaction) -> list[str]:
    """Those it caused, which are new."""
    new = []
    for number in dict.fromkeys(int(one) for one in _KEYS.findall(words)):
        incident = await db.incidents.numbered(number, seen_by=asked.viewer)
        if incident is None:
            raise NotFound(f"There is no INC-{number} that you can see.", field="incidents")
        if await acts.linked(asked, db, Record(kind=INCIDENT, id=incident.id), Relation.CAUSED_BY, acts.end(debt)):
            new.append(incident.key)
    if new:
        await acts.link_was_said(asked, db, debt, f"caused {', '.join(new)}")
    return new


async def _caused(debt: Debt, asked: Asked, db: Transaction) -> list[str]:
    """The incidents it is known to have caused, as far as they may see them."""
    this = acts.end(debt)
    ends = [one.seen_from(this) for one in await db.links.of(debt.team, this)]
    found = [await db.incidents.get(end.id, seen_by=asked.viewer) for how, end in ends if how == "caused" and end.kind == INCIDENT]
    return [one.key for one in found if one]
