"""Since when a job waits, so that somebody notices when none is done. Those that wait already do not know."""

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # on PostgreSQL, Procrastinate keeps it
        op.add_column("jobs", sa.Column("enqueued_at", sa.DateTime(timezone=True), nullable=True))
