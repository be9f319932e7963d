"""Full text: what can be found of each record, the index of its words, and a job for each incident there is already."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "search_texts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("record", KEY, nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("own_channel", sa.String(length=20), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("happened_at", UTC, nullable=False),
        sa.Column("shown_as", sa.String(length=32), server_default="", nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint("team", "kind", "record", name=op.f("uq_search_texts_team_kind_record")),
    )
    op.create_index("ix_search_texts_team_kind", "search_texts", ["team", "kind"], unique=False)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        # The words come apart already, separated by spaces: this tokenizer takes them as they are.
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(title, body, tokenize = 'ascii')")
    else:
        op.execute("CREATE TABLE search_words (id bigint PRIMARY KEY REFERENCES search_texts (id), words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
    index_what_there_is("json_object" if is_sqlite else "json_build_object")


def index_what_there_is(json: str) -> None:
    """By jobs that are due at once, which the clock enqueues so many at a time."""
    due = sa.table("due", *(sa.column(name) for name in ("team", "kind", "room", "ids", "due_at")))
    there = sa.table("incidents", sa.column("id", KEY), sa.column("team"), sa.column("declared_at", UTC))
    ids, room = getattr(sa.func, json)("incident", there.c.id), sa.literal("index:") + sa.cast(there.c.id, sa.String)
    jobs = sa.select(there.c.team, sa.literal("incident.index"), room, ids, there.c.declared_at).order_by(there.c.id.desc())
    op.execute(due.insert().from_select(["team", "kind", "room", "ids", "due_at"], jobs))
