"""Documents of every kind, their revisions, and the questions we ask of them. Each question names its viewer."""

from collections.abc import Collection as Among
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, and_, bindparam, cast, exists, or_, select, update
from sqlalchemy import insert as insert_into

from bot.records.documents import DISCARDED, READING, Document, Kind, Revision
from bot.records.entries import Message
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM, SIGNED
from storage.belonging import of_projects
from storage.collection import Collection
from storage.documents.tables import FACTS, ITS_INCIDENT, documents, facts_of, is_visible, revision_of, revisions
from storage.incidents import incidents
from storage.numbers import Numbers
from storage.posts import posts
from storage.sight import Sight, who

__all__ = ["Documents", "Shelf", "documents", "is_visible", "revisions"]


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

    async def next_draft(self, team: str, count: int = 1) -> int:
        """The number of the next draft, or of the last of a few. Whoever else wants one of this kind waits until this transaction ends."""
        return await Numbers(self._connection).next(team, f"DRAFT-{self._kind.name}", count)

    async def next_number(self, team: str) -> int:
        """The next number that no document has; imports may have taken some."""
        return (await self.next_numbers(team, 1))[0]

    async def next_numbers(self, team: str, count: int) -> list[int]:
        """So many of them."""
        free: list[int] = []
        while (missing := count - len(free)) > 0:
            last = await Numbers(self._connection).next(team, self._kind.prefix, missing)
            given = range(last - missing + 1, last + 1)
            here = (documents.c.team == team, documents.c.kind == self._kind.name, documents.c.number.in_(given))
            taken = set(await self._connection.scalars(select(documents.c.number).where(*here)))
            free += [number for number in given if number not in taken]
        return free

    async def add(self, document: Document, *, did: str) -> Document:
        """Keep a new one, whose draft's number was taken in this transaction, and its first revision."""
        return (await self.add_all([document], did=did))[0]

    async def add_all(self, new: Sequence[Document], *, did: str) -> list[Document]:
        """The same of several of a workspace."""
        if not new:
            return []
        rows = [{"team": one.team, "kind": one.kind, "draft": one.draft, **facts_of(one)} for one in new]
        made = await self._connection.execute(insert_into(documents).returning(documents.c.id, documents.c.draft), rows)
        ids = {row.draft: row.id for row in made}
        added = [one.model_copy(update={"id": ids[one.draft]}) for one in new]
        await self._connection.execute(insert_into(revisions), [revision_of(one, did=did, by=one.author) for one in added])
        await self._signed(added)
        return added

    async def taken(self, team: str, *, ids: Sequence[int], numbers: Sequence[int]) -> dict[int, int | None]:
        """The numbers, by their ids, of those of a workspace with these ids or numbers, whoever may see them."""
        these = or_(documents.c.id.in_(ids), documents.c.number.in_(numbers))
        here = (documents.c.team == team, documents.c.kind == self._kind.name, these)
        rows = await self._connection.execute(select(documents.c.id, documents.c.number).where(*here))
        return {row.id: row.number for row in rows}

    async def those(self, *, ids: Sequence[int], numbers: Sequence[int], seen_by: Viewer) -> list[Document]:
        """Those with these ids or numbers that are to be seen."""
        these = or_(documents.c.id.in_(ids), documents.c.number.in_(numbers))
        return await self._all(self._seen(seen_by).where(these))

    async def save(self, document: Document, *, did: str, by: str, why: str = "") -> None:
        """Keep a changed one, which was read in this transaction with `for_change`, and its new revision; none, where nothing was done."""
        await self._connection.execute(update(documents).where(documents.c.id == document.id).values(facts_of(document)))
        if did:
            await self._connection.execute(insert_into(revisions).values(revision_of(document, did=did, by=by, why=why)))
        await self._signed([document])

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
        asked = {"of_kind": self._kind.name, "sought": number, **who(seen_by)}
        return await self._one(_numbered(Sight.of(seen_by)), asked)

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
        # Two questions, each in the order of an index: asked in one, a page would sort every document there is.
        found = self._on_the_shelf(seen_by, statuses, project)
        drafts = found.where(documents.c.number.is_(None))
        some = await self._all(drafts.order_by(documents.c.draft.desc()).limit(limit).offset(offset))
        if len(some) == limit:
            return some
        before = await self._count(drafts.with_only_columns(documents.c.id), offset)
        numbered = found.where(documents.c.number.is_not(None)).order_by(documents.c.number.desc())
        return some + await self._all(numbered.limit(limit - len(some)).offset(offset - before))

    async def count(self, *, seen_by: Viewer, statuses: Sequence[str] = (), project: int | None = None, most: int | None = None) -> int:
        """How many of those there are, counted no further than `most`, where that is said."""
        return await self._count(self._on_the_shelf(seen_by, statuses, project).with_only_columns(documents.c.id), most)

    async def to_show(self, channel: str, *, shown_as: str, of: Sequence[str], line: str, seen_by: Viewer) -> list[Document]:
        """Those of a channel that wait: to be read, to be `shown_as` they are, to have a `line` tell of what was done; oldest first."""
        revision: ColumnElement[Any] = documents.c.revision
        if self._kind is POSTMORTEM:  # whose card tells what its incident does, too
            revision = revision + select(incidents.c.revision).where(ITS_INCIDENT).scalar_subquery()
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
        theirs = or_(documents.c.author == me, decides)
        # Three looks, each by an index of its own: of “this or that”, a database looks at every document there is.
        found = {
            one.id: one
            for which in (mine, and_(theirs, due), and_(theirs, open_))
            for one in await self._all(self._seen(seen_by).where(which))
        }
        return sorted(found.values(), key=lambda one: one.changed_at)

    async def open(self, *, seen_by: Viewer, statuses: Sequence[str], whose: Among[int | None], limit: int) -> list[Document]:
        """Those in one of these statuses, of some projects, of which None is none; the newest first."""
        found = self._on_the_shelf(seen_by, statuses, None).where(of_projects(whose, documents))
        return await self._all(found.order_by(documents.c.number.desc(), documents.c.draft.desc()).limit(limit))

    async def due(
        self, *, seen_by: Viewer, settled: str, today: date, whose: Among[int | None] | None = None
    ) -> list[Document]:  # fmt: skip
        """What should be looked at again by now, of some projects, where they are said, of which None is none; the longest due first."""
        due = [documents.c.status == settled, documents.c.review_on <= today]
        due += [of_projects(whose, documents)] if whose is not None else []
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

    async def _signed(self, some: Sequence[Document]) -> None:
        """Note with an incident whether its postmortem is signed off: what is still owed is asked for every day, among all there were."""
        for one in some if self._kind is POSTMORTEM else ():
            its = update(incidents).where(incidents.c.team == one.team, incidents.c.number == one.number)
            await self._connection.execute(its.values(postmortem_signed=one.status == SIGNED))

    def _on_the_shelf(self, viewer: Viewer, statuses: Sequence[str], project: int | None) -> Select[Any]:
        found = self._seen(viewer).where(documents.c.state == "")
        if statuses:
            found = found.where(documents.c.status.in_(statuses))
        else:
            found = found.where(or_(documents.c.number.is_not(None), documents.c.author == viewer.user))
        return found if project is None else found.where(documents.c.project == project)

    def _seen(self, viewer: Viewer) -> Select[Any]:
        return select(documents).where(documents.c.kind == self._kind.name, is_visible(viewer))

    async def _one(self, found: Select[Any], given: dict[str, Any] | None = None) -> Document | None:
        row = (await self._connection.execute(found, given)).first()
        return self._document(row) if row else None

    async def _all(self, found: Select[Any]) -> list[Document]:
        return [self._document(row) for row in (await self._connection.execute(found)).all()]

    def _document(self, row: Row[Any]) -> Document:
        facts = {name: getattr(row, name) for name in (*FACTS, "id", "team", "kind", "draft", "number", "deciders", "origin")}
        source = Message(channel=row.source_channel, ts=row.source_ts, thread_ts=row.source_thread) if row.source_ts else None
        return Document(**{**facts, "body": self._kind.body.model_validate(row.body), "source": source})

    def _revision(self, row: Row[Any]) -> Revision:
        facts = {name: getattr(row, name) for name in Revision.model_fields if name != "body"}
        return Revision(**facts, body=self._kind.body.model_validate(row.body))


@cache
def _numbered(sight: Sight) -> Select[Any]:
    """Built once: what changes an incident looks for its postmortem."""
    return select(documents).where(documents.c.kind == bindparam("of_kind"), documents.c.number == bindparam("sought"), is_visible(sight))


def _is_told(team: Any, line: str) -> ColumnElement[bool]:
    """Whether a post of that kind tells of a revision."""
    return exists().where(posts.c.team == team, posts.c.kind == line, posts.c.record == revisions.c.id, posts.c.ts.is_not(None))
