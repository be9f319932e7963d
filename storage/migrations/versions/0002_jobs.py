"""Durable work: what is due later on both databases; a table of jobs on SQLite, Procrastinate's schema on PostgreSQL."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)
PROCRASTINATE = Path(__file__).parents[1] / "procrastinate-3.10.0.sql"


def upgrade() -> None:
    op.create_table(
        "due",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=120), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("due_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due")),
    )
    op.create_index(op.f("ix_due_due_at"), "due", ["due_at"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        create_jobs()
    else:
        # A script of many statements, in which % stands for itself.
        op.get_bind().exec_driver_sql(PROCRASTINATE.read_text(), execution_options={"no_parameters": True})


def create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("room", sa.String(length=120), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), server_default="waiting", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.String(length=200), server_default="", nullable=False),
        sa.Column("not_before", UTC, nullable=True),
        sa.Column("ended_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_state_team_room_id", "jobs", ["state", "team", "room", "id"], unique=False)
