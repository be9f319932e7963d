"""Which project's security is meant, and how far its team is."""

from dataclasses import dataclass

from bot.records.people import Viewer
from bot.records.security import Security
from bot.records.stages import Stage
from handlers.asking import Asked
from handlers.belonging import channel_of, project_for
from handlers.belonging import meant as project_meant
from handlers.pages import for_form, found_by, kept
from storage.security import KIND
from storage.store import Transaction


@dataclass(frozen=True)
class Meant:
    """A project's security, if anything is known of it; its name; the stage, None while nobody knows it."""

    security: Security | None
    project: str
    stage: Stage | None

    @property
    def far(self) -> Stage:
        """The stage whose must-haves count: while nobody knows it, the first."""
        return self.stage or Stage.SURVIVAL


async def meant(asked: Asked, db: Transaction, name: str) -> Meant:
    """What is meant: a key's, else that of the project that is named, else that of the channel's."""
    there: Security | None
    if asked.intent.number is not None:
        there = for_form(await db.securities.get(asked.intent.number, seen_by=asked.viewer), "list")
        project = await db.projects.get(there.project, seen_by=asked.viewer) if there.project else None
    else:
        project = await project_meant(name, f"security {asked.intent.verb or 'show'}", asked, db)
        there = await known(project.id if project else None, asked.viewer, db)
    stage = await stage_of(project.id if project else None, asked.viewer, db)
    return Meant(there, project.name if project else "", stage)


async def known(project: int | None, viewer: Viewer, db: Transaction) -> Security | None:
    """A project's; where there is none, the one that was recorded before anybody named a project."""
    there = await db.securities.of(project, seen_by=viewer)
    return there or (await db.securities.of(None, seen_by=viewer) if project else None)


async def stage_of(project: int | None, viewer: Viewer, db: Transaction) -> Stage | None:
    """How far its team is."""
    stack = await db.stacks.of(project, seen_by=viewer) or await db.stacks.of(None, seen_by=viewer)
    return stack.stage.stage if stack and stack.stage else None


async def to_change(asked: Asked, db: Transaction, *, usage: str) -> Security:
    """The channel's, as it is now, kept from others until this transaction ends; where there is none, a new one."""
    channel = channel_of(asked, usage=usage)
    await project_meant("", "security show", asked, db)
    project = await project_for(None, channel, asked, db)
    there = await known(project, asked.viewer, db)
    if there:
        return await db.securities.for_change(there.id, seen_by=asked.viewer) or there
    return Security(team=asked.place.team, project=project, channel=channel, changed_by=asked.viewer.user, changed_at=asked.now)


async def saved(before: Security, action: str, asked: Asked, db: Transaction, **facts: object) -> Security:
    """Keep it with other facts, audit it, let it be found."""
    after = before.opened() if action == "publish" else before.written(by=asked.viewer.user, at=asked.now, **facts)
    there = before if before.id else None
    security = await kept(after, db.securities, before=there, action=action, kind=KIND, asked=asked, db=db)
    project = await db.projects.get(security.project, seen_by=asked.viewer) if security.project else None
    body = [f"{name} {one.evidence}" for name, one in security.checks.items()]
    body += [f"{one.key} {one.title} {one.how}" for one in security.vulnerabilities] + [security.review]
    title = f"Security of {project.name}" if project else "Security"
    await found_by(security, kind=KIND, title=title, body=body, status=f"{len(security.open)} open", db=db)
    return security
