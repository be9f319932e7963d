"""Which team is meant: a key's, else that of the project that is named, else that of the channel's."""

from bot.records.team import Team
from handlers.asking import Asked
from handlers.belonging import channel_of, project_for
from handlers.belonging import meant as project_meant
from handlers.pages import for_form, found_by, kept
from storage.store import Transaction
from storage.team import KIND


async def meant(asked: Asked, db: Transaction, name: str) -> tuple[Team | None, str]:
    """The team that is meant, and the project's name; none where nothing is known of one."""
    if asked.intent.number is not None:
        team = for_form(await db.teams.get(asked.intent.number, seen_by=asked.viewer), "team")
        project = await db.projects.get(team.project, seen_by=asked.viewer) if team.project else None
        return team, project.name if project else ""
    project = await project_meant(name, f"team {asked.intent.verb or 'show'}", asked, db)
    return await known(project.id if project else None, asked, db), project.name if project else ""


async def known(project: int | None, asked: Asked, db: Transaction) -> Team | None:
    """A project's; where there is none, the one that was recorded before anybody named a project."""
    there = await db.teams.of(project, seen_by=asked.viewer)
    return there or (await db.teams.of(None, seen_by=asked.viewer) if project else None)


async def to_change(asked: Asked, db: Transaction, *, usage: str) -> Team:
    """The channel's team, as it is now, kept from others until this transaction ends; where there is none, a new one."""
    channel = channel_of(asked, usage=usage)
    await project_meant("", "team show", asked, db)
    project = await project_for(None, channel, asked, db)
    there = await known(project, asked, db)
    if there:
        return await db.teams.for_change(there.id, seen_by=asked.viewer) or there
    return Team(team=asked.place.team, project=project, channel=channel, changed_by=asked.viewer.user, changed_at=asked.now)


async def saved(before: Team, after: Team, action: str, asked: Asked, db: Transaction) -> Team:
    """Keep it, audit it, let it be found: not by the risk, which is not everybody's to read."""
    team = await kept(after, db.teams, before=before if before.id else None, action=action, kind=KIND, asked=asked, db=db)
    project = await db.projects.get(team.project, seen_by=asked.viewer) if team.project else None
    names = await db.people.names(team.team, {one.user for one in team.members if one.user})
    body = [f"{one.name or names.get(one.user, '')} {one.role}" for one in team.members]
    body += [f"{one.role} {one.why}" for one in team.openings]
    title = f"Team of {project.name}" if project else "Team"
    await found_by(team, kind=KIND, title=title, body=body, status=f"{len(team.members)} here", db=db)
    return team
