"""How a section of a document looks: prose, lines, or items such as options. Each in at most so many characters."""

from collections.abc import Sequence

from bot.records.bodies import Body, Item, Section, choices
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element
from handlers.blocks.prose import as_read, divided, prose, sized, spans
from handlers.blocks.tables import table

ITEMS = 6
"""So many items stand on a card; a form has them all."""
NAME = 160
BESIDE_AN_ITEM = 70
"""So many of an item's characters are the names of its fields, and what was chosen."""
SHORTEST_ITEM = 280
SHORTEST = 40
SHORTEST_CODE = 200
"""A diagram is shown at least so far, or it says nothing."""
BETWEEN = " · "


def drawn(section: Section, body: Body, limit: int) -> list[Block]:
    """What a section says, in about `limit` characters: of what is longer, its beginning. Then what it comes to."""
    value = getattr(body, section.name)
    if section.item:
        below = body.table(section.name)
        return [kit.rich(*_items(value, limit)), *(table(below) if below else [])]
    written = "\n".join(f"- {one}" for one in value) if section.is_lines else value
    blocks, left, over = [], limit, 0
    for is_code, part in divided(written):
        if left <= 0:
            over += len(part)
        elif is_code:
            blocks.append(kit.preformatted(kit.cut(part, max(SHORTEST_CODE, left))))
            over += max(0, len(part) - max(SHORTEST_CODE, left))
        else:
            elements, more = prose(part, left)
            blocks.append(kit.rich(elements))
            over += more
        left -= len(part)
    if over:
        blocks.append(kit.rich([kit.text(f"({over:,} more characters: As a file has it whole)", italic=True)]))
    return blocks


def _items(items: Sequence[Item], limit: int) -> list[list[Element]]:
    shown = items[: max(1, min(ITEMS, limit // SHORTEST_ITEM))]
    each = max(SHORTEST_ITEM, limit // max(1, len(shown))) - BESIDE_AN_ITEM
    lines = [line for one in shown for line in _item(one, each)]
    if len(items) > len(shown):
        lines.append([kit.text(f"… {len(items) - len(shown)} more: Edit shows them all", italic=True)])
    return lines


def _item(item: Item, limit: int) -> list[list[Element]]:
    """Its name with what was chosen, then a line for each text that is written."""
    fields = type(item).model_fields
    values = {name: str(getattr(item, name)) for name in list(fields)[1:]}
    chosen = [f"{fields[name].title}: {value}" for name, value in values.items() if choices(fields[name].annotation)]
    name = kit.cut(kit.one_line(as_read(item.called)), min(NAME, limit // 3))
    texts = {name: value for name, value in values.items() if value and not choices(fields[name].annotation)}
    each = max(SHORTEST, (limit - len(name)) // max(1, len(texts)))
    lines = [[kit.text(name, bold=True), *([kit.text(f"{BETWEEN}{BETWEEN.join(chosen)}")] if chosen else [])]]
    for name, value in texts.items():
        shown, more = sized(spans(_on_one_line(value)), each)
        is_told = bool(shown) and shown[-1].get("text", "").endswith("…")
        left = [kit.text(" …", italic=True)] if more and not is_told else []
        lines.append([kit.text(f"    {fields[name].title}: ", italic=True), *shown, *left])
    return lines


def _on_one_line(text: str) -> str:
    """Its lines one after the other, told apart."""
    lines = [line.strip().removeprefix("- ") for line in text.splitlines()]
    return BETWEEN.join(line for line in lines if line)
