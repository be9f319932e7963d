"""How a team looks: who is here, which roles are open, who is on call."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.records.team import LONGEST, SHIFT, Member, Opening, Team
from handlers.blocks import kit
from handlers.blocks.kit import Block, Element

SHOWN = 40
TURNS = 4
WORDS = 200

Names = Mapping[str, str]


def card(team: Team, project: str, names: Names, today: date, *, is_admin: bool) -> list[Block]:
    """Everything there is; the risk for admins only."""
    lines = [[kit.text(f"Team{f' of {project}' if project else ''}: {len(team.members)}", bold=True)]]
    lines += [_member(one, names) for one in team.members[:SHOWN]]
    if len(team.members) > SHOWN:
        lines.append([kit.text(f"… {len(team.members) - SHOWN} more", italic=True)])
    drawn = [kit.rich(*lines)]
    if team.openings:
        heading = [kit.text(f"Open roles: {len(team.openings)}", bold=True)]
        drawn.append(kit.rich(heading, *(_opening(one, today) for one in team.openings[:SHOWN])))
    drawn.append(turns(team, names, today)[0])
    if is_admin and team.risk:
        why = f": {kit.cut(kit.one_line(team.risk_why), WORDS)}" if team.risk_why else ""
        drawn.append(kit.rich([kit.text(f"Attrition risk: {team.risk}", bold=True), kit.text(f"{why} (only admins see this)")]))
    moves = [kit.button("Add somebody", "team add"), kit.button("Open a role", "team open")]
    if team.openings:
        filled = [(f"{one.key} {one.role}", f"team filled {one.key}") for one in team.openings]
        moves.append(kit.menu("A role is filled…", filled))
    return [*drawn, kit.actions(*moves)]


def nobody(project: str) -> list[Block]:
    """Where nothing is known yet."""
    said = f"Nobody has said yet who works on {project or 'what'}: `/team add @who <role>`"
    return [kit.rich(kit.sentence(said)), kit.actions(kit.button("Add somebody", "team add"), kit.button("Open a role", "team open"))]


def turns(team: Team | None, names: Names, today: date) -> list[Block]:
    """Who is on call this week, and after."""
    if team is None or not team.rotation:
        return [kit.rich(kit.sentence("There is no on-call rotation yet: `/team oncall @who @who`"))]
    monday = today - timedelta(days=today.weekday())
    weeks = [monday + SHIFT * at for at in range(min(TURNS, len(team.rotation)))]
    now, *later = [f"{_called(team.on_call(week), names)}" for week in weeks]
    after = f" Then {', '.join(later)}." if later else ""
    return [kit.rich([kit.text(f"On call this week: {now}.", bold=True), kit.text(after or " ")])]


def on_call_now(projects: Sequence[str]) -> list[Element]:
    """That it is their week."""
    named = [one for one in projects if one]
    where = f" for {', '.join(named)}" if named else ""
    return [kit.text(f"📟 You are on call this week{where}.", bold=True)]


def add(name: str) -> Block:
    """Who is here, as what, since when."""
    blocks = [
        kit.asks("user", "Who?", kit.who(), optional=True),
        kit.asks("name", "Or a name, for one who is not in Slack", kit.words(name, longest=LONGEST), optional=True),
        kit.asks("role", "As what?", kit.words(longest=LONGEST, placeholder="backend engineer")),
        kit.asks("since", "Since when?", kit.day(), optional=True),
    ]
    return kit.modal("Somebody is here", blocks, submit="Save", close="Not now")


def seek() -> Block:
    """Which role is open, by when, why."""
    blocks = [
        kit.asks("role", "Whom do you look for?", kit.words(longest=LONGEST, placeholder="senior backend engineer")),
        kit.asks("by", "By when?", kit.day(), optional=True),
        kit.asks("why", "Why?", kit.words(lines=True), optional=True),
    ]
    return kit.modal("An open role", blocks, submit="Save", close="Not now")


def _member(member: Member, names: Names) -> list[Element]:
    since = f" · since {member.since:%b %Y}" if member.since else ""
    return [
        kit.text(_called(member.user, names) if member.user else kit.one_line(member.name), bold=True),
        kit.text(f" {kit.one_line(member.role)}{since}"),
    ]


def _opening(opening: Opening, today: date) -> list[Element]:
    by = f" · {'was due' if opening.is_late(today) else 'by'} {opening.by:%Y-%m-%d}" if opening.by else ""
    why = f" · {kit.cut(kit.one_line(opening.why), WORDS)}" if opening.why else ""
    late = "⏰ " if opening.is_late(today) else ""
    return [kit.text(f"{late}{opening.key} ", bold=True), kit.text(f"{kit.one_line(opening.role)}{by}{why}")]


def _called(user: str, names: Names) -> str:
    return kit.one_line(names.get(user) or f"somebody new ({user})")
