"""What is new to this checkout is compiled before the tests begin, by processes that end with it.

Python compiles a module where it is first imported, and pytest rewrites a test's assertions before. A process that did so with two hundred
files has what it keeps scattered among what it threw away: all of its tests took a seventh longer.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterable
from compileall import compile_file
from contextlib import suppress
from itertools import chain
from pathlib import Path

import pytest
from _pytest.assertion import rewrite  # pytest has no public way to rewrite a file without running it

ROOT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "storage", "sandbox", "tests")


def compile_ours(config: pytest.Config) -> None:
    """Have what is not compiled yet compiled, on all processors. A file that cannot be is left to whoever imports it, who says why."""
    if sys.dont_write_bytecode:
        return
    files = sorted(chain.from_iterable((ROOT / folder).rglob("*.py") for folder in OURS))
    many = os.cpu_count() or 1
    forking = multiprocessing.get_context("fork")
    processes = [forking.Process(target=_compile, args=(config, files[number::many])) for number in range(many)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def _compile(config: pytest.Config, files: Iterable[Path]) -> None:
    for file in files:
        if file.match("test_*.py") or file.name == "conftest.py":
            with suppress(OSError, SyntaxError):
                _rewrite(config, file)
        else:
            compile_file(file, quiet=2)


def _rewrite(config: pytest.Config, file: Path) -> None:
    kept = file.parent / "__pycache__" / f"{file.stem}{rewrite.PYC_TAIL}"
    if rewrite._read_pyc(file, kept) is None:
        kept.parent.mkdir(exist_ok=True)
        digest, code = rewrite._rewrite_test(file, config)
        rewrite._write_pyc(config.stash[rewrite.assertstate_key], code, digest, kept)
