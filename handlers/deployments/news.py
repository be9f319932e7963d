"""What deployments have to tell in the weekly digest: how many, how many failed, and those that caused an incident."""

from handlers.blocks import deployments as drawn
from handlers.blocks import kit
from handlers.parts import News, Subject
from storage.store import Transaction

NAMED = 3


async def of(subject: Subject, db: Transaction) -> News | None:
    """A line for all of them, and one for each that failed, as far as everybody there may see it."""
    window, whose = subject.window, subject.whose
    facts = await db.scorecards.facts(whose, window.start, window.end, seen_by=subject.operator)
    if not facts.went:
        return None
    harmful = {harm.deployment for harm in facts.harm}
    failed = {one.id for one in facts.went if not one.well} | harmful
    many = "1 deployment" if len(facts.went) == 1 else f"{len(facts.went)} deployments"
    told = f"{many} to production, {len(failed) or 'none'} of them failed."
    live = await db.deployments.live(whose, window.start, window.end, seen_by=subject.viewer)
    bad = [one for one in live if one.id in failed]
    return News(happened=[[kit.text(told)], *(drawn.line(one) for one in bad[-NAMED:][::-1])])
