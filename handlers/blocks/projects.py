"""How projects look: the card that says to which one a channel belongs, and the form that asks for one."""

from collections.abc import Mapping, Sequence

from bot.records.projects import LONGEST_NAME, Project
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SHOWN = 12
CHANNELS = 5

Channels = Mapping[int, Sequence[str]]
"""The channels of each project, as far as the reader may see them."""


def card(projects: Sequence[Project], channels: Channels, here: Project | None, *, in_a_channel: bool, is_bound: bool) -> list[Block]:
    """Every project with its channels, the one this channel belongs to, and the moves from here."""
    heading = f"This channel belongs to {here.name}." if here else "This channel belongs to no project yet."
    lines = [[kit.text(heading, bold=True)]] if in_a_channel else []
    lines += [_line(one, channels.get(one.id, ())) for one in projects[:SHOWN]]
    if len(projects) > SHOWN:
        lines.append([kit.text(f"… {len(projects) - SHOWN} more", italic=True)])
    others = [one for one in projects if not here or one.id != here.id]
    moves = (
        [kit.menu("This channel belongs to…", [(one.name, f"cto project {one.name}") for one in others])] if others and in_a_channel else []
    )
    moves.append(kit.button("Another project", "cto project new"))
    if is_bound:
        moves.append(kit.button("Take it off its project", "cto project none"))
    return [kit.rich(*lines), kit.actions(*moves)] if lines else [kit.actions(*moves)]


def ask(projects: Sequence[Project], *, in_a_channel: bool) -> Block:
    """A name, or one of those there are."""
    blocks = []
    if projects and in_a_channel:
        options = [(one.name, str(one.id)) for one in projects]
        blocks.append(kit.asks("project", "One there is already", kit.menu("Choose a project", options), optional=True))
    name = kit.words(longest=LONGEST_NAME, placeholder="payments")
    hint = "Every member of this workspace can read this name. What is recorded stays with those who see its channel."
    blocks.append(kit.asks("name", "Or a new one" if blocks else "What do you work on?", name, optional=bool(blocks), hint=hint))
    title = "Project of this channel" if in_a_channel else "A project"
    return kit.modal(title, blocks, submit="Save", close="Not now")


def _line(project: Project, channels: Sequence[str]) -> list[Element]:
    line = [kit.text(project.name, bold=True)]
    for channel in channels[:CHANNELS]:
        line += [kit.text("  "), kit.channel(channel)]
    if len(channels) > CHANNELS:
        line.append(kit.text(f"  … {len(channels) - CHANNELS} more", italic=True))
    return line
