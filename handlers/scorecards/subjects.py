"""Which project is meant, and over which window: named, or the channel's, or the only one."""

from collections.abc import Sequence
from datetime import datetime

from bot.errors import NotFound, Offer, Unclear
from bot.records.projects import Project
from bot.records.windows import Window, is_month, last_days, months_to
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.parts import Subject, subject_of
from storage.store import Transaction

CHOICES = 5
__all__ = ["Subject", "meant", "subject_of", "windows_to"]


async def meant(words: str, asked: Asked, db: Transaction) -> tuple[Subject, list[Window]]:
    """`[2026-10] [project]`: what is asked about, and the windows of which its is the last. Raises Unclear with the projects there are."""
    month, name = _split(words)
    project = await _project(name, asked, db)
    windows = windows_to(month, asked.now, asked.viewer.tz)
    return await subject_of(project, windows[-1], asked.viewer, db, now=asked.now), windows


def windows_to(month: str, now: datetime, tz: str | None) -> list[Window]:
    """The windows up to a month's; for no month, up to now."""
    windows = months_to(month, tz) if month else last_days(now)
    if windows[-1].start > now:
        raise Unclear(f"{month} is still to come.")
    return windows


async def _project(name: str, asked: Asked, db: Transaction) -> Project | None:
    there: Sequence[Project] = await db.projects.all(seen_by=asked.viewer)
    if name:
        named = await db.projects.named(name, seen_by=asked.viewer)
        if named is None:
            raise NotFound(f"There is no project “{kit.cut(name, 60)}” that you can see.", offers=_offers(there, asked))
        return named
    here = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer)
    if here is None and there:
        raise Unclear("Which project?", offers=_offers(there, asked))
    return here


def _offers(there: Sequence[Project], asked: Asked) -> list[Offer]:
    verb = asked.intent.verb or "show"
    return [Offer(one.name, " ".join(f"scorecard {verb} {asked.kept} {one.name}".split())) for one in there[:CHOICES]]


def _split(words: str) -> tuple[str, str]:
    """A month, if one is named, and the rest."""
    parts = words.split()
    month = next((part for part in parts if is_month(part)), "")
    return month, " ".join(part for part in parts if part != month)
