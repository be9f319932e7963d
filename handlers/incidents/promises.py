"""Action items: promised in words, done by a button, listed for each person, and chased once at their day and once after."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotFound, Offer, Unclear
from bot.records.actions import Action
from bot.records.entries import EntryKind
from bot.records.incidents import Incident, Severity
from bot.records.people import Person, Viewer
from handlers.asking import Asked
from handlers.blocks import actions as drawn
from handlers.blocks import kit
from handlers.dates import is_night, morning_of, next_morning, split_day, today_in
from handlers.direct import direct_channel
from handlers.growing import grown_from
from handlers.incidents import acts, forms
from handlers.incidents.which import meant, to_change
from handlers.people_meant import UNREACHABLE, able, person_meant
from handlers.posts import Showing, show
from handlers.reply import Reply
from storage.audit import Change
from storage.store import Store, Transaction

LISTED = 10
PAGE_DIGITS = 5
CHASED = "action.chased"
FIRST_MORNING = "Pacific/Kiritimati"
"""Where it is morning first."""
LOOK_AGAIN = timedelta(hours=1)
"""So long somebody has to become known whom we know nothing of."""
_KEY = re.compile(r"ACT-0*(\d{1,9})$", re.IGNORECASE)
_FROM_A_LIST = re.compile(r"^ACT-\d+ (mine|all|INC-\d+) (\d{1,5}) v\d+$", re.IGNORECASE)
"""What the buttons of a list say after the key: which list, which page, which revision."""
_MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")

Clock = Callable[[], datetime]


async def action(asked: Asked, db: Transaction) -> Reply:
    """`action <what> @who by <when>`: nobody named, nobody has it; no day, by severity."""
    if not asked.rest:
        return forms.promising(await meant(asked, db))
    owners = _MENTION.findall(asked.intent.rest)
    words = asked.plain(_MENTION.sub("", asked.intent.rest, count=1)) if owners else asked.rest
    what, due = split_day(" ".join(words.split()), now=asked.now, tz=asked.viewer.tz)
    if due and not what:
        raise Unclear("What is to be done? `/incident action <what> @who by <when>`")
    owner = owners[0] if owners else ""
    person = await able(owner, asked.place.team, db)
    incident = await to_change(asked, db)
    promised = await forms.promise(asked, db, incident, what=what, owner=owner, due_on=due)
    if person is None:
        await plan_chase(db, promised, None, asked.now)
    return await _promised(promised, db)


async def _promised(action_: Action, db: Transaction) -> Reply:
    names = await db.people.names(action_.team, {action_.owner})
    unseen = await _unseen(action_, db)
    offers = [] if action_.owner else [Offer("I do it", f"incident own {action_.key} me")]
    sentence = f"{action_.key} is on the list: {drawn.whose(action_, names)}, due {action_.due_on:%a %d %b}.{unseen}"
    return Reply.saying(sentence, offers=offers, recorded=True, tells=bool(unseen))


async def done(asked: Asked, db: Transaction) -> Reply:
    """`done ACT-5`; said again, it is not done after all. Pressed in a list, it is answered by that list."""
    found = await _action(asked, db)
    is_to_be_done = asked.intent.verb == "done"
    listed = _FROM_A_LIST.search(asked.rest)
    if listed and found.is_done is is_to_be_done:
        return await _again(asked, db, found, listed)  # somebody else was quicker
    after = found.done(by=asked.viewer.user, at=asked.now) if is_to_be_done else found.undone()
    await _changed(asked, db, found, after, asked.intent.verb)
    if listed:
        return await _again(asked, db, after, listed)
    return Reply.saying(f"{after.key} is {'done' if after.is_done else 'not done yet'}.", recorded=True)


async def own(asked: Asked, db: Transaction) -> Reply:
    """`own ACT-5 @who`: whose it is from now on; `me` and `nobody` will do for a name."""
    found = await _action(asked, db)
    owner = person_meant(" ".join(asked.intent.rest.split()[1:]), asked.viewer.user)
    if owner is None:
        raise Unclear(f"Who? `/incident own {found.key} @who`", offers=[Offer("I do it", f"incident own {found.key} me")])
    await able(owner, asked.place.team, db)
    after = found.moved(owner=owner, due_on=found.due_on)
    await _changed(asked, db, found, after, "own")
    names = await db.people.names(after.team, {after.owner})
    unseen = await _unseen(after, db)
    return Reply.saying(f"{after.key}: {drawn.whose(after, names)}.{unseen}", recorded=True, tells=bool(unseen))


async def _unseen(action_: Action, db: Transaction) -> str:
    """What the one who gives it must know where its owner does not see the incident; of strangers we cannot tell yet."""
    if not action_.owner or await db.people.person(action_.team, action_.owner) is None:
        return ""
    seen = await db.actions.get(action_.id, seen_by=await db.people.viewer(action_.team, action_.owner))
    return "" if seen else " They do not see that incident, so they see nothing of this and are not told."


async def listing(asked: Asked, db: Transaction) -> Reply:
    """`actions [mine|all|INC-9] [page]`: in a room its own; elsewhere one's own."""
    words = asked.rest.lower().split()
    page = max([1, *(int(word) for word in words if word.isdecimal() and len(word) <= PAGE_DIGITS)])
    if (asked.intent.number is not None or asked.room) and not {"mine", "all"} & set(words):
        return await _of_incident(asked, db, await meant(asked, db), page)
    return await _open(asked, db, "all" if "all" in words else "mine", page)


