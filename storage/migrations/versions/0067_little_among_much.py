"""What is left to do is found among all that was done: open actions and debt, postmortems that are owed, entries that were not told."""

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None

OWES = "postmortem_due IS NOT NULL AND resolved_at IS NOT NULL AND postmortem_signed IS {false}"
PARTS = (
    ("ix_actions_open", "actions", ["team", "due_on", "number"], "done_at IS NULL"),
    ("ix_debts_open", "debts", ["team", "priority", "number"], "resolved_at IS NULL"),
    ("ix_debts_paid", "debts", ["team", "priority", "number"], "resolved_at IS NOT NULL"),
    ("ix_incident_entries_said", "incident_entries", ["team", "by"], "said != ''"),
    ("ix_incident_entries_untold", "incident_entries", ["incident", "id"], "told < revision"),
    ("ix_incidents_owes", "incidents", ["team", "postmortem_due", "number"], OWES),
)
WHOLE = (
    ("ix_debts_team_logged_at", "debts", ["team", "logged_at"]),
    ("ix_deployments_team_project_finished_at", "deployments", ["team", "project", "finished_at"]),
    ("ix_documents_team_kind_review_on", "documents", ["team", "kind", "status", "review_on"]),
)
SIGNED = (
    "UPDATE incidents SET postmortem_signed = {true} WHERE EXISTS (SELECT 1 FROM documents WHERE documents.team = incidents.team"
    " AND documents.kind = 'postmortem' AND documents.number = incidents.number AND documents.status = 'signed off')"
)
TOLD = "UPDATE incident_entries SET told = (SELECT max(revision) FROM posts WHERE {this}) WHERE EXISTS (SELECT 1 FROM posts WHERE {this})"
THIS = "posts.team = incident_entries.team AND posts.kind = 'incident.line' AND posts.record = incident_entries.id AND posts.ts IS NOT NULL"


def upgrade() -> None:
    true, false = ("1", "0") if op.get_bind().dialect.name == "sqlite" else ("true", "false")
    op.add_column("incidents", sa.Column("postmortem_signed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("incident_entries", sa.Column("told", sa.Integer(), server_default="0", nullable=False))
    op.execute(SIGNED.format(true=true))
    op.execute(TOLD.format(this=THIS))
    for name, table, columns in WHOLE:
        op.create_index(name, table, columns)
    for name, table, columns, which in PARTS:
        where = sa.text(which.format(false=false))
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
