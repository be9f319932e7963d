"""What of papers is read before an answer: each with its day, and with its age where it is old."""

import json
from collections.abc import Sequence

from bot.prompts import Said
from bot.records.papers import Paper
from handlers.blocks.papers import in_words
from handlers.dates import today_in
from handlers.knowing import Reader, line
from storage.store import Transaction

LONGEST = 2_300
"""So much of each is read; the rest can be looked up."""


async def papers(reader: Reader, db: Transaction) -> Sequence[Said]:
    """Two lines each: what it is, and what it says."""
    there = await db.papers.all(seen_by=reader.viewer)
    projects = {one.id: one.name for one in await db.projects.all(seen_by=reader.viewer)}
    today = today_in(reader.viewer.tz, reader.now)
    found = []
    for one in there:
        project = f"{projects[one.project]}: " if one.project in projects else ""
        money = in_words(one.money)
        found.append(line(f"{project}{one.dated(today)}{f': {money}' if money else ''}.", id_=one.key))
        found.append(line(_closer(one), id_=one.key, longest=LONGEST))
    return found


def _closer(paper: Paper) -> str:
    """What it says, JSON without the spaces around it."""
    try:
        return json.dumps(json.loads(paper.text), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return paper.text
