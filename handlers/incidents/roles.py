"""Who leads, who tells the others, who keeps the timeline: given to anybody, by words, by a button, by a form."""

import re

from bot.errors import Conflict, Offer, Unclear
from bot.records.incidents import Incident, Role
from handlers.asking import Asked
from handlers.blocks import incident_forms as drawn
from handlers.forms import Values
from handlers.incidents import acts
from handlers.incidents.which import for_form, meant, named, to_change
from handlers.reply import Form, Reply
from storage.store import Transaction

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_NOBODY = {"nobody", "none", "no"}


class Giving(Values):
    """A role, and who has it; nobody chosen, nobody has it."""

    role: Role
    user: str = ""


async def role(asked: Asked, db: Transaction) -> Reply:
    """`role lead @who`; `me` and `nobody` will do for a name."""
    words = asked.intent.rest.split()
    if not words:
        return _asking(await meant(asked, db))
    usage = f"`/incident role {named(asked)} lead|comms|scribe @who`"
    if words[0].lower() not in set(Role):
        raise Unclear(f"Which role? {usage}")
    given = Role(words[0].lower())
    user = _user(" ".join(words[1:]), asked)
    if user is None:
        raise Unclear(
            f"Who? {usage}",
            offers=[Offer("I do it", f"incident role {named(asked).strip('[]')} {given} me")] if asked.intent.number else [],
        )
    return await _given(asked, db, await to_change(asked, db), given, user)


async def give(values: Giving, asked: Asked, db: Transaction) -> Reply:
    """The same by form."""
    return await _given(asked, db, await for_form(asked, db), values.role, values.user)


async def _given(asked: Asked, db: Transaction, incident: Incident, given: Role, user: str) -> Reply:
    if user:
        person = await db.people.person(asked.place.team, user)
        if person and person.standing in {"bot", "deactivated"}:
            raise Conflict("Bots, and people who have left, cannot do it. Choose somebody else.", field="user")
    after = await acts.give(asked, db, incident, role=given, user=user)
    if given is Role.LEAD:
        await db.jobs.enqueue("incident.ask_lead", team=after.team, room=after.room, incident=after.id)
    name = (await db.people.names(after.team, {user})).get(user, "somebody new") if user else "Nobody"
    return Reply.saying(f"{name} is {given} of {after.key}.", recorded=True)


def _asking(incident: Incident) -> Reply:
    form = Form("incident.role", drawn.give(incident), {"incident": incident.id})
    me = Offer("I lead it", f"incident role {incident.key} lead me")
    return Reply.asking(form, f"Who does what in {incident.key}?", Offer("Give a role", f"incident role {incident.key}"), me)


def _user(words: str, asked: Asked) -> str | None:
    if found := _MENTION.search(words):
        return found[1]
    said = words.strip().lower().removeprefix("@")
    if said in {"me", "myself", "i"}:
        return asked.viewer.user
    return "" if said in _NOBODY else None
