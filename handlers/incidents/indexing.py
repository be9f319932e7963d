"""What of an incident is found by its words: its title, what it did, what fixed it, and whatever stands on its timeline and counts."""

from bot.records.incidents import Incident
from bot.records.people import Viewer
from bot.records.search import Searchable
from storage.incidents import HEADLINE
from storage.store import Store, Transaction

KIND = "incident"
ENTRIES = 5_000


async def index(team: str, incident: int, store: Store) -> None:
    """Let an incident be found as it is now."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        if found is None or await db.search.revision(team, KIND, found.id) >= found.revision:
            return
        text = _searchable(found, await _body(found, db))
    async with store.transaction() as db:
        await db.search.keep(text)


async def index_new(incident: Incident, db: Transaction) -> None:
    """Let one that has just been declared be found by its title, which is all there is of it yet: a job for that would cost more."""
    await db.search.keep(_searchable(incident, ""))


def _searchable(incident: Incident, body: str) -> Searchable:
    return Searchable(
        team=incident.team,
        kind=KIND,
        record=incident.id,
        key=incident.key,
        channel=incident.channel,
        own_channel=incident.own_channel,
        published=not incident.channel,
        title=incident.title,
        body=body,
        status=incident.status,
        happened_at=incident.started_at,
        shown_as=HEADLINE,
        revision=incident.revision,
    )


async def _body(incident: Incident, db: Transaction) -> str:
    said = await db.entries.texts(incident, seen_by=Viewer.operator(incident.team), limit=ENTRIES)
    facts = [incident.fix, incident.impact, incident.slo]
    return "\n".join(dict.fromkeys(line for line in [*facts, *said] if line and line != incident.title))
