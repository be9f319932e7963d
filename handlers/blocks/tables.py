"""Tables: Slack's own block, of which a message may have one, as far as it takes rows and columns."""

from bot.records.bodies import Table
from handlers.blocks import kit
from handlers.blocks.kit import Block

ROWS, COLUMNS = 40, 20
"""Slack takes 100 rows and 20 columns; of more than these nobody sees what they come to."""
CELL = 60
EMPTY = "—"


def table(drawn: Table) -> list[Block]:
    """A table, and what it says; only that, where there is more of it than fits."""
    said = [kit.rich([kit.text(drawn.says)])] if drawn.says else []
    if len(drawn.rows) > ROWS or max(map(len, drawn.rows)) > COLUMNS:
        return [*said, kit.context("The whole table is in the file.")]
    rows = [[_cell(words) for words in row] for row in drawn.rows]
    settings = [{"is_wrapped": True} if at < drawn.words else {"align": "right"} for at in range(len(drawn.rows[0]))]
    return [{"type": "table", "rows": rows, "column_settings": settings}, *said]


def _cell(words: str) -> Block:
    return {"type": "raw_text", "text": kit.cut(kit.one_line(words), CELL) or EMPTY}
