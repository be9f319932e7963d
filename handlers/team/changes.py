"""Who comes, who goes, which roles are open, who is on call."""

import re
from datetime import date

from pydantic import Field

from bot.errors import Conflict, Offer, Unclear
from bot.records.people import Standing
from bot.records.team import LONGEST, Member, Risk
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import team as drawn
from handlers.dates import split_day, today_in
from handlers.forms import Values
from handlers.pages import must_be_admin
from handlers.reply import Form, Reply
from handlers.team.which import meant, saved, to_change
from storage.store import Transaction

_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_SINCE = re.compile(r"\s+since\s+(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?\s*$", re.IGNORECASE)
_BECAUSE = re.compile(r"\s+because\s+", re.IGNORECASE)
_OPENING = re.compile(r"R?0*(\d{1,6})$", re.IGNORECASE)


class Joining(Values):
    """Somebody of the workspace, or a name."""

    user: str = ""
    name: str = Field(default="", max_length=LONGEST)
    role: str = Field(min_length=1, max_length=LONGEST)
    since: date | None = None


class Opening(Values):
    """A role to be filled."""

    role: str = Field(min_length=1, max_length=LONGEST)
    by: date | None = None
    why: str = ""


async def add(asked: Asked, db: Transaction) -> Reply:
    """`add @who <role> [since 2024-03-01]`; said again, with another role."""
    users = _MENTION.findall(asked.intent.rest)
    if not users:
        await to_change(asked, db, usage="/team add")
        form = Form("team.add", drawn.add(asked.rest))
        return Reply.asking(form, "Who is here, and as what? `/team add @who <role>`", Offer("Add somebody", "team add"))
    words = f" {asked.plain(_MENTION.sub('', asked.intent.rest, count=1))}"
    found = _SINCE.search(words)
    role = " ".join((words[: found.start()] if found else words).split())[:LONGEST]
    return await _joined(Member(user=users[0], role=role, since=_day(found) if found else None), asked, db)


async def join(values: Joining, asked: Asked, db: Transaction) -> Reply:
    """The form."""
    if not values.user and not values.name:
        raise Unclear("Who? Somebody of this workspace, or a name.", field="user")
    name = "" if values.user else values.name
    return await _joined(Member(user=values.user, name=name, role=values.role, since=values.since), asked, db)


async def _joined(member: Member, asked: Asked, db: Transaction) -> Reply:
    person = await db.people.person(asked.place.team, member.user) if member.user else None
    if person and person.standing in {Standing.BOT, Standing.DEACTIVATED}:
        raise Conflict("Bots, and people who have left, are not on a team. Choose somebody else, or give a name.", field="user")
    team = await to_change(asked, db, usage="/team add")
    after = team.written(by=asked.viewer.user, at=asked.now, **team.joined(member))
    await saved(team, after, "add", asked, db)
    name = member.name or (person.name if person else "Somebody new")
    return Reply.saying(f"{name} is here as {member.role}. {_count(len(after.members))}.", recorded=True)


async def remove(asked: Asked, db: Transaction) -> Reply:
    """`remove @who`, or a name."""
    users = _MENTION.findall(asked.intent.rest)
    if not asked.rest:
        raise Unclear("Who is here no more? `/team remove @who`")
    team = await to_change(asked, db, usage="/team remove @who")
    gone = Member(user=users[0], role="-") if users else Member(name=asked.rest[:LONGEST], role="-")
    await saved(team, after := team.written(by=asked.viewer.user, at=asked.now, **team.left(gone)), "remove", asked, db)
    return Reply.saying(f"They are off the list. {_count(len(after.members))}.", recorded=True)


