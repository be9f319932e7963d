"""Where records are shown, as links."""

from collections.abc import Iterable, Sequence

from bot.records.links import Record
from bot.records.search import Found
from handlers.blocks import kit
from storage.store import Transaction


async def links(shown_as: str, records: Iterable[int], team: str, db: Transaction) -> dict[int, str]:
    """Where the posts of a kind are that show these, by record; those that are not shown are missing."""
    there = list(records)
    posts = await db.posts.many(team, shown_as, there) if there else {}
    url = await db.people.url(team) if posts else ""
    return {record: kit.permalink(url, post.channel, post.ts or "", post.thread) for record, post in posts.items()}


async def links_of(found: Sequence[Found], team: str, db: Transaction) -> dict[Record, str]:
    """Where each of these is shown, whatever it is."""
    places: dict[Record, str] = {}
    for shown_as in {one.shown_as for one in found if one.shown_as}:
        kinds = {one.record: one.kind for one in found if one.shown_as == shown_as}
        places |= {Record(kind=kinds[id_], id=id_): link for id_, link in (await links(shown_as, kinds, team, db)).items()}
    return places
