"""How far a team is, for the scorecard, as far as everybody who reads it may see it."""

from handlers.parts import Subject
from storage.store import Transaction


async def stage(subject: Subject, db: Transaction) -> str | None:
    """The stage; None while nobody knows it."""
    for project in sorted(subject.whose, key=lambda one: -(one or 0)):
        stack = await db.stacks.of(project, seen_by=subject.viewer)
        if stack and stack.stage:
            return stack.stage.stage.value
    return None
