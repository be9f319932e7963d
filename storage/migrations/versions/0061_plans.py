"""Plans; and what a call of Claude was about, so that a plan can tell what it has cost."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plans",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("project", KEY, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("requirement", sa.Text(), nullable=False),
        sa.Column("source_channel", sa.String(length=20), nullable=True),
        sa.Column("source_ts", sa.String(length=20), nullable=True),
        sa.Column("source_thread", sa.String(length=20), nullable=True),
        sa.Column("thread", sa.String(length=20), nullable=True),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("choice", sa.String(length=40), server_default="", nullable=False),
        sa.Column("made_at", UTC, nullable=False),
        sa.Column("changed_at", UTC, nullable=False),
        sa.Column("done_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("team", "number", name=op.f("uq_plans_team_number")),
    )
    op.create_index("ix_plans_team_status", "plans", ["team", "status"], unique=False)
    op.create_index("ix_plans_team_channel", "plans", ["team", "channel"], unique=False)
    op.add_column("spending", sa.Column("about", sa.String(length=24), server_default="", nullable=False))
    op.create_index("ix_spending_team_about", "spending", ["team", "about"], unique=False)
