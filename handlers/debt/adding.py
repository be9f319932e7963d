"""Logging debt: by words at once, from a message or an action item in two clicks."""

import re
from typing import Any

from bot.errors import Conflict, Offer
from bot.records.debt import Debt, Priority
from bot.records.entries import Message
from bot.records.links import Record, Relation
from handlers import growing
from handlers.asking import Asked
from handlers.belonging import ONLY_YOU, channel_of, project_for
from handlers.blocks import debt as drawn
from handlers.blocks import kit
from handlers.debt import acts, forms
from handlers.debt.forms import Logging
from handlers.markup import mentioned, plain
from handlers.reply import Reply
from storage.debt import KIND
from storage.store import Transaction

ADD = "/debt add <what>"
ADDING = "debt add"
FORM = "form"
"""The door of a form that is sent."""
INCIDENT = "incident"
_FROM = re.compile(r"from\s+ACT-0*(\d{1,9})$", re.IGNORECASE)
_FACT = re.compile(
    rf"\s+(?:days\s+(?P<days>\d{{1,4}}(?:\.\d+)?)|hours\s+(?P<hours>\d{{1,4}}(?:\.\d+)?)|(?P<priority>{'|'.join(Priority)}))$",
    re.IGNORECASE,
)


async def add(asked: Asked, db: Transaction) -> Reply:
    """`add <what> [days 3] [hours 6] [critical|high|medium|low]`; `add from ACT-5`."""
    if found := _FROM.match(asked.rest):
        action, _ = await growing.source(int(found[1]), KIND, asked, db)
        words = f"{ADDING} from {action.key}"
        return await forms.logging(asked, db, title=kit.one_line(action.what), about={"action": action.number}, words=words)
    title, facts = _read(asked.rest)
    channel = channel_of(asked, usage=ADD)
    if not title:
        return await forms.logging(asked, db)
    project = await project_for(None, channel, asked, db)
    if project is None and await db.projects.all(seen_by=asked.viewer):
        return await forms.logging(asked, db, title=asked.rest)
    origin = asked.place.message
    new = Debt.logged(
        title, team=asked.place.team, channel=channel, project=project, by=asked.viewer.user, at=asked.now, origin=origin, **facts
    )
    return await _logged(await acts.keep(asked, db, new), asked, db)


async def log_from(asked: Asked, db: Transaction) -> Reply:
    """Log what a message says. What was logged from it before is shown."""
    message = asked.about["message"]
    there = await db.debts.of_message(asked.place.channel, message["ts"], seen_by=asked.viewer)
    if there:
        raise Conflict(f"That is {there.key} already: {there.title}", offers=[Offer(f"Show {there.key}", f"debt show {there.key}")])
    text = plain(message.get("text") or "", await db.people.names(asked.place.team, mentioned(message.get("text") or "")))
    draft = await db.drafts.keep(asked.place.team, asked.viewer.user, text, at=asked.now)
    origin = {"channel": asked.place.channel, "ts": message["ts"], "thread_ts": message.get("thread_ts")}
    about: dict[str, Any] = {"origin": {name: value for name, value in origin.items() if value}, "draft": draft}
    return await forms.logging(asked, db, title=kit.one_line(text), about=about)


async def log(values: Logging, asked: Asked, db: Transaction) -> Reply:
    """The form."""
    if "action" in asked.about:
        return await _grown(values, int(asked.about["action"]), asked, db)
    channel = channel_of(asked, usage=ADD)
    origin = Message(**asked.about["origin"]) if "origin" in asked.about else None
    said = await db.drafts.text(int(asked.about["draft"]), team=asked.place.team, user=asked.viewer.user) if origin else ""
    new = Debt.logged(
        values.title,
        team=asked.place.team,
        channel=channel,
        project=await project_for(values.project, channel, asked, db),
        by=asked.viewer.user,
        at=asked.now,
        quadrant=values.quadrant,
        impact=values.impact,
        priority=values.priority,
        origin=origin,
        estimated_days=values.days,
        description=said if said and kit.one_line(said) != values.title else "",
    )
    return await _logged(await acts.keep(asked, db, new), asked, db)


async def _grown(values: Logging, number: int, asked: Asked, db: Transaction) -> Reply:
    """An action item that is debt: it stays as private as its incident."""
    action, incident = await growing.source(number, KIND, asked, db)
    new = Debt.logged(
        values.title,
        team=action.team,
        channel=incident.channel,
        project=await project_for(values.project or incident.project, incident.channel, asked, db),
        by=asked.viewer.user,
        at=asked.now,
        quadrant=values.quadrant,
        impact=values.impact,
        priority=values.priority,
        estimated_days=values.days,
        description=action.what if kit.one_line(action.what) != values.title else "",
    )
    debt = await acts.keep(asked, db, new)
    await growing.grew(acts.end(debt), action, incident, asked, db)
    return _told(debt, f" It follows from {action.key} of {incident.key}.", tells=True)


async def _logged(debt: Debt, asked: Asked, db: Transaction) -> Reply:
    """Said in the room of an incident, it follows from that."""
    follows = ""
    if asked.room and asked.room.kind.split(".")[0] == INCIDENT:
        incident = await db.incidents.get(asked.room.record, seen_by=asked.viewer)
        if incident:
            await acts.linked(asked, db, acts.end(debt), Relation.FOLLOWS_FROM, Record(kind=INCIDENT, id=incident.id))
            follows = f" It follows from {incident.key}."
    return _told(debt, follows, only_you=asked.is_direct, tells=asked.place.door == FORM)


def _told(debt: Debt, follows: str, *, only_you: bool = False, tells: bool = False) -> Reply:
    """What it is called; after a form nothing else says that, in a thread a ✅ is answer enough."""
    guess = " How it came about is a guess." if debt.is_guess else ""
    sentence = f"{debt.key} is logged: {debt.priority}, {drawn.in_words(debt.quadrant)}.{guess}{follows}{ONLY_YOU if only_you else ''}"
    offers = [Offer("Say more", f"debt edit {debt.key}"), Offer("What does it cost?", f"debt ask {debt.key}")]
    if only_you:
        offers.append(Offer("Let every member see it", f"debt publish {debt.key}"))
    return Reply.saying(sentence, offers=offers, recorded=True, tells=tells)


def _read(words: str) -> tuple[str, dict[str, Any]]:
    """What it is, and the facts that stand at the end."""
    facts: dict[str, Any] = {}
    title = f" {words}"
    while found := _FACT.search(title):
        if found["days"]:
            facts.setdefault("estimated_days", float(found["days"]))
        elif found["hours"]:
            facts.setdefault("hours_a_week", float(found["hours"]))
        else:
            facts.setdefault("priority", Priority(found["priority"].lower()))
        title = title[: found.start()]
    return title.strip(), facts if title.strip() else {}
