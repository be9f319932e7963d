"""Deployments, and the commits that went live with them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "deployments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("project", KEY, nullable=True),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("external", sa.String(length=200), nullable=False),
        sa.Column("environment", sa.String(length=100), nullable=False),
        sa.Column("production", sa.Boolean(), nullable=False),
        sa.Column("sha", sa.String(length=100), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("finished_at", UTC, nullable=False),
        sa.Column("unplanned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("channel", sa.String(length=20), server_default="", nullable=False),
        sa.Column("recorded_by", sa.String(length=20), server_default="", nullable=False),
        sa.Column("recorded_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployments")),
        sa.UniqueConstraint("team", "source", "external", name=op.f("uq_deployments_team_source_external")),
    )
    op.create_index("ix_deployments_team_number", "deployments", ["team", "number"], unique=True)
    op.create_index("ix_deployments_team_project", "deployments", ["team", "project", "production", "finished_at"], unique=False)
    op.create_table(
        "shipped",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("project", KEY, autoincrement=False, nullable=False),
        sa.Column("sha", sa.String(length=100), nullable=False),
        sa.Column("authored_at", UTC, nullable=False),
        sa.Column("live_at", UTC, nullable=False),
        sa.Column("deployment", KEY, nullable=False),
        sa.ForeignKeyConstraint(["deployment"], ["deployments.id"], name=op.f("fk_shipped_deployment_deployments")),
        sa.PrimaryKeyConstraint("team", "project", "sha", name=op.f("pk_shipped")),
    )
    op.create_index("ix_shipped_team_project", "shipped", ["team", "project", "live_at"], unique=False)
