"""Which project's bills are meant, and which month."""

import re

from bot.records.costs import Month, read_month
from bot.records.people import Viewer
from handlers.asking import Asked
from handlers.belonging import meant as project_meant
from handlers.dates import today_in
from storage.store import Transaction

_MONTH = re.compile(r"(\d{4}-\d{1,2})(?:\s+|$)(.*)$", re.DOTALL)


def split_month(words: str) -> tuple[str, str]:
    """The month that words begin with, as it is typed; "" where they begin with none; and the other words."""
    found = _MONTH.match(words)
    return (found[1], found[2].strip()) if found else ("", words)


async def project_id(name: str, verb: str, asked: Asked, db: Transaction) -> tuple[int | None, str]:
    """The project that is meant, and its name."""
    project = await project_meant(name, f"cost {verb}", asked, db)
    return (project.id, project.name) if project else (None, "")


async def months(project: int | None, viewer: Viewer, db: Transaction) -> list[Month]:
    """A project's, by name; those of no project count until they are recorded again."""
    there = {one.name: one for one in await db.costs.all(None, seen_by=viewer)} if project else {}
    there |= {one.name: one for one in await db.costs.all(project, seen_by=viewer)}
    return [there[name] for name in sorted(there)]


def named(words: str, asked: Asked) -> str:
    """A month's name; with no words, the last one that is over."""
    return read_month(words, today_in(asked.viewer.tz, asked.now))
