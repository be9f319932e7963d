"""Documents of every kind, their revisions, and the questions we ask of them. Each question names its viewer."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    cast,
    exists,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy import insert as insert_into

from bot.records.documents import DISCARDED, READING, Document, Kind, Origin, Revision
from bot.records.entries import Message
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.incidents import incidents
from storage.incidents import is_visible as is_incident_visible
from storage.numbers import Numbers
from storage.people import in_sight_of
from storage.posts import posts

documents = Table(
    "documents",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("draft", Integer, nullable=False),
    Column("number", Integer),
    Column("title", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("state", String(16), nullable=False, server_default=""),
    Column("body", JSON, nullable=False),
    Column("form", String(16), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("note", Text, nullable=False, server_default=""),
    Column("channel", String(20), nullable=False),
    Column("published", Boolean, nullable=False, server_default=false()),
    Column("project", Key),
    Column("source_channel", String(20)),
    Column("source_ts", String(20)),
    Column("source_thread", String(20)),
    Column("thread", String(20)),
    Column("author", String(20), nullable=False),
    Column("deciders", JSON, nullable=False),
    Column("review_on", Date),
    Column("replaces", Key),
    Column("made_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("decided_at", Utc),
    Column("file", Text, nullable=False, server_default=""),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "kind", "number", name="uq_documents_team_kind_number"),
    UniqueConstraint("team", "kind", "draft", name="uq_documents_team_kind_draft"),
    Index("ix_documents_team_kind_thread", "team", "kind", "channel", "thread"),
    Index("ix_documents_team_kind_status", "team", "kind", "status"),
)

revisions = Table(
    "document_revisions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("document", Key, ForeignKey("documents.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("did", String(24), nullable=False),
    Column("why", Text, nullable=False, server_default=""),
    Column("by", String(20), nullable=False),
    Column("at", Utc, nullable=False),
    Column("title", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("body", JSON, nullable=False),
    UniqueConstraint("document", "revision", name="uq_document_revisions_document"),
)

_ITS_INCIDENT = and_(incidents.c.team == documents.c.team, incidents.c.number == documents.c.number)
"""Of a postmortem, whose number is its incident's."""
_APART = {"id", "team", "kind", "draft", "number", "body", "source", "deciders", "origin"}
_FACTS = tuple(name for name in Document.model_fields if name not in _APART)


class Documents(Collection):
    """Every document of every workspace. A question is asked of the shelf of one kind."""

    def of(self, kind: Kind) -> "Shelf":
        """Those of a kind."""
        return Shelf(self._connection, kind)


