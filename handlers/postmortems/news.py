"""What postmortems have to tell in the weekly digest: those that are overdue. Of those that not everybody there may see, how many."""

from handlers.blocks import kit
from handlers.dates import today_in
from handlers.parts import News, Subject
from storage.store import Transaction

TITLE = 100


async def of(subject: Subject, db: Transaction) -> News:
    """What was owed before today."""
    today = today_in(subject.viewer.tz, subject.now)
    seen = await db.postmortems.late(subject.whose, today, seen_by=subject.viewer)
    every = await db.postmortems.late(subject.whose, today, seen_by=subject.operator)
    lines = [
        [kit.text(f"Postmortem of INC-{number} ", bold=True), kit.text(f"{kit.cut(kit.one_line(title), TITLE)} · was due {due:%a %d %b}")]
        for number, title, due in seen
    ]
    if hidden := len(every) - len(seen):
        words = f"{hidden} more postmortem{'' if hidden == 1 else 's'} of incidents in channels that not everybody here is in."
        lines.append([kit.text(words, italic=True)])
    return News(overdue=lines)
