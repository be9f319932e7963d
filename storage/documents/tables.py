"""The tables of documents and their revisions, who sees a row, and what is in one."""

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
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    exists,
    false,
    or_,
)

from bot.records.documents import Document, Origin
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from storage.database import Key, Utc, metadata
from storage.incidents import incidents
from storage.incidents import is_visible as is_incident_visible
from storage.people import in_sight_of
from storage.sight import Sight, built_once

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
    Index("ix_documents_team_kind_status_number", "team", "kind", "status", "number"),
    Index("ix_documents_team_kind_review_on", "team", "kind", "status", "review_on"),
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

ITS_INCIDENT = and_(incidents.c.team == documents.c.team, incidents.c.number == documents.c.number)
"""Of a postmortem, whose number is its incident's."""
_APART = {"id", "team", "kind", "draft", "number", "body", "source", "deciders", "origin"}
FACTS = tuple(name for name in Document.model_fields if name not in _APART)


@built_once
def is_visible(viewer: Viewer | Sight) -> ColumnElement[bool]:
    """The rule of privacy, for documents: whoever sees where it came from; everyone, once published; only its author, if from nowhere.

    A postmortem is seen by whoever sees its incident, be it by way of the channel of its own.
    """
    told = exists().where(ITS_INCIDENT, is_incident_visible(viewer))
    ways = [in_sight_of(viewer, documents.c.team, documents.c.channel), and_(documents.c.kind == POSTMORTEM.name, told)]
    ways.append(and_(documents.c.channel == "", documents.c.author == viewer.user))
    if viewer.sees_what_is_public:
        ways.append(documents.c.published)
    return and_(documents.c.team == viewer.team, or_(*ways))


def facts_of(document: Document) -> dict[str, Any]:
    """What a row has of a document that may change."""
    source = document.source
    facts = {name: getattr(document, name) for name in FACTS}
    facts |= {"number": document.number, "origin": Origin(document.origin).value, "deciders": list(document.deciders)}
    facts |= {"body": document.body.model_dump(mode="json")}
    where = (source.channel, source.ts, source.thread_ts) if source else (None, None, None)
    return {**facts, **dict(zip(("source_channel", "source_ts", "source_thread"), where, strict=True))}


def revision_of(document: Document, *, did: str, by: str, why: str = "") -> dict[str, Any]:
    """The row of what was done at its revision."""
    facts: dict[str, Any] = {"title": document.title, "status": document.status, "body": document.body.model_dump(mode="json")}
    facts |= {"did": did, "why": why, "by": by, "at": document.changed_at}
    return {"document": document.id, "revision": document.revision, **facts}
