"""Everything that can be found by words, of every kind: what has them, the best first, to whoever may see it."""

from collections.abc import Sequence
from math import log
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select

from bot.records.links import Record
from bot.records.people import Viewer
from bot.records.search import MOST_CHARACTERS, Found, Searchable, forms, indexed, snippet, telling, terms
from storage.collection import Collection, kept
from storage.people import in_sight_of
from storage.sight import built_once
from storage.words import Language, entries, fitting, language, no_entries, texts

DIGITS = 9
ZEROS = 4
"""Keys are written with up to so many digits: INC-9, ADR-009, RFC-0009."""
SNIPPET = 240
RANKED = 1_000
CANDIDATES, CANDIDATES_RANKED = 100, 2_000
"""So many are put in the order of how well they fit, the newest, since each is read for it; of those, so many are held to be alike."""
COUNTED = 10_000
"""What is rare among so many is rare among more, too."""
ALIKE = 0.5
"""At least this part of what tells a title from others must be in the other title, too."""

_RECORD = ("team", "kind", "record")
_THIS = tuple(texts.c[name] == bindparam(name) for name in _RECORD)
_REVISION = select(texts.c.revision).where(*_THIS)
_WORDS_OF = select(texts.c.key, texts.c.title, texts.c.body).where(*_THIS).with_for_update()
"""Held until it is kept, so that nobody indexes other words in between."""
_TOLD = tuple(texts.c[name] for name in Found.model_fields if name != "snippet")


