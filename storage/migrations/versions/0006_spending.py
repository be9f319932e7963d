"""What asking Claude costs, a row per call."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "spending",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("input", sa.Integer(), server_default="0", nullable=False),
        sa.Column("output", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cache_read", sa.Integer(), server_default="0", nullable=False),
        sa.Column("cache_write", sa.Integer(), server_default="0", nullable=False),
        sa.Column("usd", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
    )
    op.create_index("ix_spending_team_at", "spending", ["team", "at"], unique=False)