class Shelf(Collection):
    """The documents of one kind; a question sees those of its viewer's."""

    def __init__(self, connection: Any, kind: Kind) -> None:
        super().__init__(connection)
        self._kind = kind

    async def next_draft(self, team: str) -> int:
        """The number of the next draft. Whoever else wants one of this kind waits until this transaction ends."""
        return await Numbers(self._connection).next(team, f"DRAFT-{self._kind.name}")

    async def next_number(self, team: str) -> int:
        """The next number that no document has; imports may have taken some."""
        while True:
            number = await Numbers(self._connection).next(team, self._kind.prefix)
            here = (documents.c.team == team, documents.c.kind == self._kind.name, documents.c.number == number)
            if await self._connection.scalar(select(documents.c.id).where(*here)) is None:
                return number

    async def add(self, document: Document, *, did: str) -> Document:
        """Keep a new one, whose draft's number was taken in this transaction, and its first revision."""
        row = {"team": document.team, "kind": document.kind, "draft": document.draft, **_facts(document)}
        id_ = (await self._connection.execute(insert_into(documents).values(row).returning(documents.c.id))).scalar_one()
        added = document.model_copy(update={"id": id_})
        await self._kept(added, did=did, by=document.author)
        return added

    async def save(self, document: Document, *, did: str, by: str, why: str = "") -> None:
        """Keep a changed one, which was read in this transaction with `for_change`, and its new revision; none, where nothing was done."""
        await self._connection.execute(update(documents).where(documents.c.id == document.id).values(_facts(document)))
        if did:
            await self._kept(document, did=did, by=by, why=why)

    async def untold(self, document: Document, *, of: Sequence[str], line: str, seen_by: Viewer) -> list[Revision]:
        """Its revisions at which something of these was done, and of which no post of kind `line` tells yet; oldest first."""
        return await self._those(document, seen_by, revisions.c.did.in_(of), ~_is_told(document.team, line))

    async def done(self, document: Document, *, of: Sequence[str], seen_by: Viewer) -> list[Revision]:
        """Its revisions at which something of these was done, oldest first."""
        return await self._those(document, seen_by, revisions.c.did.in_(of))

    async def get(self, document: int, *, seen_by: Viewer) -> Document | None:
        """By its id; None where it is not to be seen."""
        return await self._one(self._seen(seen_by).where(documents.c.id == document))

    async def numbered(self, number: int, *, seen_by: Viewer) -> Document | None:
        """ADR-<number>; None where it is not to be seen."""
        return await self._one(self._seen(seen_by).where(documents.c.number == number))

    async def drafted(self, draft: int, *, seen_by: Viewer) -> Document | None:
        """DRAFT-<number>, also once it has a number of its own; None where it is not to be seen."""
        return await self._one(self._seen(seen_by).where(documents.c.draft == draft))

    async def for_change(self, document: int, *, seen_by: Viewer) -> Document | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return await self._one(self._seen(seen_by).where(documents.c.id == document).with_for_update())

    async def from_thread(self, channel: str, thread: str, *, seen_by: Viewer) -> list[Document]:
        """Those made from a thread, or in it, that were not discarded, the newest first."""
        here = (documents.c.channel == channel, documents.c.thread == thread, documents.c.state != DISCARDED)
        return await self._all(self._seen(seen_by).where(*here).order_by(documents.c.id.desc()))

    async def listed(
        self, *, seen_by: Viewer, statuses: Sequence[str] = (), project: int | None = None, limit: int, offset: int = 0
    ) -> list[Document]:
        """Those that have their number, or are `seen_by`'s own drafts, or are in one of these statuses; the newest first."""
        found = self._on_the_shelf(seen_by, statuses, project)
        newest = found.order_by(documents.c.number.is_(None).desc(), documents.c.number.desc(), documents.c.draft.desc())
        return await self._all(newest.limit(limit).offset(offset))

    async def count(self, *, seen_by: Viewer, statuses: Sequence[str] = (), project: int | None = None) -> int:
        """How many of those there are."""
        found = self._on_the_shelf(seen_by, statuses, project).subquery()
        return await self._connection.scalar(select(func.count()).select_from(found)) or 0

    async def to_show(self, channel: str, *, shown_as: str, of: Sequence[str], line: str, seen_by: Viewer) -> list[Document]:
        """Those of a channel that wait: to be read, to be `shown_as` they are, to have a `line` tell of what was done; oldest first."""
        revision: ColumnElement[Any] = documents.c.revision
        if self._kind is POSTMORTEM:  # whose card tells what its incident does, too
            revision = revision + select(incidents.c.revision).where(_ITS_INCIDENT).scalar_subquery()
        its_post = (posts.c.team == documents.c.team, posts.c.kind == shown_as, posts.c.record == documents.c.id)
        shown = exists().where(*its_post, posts.c.ts.is_not(None), posts.c.revision >= revision)
        untold = exists().where(revisions.c.document == documents.c.id, revisions.c.did.in_(of), ~_is_told(documents.c.team, line))
        has_card = or_(documents.c.thread.is_not(None), documents.c.number.is_not(None))
        here = (documents.c.channel == channel, documents.c.state != DISCARDED, has_card)
        waits = or_(documents.c.state == READING, ~shown, untold)
        return await self._all(self._seen(seen_by).where(*here, waits).order_by(documents.c.id))

    async def awaiting(self, *, seen_by: Viewer, undecided: Sequence[str], settled: str, today: date) -> list[Document]:
        """What is somebody's to do: their drafts, what they decide, what they should look at again; the oldest first."""
        me = seen_by.user
        mine = and_(documents.c.author == me, documents.c.number.is_(None), documents.c.state == "")
        due = and_(documents.c.status == settled, documents.c.review_on <= today)
        open_ = and_(documents.c.status.in_(undecided), documents.c.number.is_not(None), documents.c.state == "")
        decides = cast(documents.c.deciders, Text).contains(f'"{me}"', autoescape=True)  # JSON: a name in it has its quotes escaped
        theirs = or_(mine, and_(or_(documents.c.author == me, decides), or_(due, open_)))
        return await self._all(self._seen(seen_by).where(theirs).order_by(documents.c.changed_at))

    async def due(self, *, seen_by: Viewer, settled: str, today: date) -> list[Document]:
        """What should be looked at again by now, the longest due first."""
        due = (documents.c.status == settled, documents.c.review_on <= today)
        return await self._all(self._seen(seen_by).where(*due).order_by(documents.c.review_on))

    async def of_file(self, file: str, *, seen_by: Viewer) -> Document | None:
        """The one that was read from a file of this name."""
        return await self._one(self._seen(seen_by).where(documents.c.file == file))

    async def revisions(self, document: Document, *, seen_by: Viewer, limit: int = 100) -> list[Revision]:
        """Its revisions, the newest first."""
        if await self.get(document.id, seen_by=seen_by) is None:
            return []
        found = select(revisions).where(revisions.c.document == document.id).order_by(revisions.c.revision.desc()).limit(limit)
        return [self._revision(row) for row in await self._connection.execute(found)]

    async def revision(self, document: Document, number: int, *, seen_by: Viewer) -> Revision | None:
        """It as it was in a revision. Not every one is kept: what changed nothing it says, such as a link, leaves none."""
        if await self.get(document.id, seen_by=seen_by) is None:
            return None
        by_then = (revisions.c.document == document.id, revisions.c.revision <= number)
        found = select(revisions).where(*by_then).order_by(revisions.c.revision.desc()).limit(1)
        row = (await self._connection.execute(found)).first()
        return self._revision(row) if row else None

    async def _those(self, document: Document, viewer: Viewer, *which: ColumnElement[bool]) -> list[Revision]:
        """Some of its revisions, oldest first."""
        if await self.get(document.id, seen_by=viewer) is None:
            return []
        found = select(revisions).where(revisions.c.document == document.id, *which).order_by(revisions.c.id)
        return [self._revision(row) for row in await self._connection.execute(found)]

    async def _kept(self, document: Document, *, did: str, by: str, why: str = "") -> None:
        facts: dict[str, Any] = {"title": document.title, "status": document.status, "body": document.body.model_dump(mode="json")}
        facts |= {"did": did, "why": why, "by": by, "at": document.changed_at}
        await self._connection.execute(insert_into(revisions).values(document=document.id, revision=document.revision, **facts))

    def _on_the_shelf(self, viewer: Viewer, statuses: Sequence[str], project: int | None) -> Select[Any]:
        found = self._seen(viewer).where(documents.c.state == "")
        if statuses:
            found = found.where(documents.c.status.in_(statuses))
        else:
            found = found.where(or_(documents.c.number.is_not(None), documents.c.author == viewer.user))
        return found if project is None else found.where(documents.c.project == project)

    def _seen(self, viewer: Viewer) -> Select[Any]:
        return select(documents).where(documents.c.kind == self._kind.name, is_visible(viewer))

    async def _one(self, found: Select[Any]) -> Document | None:
        row = (await self._connection.execute(found)).first()
        return self._document(row) if row else None

    async def _all(self, found: Select[Any]) -> list[Document]:
        return [self._document(row) for row in (await self._connection.execute(found)).all()]

    def _document(self, row: Row[Any]) -> Document:
        facts = {name: getattr(row, name) for name in (*_FACTS, "id", "team", "kind", "draft", "number", "deciders", "origin")}
        source = Message(channel=row.source_channel, ts=row.source_ts, thread_ts=row.source_thread) if row.source_ts else None
        return Document(**{**facts, "body": self._kind.body.model_validate(row.body), "source": source})

    def _revision(self, row: Row[Any]) -> Revision:
        facts = {name: getattr(row, name) for name in Revision.model_fields if name != "body"}
        return Revision(**facts, body=self._kind.body.model_validate(row.body))


