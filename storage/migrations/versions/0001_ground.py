"""The ground: workspaces and people, incidents, what was delivered, what is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UTC = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("door", sa.String(length=16), nullable=False),
        sa.Column("record", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_team_record", "audit", ["team", "record"], unique=False)
    op.create_table(
        "channels",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), server_default="", nullable=False),
        sa.Column("private", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("direct", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("archived", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("bot_is_in", sa.Boolean(), nullable=True),
        sa.Column("read_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("team", "channel", name=op.f("pk_channels")),
    )
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("at", UTC, nullable=False),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )
    op.create_index("ix_deliveries_at", "deliveries", ["at"], unique=False)
    op.create_table(
        "incidents",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("severity_is_a_guess", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("declared_by", sa.String(length=20), nullable=False),
        sa.Column("declared_at", UTC, nullable=False),
        sa.Column("identified_at", UTC, nullable=True),
        sa.Column("monitoring_at", UTC, nullable=True),
        sa.Column("resolved_at", UTC, nullable=True),
        sa.Column("fix", sa.Text(), server_default="", nullable=False),
        sa.Column("origin_ts", sa.String(length=20), nullable=True),
        sa.Column("origin_thread", sa.String(length=20), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
        sa.UniqueConstraint("team", "number", name=op.f("uq_incidents_team_number")),
    )
    op.create_index("ix_incidents_team_status", "incidents", ["team", "status"], unique=False)
    op.create_table(
        "members",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("since", UTC, nullable=False),
        sa.PrimaryKeyConstraint("team", "channel", "user", name=op.f("pk_members")),
    )
    op.create_index("ix_members_team_user", "members", ["team", "user"], unique=False)
    op.create_table(
        "numbers",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("team", "kind", name=op.f("pk_numbers")),
    )
    op.create_table(
        "people",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("user", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("tz", sa.String(length=64), nullable=True),
        sa.Column("standing", sa.String(length=16), nullable=False),
        sa.Column("admin", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("read_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("team", "user", name=op.f("pk_people")),
    )
    op.create_table(
        "periods",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("period", sa.String(length=32), nullable=False),
        sa.Column("claimed_at", UTC, nullable=False),
        sa.PrimaryKeyConstraint("name", "team", "target", "period", name=op.f("pk_periods")),
    )
    op.create_table(
        "posts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("record", KEY, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ts", sa.String(length=20), nullable=True),
        sa.Column("thread", sa.String(length=20), nullable=True),
        sa.Column("opens", sa.String(length=20), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("intended_at", UTC, nullable=True),
        sa.Column("uncertain", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("team", "kind", "record", "channel", name=op.f("uq_posts_team_kind_record_channel")),
    )
    op.create_index("ix_posts_team_channel_opens", "posts", ["team", "channel", "opens"], unique=False)
    op.create_table(
        "workspaces",
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("bot_user", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=255), server_default="", nullable=False),
        sa.Column("connected_at", UTC, nullable=False),
        sa.Column("directory_read_at", UTC, nullable=True),
        sa.PrimaryKeyConstraint("team", name=op.f("pk_workspaces")),
    )
    op.create_table(
        "incident_entries",
        sa.Column("id", KEY, nullable=False),
        sa.Column("team", sa.String(length=20), nullable=False),
        sa.Column("incident", KEY, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.String(length=40), server_default="", nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("happened_at", UTC, nullable=False),
        sa.Column("recorded_at", UTC, nullable=False),
        sa.Column("said", sa.String(length=40), server_default="", nullable=False),
        sa.Column("source_channel", sa.String(length=20), nullable=True),
        sa.Column("source_ts", sa.String(length=20), nullable=True),
        sa.Column("source_thread", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(["incident"], ["incidents.id"], name=op.f("fk_incident_entries_incident_incidents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_entries")),
    )
    op.create_index("ix_incident_entries_incident_happened_at", "incident_entries", ["incident", "happened_at"], unique=False)
