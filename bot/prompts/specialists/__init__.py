"""Specialists, one Markdown file each: front matter says what for and by what their work is judged, the text below who they are.

Ours are beside this module. A team has its own in a folder: one of a name of ours takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from bot.records.specialists import Specialist

FOLDER = Path(__file__).parent
LARGEST = 50_000
"""Bytes of a file: a persona of twenty pages is none."""
FENCE = "---"


class Broken(Exception):
    """A file is no specialist; `str()` of it is why, in one line."""


@dataclass(frozen=True)
class Known:
    """Every specialist there is, by name, and a line for each file that is none."""

    specialists: tuple[Specialist, ...]
    broken: tuple[str, ...] = ()


def load(folder: str = "") -> Known:
    """Ours, and those of a team's own folder. A file that cannot be read is told of, and left out."""
    found = {one.name: one for one in ours()}
    broken: list[str] = []
    for file in _files(Path(folder), broken) if folder else ():
        try:
            one = read(file)
            found[one.name] = one
        except Broken as wrong:
            broken.append(f"{file.name} is no specialist: {wrong}")
    return Known(tuple(sorted(found.values(), key=lambda one: one.name)), tuple(broken))


@cache
def ours() -> tuple[Specialist, ...]:
    """Those that come with the product."""
    return tuple(read(file) for file in sorted(FOLDER.glob("*.md")))


def read(file: Path) -> Specialist:
    """Read one. Raises Broken."""
    try:
        content = file.read_bytes()
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise Broken("it is not written in UTF-8.") from None
    except OSError as wrong:
        raise Broken(f"it cannot be opened ({wrong.strerror}).") from None
    if len(content) > LARGEST:
        raise Broken(f"it is larger than {LARGEST // 1_000} kB.")
    opening, _, rest = text.partition("\n")
    front, fence, persona = rest.partition(f"\n{FENCE}\n")
    if opening.strip() != FENCE or not fence:
        raise Broken(f"it should begin with front matter between two lines {FENCE}.")
    try:
        return Specialist.model_validate({**_fields(front), "persona": persona})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False)[0]
        raise Broken(f"its `{first['loc'][0]}` is wrong ({first['msg'].lower()}).") from None


def _fields(front: str) -> dict[str, Any]:
    try:
        fields = yaml.safe_load(front)
    except yaml.YAMLError as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise Broken(f"its front matter is no YAML{f' (line {mark.line + 2})' if mark else ''}.") from None
    if not isinstance(fields, dict):
        raise Broken("its front matter should be fields, as in `name: rust-expert`.")
    return {str(name): value for name, value in fields.items()}


def _files(folder: Path, broken: list[str]) -> Iterator[Path]:
    if not folder.is_dir():
        broken.append(f"{folder} is no folder: only the specialists that come with the product are there.")
        return
    yield from (one for one in sorted(folder.iterdir()) if one.suffix.lower() == ".md" and one.stem.lower() != "readme")
