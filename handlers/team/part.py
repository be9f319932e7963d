"""What a team gives to the scorecard and the digest. The risk that somebody leaves is no part of it: only admins see that."""

from bot.records.team import Team
from handlers.blocks import kit
from handlers.dates import today_in
from handlers.parts import Line, News, Part, Subject
from storage.store import Transaction


async def of(subject: Subject, db: Transaction) -> Part | None:
    """How many are here, and how many roles are open; None where nobody said."""
    team = await _team(subject, db)
    if team is None:
        return None
    here, openings = len(team.members), len(team.openings)
    figures = {"headcount": here, "openRoles": openings, "attritionRisk": None}
    roles = f"{openings or 'no'} open role{'' if openings == 1 else 's'}"
    line: Line = [kit.text("Team: ", bold=True), kit.text(f"{here} here, {roles}")]
    return Part(figures, lines=[line], investors=[f"The engineering team counts {here}, with {roles}."])


async def news(subject: Subject, db: Transaction) -> News | None:
    """Roles that were to be filled by now."""
    team = await _team(subject, db)
    today = today_in(subject.viewer.tz, subject.now)
    late = [one for one in team.openings if one.is_late(today)] if team else []
    lines: list[Line] = [
        [kit.text(f"{one.key} ", bold=True), kit.text(f"{kit.one_line(one.role)}, was due {one.by:%a %d %b}")] for one in late
    ]
    return News(overdue=lines) if lines else None


async def _team(subject: Subject, db: Transaction) -> Team | None:
    for project in sorted(subject.whose, key=lambda one: -(one or 0)):
        if team := await db.teams.of(project, seen_by=subject.viewer):
            return team
    return None
