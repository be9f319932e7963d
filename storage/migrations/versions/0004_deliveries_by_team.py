"""Deliveries by workspace, as every row is. Until now the workspace was the first part of the key."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLE = "deliveries"


def upgrade() -> None:
    rows = sa.table(TABLE, sa.column("key"), sa.column("team"))
    find = sa.func.instr if op.get_bind().dialect.name == "sqlite" else sa.func.strpos
    colon = find(rows.c.key, ":")
    op.add_column(TABLE, sa.Column("team", sa.String(length=20), nullable=False, server_default=""))
    op.execute(rows.update().values(team=sa.func.substr(rows.c.key, 1, colon - 1)))
    op.drop_index("ix_deliveries_at", TABLE)
    with op.batch_alter_table(TABLE) as table:
        table.alter_column("team", server_default=None)
        table.drop_constraint("pk_deliveries", type_="primary")
        table.create_primary_key("pk_deliveries", ["team", "key"])
    op.create_index("ix_deliveries_team_at", TABLE, ["team", "at"], unique=False)
    op.execute(rows.update().values(key=sa.func.substr(rows.c.key, colon + 1)))