async def _again(asked: Asked, db: Transaction, pressed: Action, listed: re.Match[str]) -> Reply:
    """The list it was pressed in, as it is now, with that one still on it."""
    which, page = listed[1].lower(), int(listed[2])
    incident = await db.incidents.get(pressed.incident, seen_by=asked.viewer)
    if which in {"mine", "all"} or incident is None:
        reply = await _open(asked, db, which, page, pressed)
    else:
        reply = await _of_incident(asked, db, incident, page)
    return replace(reply, recorded=True, tells=True)


async def _of_incident(asked: Asked, db: Transaction, incident: Incident, page: int) -> Reply:
    found = await db.actions.of(incident, seen_by=asked.viewer)
    shown = found[(page - 1) * LISTED : page * LISTED]
    return await _listed(asked, db, shown, drawn.Page(f"Actions of {incident.key}", incident.key, page, ceil(len(found) / LISTED)))


async def _open(asked: Asked, db: Transaction, which: str, page: int, pressed: Action | None = None) -> Reply:
    owner = None if which == "all" else asked.viewer.user
    items = await db.actions.count_open(seen_by=asked.viewer, owner=owner)
    found = await db.actions.open(seen_by=asked.viewer, owner=owner, limit=LISTED, offset=(page - 1) * LISTED)
    if pressed and pressed.id not in {one.id for one in found}:
        found = sorted([*found, pressed], key=lambda one: (one.due_on, one.number))
    heading = f"{'Everybody’s' if owner is None else 'Your'} open actions: {items}"
    return await _listed(asked, db, found, drawn.Page(heading, which, page, ceil(items / LISTED)))


async def _listed(asked: Asked, db: Transaction, found: list[Action], page: drawn.Page) -> Reply:
    if not found:
        return Reply.saying(f"That page is past the end: there are {page.pages}." if page.pages else "There is nothing to do.")
    names = await db.people.names(asked.place.team, {one.owner for one in found})
    grown = await grown_from(found, asked.viewer, db)
    return Reply(kit.fallback(page.heading), drawn.listed(page, found, names, today_in(asked.viewer.tz, asked.now), grown))


async def chase(team: str, action: int, store: Store, clock: Clock) -> None:
    """Have its owner told, where they may see it: in the morning of its day, and once after; at night only of the worst."""
    now, operator = clock(), Viewer.operator(team)
    async with store.transaction() as db:
        found = await db.actions.for_change(action, seen_by=operator)
        if found is None or found.next_chase is None:
            return
        person = await db.people.person(team, found.owner)
        incident = await db.incidents.get(found.incident, seen_by=operator)
        tz = person.tz if person else None
        today = today_in(tz, now)
        is_too_early = morning_of(found.next_chase, tz) > now  # it was moved, or its owner was: their zone, or what we know of it
        if is_too_early or _must_wait(incident, now, tz) or (person is None and today < found.last_chase):
            await plan_chase(db, found, person, now)
            return
        after = found.was_chased(today)
        await db.actions.save(after)
        await plan_chase(db, after, person, now)
        await db.jobs.enqueue(
            "action.tell", team=team, room=_telling_room(after), action=after.id, owner=after.owner, anew=after.revision
        )  # fmt: skip