async def open_(asked: Asked, db: Transaction) -> Reply:
    """`open <role> [because <why>] [by June]`."""
    if not asked.rest:
        await to_change(asked, db, usage="/team open")
        return Reply.asking(Form("team.open", drawn.seek()), "Whom do you look for?", Offer("Open a role", "team open"))
    words, by = split_day(asked.rest, now=asked.now, tz=asked.viewer.tz)
    role, *why = _BECAUSE.split(words, maxsplit=1)
    return await _opened(role.strip(), by, why[0].strip() if why else "", asked, db)


async def seek(values: Opening, asked: Asked, db: Transaction) -> Reply:
    """The form."""
    return await _opened(values.role, values.by, values.why, asked, db)


async def _opened(role: str, by: date | None, why: str, asked: Asked, db: Transaction) -> Reply:
    team = await to_change(asked, db, usage="/team open")
    after = team.written(by=asked.viewer.user, at=asked.now, **team.looking(role[:LONGEST], by, why))
    await saved(team, after, "open", asked, db)
    opening = after.openings[-1]
    until = f", by {opening.by:%Y-%m-%d}" if opening.by else ""
    return Reply.saying(f"{opening.key} is open: {opening.role}{until}.", recorded=True)


async def filled(asked: Asked, db: Transaction) -> Reply:
    """`filled R3`."""
    found = _OPENING.match(asked.rest)
    if found is None:
        raise Unclear("Which role? `/team filled R3`")
    team = await to_change(asked, db, usage="/team filled R3")
    opening, facts = team.closed(int(found[1]))
    await saved(team, team.written(by=asked.viewer.user, at=asked.now, **facts), "filled", asked, db)
    offers = [Offer("Add who it is", f"team add {opening.role}")]
    return Reply.saying(f"{opening.key} is filled: {opening.role}.", offers=offers, recorded=True)


async def oncall(asked: Asked, db: Transaction) -> Reply:
    """`oncall [@who @who … | none]`: a week each, in this order, the first from this week on."""
    today = today_in(asked.viewer.tz, asked.now)
    users = _MENTION.findall(asked.intent.rest)
    if not users and asked.rest.lower() not in {"none", "nobody"}:
        team, _ = await meant(asked, db, "")
        names = await db.people.names(asked.place.team, set(team.rotation) if team else set())
        return Reply(kit.fallback("On call"), drawn.turns(team, names, today))
    team = await to_change(asked, db, usage="/team oncall @who @who")
    after = team.written(by=asked.viewer.user, at=asked.now, **team.turning(users, today))
    await saved(team, after, "oncall", asked, db)
    names = await db.people.names(after.team, set(after.rotation))
    return Reply(kit.fallback("On call"), drawn.turns(after, names, today), recorded=True, tells=True)


async def risk(asked: Asked, db: Transaction) -> Reply:
    """`risk low|medium|high [why]`: for admins, seen by admins only; never guessed."""
    must_be_admin(asked, "Attrition risk")
    word, _, why = asked.rest.partition(" ")
    if word.lower() not in set(Risk):
        raise Unclear("How likely is it that somebody leaves? `/team risk low|medium|high [why]`")
    team = await to_change(asked, db, usage="/team risk low")
    await saved(team, team.at_risk(Risk(word.lower()), why.strip()), "risk", asked, db)
    return Reply.saying(f"Attrition risk: {word.lower()}. Only admins see it.", recorded=True)


async def publish(asked: Asked, db: Transaction) -> Reply:
    """`publish [project]`: for every full member to see."""
    team, _ = await meant(asked, db, asked.rest)
    if team is None:
        raise Unclear("There is nothing to publish yet: `/team add @who <role>`")
    before = await db.teams.for_change(team.id, seen_by=asked.viewer) or team
    await saved(before, before.opened(), "publish", asked, db)
    return Reply.saying("Every member of this workspace sees it now.", recorded=True, tells=True)


def _day(found: re.Match[str]) -> date:
    try:
        return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise Unclear("Since when? As in `since 2024-03-01`.") from None


def _count(members: int) -> str:
    return "1 is on the team" if members == 1 else f"{members} are on the team"
