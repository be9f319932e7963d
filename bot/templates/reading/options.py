"""The options of a decision, from a table, a list, headings of their own, or the alternatives of a short form."""

import re
from collections.abc import Iterator, Sequence

from bot.records.adrs import Effort, Option
from bot.templates import decisions, guarded
from bot.templates.reading import outline

_LINKED = re.compile(r"^\[([^\]]+)\]\([^)]*\)$")
_REJECTED = re.compile(r"^(?P<name>.+?)\s*(?::|—|–|-)\s+(?:was\s+)?rejected(?:\s+because|:|,|;|\s*—)?\s*(?P<why>.*)$", re.IGNORECASE)
_BELOW = re.compile(r"^  - (Pros|Cons|Effort):(?: (.*))?$")
_ARGUED = re.compile(r"^(good|bad|neutral)\s*[,:]?\s*(?:because\b[:,]?\s*)?(.*)$", re.IGNORECASE)
COLUMNS = ("option", "pros", "cons", "effort")


def argued(line: str) -> tuple[str, str]:
    """good, bad or neutral, and why; "" and the line where it says neither."""
    found = _ARGUED.match(line)
    return (found[1].lower(), found[2]) if found and found[2] else ("", line)


def of_table(lines: Sequence[str]) -> tuple[Option, ...]:
    """The rows of a table with a column for the option."""
    heading, *rows = outline.rows(lines) or [[]]
    columns = [cell.lower().strip("*_ ") for cell in heading]
    if COLUMNS[0] not in columns:
        return ()
    return tuple(_of_row(dict(zip(columns, row, strict=False))) for row in rows if any(row))


def _of_row(row: dict[str, str]) -> Option:
    said, why = decisions.as_cons(row.get("cons", ""))
    others = [f"{name}: {guarded.as_cell(cell)}" for name, cell in row.items() if name and name not in COLUMNS and cell]
    size = row.get("effort", "").strip().upper()
    return Option(
        name=guarded.as_cell(row[COLUMNS[0]]) or "—",
        pros="\n".join([guarded.as_cell(row.get("pros", "")), *others]),
        cons=said,
        rejected=why,
        effort=Effort(size) if size in set(Effort) else Effort.NONE if size in {"-", "–", "NONE"} else Effort.M,
    )


def of_list(lines: Sequence[str], *, is_ours: bool) -> tuple[Option, ...]:
    """The items of a list: considered options, or alternatives with why they were rejected."""
    named = decisions.as_name if is_ours else _named
    found = (outline.joined(item, below) for item, below in outline.items(lines) if item is not None and item.strip())
    return tuple(_of_item(*named(item), below) for item, below in found)


def _named(item: str) -> tuple[str, str]:
    """An item's name and why it was rejected, in the words of others."""
    name, why = decisions.as_name(item)
    if not why and (found := _REJECTED.match(name)):
        name, why = found["name"], found["why"]
    linked = _LINKED.match(name)
    return linked[1] if linked else name, why


def _of_item(name: str, why: str, below: Sequence[str]) -> Option:
    known: dict[str, str] = {}
    rest: list[str] = []
    for label, lines in _labelled(below):
        if label:
            known[label] = guarded.as_text("\n".join(lines))
        else:
            rest += [line.strip() for line in lines if line.strip()]
    effort = known.get("Effort", "")
    said = {"pros": known.get("Pros", ""), "cons": "\n".join([known.get("Cons", ""), *rest])}
    return Option(name=name, **said, rejected=why, effort=Effort(effort) if effort in set(Effort) else decisions.USUAL)


def _labelled(below: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    label: str = ""
    lines: list[str] = []
    for line in below:
        if found := _BELOW.match(line):
            yield label, lines
            label, lines = found[1], [found[2]] if found[2] else []
        else:
            lines.append(line[4:] if label and not line[:4].strip() else line)
    yield label, lines


def of_heading(name: str, lines: Sequence[str], there: Sequence[Option]) -> tuple[Option, ...]:
    """The options, with what stands under the heading of one of them: what is good and bad about it."""
    said: dict[str, list[str]] = {"good": [], "bad": [], "": []}
    for item, below in outline.items(lines):
        way, why = argued(item or "")
        kept = [" ".join(why.split()), *(line for line in below if line.strip())] if way in {"good", "bad"} else []
        if kept:
            said[way] += [f"- {kept[0]}", *(f"  {line.strip()}" for line in kept[1:])]
        else:
            said[""] += [f"- {item}"] if item is not None else []
            said[""] += below
    found = next((one for one in there if one.name.lower() == name.lower()), None)
    new = Option(name=name, pros="\n\n".join(["\n".join(said[""]).strip("\n"), "\n".join(said["good"])]), cons="\n".join(said["bad"]))
    if found is None:
        return (*there, new)
    return tuple(one if one is not found else one.model_copy(update={"pros": new.pros, "cons": new.cons}) for one in there)
