"""Projects, the channels bound to them, and the one an incident belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("known_as", sa.String(length=200), nullable=False),
        sa.Column("made_by", sa.String(length=20), nullable=False),
        sa.Column("made_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("team", "known_as", name=op.f("uq_projects_team_known_as")),
    )
    op.create_table(
        "project_channels",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("project", KEY, nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.ForeignKeyConstraint(["project"], ["projects.id"], name=op.f("fk_project_channels_project_projects")),
        sa.PrimaryKeyConstraint("team", "channel", name=op.f("pk_project_channels")),
    )
    op.create_index("ix_project_channels_project", "project_channels", ["project"], unique=False)
    # Without a foreign key: an incident is older than its project, and SQLite adds none to a table that is there.
    op.add_column("incidents", sa.Column("project", KEY, nullable=True))
