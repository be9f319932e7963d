"""Technical debt."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "debts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("project", KEY, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("quadrant", sa.String(length=24), nullable=False),
        sa.Column("impact", sa.String(length=24), nullable=False),
        sa.Column("is_guess", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("estimated_days", sa.Float(), nullable=True),
        sa.Column("hours_a_week", sa.Float(), nullable=True),
        sa.Column("whose_hours", sa.Text(), server_default="", nullable=False),
        sa.Column("left_for_a_year", sa.Text(), server_default="", nullable=False),
        sa.Column("on_the_roadmap", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("priority", sa.String(length=16), nullable=False),
        sa.Column("priority_is_set", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("origin_ts", sa.String(length=20), nullable=True),
        sa.Column("origin_thread", sa.String(length=20), nullable=True),
        sa.Column("logged_by", sa.String(length=20), nullable=False),
        sa.Column("logged_at", UTC, nullable=False),
        sa.Column("resolved_at", UTC, nullable=True),
        sa.Column("resolved_by", sa.String(length=20), server_default="", nullable=False),
        sa.Column("resolution", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debts")),
        sa.UniqueConstraint("team", "number", name=op.f("uq_debts_team_number")),
    )
    op.create_index("ix_debts_team_project", "debts", ["team", "project"], unique=False)
    op.create_index("ix_debts_team_channel", "debts", ["team", "channel", "origin_ts"], unique=False)
