"""docs/commands.md, made of the words each kind answers to."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from handlers.asking import Kind

PICTURES = Path(__file__).parents[1] / "docs" / "pictures" / "words"
HEAD = """# Every word

Made from the code by `make pages`; `cto-copilot manifest` has the commands in Slack. `/<word> help` says the same there.

The same words work as a command, after a mention, as a button and in a direct message; words that are missing are asked for by a form.
Slack takes no commands in threads: mention the bot with the same words there, in an incident's thread without “incident”. Every word also
answers under `/cto`. Where a key such as `INC-9` stands in brackets it may be left out, if it is clear which one is meant.
"""


def page(kinds: Mapping[str, Kind], aliases: Mapping[str, str]) -> str:
    """The page, whole: what people type first comes first."""
    return HEAD + "".join("\n".join(["", *_part(name, kind, aliases), ""]) for name, kind in kinds.items())


def _part(name: str, kind: Kind, aliases: Mapping[str, str]) -> Iterator[str]:
    words = kind.vocabulary
    yield f"## {words.typed}"
    yield ""
    if (PICTURES / f"{name}.png").exists():
        yield f"![What {words.typed} shows](pictures/words/{name}.png)"
        yield ""
    yield "| Type | And |"
    yield "|---|---|"
    for verb in words.verbs:
        yield f"| `{_cell(words.usage(verb.name))}` | {_cell(verb.says)} |"
    also = [f"`{command}` is `/{stands_for}`" for command, stands_for in aliases.items() if stands_for.split()[0] == name]
    if also:
        yield ""
        yield f"Also: {', '.join(also)}."


def _cell(words: str) -> str:
    return words.replace("|", "\\|")
