"""Timeline entries that are edited, struck, pinned; words kept while a form is open."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)
ENTRIES = "incident_entries"


def upgrade() -> None:
    op.add_column(ENTRIES, sa.Column("by_name", sa.String(length=80), server_default="", nullable=False))
    op.add_column(ENTRIES, sa.Column("recorded_by", sa.String(length=20), server_default="", nullable=False))
    op.add_column(ENTRIES, sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(ENTRIES, sa.Column("edited_by", sa.String(length=20), server_default="", nullable=False))
    op.add_column(ENTRIES, sa.Column("struck_at", UTC, nullable=True))
    op.add_column(ENTRIES, sa.Column("struck_by", sa.String(length=20), server_default="", nullable=False))
    op.add_column(ENTRIES, sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_incident_entries_source", ENTRIES, ["team", "source_channel", "source_ts"], unique=False)
    # A line whose time was settled was called its second revision; now every change of an entry counts, from 1.
    op.execute("UPDATE posts SET revision = 1 WHERE kind = 'incident.line' AND revision > 1")
    op.create_table(
        "drafts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_team_at", "drafts", ["team", "at"], unique=False)
