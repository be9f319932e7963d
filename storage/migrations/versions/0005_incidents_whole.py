"""Roles, impact, drills, reminders and channels of incidents; action items; links between records."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)
INCIDENTS = "incidents"


def upgrade() -> None:
    for role in ("lead", "comms", "scribe"):
        op.add_column(INCIDENTS, sa.Column(role, sa.String(length=20), server_default="", nullable=False))
    op.add_column(INCIDENTS, sa.Column("started_at", UTC, nullable=True))
    op.execute("UPDATE incidents SET started_at = declared_at")
    with op.batch_alter_table(INCIDENTS) as batch:
        batch.alter_column("started_at", existing_type=UTC, nullable=False)
    op.add_column(INCIDENTS, sa.Column("impact", sa.Text(), server_default="", nullable=False))
    op.add_column(INCIDENTS, sa.Column("customers", sa.Integer(), nullable=True))
    op.add_column(INCIDENTS, sa.Column("revenue", sa.Numeric(14, 2), nullable=True))
    op.add_column(INCIDENTS, sa.Column("slo", sa.String(length=200), server_default="", nullable=False))
    op.add_column(INCIDENTS, sa.Column("drill", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(INCIDENTS, sa.Column("backfilled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(INCIDENTS, sa.Column("reminded", sa.Integer(), server_default="0", nullable=False))
    op.add_column(INCIDENTS, sa.Column("reminders_stopped", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(INCIDENTS, sa.Column("postmortem_due", sa.Date(), nullable=True))
    op.add_column(INCIDENTS, sa.Column("own_channel", sa.String(length=20), nullable=True))
    op.create_index("ix_incidents_team_own_channel", INCIDENTS, ["team", "own_channel"], unique=False)
    op.create_table(
        "actions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("incident", KEY, nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=20), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=False),
        sa.Column("created_at", UTC, nullable=False),
        sa.Column("done_at", UTC, nullable=True),
        sa.Column("done_by", sa.String(length=20), server_default="", nullable=False),
        sa.Column("chased", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_actions_incident_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_actions")),
        sa.UniqueConstraint("team", "number", name=op.f("uq_actions_team_number")),
    )
    op.create_index("ix_actions_incident", "actions", ["incident"], unique=False)
    op.create_index("ix_actions_team_owner", "actions", ["team", "owner"], unique=False)
    op.create_table(
        "links",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("from_kind", sa.String(length=16), nullable=False),
        sa.Column("from_id", KEY, nullable=False),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("to_kind", sa.String(length=16), nullable=False),
        sa.Column("to_id", KEY, nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("team", "from_kind", "from_id", "relation", "to_kind", "to_id", name=op.f("uq_links_team_from_kind_from_id")),
    )
    op.create_index("ix_links_team_to", "links", ["team", "to_kind", "to_id"], unique=False)
