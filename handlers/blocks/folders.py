"""How files look that somebody gave: what would become of them, what became of them, and the form to choose them in."""

from collections.abc import Sequence
from typing import Any

from bot.records.arrivals import AS_THEY_SAY, Arrival, Line, Outcome, State
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SHOWN = 8
NAME = 80
DATA = "data/engineering/"
"""Where most files are, which need not be said of each."""
NOTE = 220
PROJECTS = 20
WHO_SEES = "What you import belongs to the workspace: every full member sees it, whatever channel it once came from."
HEADINGS = {
    Outcome.IMPORTED: {State.LOOKED: "Would be imported", State.KEPT: "Imported"},
    Outcome.SKIPPED: {State.LOOKED: "Cannot be read", State.KEPT: "Could not be read"},
    Outcome.DIFFERS: {State.LOOKED: "Says something else than what is here, which stays", State.KEPT: "Stays as it was"},
    Outcome.UNCHANGED: {State.LOOKED: "Here already", State.KEPT: "Was here already"},
}


def arrival(found: Arrival, projects: Sequence[str]) -> Block:
    """The message about it, as it stands."""
    sentence = _sentence(found)
    blocks: list[Block] = [kit.rich(kit.sentence(sentence))]
    if found.state in {State.LOOKED, State.KEPT}:
        blocks += _found(found)
    if found.state is State.LOOKED:
        blocks += _choice(found)
    if found.state is State.ASKING:
        blocks.append(kit.actions(*_projects(found, projects), kit.button("Leave it", f"cto import {found.id} leave")))
    return {"text": kit.fallback(sentence), "blocks": blocks}


def counted(count: int) -> str:
    """So many records."""
    return f"{count:,} record" if count == 1 else f"{count:,} records"


def form(projects: Sequence[str], kinds: Sequence[str], *, most: int) -> Block:
    """The form to choose files in, and the project they are of, where there are several."""
    element = {"type": "file_input", "filetypes": [one.removeprefix(".") for one in kinds], "max_files": most}
    hint = "I look at them first and tell you in our direct messages what would be imported. Nothing is kept before you say so there."
    fields = [kit.asks("files", "Files, or a zip of them", element, hint=hint)]
    if len(projects) > 1:
        options = [("As the files say", AS_THEY_SAY), *((name, name) for name in projects)]
        fields.append(kit.asks("project", "Project", kit.menu("Choose one", options), optional=True))
    return kit.modal("Import files", fields, submit="Look at them", close="Not now")


def _sentence(found: Arrival) -> str:
    names = kit.cut(found.names, NAME).replace("`", "'")
    count = counted(found.records)
    of = f" for {found.project}" if found.project and found.project != AS_THEY_SAY else ""
    said = {
        State.LOOKING: f"I look at {names}{of} …",
        State.ASKING: f"To which project does {names} belong?",
        State.KEEPING: f"I import {count} from {names}{of} …",
        State.KEPT: f"Imported {count} from {names}{of}.",
        State.LEFT: f"{names} was left. Nothing of it was imported.",
        State.REFUSED: found.why,
    }
    if found.state is State.LOOKED:
        return f"I found {_new(found.records)} in {names}{of}. Nothing is imported yet." if found.records else _nothing(names, found)
    return said[found.state]


def _new(count: int) -> str:
    return f"{count:,} new {'record' if count == 1 else 'records'}"


def _nothing(names: str, found: Arrival) -> str:
    if not found.told:
        return f"In {names} there is nothing that I can import."
    broken = any(one.outcome is Outcome.SKIPPED for one in found.told)
    return f"In {names} there is nothing new{' that can be read. Put it right, and drop it here again' if broken else ''}."


def _found(found: Arrival) -> list[Block]:
    drawn = []
    for outcome, headings in HEADINGS.items():
        some = [one for one in found.told if one.outcome is outcome]
        if some:
            drawn.append(kit.rich([kit.text(headings[found.state], bold=True)], *(_line(one, found.state) for one in some[:SHOWN])))
            drawn += [kit.context(f"… and {len(some) - SHOWN:,} more files")] if len(some) > SHOWN else []
    if found.unread:
        named = ", ".join(kit.cut(one, NAME) for one in found.unread[:SHOWN])
        more = f" and {len(found.unread) - SHOWN:,} more" if len(found.unread) > SHOWN else ""
        drawn.append(kit.rich([kit.text(f"Not looked at: {named}{more}", italic=True)]))
    return drawn


def _line(one: Line, state: State) -> list[Element]:
    """A file, the record it is, and what should be known of it."""
    key = f" → {one.key}" if one.key and (state is State.KEPT or one.outcome is not Outcome.IMPORTED) else ""
    notes = kit.sentence(f": {kit.cut(' '.join(one.notes), NOTE)}") if one.notes else []
    name = kit.cut(one.name.replace(DATA, ""), NAME)
    return [kit.text("•  "), kit.code(name), *([kit.text(key)] if key else []), *notes]


def _choice(found: Arrival) -> list[Block]:
    if not found.records:
        return []
    keep = kit.button(f"Import {counted(found.records)}", f"cto import {found.id} now", style="primary")
    return [kit.actions(keep, kit.button("Leave it", f"cto import {found.id} leave")), kit.context(WHO_SEES)]


def _projects(found: Arrival, projects: Sequence[str]) -> list[dict[str, Any]]:
    said = kit.button("As the files say", f"cto import {found.id} for {AS_THEY_SAY}")
    return [*(kit.button(name, f"cto import {found.id} for {name}") for name in projects[:PROJECTS]), said]
