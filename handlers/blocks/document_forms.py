"""The forms of documents. None has more than six inputs; a section that is longer than one holds is spread over several."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pydantic.fields import FieldInfo

from bot.records.bodies import Body, Item, Section, choices, is_one_line
from bot.records.documents import TITLE, Document, Kind
from bot.records.lifecycles import Move
from handlers.blocks import kit
from handlers.blocks.kit import Block
from handlers.markup import clean

INPUTS = 6
PART = 2_900
"""So much of a section one input holds, with room to write."""
LONGEST = PART * INPUTS
SHOWN = 90
"""So many items have an [Edit] in a view."""


def parts(text: str) -> list[str]:
    """A text in parts that fit into inputs, broken between lines where it can be; joined by nothing they are the text again."""
    found = []
    while len(text) > PART:
        at = text.rfind("\n", PART // 2, PART) + 1 or PART
        found.append(text[:at])
        text = text[at:]
    return [*found, text]


def untouched(part: str) -> str:
    """What comes back of a text that was shown in an input and left as it was: an input keeps no spaces around it, and no odd signs."""
    return clean(kit.cut(part, kit.TYPED))


def as_text(body: Body, section: Section) -> str:
    """A section as it is typed: lines, and what items are called, stand one below the other."""
    value = getattr(body, section.name)
    if section.item:
        return "\n".join(one.called for one in value)
    return "\n".join(value) if section.is_lines else str(value)


def fit(kind: Kind, body: Body, *, new: bool = False) -> list[Section]:
    """The sections that a form of the whole holds: after the title, as many as there are inputs, none of items, none too long.

    Of a `new` one those that its kind asks first, if it does.
    """
    if new and kind.asks_first:
        return [kind.body.section(name) for name in kind.asks_first]
    short = [one for one in kind.sections if not one.item and len(as_text(body, one)) <= PART]
    return short[: INPUTS - 1]


def whole(kind: Kind, body: Body, *, title: str, new: bool, channel: bool, warning: str = "") -> Block:
    """The title, and the sections that fit; `channel` asks where others can see it."""
    inputs = [kit.rich([kit.text(f"⚠️ {warning}")])] if warning else []
    inputs.append(kit.asks("title", "Title", kit.words(title, longest=TITLE), hint=kind.titled))
    shown = fit(kind, body, new=new)[: INPUTS - 2 if channel else None]
    inputs += [_typed(section.name, section, as_text(body, section)) for section in shown]
    if channel:
        inputs.append(kit.asks("channel", "Channel, whose members can read it", kit.which_channel()))
    name = f"New {kind.called}" if new else "Edit"
    return kit.modal(kit.cut(name, kit.VIEW_TITLE), inputs, submit="Save draft" if new else "Save", close="Cancel")


def section(document: Document, which: Section) -> Block:
    """One section, in as many inputs as it takes, and room to write on."""
    text = as_text(document.body, which)
    some = parts(text)
    if len(some) == 1:
        return kit.modal(kit.cut(which.heading, kit.VIEW_TITLE), [_typed("part1", which, text)], submit="Save", close="Cancel")
    inputs = [
        kit.asks(f"part{at}", f"{which.heading}, part {at} of {len(some)}", kit.words(part, lines=True), optional=True)
        for at, part in enumerate(some, 1)
    ]
    return kit.modal(kit.cut(which.heading, kit.VIEW_TITLE), inputs, submit="Save", close="Cancel")


def items(document: Document, kind: Kind, which: Section) -> Block:
    """The items of a section, each with its [Edit], and one to add."""
    words = f"{kind.name} edit {document.key(kind)} {which.name}"
    listed = [
        kit.beside(kit.cut(f"{at}. {kit.one_line(one.called)}", kit.OPTION_LABEL * 2), kit.button("Edit", f"{words} {at}"))
        for at, one in enumerate(getattr(document.body, which.name)[:SHOWN], 1)
    ]
    add = kit.actions(kit.button("Add one", f"{words} new"))
    return kit.modal(kit.cut(which.heading, kit.VIEW_TITLE), [kit.section(which.asks or which.heading), *listed, add])


def item(kind: type[Item], value: Item | None, heading: str) -> Block:
    """One item: its fields, and a tick that takes it away."""
    inputs = [_field(name, info, getattr(value, name) if value else None) for name, info in kind.model_fields.items()]
    if value:
        inputs.append(kit.asks("removed", "Take it away", kit.ticks([("Yes, remove it", "removed")]), optional=True))
    return kit.modal(kit.cut(heading, kit.VIEW_TITLE), inputs, submit="Save", close="Cancel")


def propose(
    document: Document, kind: Kind, *, deciders: Sequence[str], review_on: date | None, projects: Mapping[int, str], channel: bool
) -> Block:  # fmt: skip
    """Who decides, when it is looked at again, and what is not known yet: its project, a channel."""
    inputs = [kit.asks("deciders", "Who decides?", kit.several(deciders), optional=True, hint="They find it at Home, under my name.")]
    if kind.review_after_days:
        inputs.append(
            kit.asks("review_on", "Look at it again on", kit.day(f"{review_on:%Y-%m-%d}" if review_on else ""), optional=True)
        )  # fmt: skip
    if projects:
        names = [(name, str(id_)) for id_, name in projects.items()]
        inputs.append(kit.asks("project", "Project", kit.menu("Choose a project", names, str(document.project or "")), optional=True))
    if channel:
        inputs.append(kit.asks("channel", "Channel, whose members can read it", kit.which_channel()))
    first = kit.section(f"It gets its number and is shown in {'a channel' if channel else 'its channel'}.")
    return kit.modal("Propose", [first, *inputs], submit="Propose", close="Cancel")


def supersede(document: Document, kind: Kind, others: Sequence[Document]) -> Block:
    """Ask by which one."""
    names = [(f"{one.key(kind)} {one.title}", one.key(kind)) for one in others]
    inputs = [kit.asks("by", f"Which one takes the place of {document.key(kind)}?", kit.menu("Choose one", names))]
    next_ = kit.actions(kit.button("Write the next one", f"{kind.name} replace {document.key(kind)}"))
    return kit.modal("Supersede", [*inputs, next_], submit="Supersede", close="Cancel")


def reason(step: Move) -> Block:
    """Why it is done."""
    label = step.label.rstrip("…")
    return kit.modal(label, [kit.asks("why", step.asks, kit.words(lines=True))], submit=label, close="Cancel")


def review(document: Document, kind: Kind, on: date | None) -> Block:
    """When to look at it again."""
    asks = kit.asks(
        "on", f"Look at {document.key(kind)} again on", kit.day(f"{on:%Y-%m-%d}" if on else ""), optional=True, hint="Empty: never."
    )
    return kit.modal("Look at it again", [asks], submit="Save", close="Cancel")


def link(document: Document, kind: Kind, relations: Sequence[str]) -> Block:
    """What it is to which other record."""
    inputs = [
        kit.asks("relation", f"{document.key(kind)} …", kit.choice([(one, one) for one in relations], relations[0])),
        kit.asks("other", "Which record?", kit.words(placeholder="INC-12, ADR-7"), hint="Its key, of any kind."),
    ]
    return kit.modal("Link", inputs, submit="Link", close="Cancel")


def _typed(name: str, section_: Section, text: str) -> Block:
    return kit.asks(name, section_.heading, kit.words(text, lines=True), optional=True, hint=section_.asks)


def _field(name: str, info: FieldInfo, value: Any) -> Block:
    label = info.title or name.capitalize()
    if chosen := choices(info.annotation):
        return kit.asks(name, label, kit.choice([(one.value, one.value) for one in chosen], str(value or info.default)))
    return kit.asks(name, label, kit.words(str(value or ""), lines=not is_one_line(info)), optional=not info.is_required())
