"""The YAML between two lines of --- above a document: one line a field, so that readers which know only Markdown find their list below."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

import yaml

from bot.errors import Unclear

LARGEST = 16_000
"""So many characters are looked at: of what is longer YAML makes too much work."""
DEEPEST = 50
"""So many brackets may be open at once: 7,000 that are open cost a quarter of a minute, and no field of anybody's needs ten."""
LONGEST_NAME = 120
FENCE = "---"
PLAIN = "tag:yaml.org,2002:"


class Malformed(Unclear):
    """A file cannot be read; `line` is where, from 1, when it is known."""

    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


class _Written(yaml.SafeDumper):
    """Nothing refers to something else, and what has several lines, or a <, is quoted."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def _text(dumper: yaml.SafeDumper, words: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(f"{PLAIN}str", words, style=_style(words))


def _style(words: str) -> str | None:
    return '"' if "<" in words or (words and words.splitlines() != [words]) else None


_Written.add_representer(str, _text)


def value(thing: Any) -> str:
    """A value in YAML, on one line. Stable: the same for the same thing."""
    written = yaml.dump(thing, Dumper=_Written, default_flow_style=True, width=float("inf"), allow_unicode=True, sort_keys=False)
    # A < stands in double quotes only, where it has an escape.
    return written.removesuffix("\n").removesuffix("\n...").replace("<", r"\x3C")


def listed(name: str, items: Sequence[tuple[str, Any]]) -> list[str]:
    """A list of pairs, which is a list in Markdown, too: `- Status: accepted`."""
    return [f"{name}:", *(f"  - {value(key)}: {value(said)}" for key, said in items)]


def divided(content: str) -> tuple[str | None, str, int]:
    """The front matter of a file, or None, what stands below, and the number of the line that begins with. Raises Malformed."""
    lines = content.split("\n")
    if lines[0].rstrip() != FENCE:
        return None, content, 1
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        raise Malformed("Its front matter begins with --- and does not end.", line=1)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


def fields(written: str) -> dict[str, yaml.Node]:
    """The fields of front matter, in order. Nothing is made of them yet. Raises Malformed."""
    if len(written) > LARGEST:
        raise Malformed(f"Its front matter is longer than {LARGEST:,} characters.", line=1)
    if _depth(written) > DEEPEST:
        raise Malformed(f"Its front matter is no YAML that is read here: more than {DEEPEST} brackets are open at once.", line=1)
    try:
        for event in yaml.parse(written, Loader=yaml.SafeLoader):
            _must_be_plain(event)
        root = yaml.compose(written, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as wrong:
        at = wrong.problem_mark.line + 2 if wrong.problem_mark else None
        raise Malformed(f"Its front matter is no YAML: {wrong.problem}.", line=at) from None
    except (yaml.YAMLError, RecursionError, ValueError):
        raise Malformed("Its front matter is no YAML.", line=1) from None
    if root is None:
        return {}
    if not isinstance(root, yaml.MappingNode):
        raise Malformed("Its front matter should be fields, as in `status: accepted`.", line=2)
    return dict(_pairs(root))


def _depth(written: str) -> int:
    """How many brackets are open at once. Those within quotes count, too: before YAML has looked, nobody knows which those are."""
    steps = (1 if one in "[{" else -1 for one in written if one in "[]{}")
    return max(accumulate(steps, lambda opened, step: max(0, opened + step)), default=0)


def _must_be_plain(event: yaml.Event) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise Malformed(
            "Its front matter has anchors, references or tags, which are not read.",
            line=event.start_mark.line + 2 if event.start_mark else None,
        )


def _pairs(root: yaml.MappingNode) -> Iterator[tuple[str, yaml.Node]]:
    seen = set()
    for key, found in root.value:
        if not isinstance(key, yaml.ScalarNode) or len(key.value) > LONGEST_NAME or key.value in seen:
            raise Malformed("Its front matter should name each field once, in a word or a few.", line=key.start_mark.line + 2)
        seen.add(key.value)
        yield key.value, found


def as_it_stood(node: yaml.Node) -> str:
    """A value of somebody else's, spelled as it was, on one line."""
    _on_one_line(node)
    written = yaml.serialize(node, Dumper=_Written, width=float("inf"), allow_unicode=True)
    return written.removesuffix("\n").removesuffix("\n...").replace("<", r"\x3C")


def _on_one_line(node: yaml.Node) -> None:
    if isinstance(node, yaml.ScalarNode):
        if not node.value and not node.style:
            node.value = "null"
        node.style = _style(node.value) or ("'" if node.style in {"'", '"', "|", ">"} else None)
    elif isinstance(node, yaml.CollectionNode):
        node.flow_style = True
        for child in (part for pair in node.value for part in (pair if isinstance(pair, tuple) else (pair,))):
            _on_one_line(child)


def as_thing(node: yaml.Node | None) -> Any:
    """What a value stands for."""
    return yaml.SafeLoader("").construct_document(node) if node is not None else None


def thing(written: str) -> Any:
    """What `value` was made of."""
    return yaml.safe_load(written)


def as_names(node: yaml.Node | None) -> tuple[str, ...]:
    """Names: a list of them, or a line with commas."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(" ".join(str(one.value).split()) for one in node.value if isinstance(one, yaml.ScalarNode) and one.value.strip())
    said = as_line(node)
    return tuple(one.strip() for one in said.split(",") if one.strip()) if said.lower() not in {"null", "~"} else ()


def as_line(node: yaml.Node | None) -> str:
    """What a value says, on one line."""
    return " ".join(str(node.value).split()) if isinstance(node, yaml.ScalarNode) else ""


def as_day(node: yaml.Node | None) -> date | None:
    """A day, if it is one."""
    return day(as_line(node))


def day(words: str) -> date | None:
    """2026-11-21, with or without a time after it; None for what is no day."""
    try:
        return date.fromisoformat(words.strip()[:10])
    except ValueError:
        return None


def above(items: Mapping[str, str], below: Sequence[str]) -> str:
    """Front matter: a line for each field, and the list that ends it."""
    return "\n".join([FENCE, *(f"{value(key)}: {said}" for key, said in items.items()), *below, FENCE, ""])
