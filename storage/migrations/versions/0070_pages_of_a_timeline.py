"""A page of a long timeline is found in the index, and only its entries are fetched."""

from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_incident_entries_incident_happened_at_id", "incident_entries", ["incident", "happened_at", "id"])
    op.drop_index("ix_incident_entries_incident_happened_at", "incident_entries")
