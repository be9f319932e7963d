"""What can be found of each record, and beside it the index of its words that the database keeps: FTS5 on SQLite, a tsvector on PostgreSQL.

Both are given words that were taken apart here (bot/records/search.py), so that both find the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Delete,
    Index,
    Insert,
    Integer,
    Select,
    String,
    Subquery,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    cast,
    column,
    delete,
    false,
    func,
    insert,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.records.search import Term, forms, indexed
from storage.database import Key, Utc, metadata

texts = Table(
    "search_texts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("record", Key, nullable=False),
    Column("key", String(20), nullable=False),
    Column("channel", String(20), nullable=False),
    Column("own_channel", String(20)),
    Column("published", Boolean, nullable=False, server_default=false()),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("happened_at", Utc, nullable=False),
    Column("shown_as", String(32), nullable=False, server_default=""),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "kind", "record"),
    Index("ix_search_texts_team_kind", "team", "kind"),
    Index("ix_search_texts_team_key", "team", "key"),
)

WORDS = "search_words"
"""The index of words, made by a migration for each database: its rows have the ids of those above."""

_fts = table(WORDS, column("rowid", Integer), column("title", Text), column("body", Text))
_vectors = table(WORDS, column("id", Key), column("words", TSVECTOR))

TITLE_COUNTS = 8.0
LOOKED_AT, COMMON = 200, 0.1
"""What so great a part of the newest texts has is common: more that have it are not far, and all that have it are too many."""
FARTHER = 2
"""They are looked for one by one so many times as far as they should be."""


@dataclass(frozen=True)
class Language:
    """How a database is asked for words. A word has nothing in it that either takes for a sign, so that whatever people type is a query."""

    quote: str
    both: str
    either: str
    then: str
    begins: str
    in_title: str
    of_title: str = ""

    def all_of(self, looked_for: Sequence[Term]) -> str:
        """Everything that is looked for: words in a row, or a word in one of its forms."""
        return self.both.join(self._term(term) for term in looked_for)

    def any_in_title(self, words: Sequence[str]) -> str:
        """One of these words, in one of its forms, in the title."""
        every = dict.fromkeys(form for word in words for form in forms(word))
        return self.in_title.format(self.either.join(self._word(form) + self.of_title for form in every))

    def _term(self, term: Term) -> str:
        itself = self.then.join(term.words)
        every = [self._word(itself) + (self.begins if term.is_beginning else ""), *(self._word(form) for form in term.forms)]
        return f"({self.either.join(every)})"

    def _word(self, word: str) -> str:
        return f"{self.quote}{word}{self.quote}"


FTS5 = Language(quote='"', both=" AND ", either=" OR ", then=" ", begins=" *", in_title="title : ({})")
POSTGRES = Language(quote="'", both=" & ", either=" | ", then="' <-> '", begins=":*", in_title="({})", of_title=":A")


def language(dialect: str) -> Language:
    """That of a database."""
    return FTS5 if dialect == "sqlite" else POSTGRES


def entries(dialect: str, rows: Sequence[Mapping[str, Any]]) -> tuple[Insert, list[dict[str, Any]]]:
    """What puts the words of rows, each with its id, key, title and body, into the index of a database, and with what."""
    taken = [(row["id"], indexed(f"{row['key']} {row['title']}"), indexed(row["body"])) for row in rows]
    if dialect == "sqlite":
        return insert(_fts), [{"rowid": id_, "title": " ".join(title), "body": " ".join(body)} for id_, title, body in taken]
    words = insert(_vectors).values(id=bindparam("id"), words=cast(bindparam("words"), TSVECTOR))
    return words, [{"id": id_, "words": _vector(title, body)} for id_, title, body in taken]


def no_entries(dialect: str, ids: Sequence[int]) -> Delete:
    """What takes them out again."""
    return delete(_fts).where(_fts.c.rowid.in_(ids)) if dialect == "sqlite" else delete(_vectors).where(_vectors.c.id.in_(ids))


async def fitting(connection: AsyncConnection, query: str, which: Sequence[ColumnElement[bool]], most: int) -> Subquery:
    """The newest that the index has for a query, as `id` and `happened_at`, and how well each fits: the lower the `rank` the better.

    `which` says of texts which of them count; `most` is how many there are at most.
    """
    return await (_on_sqlite if connection.dialect.name == "sqlite" else _on_postgres)(connection, query, which, most)


async def _on_sqlite(_: AsyncConnection, query: str, which: Sequence[ColumnElement[bool]], most: int) -> Subquery:
    index: ColumnElement[Any] = literal_column(WORDS)
    rank = func.bm25(index, TITLE_COUNTS, 1.0).label("rank")
    found = select(_fts.c.rowid.label("id"), rank, texts.c.happened_at).join_from(_fts, texts, texts.c.id == _fts.c.rowid)
    return found.where(index.op("MATCH")(query), *which).order_by(_fts.c.rowid.desc()).limit(most).subquery()


async def _on_postgres(connection: AsyncConnection, query: str, which: Sequence[ColumnElement[bool]], most: int) -> Subquery:
    asked = cast(query, TSQUERY)
    near, *far = (_newest(found, which, most) for found in await _ways(connection, asked, most))
    newest = (near.union_all(*far).limit(most) if far else near).subquery()
    rank = (-func.ts_rank(newest.c.words, asked, 1)).label("rank")
    return select(newest.c.id, rank, newest.c.happened_at).subquery()


def _newest(found: Select[Any], which: Sequence[ColumnElement[bool]], most: int) -> Select[Any]:
    id_ = found.selected_columns.id
    return found.add_columns(texts.c.happened_at).join(texts, texts.c.id == id_).where(*which).order_by(id_.desc()).limit(most)


async def _ways(connection: AsyncConnection, asked: ColumnElement[Any], most: int) -> list[Select[Any]]:
    """Where the newest texts that have it are found: one by one where it is common, and by the index.

    PostgreSQL's planner cannot tell. What it has no statistics of, a word's beginning above all, it takes for common enough to look through
    all texts for, the newest first: the rarer the word, the longer that takes. The index in turn gives all texts that have a word, and in
    no order: the more common, the longer. So the newest are asked. The second way is not gone where the first was enough.
    """
    has = _vectors.c.words.op("@@")(asked)
    newest = select(_vectors.c.id, has.label("has")).order_by(_vectors.c.id.desc()).limit(LOOKED_AT).subquery()
    having, last = (await connection.execute(select(func.count().filter(newest.c.has), func.max(newest.c.id)))).one()
    found = func.search_indexed(asked).table_valued(_vectors.c.id, _vectors.c.words)
    by_index = select(found.c.id, found.c.words)
    if having < LOOKED_AT * COMMON:
        return [by_index]
    before = last - most * LOOKED_AT * FARTHER // having
    one_by_one = select(_vectors.c.id, _vectors.c.words).where(has, _vectors.c.id > before)
    return [one_by_one, by_index.where(found.c.id <= before)] if before > 0 else [one_by_one]


def _vector(title: list[str], body: list[str]) -> str:
    """Words and their places as PostgreSQL reads them, those of the title marked; a gap, so that no phrase goes over from it."""
    places: dict[str, list[str]] = {}
    for place, word in enumerate(title, 1):
        places.setdefault(word, []).append(f"{place}A")
    for place, word in enumerate(body, len(title) + 2):
        places.setdefault(word, []).append(str(place))
    return " ".join(f"'{word}':{','.join(at)}" for word, at in places.items())
