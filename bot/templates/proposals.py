"""What RFCs, tech specs and system designs write that decisions do not: labelled texts, scores, diagrams. Their reading is beside it."""

from bot.records import components
from bot.records.bodies import Table
from bot.records.rfcs import Rfc
from bot.templates import guarded
from bot.templates.markdown import Escaped

INDENT = "    "
NOT_SCORED = "not yet scored"


def labelled(label: str, words: str) -> Escaped:
    """An item of a list: a label, and what is said under it, on as many lines as it has."""
    lines = guarded.text(words).split("\n") if words else []
    if len(lines) <= 1:
        return Escaped(f"- {label}: {lines[0]}".rstrip() if lines else f"- {label}:")
    return Escaped("\n".join([f"- {label}:", "", *(f"{INDENT}{one}" if one else "" for one in lines)]))


def total(option: str, body: Rfc) -> Escaped:
    """What an option comes to."""
    sum_ = body.matrix.total(option)
    return Escaped(NOT_SCORED if sum_ is None or not body.criteria else f"{sum_} of {body.matrix.most}")


def rows(table: Table) -> Escaped:
    """A table."""
    head, *others = [[str(guarded.cell(cell)) for cell in row] for row in table.rows]
    ruled = ["---"] * table.words + ["---:"] * (len(head) - table.words)
    return Escaped("\n".join(f"| {' | '.join(row)} |" for row in [head, ruled, *others]))


def diagram(words: str) -> str:
    """A diagram in the fence by which others draw it."""
    return components.fenced(words)
