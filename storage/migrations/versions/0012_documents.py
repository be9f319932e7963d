"""Documents of every kind, with their revisions; what is published can be found by everyone."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("draft", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False, server_default=""),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("form", sa.String(16), nullable=False),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("note", sa.Text, nullable=False, server_default=""),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("published", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("project", KEY),
        sa.Column("source_channel", sa.String(20)),
        sa.Column("source_ts", sa.String(20)),
        sa.Column("source_thread", sa.String(20)),
        sa.Column("thread", sa.String(20)),
        sa.Column("author", sa.String(20), nullable=False),
        sa.Column("deciders", sa.JSON, nullable=False),
        sa.Column("review_on", sa.Date),
        sa.Column("replaces", KEY),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("changed_at", UTC, nullable=False),
        sa.Column("decided_at", UTC),
        sa.Column("file", sa.Text, nullable=False, server_default=""),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("team", "kind", "number", name="uq_documents_team_kind_number"),
        sa.UniqueConstraint("team", "kind", "draft", name="uq_documents_team_kind_draft"),
    )
    op.create_index("ix_documents_team_kind_thread", "documents", ["team", "kind", "channel", "thread"])
    op.create_index("ix_documents_team_kind_status", "documents", ["team", "kind", "status"])
    op.create_table(
        "document_revisions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("document", KEY, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("did", sa.String(24), nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("by", sa.String(20), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name=op.f("fk_document_revisions_document_documents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_revisions")),
        sa.UniqueConstraint("document", "revision", name="uq_document_revisions_document"),
    )
    op.add_column("search_texts", sa.Column("published", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_index("ix_search_texts_team_key", "search_texts", ["team", "key"])
