"""Files that somebody drops in a direct message, or chooses in a form: looked at by a job, imported when they say so."""

from collections.abc import Sequence
from typing import Any

from bot.errors import NotAllowed, NotFound, Offer, Unclear
from bot.records.arrivals import AS_THEY_SAY, Arrival, Given
from bot.records.people import Standing
from handlers.asking import Asked
from handlers.blocks import folders as drawn
from handlers.blocks import kit
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.audit import Change
from storage.folder.loose import READ
from storage.store import Transaction

FORM = "folders.import"
MOST_AT_ONCE = 10
DROP = "Drop files or a zip in our direct messages, or choose them here. I look first and tell you; nothing is kept before you say so."
WHAT_IS_READ = (
    "I read Markdown, JSON, CSV bills and zips of them: decisions, RFCs, specs, designs, debt, stack, team, bills, a forecast or roadmap."
)
ONLY_MEMBERS = "Only full members of this workspace import files. Ask one of them to drop it in their messages with me."
NOW, LEAVE, OF = "now", "leave", "for"


class Chosen(Values):
    """The files."""

    files: list[dict[str, Any]]
    project: str = ""


async def import_(asked: Asked, db: Transaction) -> Reply:
    """`import`: how; and `import <number> now | leave | for <project>`, which the buttons below what was found stand for."""
    number, _, rest = asked.rest.partition(" ")
    if number.isdecimal():
        return await _decided(int(number), rest.strip(), asked, db)
    if asked.about.get("files"):
        return Reply("")  # they came with these words, and are looked at
    _must_be_member(asked)
    projects = [one.name for one in await db.projects.all(seen_by=asked.viewer)]
    form = Form(FORM, drawn.form(projects, READ, most=MOST_AT_ONCE))
    return Reply.asking(form, DROP, Offer("Choose files", "cto import"))


async def dropped(asked: Asked, db: Transaction) -> Reply:
    """Files came with a direct message. What cannot be read is named, and whatever was said with it is answered as ever."""
    place, files = asked.place, asked.about["files"]
    ours = [one for one in files if _name(one).lower().endswith(READ)]
    others = [_name(one) for one in files if one not in ours]
    if not ours:
        what = f"“{kit.cut(others[0], 60)}”" if len(others) == 1 else f"these {len(others)} files"
        return Reply.saying(f"I cannot read {what}. {WHAT_IS_READ}")
    if why := _why_not(asked):
        return Reply.saying(why)  # not raised: what the delivery teaches of a stranger is kept
    thread = place.thread or (place.message.ts if place.message else "")
    await _begun(ours, others, asked, db, channel=place.channel, thread=thread)
    return Reply("")


async def chosen(values: Chosen, asked: Asked, db: Transaction) -> Reply:
    """The form: what is found is told in their direct messages."""
    _must_be_member(asked)
    project = values.project or None
    if project and project != AS_THEY_SAY and await db.projects.named(project, seen_by=asked.viewer) is None:
        raise NotFound("There is no such project any more. Open the form again.", field="project")
    await _begun(values.files, [], asked, db, project=project)
    return Reply.saying("I look at it. What I find, I tell you in our direct messages; nothing is kept before you say so there.")


async def _begun(files: Sequence[dict[str, Any]], others: Sequence[str], asked: Asked, db: Transaction, **where: Any) -> None:
    if len(files) > MOST_AT_ONCE:
        raise Unclear(f"{len(files)} files at once are too many: send a zip of them.")
    given = tuple(Given(id=str(one["id"]), name=_name(one)) for one in files)
    facts = {"team": asked.place.team, "user": asked.viewer.user, "at": asked.now}
    arrival = await db.arrivals.add(Arrival(**facts, given=given, unread=tuple(others), **where))
    await _enqueued("folders.look", arrival, db)


async def _decided(number: int, what: str, asked: Asked, db: Transaction) -> Reply:
    """A button below what was found was clicked."""
    arrival = await db.arrivals.for_change(number, seen_by=asked.viewer)
    if arrival is None:
        raise NotFound("I do not have those files any more. Drop them here again, and I look at them anew.")
    word, _, project = what.partition(" ")
    if word == NOW:
        _must_be_member(asked)
        after, job = arrival.wanted(at=asked.now), "folders.keep"
    elif word == LEAVE:
        after, job = arrival.left(), "folders.look"
    elif word == OF and project:
        after, job = arrival.of_project(await _known(project, asked, db)), "folders.look"
    else:
        raise Unclear(f"Import it, or leave it? `/cto import {number} {NOW}`, `/cto import {number} {LEAVE}`")
    await db.arrivals.save(after)
    change = Change(f"arrival {number}", word, asked.viewer.user, arrival.state, after.state, asked.place.door, asked.now)
    await db.audit.changed(arrival.team, change)
    await _enqueued(job, after, db)
    return Reply("", recorded=True)


async def _known(project: str, asked: Asked, db: Transaction) -> str:
    if project == AS_THEY_SAY:
        return project
    found = await db.projects.named(project, seen_by=asked.viewer)
    if found is None:
        raise NotFound(f"There is no project “{kit.cut(project, 60)}” any more.")
    return found.name


async def _enqueued(job: str, arrival: Arrival, db: Transaction) -> None:
    await db.jobs.enqueue(job, team=arrival.team, room=f"arrival:{arrival.id}", arrival=arrival.id)


def _must_be_member(asked: Asked) -> None:
    if why := _why_not(asked):
        raise NotAllowed(why)


def _why_not(asked: Asked) -> str:
    """The sentence for whoever may not import; "" for full members."""
    if asked.viewer.standing is Standing.UNKNOWN:
        return "I do not know yet who you are here: I have just asked Slack. Try again in a minute, please."
    return "" if asked.viewer.sees_what_is_public else ONLY_MEMBERS


def _name(file: dict[str, Any]) -> str:
    """A file's name; Slack tells none of one that the bot may not look at."""
    return kit.one_line(str(file.get("name") or file.get("title") or "a file without a name"))
