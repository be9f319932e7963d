"""How action items look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.records.actions import Action
from bot.records.incidents import Incident
from bot.records.search import Found
from handlers.blocks import growing, kit
from handlers.blocks.kit import Block, Element

WHAT = 300


def whose(action: Action, names: Mapping[str, str]) -> str:
    """Who has it."""
    return kit.one_line(names.get(action.owner, action.owner)) if action.owner else "nobody yet"


@dataclass(frozen=True)
class Page:
    """A page of a list: `which` is mine, all, or an incident's key."""

    heading: str
    which: str
    number: int
    pages: int


def listed(
    page: Page, actions: Sequence[Action], names: Mapping[str, str], today: date, grown: Mapping[int, Sequence[Found]]
) -> list[Block]:
    """One a line, each with the button that is next. It says which list it is pressed in, which is the answer to it.

    Slack keeps a list in its place, and what one button of a message stands for is done once: the revision tells one press from the next.
    """
    drawn = [kit.rich([kit.text(page.heading, bold=True)])]
    for action in actions:
        about = f"{_sign(action, today)} {action.key} {kit.cut(kit.one_line(action.what), WHAT)}"
        words = f"{about} · {whose(action, names)} · {_when(action, today)}{growing.told(grown.get(action.id, ()))}"
        verb = ("Not done", "undone") if action.is_done else ("Done", "done")
        pressed = f"incident {verb[1]} {action.key} {page.which} {page.number} v{action.revision}"
        drawn.append(kit.beside(words, kit.button(verb[0], pressed)))
    turns = [kit.button("Back", f"incident actions {page.which} {page.number - 1}")] if page.number > 1 else []
    if page.number < page.pages:
        turns.append(kit.button("More", f"incident actions {page.which} {page.number + 1}"))
    for kind, label, words_ in growing.WAYS:
        left = [one for one in actions if not one.is_done and kind not in {there.kind for there in grown.get(one.id, ())}]
        if left:
            turns.append(kit.menu(f"{label}…", [(f"{one.key} {one.what}", words_.format(key=one.key)) for one in left]))
    if shows := [(f"{one.key} {one.title}", f"{one.kind} show {one.key}") for some in grown.values() for one in some]:
        turns.append(kit.menu("What became of them…", shows))
    return [*drawn, kit.actions(*turns)] if turns else drawn


def chased(action: Action, incident: Incident, today: date, *, is_theirs: bool) -> list[Block]:
    """What its owner is told; whose it no longer is reads that, and has nothing to press."""
    about = f"{action.key} {kit.cut(kit.one_line(action.what), WHAT)}"
    if action.is_done:
        return [kit.rich([kit.text(f"✅ {about} is done. Thank you.")])]
    if not is_theirs:
        return [kit.rich([kit.text(f"{about} is not yours any more.")])]
    when = f"was due {_day(action.due_on)}" if action.is_overdue(today) else "is due today"
    if action.due_on > today:
        when = f"is due {_day(action.due_on)}"
    said = [kit.text(about, bold=True), kit.text(f" {when} ({incident.key} {kit.cut(kit.one_line(incident.title), WHAT)}).")]
    return [
        kit.rich(said),
        kit.actions(
            kit.button("Done", f"incident done {action.key}", style="primary"),
            kit.button("It is tech debt", f"debt add from {action.key}"),
            kit.button("Your actions", "incident actions mine"),
        ),
    ]


def owed(action: Action, today: date) -> list[Element]:
    """What somebody promised, in a line of their own list."""
    said = f" {kit.cut(kit.one_line(action.what), WHAT)} · {_when(action, today)}"
    return [kit.text(f"{_sign(action, today)} {action.key}", bold=True), kit.text(said)]


def done(action: Action) -> Element:
    """That it is done; the revision tells this press from a later one."""
    return kit.button("Done", f"incident done {action.key} v{action.revision}")


def _sign(action: Action, today: date) -> str:
    return "✅" if action.is_done else "⏰" if action.is_overdue(today) else "▫️"


def _when(action: Action, today: date) -> str:
    if action.is_done:
        return "done"
    return f"was due {_day(action.due_on)}" if action.is_overdue(today) else f"due {_day(action.due_on)}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
