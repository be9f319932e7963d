"""A thread is the room of one thing."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEX = "ix_posts_team_channel_opens"


def upgrade() -> None:
    op.drop_index(INDEX, table_name="posts")
    op.create_index(INDEX, "posts", ["team", "channel", "opens"], unique=True)