async def tell(team: str, action: int, owner: str, *, anew: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Say in somebody's direct messages how it stands with what was, or is, theirs, if they may see it.

    `anew`: the revision in which its owner was chased, of which they hear by a new message; 0: what they were told before is put right.
    """
    async with store.reading() as db:
        viewer = await db.people.viewer(team, owner)
        found = await db.actions.get(action, seen_by=viewer)
        incident = await db.incidents.get(found.incident, seen_by=viewer) if found else None
    if found is None or incident is None or viewer.standing in UNREACHABLE:
        return
    channel = await direct_channel(owner, slack)
    if channel is None:
        return
    async with store.reading() as db:
        post = await db.posts.of(team, CHASED, found.id, channel)
    is_told = bool(post and post.ts)
    is_new = found.owner == owner and not found.is_done and anew > (post.revision if post and is_told else 0)
    if not is_new and not is_told:
        return
    if is_new and _must_wait(incident, clock(), viewer.tz):  # Slack was away since the morning
        async with store.transaction() as db:
            ids: dict[str, int | str] = {"action": found.id, "owner": owner, "anew": anew}
            await db.jobs.later("action.tell", at=next_morning(clock(), viewer.tz), team=team, room=_telling_room(found), **ids)
        return
    today = today_in(viewer.tz, clock())
    message = {
        "text": kit.fallback(f"{found.key} {found.what}"),
        "blocks": drawn.chased(found, incident, today, is_theirs=found.owner == owner),
    }
    showing = Showing(kind=CHASED, record=found.id, channel=channel, revision=found.revision, message=message, anew=is_new)
    await show(showing, team=team, store=store, slack=slack, clock=clock)


async def plan_chase(db: Transaction, action_: Action, person: Person | None, now: datetime) -> None:
    """Have its owner told at the next time there is: not at once, but in a morning of theirs.

    An owner we know nothing of is asked for, and looked for again: from the time that it may be morning where they are.
    """
    await db.jobs.cancel("action.chase", team=action_.team, room=f"chase:{action_.id}")
    if not action_.next_chase:
        return
    at = morning_of(action_.next_chase, person.tz if person else FIRST_MORNING)
    if person is None:
        await db.jobs.enqueue("people.person", team=action_.team, room=f"person:{action_.owner}", user=action_.owner)
        at = max(at, now + LOOK_AGAIN)
    elif at <= now:
        at = next_morning(now, person.tz)
    await db.jobs.later("action.chase", at=at, team=action_.team, room=f"chase:{action_.id}", action=action_.id)


async def _changed(asked: Asked, db: Transaction, before: Action, after: Action, verb: str) -> None:
    await db.actions.save(after)
    await plan_chase(db, after, await db.people.person(after.team, after.owner), asked.now)
    by, door = asked.viewer.user, asked.place.door
    change = Change(record=after.key, action=verb, by=by, before=before.owner, after=after.owner, door=door, at=asked.now)
    await db.audit.changed(after.team, change)
    if await db.posts.many(after.team, CHASED, [after.id]):  # what somebody was told is put right; nobody hears of it
        for owner in sorted({before.owner, after.owner} - {""}):
            await db.jobs.enqueue("action.tell", team=after.team, room=_telling_room(after), action=after.id, owner=owner, anew=0)
    incident = await db.incidents.for_change(after.incident, seen_by=asked.viewer)
    if incident:
        await acts.write(asked, db, incident, EntryKind.ACTION, text=f"{after.key} {after.what}", value=verb)
        await db.incidents.save(incident.noted())
        await acts.enqueue_show(db, incident)


async def _action(asked: Asked, db: Transaction) -> Action:
    word = (asked.rest.split() or [""])[0]
    key = _KEY.match(word)
    if key is None:
        named = f"INC-{asked.intent.number}" if asked.intent.number else ""
        over = [Offer("The incident is over", f"incident resolve {named}".strip())] if asked.intent.verb == "done" else []
        raise Unclear(f"Which one? `/incident {asked.intent.verb} ACT-5`", offers=[Offer("Your actions", "incident actions mine"), *over])
    found = await db.actions.numbered(int(key[1]), seen_by=asked.viewer)
    if found is None:
        raise NotFound(f"There is no {word.upper()} that you can see.", offers=[Offer("Your actions", "incident actions mine")])
    return found


def _must_wait(incident: Incident | None, now: datetime, tz: str | None) -> bool:
    """At night nobody is told, but of the worst."""
    return is_night(now, tz) and not (incident and incident.severity is Severity.SEV1)


def _telling_room(action_: Action) -> str:
    return f"action:{action_.id}"
