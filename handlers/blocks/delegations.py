"""How delegations look besides what every document shows: the form of a task, of what came back, and who there is."""

from collections.abc import Sequence

from bot.records.delegations import DELEGATION
from bot.records.documents import TITLE, Document
from bot.records.specialists import Specialist
from handlers.blocks import kit
from handlers.blocks.kit import Block

LISTED = 30
FILES = ["md", "markdown", "txt", "text"]


def tasking(specialists: Sequence[Specialist], title: str, requirements: str, chosen: Specialist | None, *, channel: bool) -> Block:
    """The task, who does it, what they are given; `channel` asks where others can see it."""
    who = kit.menu("Choose one", [(f"{one.name}: {one.when}", one.name) for one in specialists], chosen.name if chosen else "")
    inputs = [
        kit.asks("title", "Task", kit.words(title, longest=TITLE), hint=DELEGATION.titled),
        kit.asks("specialist", "Specialist", who),
        _lines("requirements", requirements),
        _lines("specifications"),
        _lines("constraints"),
    ]
    if channel:
        inputs.append(kit.asks("channel", "Channel, whose members can read it", kit.which_channel()))
    return kit.modal("New delegation", inputs, submit="Hand it over", close="Cancel")


def delivering(document: Document) -> Block:
    """What came back."""
    words = kit.asks("delivery", "The work, or a link to it", kit.words(lines=True), optional=True)
    element = {"type": "file_input", "filetypes": FILES, "max_files": 1}
    file = kit.asks("files", "Or a file with its words", element, optional=True, hint="Markdown or plain text.")
    why = [kit.context(f"Returned because: {kit.one_line(one)}") for one in getattr(document.body, "returned", ())[-1:]]
    return kit.modal("Delivery", [*why, words, file], submit="Delivered", close="Cancel")


def specialists(there: Sequence[Specialist]) -> list[Block]:
    """A line for each."""
    lines = [[kit.text(one.name, bold=True), kit.text(f"  {one.when}. Gives back: {one.expect}")] for one in there[:LISTED]]
    if len(there) > LISTED:
        lines.append([kit.text(f"… {len(there) - LISTED} more", italic=True)])
    return [kit.rich(*lines), kit.actions(kit.button("Hand over a task", f"{DELEGATION.name} new"))]


def _lines(name: str, written: str = "") -> Block:
    section = DELEGATION.body.section(name)
    return kit.asks(name, section.heading, kit.words(written, lines=True), optional=True, hint=section.asks)
