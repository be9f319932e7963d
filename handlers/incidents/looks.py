"""Words that only look: what is open here, the lists, one incident, its timeline."""

from datetime import UTC
from math import ceil

from bot.errors import NotFound, Offer, Unclear
from bot.records.entries import Entry
from bot.records.incidents import Incident
from bot.records.times import zone_of
from handlers.accounts import links_of_entries
from handlers.asking import Asked
from handlers.blocks import incidents as blocks
from handlers.blocks import kit
from handlers.blocks.incident_reminders import due
from handlers.incidents import forms, relations
from handlers.incidents.which import meant
from handlers.paging import enough, many, page_of
from handlers.reply import Reply
from handlers.shown import links
from storage.incidents import HEADLINE
from storage.store import Transaction

LISTED = 20
PAGE_DIGITS = 5
OPEN_ELSEWHERE = 5
MOST_RELATED = 5


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/incident`: in a room that one, else what is open here, and how to declare; never an error."""
    if asked.room:
        return await show(asked, db)
    open_anywhere = await db.incidents.open(seen_by=asked.viewer)
    open_here = [incident for incident in open_anywhere if incident.channel == asked.place.channel]
    elsewhere = [incident for incident in open_anywhere if incident.channel != asked.place.channel][:OPEN_ELSEWHERE]
    places = await links_of(open_here + elsewhere, db)
    parts = []
    if open_here:
        parts += blocks.listed("Open here", open_here[:LISTED], asked.now, places)
    if elsewhere:
        parts += blocks.listed("Open elsewhere", elsewhere, asked.now, places)
    if not open_here and not elsewhere:
        return await forms.declaring(asked, db)
    another = kit.button("Declare another" if open_here else "Declare an incident", "incident declare")
    nexts = blocks.next_moves(open_here[0])[:-1] if len(open_here) == 1 else []
    parts.append(kit.actions(*nexts, another, kit.button("All words", "incident help")))
    return Reply(kit.fallback(f"{len(open_here)} open here"), parts)


async def listing(asked: Asked, db: Transaction) -> Reply:
    """`list [open|all] [page]`."""
    words = asked.rest.lower().split()
    if unknown := [word for word in words if word not in {"open", "all"} and not word.isdecimal()]:
        raise Unclear(f"I list open ones, or all: `/incident list [open|all] [page]`. “{kit.cut(unknown[0], 40)}” is neither.")
    page = _page(words)
    if "all" not in words:
        items = await db.incidents.count(seen_by=asked.viewer, open_=True, most=enough(page, LISTED))
        heading = f"Open: {many(items)}"
        found = await db.incidents.open(seen_by=asked.viewer, limit=LISTED, offset=(page - 1) * LISTED)
    else:
        items = await db.incidents.count(seen_by=asked.viewer, most=enough(page, LISTED))
        heading = f"All you can see: {many(items)}"
        found = await db.incidents.newest(seen_by=asked.viewer, limit=LISTED, offset=(page - 1) * LISTED)
    if not items:
        return Reply.saying("Nothing is open. All there were: `/incident list all`" if "all" not in words else "There were none yet.")
    if not found:
        return Reply.saying(f"That page is past the end: there are {ceil(items / LISTED)}.")
    left = items - (page - 1) * LISTED - len(found)
    which = "all" if "all" in words else "open"
    owed = await db.postmortems.owing(found, seen_by=asked.viewer)
    owing = {one.key: f" · {due(one, asked.now)}" for one in found if one.id in owed}
    drawn = blocks.listed(heading, found, asked.now, await links_of(found, db), owing)
    turns = _turns(f"incident list {which}", page, ceil(items / LISTED), f"{many(left)} more")
    return Reply(kit.fallback(heading), [*drawn, *([kit.actions(*turns)] if turns else [])])


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show INC-12`."""
    incident = await meant(asked, db)
    latest = await db.entries.latest(incident, kinds=blocks.TOLD_AS_LATEST, seen_by=asked.viewer)
    names = await db.people.names(incident.team, blocks.people_of(incident, latest))
    actions = await db.actions.of(incident, seen_by=asked.viewer)
    related = await relations.told(incident, asked, db)
    live = await relations.deployed(incident, asked, db)
    others = await relations.others(incident, asked, db)
    places = await links_of([incident], db)
    card = blocks.card(incident, latest, names, asked.now, places.get(incident.id))
    owes = await db.postmortems.owing([incident], seen_by=asked.viewer)
    owed = [[kit.text(f"Not signed off yet: its {due(incident, asked.now)}")]] if owes else []
    below = [*blocks.related([*related, *others]), *blocks.deployed(live), *blocks.promised(actions), *owed]
    more = [kit.rich(*below)] if below else []
    return Reply(blocks.headline_text(incident), [*card, *more, kit.actions(*blocks.next_moves(incident))])


async def timeline(asked: Asked, db: Transaction) -> Reply:
    """`timeline [INC-9] [page]`: the newest page first, each page oldest first."""
    incident = await meant(asked, db)
    size, page = blocks.ENTRIES_ON_A_PAGE, _page(asked.rest.split())
    items = await db.entries.length(incident, seen_by=asked.viewer, most=enough(page, size))
    pages = max(1, ceil(items / size))
    page = min(page, pages)
    says = f"{many(items)} entries, {page_of(page, items, size).lower()}"
    entries = await db.entries.timeline(incident, seen_by=asked.viewer, limit=size, offset=(page - 1) * size)
    names = await db.people.names(incident.team, {entry.by for entry in entries})
    drawn = blocks.timeline(incident, entries, blocks.Page(page, pages, says), names, await links_of_entries(incident, entries, db))
    turns = _turns(f"incident timeline {incident.key}", page, pages, "Earlier")
    if theirs := [
        (_label(entry, asked), f"incident edit {incident.key} {entry.id}")
        for entry in entries
        if entry.is_for(asked.viewer, lead=incident.lead)
    ]:
        turns.append(kit.menu("Edit an entry…", theirs))
    turns.append(kit.button("Add note", f"incident note {incident.key}"))
    for how, other in (await relations.told(incident, asked, db))[:MOST_RELATED]:
        turns.append(kit.button(f"{other.key} ({how})", f"incident timeline {other.key}"))
    return Reply(kit.fallback(f"{incident.key}: {many(items)} entries"), [*drawn, kit.actions(*turns)])


async def edit(asked: Asked, db: Transaction) -> Reply:
    """`edit INC-9 <entry>`, as a menu of the timeline says it; with no entry, the timeline and its menu."""
    if not asked.rest.isdecimal():
        return await timeline(asked, db)
    incident = await meant(asked, db)
    entry = await db.entries.get(int(asked.rest), seen_by=asked.viewer)
    if entry is None or entry.incident != incident.id:
        raise NotFound(f"There is no such entry on {incident.key}.", offers=[Offer("Timeline", f"incident timeline {incident.key}")])
    return forms.editing(incident, entry)


async def links_of(incidents: list[Incident], db: Transaction) -> dict[int, str]:
    """Where each one's headline is, by incident."""
    return await links(HEADLINE, [one.id for one in incidents], incidents[0].team, db) if incidents else {}


def _turns(words: str, page: int, pages: int, onwards: str) -> list[kit.Element]:
    """Buttons to the next page and the one before."""
    turns = [kit.button("Back", f"{words} {page - 1}")] if page > 1 else []
    return [*turns, kit.button(onwards, f"{words} {page + 1}")] if page < pages else turns


def _label(entry: Entry, asked: Asked) -> str:
    """An entry in a menu, which shows plain words only: its time is in the zone of whoever reads it."""
    at = entry.happened_at.astimezone(zone_of(asked.viewer.tz) or UTC)
    return f"{at:%H:%M} {kit.one_line(entry.text) or entry.value or entry.kind}"


def _page(words: list[str]) -> int:
    return max([1, *(int(word) for word in words if word.isdecimal() and len(word) <= PAGE_DIGITS)])
