"""On PostgreSQL, words can be looked for by their index alone.

Not in megabytes of what is still to be put into it: 64 kB at most. And not in all texts one after the other, which the planner takes for
cheap: it counts what their rows take, not the words of long ones, which are kept elsewhere.
"""

from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX ix_search_words_words SET (gin_pending_list_limit = 64)")
        op.execute(
            "CREATE FUNCTION search_indexed(asked tsquery) RETURNS TABLE (id bigint, words tsvector) LANGUAGE sql STABLE"
            " SET enable_seqscan = off AS 'SELECT id, words FROM search_words WHERE words @@ asked'"
        )
        op.execute("SELECT gin_clean_pending_list('ix_search_words_words')")
