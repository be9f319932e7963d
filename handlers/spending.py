"""What Claude costs, and what it may: `/cto usage`."""

from bot.records.spending import Month, Share
from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.blocks import spending as drawn
from handlers.doors import Doors
from handlers.grammar import Verb
from handlers.reply import Reply
from storage.jobs.port import Jobs
from storage.store import Transaction


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    doors.verb(Verb("usage", "", "What Claude has cost this month, and what it may.", reads=True, takes_key=False), usage(doors))


def usage(doors: Doors) -> Answers:
    """`usage`: the month by purpose, one's own part of it, and for admins everybody's."""

    async def usage_(asked: Asked, db: Transaction) -> Reply:
        claude, viewer = doors.claude(asked.place.team), asked.viewer
        people = await db.spending.by_person(seen_by=viewer, now=asked.now)
        month = Month(
            budget=claude.budget if claude.is_on else None,
            by_purpose=await db.spending.by_purpose(seen_by=viewer, now=asked.now),
            by_person=[Share(user=one.user, purpose=one.purpose, calls=one.calls, usd=one.usd) for one in people],
        )
        names = await db.people.names(viewer.team, set(month.people)) if viewer.admin else None
        return Reply(kit.fallback("/cto usage"), drawn.spent(month, asked.now, viewer.user, names))

    return usage_
