"""Processes of the co-pilot that are forked from one which has imported it: a process in a millisecond, not after seconds of imports.

Each is a process like any other: with settings, output, signals and an end of its own. What its imports cost is measured elsewhere. One
process forks for everybody who runs tests at the same time, which is tests/forking.py.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.forking import ANSWERS_WITHIN, HERE, NUMBER
from tests.throwaway import a_short_place

__all__ = ["ANSWERS_WITHIN", "Does", "Forked", "run"]

GREETINGS = 3
LOST = 255
"""The exit code of a process of which nobody can say how it ended."""

Does = Callable[..., Coroutine[Any, Any, None]]
"""Something a test's own module does, in a process: found there by its name, and called with words."""


class Forked:
    """One of them, with as much of asyncio's processes as is asked of it: the command line, or what a test's own module `does`.

    `returncode` is None while it runs, and less than nothing when a signal ended it.
    """

    def __init__(self, words: Sequence[str], environment: Mapping[str, str] | None = None, *, does: Does | None = None) -> None:
        self._given = _given(words, environment, does)
        self._ended = asyncio.Event()
        self.pid = 0
        self.returncode: int | None = None

    async def start(self) -> asyncio.StreamReader:
        """Fork it; returns what it will say."""
        said, output = os.pipe()
        try:
            self._line, self.pid = await asyncio.to_thread(_asked_for, self._given, (output, output))
        finally:
            os.close(output)
        loop, reader = asyncio.get_running_loop(), asyncio.StreamReader()
        loop.add_reader(self._line, self._hears)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(said, "rb"))
        return reader

    def _hears(self) -> None:
        """Something came along its line, which can only be how it ended."""
        asyncio.get_running_loop().remove_reader(self._line)
        self.returncode = _number(self._line, LOST)
        self._line.close()
        self._ended.set()

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def terminate(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def _end(self, number: int) -> None:
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self.send_signal(number)

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode


def run(words: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one to its end, as subprocess.run does. It should say no more than a pipe holds."""
    (said, stdout), (complained, stderr) = os.pipe(), os.pipe()
    try:
        line, _ = _asked_for(_given(words, environment, None), (stdout, stderr))
    finally:
        os.close(stdout)
        os.close(stderr)
    with line, os.fdopen(said, "rb") as out, os.fdopen(complained, "rb") as err:
        code = _number(line, LOST)
        return subprocess.CompletedProcess(words, code, out.read().decode(), err.read().decode())


def _given(words: Sequence[str], environment: Mapping[str, str] | None, does: Does | None) -> bytes:
    name = f"{does.__module__}:{does.__qualname__}" if does else ""
    settings = dict(os.environ if environment is None else environment)
    return json.dumps({"words": list(words), "environment": settings, "does": name, "folder": str(Path.cwd())}).encode()


def _asked_for(given: bytes, outputs: tuple[int, int]) -> tuple[socket.socket, int]:
    """Have a process forked; returns the line along which its end is told, and its id."""
    line = _forker.line()
    socket.send_fds(line, [NUMBER.pack(len(given))], outputs)
    line.sendall(given)
    pid = _number(line, 0)
    assert pid, "whoever forks is gone"
    return line, pid


def _number(line: socket.socket, otherwise: int) -> int:
    said = line.recv(NUMBER.size, socket.MSG_WAITALL)
    return int(NUMBER.unpack(said)[0]) if len(said) == NUMBER.size else otherwise


class _Forker:
    """The process that forks for all workers of a run. Whoever needs it first starts it."""

    def __init__(self) -> None:
        run_of = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}"
        self._address = a_short_place() / f"forks-{run_of[:12]}"
        self._keeping = threading.Lock()
        self._kept: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def line(self) -> socket.socket:
        """A line to it. Another one stays for as long as whoever asks, and it with them."""
        with self._keeping:
            self._kept = self._kept or self._greeted()
        return self._greeted()

    def _greeted(self) -> socket.socket:
        for _ in range(GREETINGS):
            with _one_at_a_time():
                line = self._found() or self._started()
            if line.recv(len(HERE)) == HERE:
                return line
            line.close()  # it was about to leave
        raise ConnectionError("there is nobody who forks")

    def _found(self) -> socket.socket | None:
        line = socket.socket(socket.AF_UNIX)
        try:
            line.connect(str(self._address))
        except OSError:
            line.close()
            return None
        return line

    def _started(self) -> socket.socket:
        self._address.unlink(missing_ok=True)
        line = socket.socket(socket.AF_UNIX)
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self._address))
            self._address.chmod(0o600)
            listener.listen(100)
            line.connect(str(self._address))
            number, quiet = listener.fileno(), subprocess.DEVNULL
            begin = f"for_others({number}, {str(self._address)!r})"
            code = f"import sys; sys.path[:] = {sys.path!r}; from tests.forking import for_others; {begin}"
            self._process = subprocess.Popen([sys.executable, "-c", code], pass_fds=[number], stdin=quiet, stdout=quiet)
        return line


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Of all who might start it."""
    place = os.open(a_short_place(), os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


_forker = _Forker()
