"""The process that forks: it imports the co-pilot once, for all who run tests at the same time, and is gone when the last of them is.

A line to it that says nothing keeps it; one that asks is for one process: it is told the process's id and, in the end, its exit code. Where
the line ends before the process does, nobody is left to look after it, and it is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import json
import os
import random
import selectors
import signal
import socket
import struct
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import aiohttp

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

URLS = ("sqlite:///copilot.db", "postgresql:///copilot")
"""Of databases nobody connects to."""
NUMBER = struct.Struct("q")
HERE = b"!"
"""Said to whoever comes: from now on it stays for them."""
OUTPUTS = 2


class Forking:
    """Who is there, and the processes that run for them."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._ended, self._woken = os.pipe()
        for end in (self._ended, self._woken):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # or it would wake nobody
        signal.set_wakeup_fd(self._woken)
        self._selector = selectors.DefaultSelector()
        for waited_for in (listener, self._ended):
            self._selector.register(waited_for, selectors.EVENT_READ)
        self._lines: dict[socket.socket, int] = {}  # and the process each is for, if any

    def run(self) -> None:
        """Until nobody is left."""
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._listener:
                    self._come()
                elif key.fileobj == self._ended:
                    self._reap()
                elif isinstance(key.fileobj, socket.socket) and key.fileobj in self._lines:
                    self._hear(key.fileobj)
            if not self._lines:
                return

    def _come(self) -> None:
        line, _ = self._listener.accept()
        self._lines[line] = 0
        self._selector.register(line, selectors.EVENT_READ)
        with contextlib.suppress(OSError):
            line.sendall(HERE)

    def _hear(self, line: socket.socket) -> None:
        said, outputs, _, _ = socket.recv_fds(line, NUMBER.size, OUTPUTS)
        if said and not self._lines[line]:
            self._fork(line, json.loads(_whole(line, *NUMBER.unpack(said))), outputs)
            return
        if self._lines[line]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._lines[line], signal.SIGKILL)
        self._leave(line)

    def _fork(self, line: socket.socket, given: dict[str, Any], outputs: list[int]) -> None:
        process = os.fork()
        if not process:
            self._let_go()
            _lives(given, outputs)
        for output in outputs:
            os.close(output)
        self._lines[line] = process
        with contextlib.suppress(OSError):
            line.sendall(NUMBER.pack(process))

    def _let_go(self) -> None:
        """In a fork: of everything that is not its own."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._selector.close()
        for line in (self._listener, *self._lines):
            line.close()
        for end in (self._ended, self._woken):
            os.close(end)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._ended, 1 << 16)
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                for line in [line for line, process in self._lines.items() if process == ended[0]]:
                    with contextlib.suppress(OSError):
                        line.sendall(NUMBER.pack(os.waitstatus_to_exitcode(ended[1])))
                    self._leave(line)

    def _leave(self, line: socket.socket) -> None:
        self._selector.unregister(line)
        del self._lines[line]
        line.close()


def _whole(line: socket.socket, length: int) -> bytes:
    """All of what somebody is just saying."""
    said = b""
    while len(said) < length and (more := line.recv(length - len(said))):
        said += more
    return said


def _lives(given: dict[str, Any], outputs: list[int]) -> NoReturn:
    """What a process does, from its first moment in the fork to its last."""
    code = 1
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        for number, output in enumerate(outputs, 1):
            os.dup2(output, number)
            os.close(output)
        os.chdir(given["folder"])
        code = _does(**given)
        threading._shutdown()  # type: ignore[attr-defined]  # its threads are waited for, as at the end of any process
    except BaseException:  # noqa: BLE001 - there is nobody above who would say it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _does(words: list[str], environment: dict[str, str], does: str, **_: Any) -> int:
    """The command line, or what a test's own module does, by `module:function`; returns the exit code."""
    from bot.__main__ import main  # noqa: PLC0415 - it is imported here already
    from handlers.afterwards import Afterwards  # noqa: PLC0415 - the same

    os.environ.clear()
    os.environ.update(environment)
    Afterwards.answers_within = float(os.environ.pop(ANSWERS_WITHIN, Afterwards.answers_within))
    random.seed()  # or all of them would throw the same dice
    if does:
        module, name = does.split(":")
        asyncio.run(getattr(importlib.import_module(module), name)(*words))
        return 0
    sys.argv = ["cto-copilot", *words]
    try:
        main()
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    return 0


def _nobodys(team: str) -> NoReturn:
    raise LookupError(team)


async def _build() -> None:
    """Build the app once, for nobody: what it works out of its own code, it works out for every process."""
    from bot.app import build_app  # noqa: PLC0415 - it is imported here already, and not where the tests run
    from storage.database import open_database  # noqa: PLC0415 - the same
    from storage.jobs import engine_for  # noqa: PLC0415 - the same
    from storage.store import Store  # noqa: PLC0415 - the same

    async with aiohttp.ClientSession() as session:
        for url in URLS:
            database = open_database(url)
            build_app(
                store=Store(database, engine_for(database)),
                session=session,
                slack_api_url="http://127.0.0.1/api/",
                token_of=lambda _team: None,
                clock=lambda: datetime.now(UTC),
                claude_of=_nobodys,
            )
            await database.close()


def for_others(listener: int, address: str) -> None:
    """Import everything, and fork for whoever asks at this socket, which is there already."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is interrupted goes away by themselves
    for name in IMPORTED:
        importlib.import_module(name)
    asyncio.run(_build())
    gc.collect()
    gc.freeze()  # or each process would look through all of it, and have a copy
    with socket.socket(fileno=listener) as there:
        Forking(there).run()
        Path(address).unlink()
