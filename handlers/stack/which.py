"""Which stack is meant: a key's, else that of the project that is named, else that of the channel's."""

from bot.errors import NotFound, Offer
from bot.records.projects import Project
from bot.records.stack import Stack
from handlers.asking import Asked
from handlers.belonging import meant as project_meant
from storage.store import Transaction


async def meant(asked: Asked, db: Transaction, name: str) -> Stack:
    """The stack that is meant. Raises NotFound with the way to begin."""
    begin = [Offer("Begin", "stack discover")]
    if asked.intent.number is not None:
        found = await db.stacks.get(asked.intent.number, seen_by=asked.viewer)
    else:
        project = await project_meant(name, f"stack {asked.intent.verb or 'show'}", asked, db)
        found = await known(project.id if project else None, asked, db)
    if found is None:
        raise NotFound(
            "Nobody has said yet what you run on, as far as you can see. It takes four short steps, which can be left.", offers=begin
        )
    return found


async def known(project: int | None, asked: Asked, db: Transaction) -> Stack | None:
    """A project's; where there is none, the one that was recorded before anybody named a project."""
    there = await db.stacks.of(project, seen_by=asked.viewer)
    return there or (await db.stacks.of(None, seen_by=asked.viewer) if project else None)


async def project_of(stack: Stack, asked: Asked, db: Transaction) -> Project | None:
    """Its project, as far as they may know it."""
    return await db.projects.get(stack.project, seen_by=asked.viewer) if stack.project else None
