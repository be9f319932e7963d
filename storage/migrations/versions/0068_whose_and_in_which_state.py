"""Somebody's open actions are found among all that were theirs, and what has a status in the order of a list."""

import sqlalchemy as sa
from alembic import op

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    open_ = sa.text("done_at IS NULL")
    op.create_index("ix_actions_open_owner", "actions", ["team", "owner", "due_on", "number"], sqlite_where=open_, postgresql_where=open_)
    op.create_index("ix_documents_team_kind_status_number", "documents", ["team", "kind", "status", "number"])
    op.drop_index("ix_documents_team_kind_status", "documents")
