"""The first deployment, those of a month and those nobody had planned are found among a hundred thousand as among a thousand."""

from alembic import op

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_deployments_team_finished_at", "deployments", ["team", "finished_at"])
    op.create_index("ix_deployments_team_unplanned", "deployments", ["team", "unplanned"])
