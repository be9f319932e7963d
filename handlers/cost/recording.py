"""Recording what a month cost: by words, by form, by a pasted CSV. Said again, it is put right."""

from typing import Any

from pydantic import Field, ValidationError, field_validator

from bot.errors import Offer, Unclear
from bot.records.bills import FACTS, read_csv, read_lines
from bot.records.costs import MOST, Month, merged
from handlers.asking import Asked
from handlers.belonging import channel_of, project_for, to_choose_from
from handlers.blocks import cost as drawn
from handlers.blocks import kit
from handlers.cost.looks import reported
from handlers.cost.which import months, named, project_id, split_month
from handlers.dates import today_in
from handlers.forms import Values
from handlers.pages import found_by, kept
from handlers.reply import Form, Reply
from storage.costs import KIND
from storage.store import Transaction

RECORD = "/cost record"


class Recording(Values):
    """A bill. Empty is not known."""

    month: str
    spend: str = ""
    revenue: float | None = Field(default=None, ge=0, le=MOST)
    customers: int | None = Field(default=None, ge=0, le=int(MOST))
    used: float | None = Field(default=None, ge=0, le=100)
    stored: float | None = Field(default=None, ge=0, le=MOST)
    accessed: float | None = Field(default=None, ge=0, le=MOST)
    budget: float | None = Field(default=None, ge=0, le=MOST)
    project: int | None = None

    @field_validator("revenue", "customers", "used", "stored", "accessed", "budget", mode="before")
    @classmethod
    def _empty(cls, value: object) -> object:
        return None if value == "" else value


class Pasting(Values):
    """Months as CSV."""

    csv: str = Field(min_length=1)
    project: int | None = None


async def record(asked: Asked, db: Transaction) -> Reply:
    """`record [2026-10] [AWS 1200, Datadog 300, revenue 20000]`: what is not said stays as it was; 0 takes a service out."""
    channel = channel_of(asked, usage=RECORD)
    month, words = split_month(asked.rest)
    name = named(month, asked)
    projects = await to_choose_from(asked, db)
    if projects or not words:
        return await _asking(name, words, projects, asked, db)
    facts = read_lines(words)
    project = await project_for(None, channel, asked, db)
    there = await _there(name, project, asked, db)
    facts["spend"] = merged(there.spend if there else {}, facts["spend"])
    saved = await _saved(name, project, facts, asked, db)
    return await reported(saved, asked, db, recorded=True, only_you=asked.is_direct)


async def recorded(values: Recording, asked: Asked, db: Transaction) -> Reply:
    """The form: as it stands there."""
    channel = channel_of(asked, usage=RECORD)
    name = named(values.month, asked)
    read = read_lines(values.spend)
    facts = {name: getattr(values, name) for name in FACTS if name in Recording.model_fields}
    facts |= {name: value for name, value in read.items() if name != "spend"}
    project = await project_for(values.project or asked.about.get("project"), channel, asked, db)
    saved = await _saved(name, project, {**facts, "spend": merged({}, read["spend"])}, asked, db)
    return await reported(saved, asked, db, recorded=True, only_you=asked.is_direct)


async def csv(asked: Asked, db: Transaction) -> Reply:
    """`csv`: paste months."""
    channel_of(asked, usage="/cost csv")
    form = Form("cost.csv", drawn.paste(await to_choose_from(asked, db)))
    return Reply.asking(form, "Paste months as CSV: `month,service,amount`", Offer("Paste a CSV", "cost csv"))


async def pasted(values: Pasting, asked: Asked, db: Transaction) -> Reply:
    """The form: every month of it, or none."""
    channel = channel_of(asked, usage="/cost csv")
    read = read_csv(values.csv, today_in(asked.viewer.tz, asked.now))
    project = await project_for(values.project, channel, asked, db)
    changed = []
    for name, facts in sorted(read.items()):
        there = await _there(name, project, asked, db)
        facts["spend"] = merged(there.spend if there else {}, facts["spend"])
        if there is None or any(getattr(there, fact) != value for fact, value in facts.items()):
            changed.append(await _saved(name, project, facts, asked, db))
    if not changed:
        return Reply.saying("All of that is here already.")
    said = f"{len(changed)} months" if len(changed) > 1 else f"{changed[0].name}"
    offers = [Offer(f"Report {changed[-1].name}", f"cost report COST-{changed[-1].id}")]
    return Reply.saying(f"{said} recorded.", offers=offers, recorded=True, tells=True)


async def publish(asked: Asked, db: Transaction) -> Reply:
    """`publish [2026-10] [project]`: for every full member to see."""
    month, name = split_month(asked.rest)
    project, _ = await project_id(name, "publish", asked, db)
    found = next((one for one in await months(project, asked.viewer, db) if one.name == named(month, asked)), None)
    if found is None:
        raise Unclear(f"There is no {named(month, asked)} that you can see. Which there are: `/cost list`")
    locked = await db.costs.for_change(found.id, seen_by=asked.viewer) or found
    await _keep(locked.opened(), locked, "publish", asked, db)
    return Reply.saying(f"Every member of this workspace sees {found.name} now.", recorded=True, tells=True)


async def _asking(name: str, words: str, projects: list[tuple[str, str]], asked: Asked, db: Transaction) -> Reply:
    project = None if projects else await project_for(None, asked.place.channel, asked, db)
    there = None if projects else await _there(name, project, asked, db)
    form = Form("cost.record", drawn.record(name, there, words, projects), {"project": project})
    sentence = f"What did {name} cost? `/cost record {name} AWS 1200, Datadog 300`"
    return Reply.asking(form, sentence, Offer(f"Record {name}", f"cost record {name} {kit.one_line(words)}".strip()))


async def _there(name: str, project: int | None, asked: Asked, db: Transaction) -> Month | None:
    return next((one for one in await months(project, asked.viewer, db) if one.name == name), None)


async def _saved(name: str, project: int | None, facts: dict[str, Any], asked: Asked, db: Transaction) -> Month:
    there = await _there(name, project, asked, db)
    before = await db.costs.for_change(there.id, seen_by=asked.viewer) if there else None
    blank = Month(
        team=asked.place.team,
        project=project,
        channel=asked.place.channel,
        name=name,
        changed_by=asked.viewer.user,
        changed_at=asked.now,
    )
    try:
        after = (before or blank).written(by=asked.viewer.user, at=asked.now, **facts)
    except ValidationError as error:
        first = error.errors()[0]
        raise Unclear(f"{first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}", field=str(first["loc"][0])) from None
    if not after.spend and all(getattr(after, fact) is None for fact in FACTS):
        raise Unclear("What did it cost? A service a line, as in `AWS 1200`.", field="spend")
    return await _keep(after, before, "record", asked, db)


async def _keep(after: Month, before: Month | None, action: str, asked: Asked, db: Transaction) -> Month:
    saved = await kept(after, db.costs, before=before, action=action, kind=KIND, asked=asked, db=db)
    await found_by(saved, kind=KIND, title=f"Cost of {saved.name}", body=list(saved.spend), status="recorded", db=db)
    return saved
