"""A folder as one zip, and back. What is packed gives the same bytes for the same files; of what comes packed nothing is trusted."""

import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import NoReturn

from bot.errors import Unclear

LARGEST_FILE = 5_000_000
"""So many bytes a file may have that somebody gives us, packed or not."""
LARGEST_UNPACKED = 20_000_000
MOST_ENTRIES = 2_000
LONGEST_PART, LONGEST_PATH = 200, 800
LONGEST_SAID = 160
SINCE = (1980, 1, 1, 0, 0, 0)
"""The time in a zip: always the same."""
ZIP = b"PK\x03\x04"
NOBODYS = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"}
"""What systems put beside people's files."""
PACKED = (".zip", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".7z", ".rar", ".jar")
_ENCRYPTED = 0x1
_IN_UTF8 = 0x800
_ON_UNIX = 3
_PLAIN_FILE = 0o100644


def packed(files: Mapping[str, str]) -> bytes:
    """Files by their paths, as a zip."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, SINCE)
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, _ON_UNIX, _PLAIN_FILE << 16
            archive.writestr(entry, files[name].encode())
    return into.getvalue()


def is_zip(name: str, content: bytes) -> bool:
    """Whether a file is a zip, or is called one."""
    return name.lower().endswith(".zip") or content.startswith(ZIP)


def unpacked(name: str, content: bytes) -> dict[str, bytes]:
    """The files of a zip by their paths. Raises Unclear, with a sentence, for one that is broken or plays tricks."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES:
                _refused(name, f"has more than {MOST_ENTRIES:,} files in it")
            if sum(one.file_size for one in entries) > LARGEST_UNPACKED:
                _refused(name, f"is larger than {_megabytes(LARGEST_UNPACKED)} when it is unpacked")
            return _read(name, archive, {one: _path(name, one) for one in entries})
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise Unclear(f"{name} is no zip that I can open: it is broken, or packed in a way of its own. Pack it again, please.") from None


def _read(name: str, archive: zipfile.ZipFile, paths: Mapping[zipfile.ZipInfo, str]) -> dict[str, bytes]:
    """Read what is a file and somebody's, never more than is allowed, whatever the zip says of its sizes."""
    found: dict[str, bytes] = {}
    left = LARGEST_UNPACKED
    for entry, path in paths.items():
        if entry.is_dir() or not NOBODYS.isdisjoint(PurePosixPath(path).parts) or PurePosixPath(path).name.startswith("._"):
            continue
        if path.lower().endswith(PACKED):
            _refused(name, f"has another archive in it, {path}: unpack that first")
        if path in found:
            _refused(name, f"has {path} in it twice")
        with archive.open(entry) as opened:
            found[path] = opened.read(left + 1)
        left -= len(found[path])
        if left < 0:
            _refused(name, f"is larger than {_megabytes(LARGEST_UNPACKED)} when it is unpacked")
        if found[path].startswith(ZIP):
            _refused(name, f"has another archive in it, {path}: unpack that first")
    must_not_collide(name, found)
    return found


def _path(name: str, entry: zipfile.ZipInfo) -> str:
    """Where an entry is to be, if that is within a folder and it is a file or a folder itself."""
    path = _named(name, entry)
    parts = path.removesuffix("/").split("/")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if entry.flag_bits & _ENCRYPTED:
        _refused(name, "is encrypted: send it without a password")
    if kind == stat.S_IFLNK:
        _refused(name, f"has a link in it, {path}: put the file itself there")
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        _refused(name, f"has something in it that is no file, {path}")
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        _refused(name, f"packs {path} in a way that I do not read: pack it as other zips are")
    if "\\" in path or ":" in path:
        _refused(name, f"has a path with a \\ or a : in it, {path}: pack it with paths like data/engineering/team.json")
    if path.startswith("/") or ".." in parts:
        _refused(name, f"has a path that leads out of its folder, {path}")
    if "" in parts or "." in parts or len(path) > LONGEST_PATH or any(len(part.encode()) > LONGEST_PART for part in parts):
        _refused(name, "has a path in it that is too long, or has parts without a name")
    return path


def _named(name: str, entry: zipfile.ZipInfo) -> str:
    """The path as it was written: in UTF-8, which some systems do without saying so."""
    path = entry.orig_filename
    if not entry.flag_bits & _IN_UTF8:
        try:
            path = path.encode("cp437").decode()
        except UnicodeError:
            _refused(name, "has names in it that are not in UTF-8: pack it with another tool")
    if any(unicodedata.category(one) in {"Cc", "Cf", "Cs"} for one in path):
        _refused(name, "has a name in it with characters that cannot be seen")
    return path


def must_not_collide(name: str, found: Mapping[str, bytes]) -> None:
    """Raise Unclear where two paths are one on some system, or one is a folder and a file at once."""
    seen: dict[str, str] = {}
    for path in found:
        one = unicodedata.normalize("NFC", path).casefold()
        if one in seen:
            _refused(name, f"has {path} in it twice")
        seen[one] = path
    for path in seen:
        if above := next((str(one) for one in PurePosixPath(path).parents if str(one) in seen), None):
            _refused(name, f"has {seen[above]} in it as a folder and as a file")


def _refused(name: str, why: str) -> NoReturn:
    raise Unclear(f"{name[:LONGEST_SAID]} {why[:LONGEST_SAID]}. Nothing of it was read.")


def _megabytes(size: int) -> str:
    return f"{size // 1_000_000} MB"
