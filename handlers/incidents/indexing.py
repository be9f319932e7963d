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
        text = Searchable(
            team=team,
            kind=KIND,
            record=found.id,
            key=found.key,
            channel=found.channel,
            own_channel=found.own_channel,
            published=not found.channel,
            title=found.title,
            body=await _body(found, db),
            status=found.status,
            happened_at=found.started_at,
            shown_as=HEADLINE,
            revision=found.revision,
        )
    async with store.transaction() as db:
        await db.search.keep(text)


async def _body(incident: Incident, db: Transaction) -> str:
    entries = await db.entries.timeline(incident, seen_by=Viewer.operator(incident.team), limit=ENTRIES)
    said = [entry.text for entry in reversed(entries) if entry.text and not entry.is_struck]
    facts = [incident.fix, incident.impact, incident.slo]
    return "\n".join(dict.fromkeys(line for line in [*facts, *said] if line and line != incident.title))
