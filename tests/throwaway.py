"""Where what a test run throws away is put: in memory, where there is enough of it.

On a disk each commit of a database waits for milliseconds until it is safe, which here nobody will ever ask about, and each of hundreds of
databases is six hundred files to write and to take away again.
"""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, not a name somebody could guess
ENOUGH = 8 * 1024**3
"""Three PostgreSQL of a hundred databases each have two and a half; the rest is for who works meanwhile."""


def in_memory() -> None:
    """Have the temporary files of this process in memory, and of all it starts, unless somebody has said where they should be."""
    if "TMPDIR" not in os.environ and _is_room():
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def a_short_place() -> Path:
    """Where the path of a socket is short enough: it may have 107 bytes."""
    return MEMORY if tempfile.gettempdir() == str(MEMORY) else Path("/tmp")  # noqa: S108 - a folder of its own is made there


def _is_room() -> bool:
    return os.access(MEMORY, os.W_OK | os.X_OK) and min(shutil.disk_usage(MEMORY).free, _free()) >= ENOUGH


def _free() -> int:
    told = dict(line.split(":") for line in Path("/proc/meminfo").read_text().splitlines())
    return int(told["MemAvailable"].split()[0]) * 1024
