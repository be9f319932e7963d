"""Processes of the co-pilot that are forked from one which has imported it: a process in a millisecond, not after a second of imports.

Each is a process like any other: with settings, output, signals and an end of its own. What its imports cost is measured elsewhere.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import subprocess
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from multiprocessing.connection import Connection
from typing import IO, Any

IMPORTED = [
    "bot.__main__",
    "bot.serving",
    "bot.parked",
    "storage.jobs.sqlite",
    "storage.jobs.postgres",
    "storage.bounded",
    "alembic.command",
    "bot.trying",
    "bot.lending",
    "anthropic.resources.messages",
    "tests.work",
    "tests.databases",
]

ANSWERS_WITHIN = "TESTS_ANSWER_WITHIN"
"""How many seconds an answer may take there, where that is not what is tested."""

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(IMPORTED)


Does = Callable[..., Coroutine[Any, Any, None]]
"""Something a test's own module does, in a process: found there by its name, and called with words."""


class Forked:
    """One of them, with as much of asyncio's processes as is asked of it: the command line, or what a test's own module `does`."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str] | None = None, *, does: Does | None = None) -> None:
        self._said, self._output = _pipe()
        given = ((self._output, self._output), words, dict(os.environ if environment is None else environment))
        self._process = _context.Process(target=_main, args=(*given, does), daemon=True)

    async def start(self) -> asyncio.StreamReader:
        """Fork it; returns what it will say."""
        await asyncio.to_thread(self._process.start)
        self._output.close()
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), self._said)
        return reader

    @property
    def pid(self) -> int:
        return self._process.pid or 0

    @property
    def returncode(self) -> int | None:
        """None while it runs, and less than nothing when a signal ended it."""
        return self._process.exitcode

    def send_signal(self, signal: int) -> None:
        os.kill(self.pid, signal)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()

    async def wait(self) -> int:
        await asyncio.to_thread(self._process.join)
        assert self._process.exitcode is not None
        return self._process.exitcode


def run(words: Sequence[str], environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run one to its end, as subprocess.run does. It should say no more than a pipe holds."""
    said, stdout, complained, stderr = *_pipe(), *_pipe()
    given = ((stdout, stderr), words, dict(os.environ if environment is None else environment))
    process = _context.Process(target=_main, args=(*given, None), daemon=True)
    process.start()
    stdout.close()
    stderr.close()
    with said, complained:
        process.join()
        return subprocess.CompletedProcess(words, process.exitcode or 0, said.read().decode(), complained.read().decode())


def _pipe() -> tuple[IO[bytes], Connection]:
    ours, theirs = os.pipe()
    return os.fdopen(ours, "rb"), Connection(theirs, readable=False)


def _main(output: Sequence[Connection], words: Sequence[str], environment: Mapping[str, str], does: Does | None) -> None:
    """What it does, in the fork."""
    from bot.__main__ import main  # noqa: PLC0415 - it is imported here already, and not where the tests run
    from handlers.afterwards import Afterwards  # noqa: PLC0415 - the same

    for number, connection in enumerate(output, 1):
        os.dup2(connection.fileno(), number)
    os.environ.clear()
    os.environ.update(environment)
    Afterwards.answers_within = float(os.environ.pop(ANSWERS_WITHIN, Afterwards.answers_within))
    random.seed()  # or all of them would throw the same dice
    if does:
        asyncio.run(does(*words))
        return
    sys.argv = ["cto-copilot", *words]
    main()
