"""Links between records of every kind. Whoever asks looks up the other end with its own collection, which knows who sees it."""

from collections.abc import Collection as Collection_

from sqlalchemy import Column, Index, Row, String, Table, UniqueConstraint, and_, bindparam, or_, select

from bot.records.links import Link, Record, Relation
from storage.collection import Collection
from storage.database import Key, Utc, metadata

links = Table(
    "links",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("from_kind", String(16), nullable=False),
    Column("from_id", Key, nullable=False),
    Column("relation", String(16), nullable=False),
    Column("to_kind", String(16), nullable=False),
    Column("to_id", Key, nullable=False),
    Column("by", String(20), nullable=False),
    Column("at", Utc, nullable=False),
    UniqueConstraint("team", "from_kind", "from_id", "relation", "to_kind", "to_id", name="uq_links_team_from_kind_from_id"),
    Index("ix_links_team_to", "team", "to_kind", "to_id"),
)


_BEGINS, _ENDS = (
    and_(links.c[f"{end}_kind"] == bindparam("of_kind"), links.c[f"{end}_id"] == bindparam("of_id")) for end in ("from", "to")
)
_OF = select(links).where(links.c.team == bindparam("of_team"), or_(_BEGINS, _ENDS)).order_by(links.c.id)
"""Built once: every card of every record asks it."""


class Links(Collection):
    """Each once."""

    async def add(self, link: Link) -> bool:
        """Keep a link; says whether it is new."""
        source, target = link.source, link.target
        ends = {"from_kind": source.kind, "from_id": source.id, "to_kind": target.kind, "to_id": target.id}
        return await self._insert_once(links, {"team": link.team, "relation": link.relation.value, **ends, "by": link.by, "at": link.at})

    async def of(self, team: str, record: Record) -> list[Link]:
        """Every link of a record, from either end, oldest first."""
        asked = {"of_team": team, "of_kind": record.kind, "of_id": record.id}
        return [_link(row) for row in await self._connection.execute(_OF, asked)]

    async def to(self, team: str, kind: str, records: Collection_[int], relation: Relation) -> list[Link]:
        """The links of a relation that lead to some records of a kind, oldest first."""
        here = (links.c.team == team, links.c.to_kind == kind, links.c.to_id.in_(records), links.c.relation == relation.value)
        return [_link(row) for row in await self._connection.execute(select(links).where(*here).order_by(links.c.id))]


def _link(row: Row[tuple[object, ...]]) -> Link:
    source, target = Record(kind=row.from_kind, id=row.from_id), Record(kind=row.to_kind, id=row.to_id)
    return Link(team=row.team, source=source, relation=Relation(row.relation), target=target, by=row.by, at=row.at)
