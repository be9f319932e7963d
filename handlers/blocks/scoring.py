"""The form that scores options by one criterion."""

from bot.records.rfcs import Rfc
from handlers.blocks import kit
from handlers.blocks.document_forms import INPUTS
from handlers.blocks.kit import Block
from handlers.blocks.prose import as_read

WORDS = {1: "1 · poor", 2: "2 · weak", 3: "3 · fair", 4: "4 · good", 5: "5 · very good"}
NAME = 140


def form(body: Rfc, at: int, first: int, points: range) -> Block:
    """A menu for each option from the `first`, as many as a form holds; the block of each is of this criterion alone."""
    criterion = body.criteria[at]
    scores = body.matrix.scores
    said = f": {as_read(criterion.description)}" if criterion.description else ""
    told = [kit.text(criterion.name, bold=True), kit.text(f" · weight {criterion.weight} ×{criterion.weight.points}{said}")]
    menus = []
    for place, option in enumerate(body.options[first : first + INPUTS]):
        choices = [(WORDS[one], str(one)) for one in points]
        menu = kit.menu("No score yet", choices, str(scores.get((option.name, criterion.name), "")))
        menus.append(kit.asks(f"option{place}", kit.cut(as_read(option.name), NAME), menu, optional=True))
        menus[-1]["block_id"] = f"option{place}~{at}.{first}"
    is_last = at + 1 == len(body.criteria) and first + INPUTS >= len(body.options)
    title = f"Criterion {at + 1} of {len(body.criteria)}"
    return kit.modal(title, [kit.rich(told), *menus], submit="Save" if is_last else "Next", close="Cancel")
