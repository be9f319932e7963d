"""The security of each project."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "securities",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("project", KEY, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=20), nullable=False),
        sa.Column("changed_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_securities")),
    )
    op.create_index("ix_securities_team_project", "securities", ["team", "project", "name"], unique=False)
