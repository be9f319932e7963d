"""What is asked for again and again is found among a hundred thousand as among a thousand."""

from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_incidents_team_channel", "incidents", ["team", "channel", "resolved_at"]),
    ("ix_incidents_team_started_at", "incidents", ["team", "started_at"]),
    ("ix_incidents_team_resolved_at", "incidents", ["team", "resolved_at"]),
    ("ix_debts_team_resolved_at", "debts", ["team", "resolved_at"]),
)


def upgrade() -> None:
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)
