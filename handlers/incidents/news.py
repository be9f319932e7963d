"""What incidents have to tell in the weekly digest. Of those that not everybody there may see, how many."""

from bot.records.incidents import Incident
from bot.records.times import in_words
from handlers.blocks import actions as drawn
from handlers.blocks import kit
from handlers.dates import today_in
from handlers.incidents.looks import links_of
from handlers.parts import Line, News, Subject
from storage.store import Transaction

TITLE = 100


async def of(subject: Subject, db: Transaction) -> News:
    """What began in the window or is still open; actions that are overdue; what is open and has no lead."""
    began = await db.incidents.began(subject.whose, subject.window, seen_by=subject.viewer)
    every = await db.incidents.began(subject.whose, subject.window, seen_by=subject.operator)
    links = await links_of(began, db)
    happened = [_line(one, subject, links.get(one.id)) for one in began]
    if hidden := len(every) - len(began):
        happened.append(_hidden(hidden, "incident"))
    return News(
        happened=happened, overdue=await _overdue(subject, db), decide=[_leaderless(one) for one in began if one.is_open and not one.lead]
    )


async def _overdue(subject: Subject, db: Transaction) -> list[Line]:
    today = today_in(subject.viewer.tz, subject.now)
    seen = await db.actions.overdue(subject.whose, today, seen_by=subject.viewer)
    every = await db.actions.overdue(subject.whose, today, seen_by=subject.operator)
    names = await db.people.names(subject.team, {one.owner for one in seen if one.owner})
    lines = [
        [
            kit.text(f"{one.key} ", bold=True),
            kit.text(f"{kit.cut(kit.one_line(one.what), TITLE)} · {drawn.whose(one, names)}, was due {one.due_on:%a %d %b}"),
        ]
        for one in seen
    ]
    if hidden := len(every) - len(seen):
        lines.append(_hidden(hidden, "action"))
    return lines


def _hidden(number: int, what: str) -> Line:
    return [kit.text(f"{number} more {what if number == 1 else f'{what}s'} in channels that not everybody here is in.", italic=True)]


def _line(incident: Incident, subject: Subject, link: str | None) -> Line:
    how = "still open after" if incident.is_open else "took"
    key = kit.link(link, incident.key) if link else kit.text(incident.key, bold=True)
    title = kit.cut(kit.one_line(incident.title), TITLE)
    return [key, kit.text(f" {title} · {incident.severity} · {how} {in_words(incident.lasted(subject.now))}")]


def _leaderless(incident: Incident) -> Line:
    return [kit.text(f"Who leads {incident.key}? "), kit.code(f"/incident role {incident.key} lead @who")]
