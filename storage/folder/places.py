"""Where files of a kind are in a folder, and how they are read and written: nothing is followed out of it, nothing is half written."""

import os
import re
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from bot.errors import Unclear
from bot.templates.front_matter import Malformed

DATA = Path("data/engineering")
MOST_FILES = 5_000
_OURS = re.compile(r"[a-z]+_(?:\d{4}-\d{2}-\d{2}|undated)(?:_[\w-]+)?\.md")
"""How a file is called that we wrote of a record."""
_SAYS = re.compile(r"\A---\n(?:(?!---\n)[^\n]*\n)*?coPilot: \{kind: (\w+), [^\n]*\bid: '([^'\n]+)'")
"""What such a file says that it is, at its head."""


def found(root: Path, ours: str, others: Sequence[str], *, suffix: str) -> list[Path]:
    """The files of a kind in a folder, by name: where we write them, for one project or several, or where others do, or in it itself."""
    real = _folder(root)
    folders = [real / DATA / ours, *(one / DATA / ours for one in _folders(real)), *(real / other for other in others)]
    here = [one for one in folders if _is_within(one, real)] or [real]
    files = [one for folder in dict.fromkeys(here) for one in sorted(folder.iterdir()) if one.name.lower().endswith(suffix)]
    if len(files) > MOST_FILES:
        raise Unclear(f"There are more than {MOST_FILES:,} {suffix} files in {root}. Name the folder they are in.")
    return files


def is_there(root: Path, ours: str, others: Sequence[str]) -> bool:
    """Whether there is a folder for files of a kind."""
    real = _folder(root)
    folders = [real / DATA / ours, *(one / DATA / ours for one in _folders(real)), *(real / other for other in others)]
    return any(_is_within(one, real) for one in folders)


def projects(root: Path) -> list[tuple[Path, str]]:
    """The folders with data, each with the name of the project's folder, "" for the only one; without any, the folder itself."""
    real = _folder(root)
    there = [(real / DATA, ""), *((one / DATA, one.name) for one in _folders(real))]
    return [(folder, name) for folder, name in there if _is_within(folder, real)] or [(real, "")]


def bases(root: Path) -> list[tuple[Path, str]]:
    """The folder itself, named "", and each in it that is a project's, since there is data in it."""
    real = _folder(root)
    return [(real, ""), *((one, one.name) for one in _folders(real) if _is_within(one / DATA.parts[0], real))]


def is_named(file: Path) -> bool:
    """Whether there is something of that name, be it a link that leads nowhere."""
    return os.path.lexists(file)


def within(file: Path, root: Path) -> str:
    """A file's path in a folder."""
    return str(file.relative_to(root.resolve()))


def content(file: Path, root: Path, *, largest: int) -> bytes:
    """What a file holds. Raises Malformed for what is no file, is elsewhere, or is too large."""
    real = root.resolve()
    if not file.resolve().is_relative_to(real):
        raise Malformed("It leads out of the folder, where nothing is read.")
    try:
        # Opened before it is looked at, so that it cannot become something else in between; and without waiting, as for a pipe.
        opened = os.open(file, os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise Malformed("It is no file.")
            with os.fdopen(opened, "rb", closefd=False) as reading:
                read = reading.read(largest + 1)
        finally:
            os.close(opened)
    except OSError as wrong:
        raise Malformed(f"It cannot be opened: {wrong.strerror}.") from None
    if len(read) > largest:
        raise Malformed(f"It is larger than {largest // 1_000_000} MB.")
    return read


def write(root: Path, files: Mapping[str, str]) -> int:
    """Write files by their paths in a folder, each whole or not at all; says how many were not there just so. Raises Unclear."""
    return sum(_write(root, root / name, text.encode()) for name, text in files.items())


def without_renamed(root: Path, files: Mapping[str, str]) -> int:
    """Take away what an earlier export wrote of the same records under other names; says how many.

    A file is one of ours if it has our name for its kind, and says by its key for good that it is a record which now stands beside it.
    """
    gone = 0
    for folder in {(root / name).parent for name in files if name.endswith(".md")}:
        ours = {file.name: _key(text) for name, text in files.items() if (file := root / name).parent == folder}
        for file in sorted(folder.glob("*.md")):
            if file.name in ours or file.is_symlink() or not _OURS.fullmatch(file.name):
                continue
            with suppress(OSError):  # what cannot be read or taken away stays
                if (key := _key(file.read_text(errors="replace"))) and key in ours.values():
                    file.unlink()
                    gone += 1
    return gone


def _key(text: str) -> str:
    """The name for good of the record that a file is; "" for one that says none."""
    found = _SAYS.match(text)
    return f"{found[1]} {found[2]}" if found else ""


def _write(root: Path, file: Path, content_: bytes) -> bool:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.parent.resolve().is_relative_to(root.resolve()):
            raise Unclear(f"{file.parent} leads out of {root}: nothing is written there.")
        if not file.is_symlink() and file.is_file() and file.read_bytes() == content_:
            return False
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=".", delete=False) as new:
            new.write(content_)
        Path(new.name).chmod(0o644)
        Path(new.name).replace(file)
    except OSError as wrong:
        raise Unclear(f"{file} cannot be written: {wrong.strerror}.") from None
    return True


def _folder(root: Path) -> Path:
    try:
        real = root.resolve(strict=True)
    except OSError:
        raise Unclear(f"There is no folder {root}.") from None
    if not real.is_dir():
        raise Unclear(f"{root} is no folder.")
    return real


def _folders(real: Path) -> Iterator[Path]:
    yield from (one for one in sorted(real.iterdir()) if one.is_dir() and not one.name.startswith("."))


def _is_within(folder: Path, real: Path) -> bool:
    return folder.is_dir() and folder.resolve().is_relative_to(real)