def is_visible(viewer: Viewer) -> ColumnElement[bool]:
    """The rule of privacy, for documents: whoever sees where it came from; everyone, once published; only its author, if from nowhere.

    A postmortem is seen by whoever sees its incident, be it by way of the channel of its own.
    """
    told = exists().where(_ITS_INCIDENT, is_incident_visible(viewer))
    ways = [in_sight_of(viewer, documents.c.team, documents.c.channel), and_(documents.c.kind == POSTMORTEM.name, told)]
    ways.append(and_(documents.c.channel == "", documents.c.author == viewer.user))
    if viewer.sees_what_is_public:
        ways.append(documents.c.published)
    return and_(documents.c.team == viewer.team, or_(*ways))


def _is_told(team: Any, line: str) -> ColumnElement[bool]:
    """Whether a post of that kind tells of a revision."""
    return exists().where(posts.c.team == team, posts.c.kind == line, posts.c.record == revisions.c.id, posts.c.ts.is_not(None))


def _facts(document: Document) -> dict[str, Any]:
    source = document.source
    facts = {name: getattr(document, name) for name in _FACTS}
    facts |= {"number": document.number, "origin": Origin(document.origin).value, "deciders": list(document.deciders)}
    facts |= {"body": document.body.model_dump(mode="json")}
    where = {"source_channel": source.channel, "source_ts": source.ts, "source_thread": source.thread_ts} if source else {}
    return {**facts, **where}
