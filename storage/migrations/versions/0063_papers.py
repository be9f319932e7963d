"""Papers: a forecast, a roadmap, a CLAUDE.md, as they came."""

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "papers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("project", KEY, nullable=False),
        sa.Column("sort", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("named", sa.String(length=80), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("of", sa.Date(), nullable=False),
        sa.Column("is_dated", sa.Boolean(), nullable=False),
        sa.Column("brought_by", sa.String(length=20), nullable=False),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
        sa.UniqueConstraint("team", "project", "named", name="uq_papers_team_project_named"),
    )