class Search(Collection):
    """Every record of every kind; a question finds those its viewer sees."""

    async def keep(self, text: Searchable) -> None:
        """Let a record be found by these words from now on, unless a later revision of it is."""
        row = {**text.model_dump(), "body": text.body[:MOST_CHARACTERS]}
        before = (await self._connection.execute(_WORDS_OF, row)).first()
        id_ = await self._connection.scalar(kept(self._connection.dialect.name, texts, _RECORD, tuple(row), unless_later="revision"), row)
        if id_ is not None and before != (row["key"], row["title"], row["body"]):
            await self._index([(id_, text)])

    async def keep_all(self, every: Sequence[Searchable]) -> None:
        """The same of many, in one go."""
        rows = [{**text.model_dump(), "body": text.body[:MOST_CHARACTERS]} for text in every]
        await self._upsert_all(texts, _RECORD, rows, unless_later="revision")
        words = {(text.team, text.kind, text.record): text for text in every}
        found: list[tuple[int, Searchable]] = []
        for team, kind in dict.fromkeys((text.team, text.kind) for text in every):
            records = [text.record for text in every if (text.team, text.kind) == (team, kind)]
            these = (texts.c.team == team, texts.c.kind == kind, texts.c.record.in_(records))
            rows_ = await self._connection.execute(select(texts.c.id, texts.c.record, texts.c.revision).where(*these))
            found += [(row.id, text) for row in rows_ if (text := words[team, kind, row.record]).revision == row.revision]
        if found:
            await self._index(found)

    async def forget(self, team: str, kind: str, record: int) -> None:
        """Let a record be found no more."""
        this = (texts.c.team == team, texts.c.kind == kind, texts.c.record == record)
        if (id_ := await self._connection.scalar(select(texts.c.id).where(*this))) is not None:
            await self._connection.execute(no_entries(self._connection.dialect.name, [id_]))
            await self._connection.execute(delete(texts).where(texts.c.id == id_))

    async def revision(self, team: str, kind: str, record: int) -> int:
        """Which revision of a record can be found; 0 for none."""
        return await self._connection.scalar(_REVISION, {"team": team, "kind": kind, "record": record}) or 0

    async def find(self, words: str, *, seen_by: Viewer, kinds: Sequence[str] | None = None, limit: int, offset: int = 0) -> list[Found]:
        """What has all of these words, the best first; of the last one its beginning will do. "Quoted words" follow each other."""
        looked_for = terms(words)
        if not looked_for:
            return []
        which = [_is_visible(seen_by), *([texts.c.kind.in_(kinds)] if kinds is not None else [])]
        ranked = await fitting(self._connection, self._language.all_of(looked_for), which, RANKED)
        best = select(ranked).order_by(ranked.c.rank, ranked.c.happened_at.desc(), ranked.c.id.desc())
        page = best.limit(limit).offset(offset).subquery()
        found = select(*_TOLD, texts.c.body).join_from(page, texts, texts.c.id == page.c.id)
        rows = (await self._connection.execute(found.order_by(page.c.rank, page.c.happened_at.desc(), page.c.id.desc()))).all()
        return [Found(**_told(row), snippet=snippet(row.body, looked_for, SNIPPET)) for row in rows]

    async def similar(self, text: str, *, seen_by: Viewer, kind: str, status: str = "", without: int = 0, limit: int) -> list[Found]:
        """Those, of a status if one is named, whose titles have most of what tells this one apart, the most alike and newest first."""
        asked = telling(text)
        if not asked:
            return []
        of_status = [texts.c.status == status] if status else []
        which = (_is_visible(seen_by), texts.c.kind == kind, texts.c.record != without, *of_status)
        ranked = await fitting(self._connection, self._language.any_in_title(asked), which, CANDIDATES_RANKED)
        nearest = select(ranked).order_by(ranked.c.rank, ranked.c.id.desc()).limit(CANDIDATES).subquery()
        found = select(*_TOLD, texts.c.id).join_from(nearest, texts, texts.c.id == nearest.c.id)
        rows = (await self._connection.execute(found)).all()
        if not rows:
            return []
        every = await self._count(select(texts.c.id).where(texts.c.team == seen_by.team, texts.c.kind == kind), COUNTED)
        alike = _likeness(asked, [row.title for row in rows], every)
        best = sorted(zip(alike, rows, strict=True), key=lambda one: (-one[0], -one[1].happened_at.timestamp(), -one[1].id))
        return [Found(**_told(row)) for likeness, row in best[:limit] if likeness >= ALIKE]

    async def named(self, key: str, *, seen_by: Viewer) -> Found | None:
        """The record of any kind with that key, however many zeros it is written with; None where it is not to be seen."""
        prefix, _, number = key.strip().upper().rpartition("-")
        if not prefix or not number.isdecimal() or len(number) > DIGITS:
            return None
        spellings = [f"{prefix}-{int(number):0{width}}" for width in range(1, ZEROS + 1)]
        found = select(*_TOLD).where(texts.c.key.in_(spellings), _is_visible(seen_by))
        row = (await self._connection.execute(found)).first()
        return Found(**_told(row)) if row else None

    async def text(self, found: Found, *, seen_by: Viewer) -> str:
        """All the words of a record, as it is found by them; "" where it is not to be seen."""
        this = (texts.c.kind == found.kind, texts.c.record == found.record, _is_visible(seen_by))
        return await self._connection.scalar(select(texts.c.body).where(*this)) or ""

    async def newest(self, *, seen_by: Viewer, kinds: Sequence[str], statuses: Sequence[str] = (), limit: int) -> list[Found]:
        """The latest of these kinds, in one of these statuses where some are named."""
        which = [texts.c.kind.in_(kinds), _is_visible(seen_by)]
        if statuses:
            which.append(func.lower(texts.c.status).in_(statuses))
        rows = await self._connection.execute(
            select(*_TOLD).where(*which).order_by(texts.c.happened_at.desc(), texts.c.id.desc()).limit(limit)
        )
        return [Found(**_told(row)) for row in rows]

    async def ends(self, records: Sequence[Record], *, seen_by: Viewer) -> dict[Record, Found]:
        """Those of these records, of whatever kind, that are to be seen: for links."""
        if not records:
            return {}
        these = or_(*(and_(texts.c.kind == one.kind, texts.c.record == one.id) for one in records))
        rows = await self._connection.execute(select(*_TOLD).where(these, _is_visible(seen_by)))
        return {Record(kind=row.kind, id=row.record): Found(**_told(row)) for row in rows}

    @property
    def _language(self) -> Language:
        return language(self._connection.dialect.name)

    async def _index(self, kept: Sequence[tuple[int, Searchable]]) -> None:
        dialect = self._connection.dialect.name
        rows = [{"id": id_, "key": text.key, "title": text.title, "body": text.body} for id_, text in kept]
        await self._connection.execute(no_entries(dialect, [id_ for id_, _ in kept]))
        await self._connection.execute(*entries(dialect, rows))


@built_once
def _is_visible(viewer: Viewer) -> ColumnElement[bool]:
    own = and_(texts.c.own_channel.is_not(None), in_sight_of(viewer, texts.c.team, texts.c.own_channel))
    ways = [in_sight_of(viewer, texts.c.team, texts.c.channel), own]
    if viewer.sees_what_is_public:
        ways.append(texts.c.published)
    return and_(texts.c.team == viewer.team, or_(*ways))


def _likeness(asked: Sequence[str], titles: Sequence[str], every: int) -> list[float]:
    """How much of what is telling each title shares, from 0 to 1, by how rare the words are among all titles."""
    words = [set(indexed(title)) for title in titles]
    shared = [[bool(one.intersection(forms(word))) for word in asked] for one in words]
    weights = [log(1 + every / max(1, sum(one[at] for one in shared))) for at in range(len(asked))]
    whole = sum(weights) or 1.0
    return [sum(weight for weight, has in zip(weights, one, strict=True) if has) / whole for one in shared]


def _told(row: Any) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in _TOLD}
