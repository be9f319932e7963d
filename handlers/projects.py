"""What the workspace works on, and which channel belongs to it: `/cto project`."""

from collections.abc import Sequence
from difflib import get_close_matches

from bot.errors import Conflict, NotAllowed, NotFound, Offer, Unclear
from bot.records.people import Viewer
from bot.records.periods import DIGEST, SCORECARD, Scheduled
from bot.records.projects import Project, known_as
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import projects as drawn
from handlers.doors import Doors
from handlers.forms import Values
from handlers.grammar import Verb
from handlers.reply import Form, Reply
from storage.audit import Change
from storage.jobs.port import Jobs
from storage.store import Transaction

NEAR = 0.8
"""How alike a new name and a known one must be for the known one to be meant."""
NONE = {"none", "nothing"}


class Binding(Values):
    """One there is already, or the name of a new one."""

    project: int | None = None
    name: str = ""


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    usage = "[name | new <name> | rename <name> | none]"
    doors.verb(Verb("project", usage, "Say to which project this channel belongs.", takes_key=False), project)
    doors.form("project.bind", "cto", Binding, bind)


async def project(asked: Asked, db: Transaction) -> Reply:
    """`project [name | new <name> | rename <name> | none]`."""
    word, _, rest = asked.rest.partition(" ")
    if not asked.rest:
        return await _card(asked, db)
    _must_be_member(asked)
    if word.lower() == "new":
        return await _made(rest, asked, db) if rest else await _asking(asked, db)
    if word.lower() == "rename":
        return await _renamed(rest, asked, db)
    if asked.rest.lower() in NONE:
        return await _unbound(asked, db)
    if there := await db.projects.named(asked.rest, seen_by=asked.viewer):
        return await _bound(there, asked, db)
    if near := await _near(asked.rest, asked, db):
        offers = [Offer(f"Yes, {near}", f"cto project {near}"), Offer(f"No, {asked.rest} is new", f"cto project new {asked.rest}")]
        raise Unclear(f"There is no project “{kit.cut(asked.rest, 60)}”. Did you mean {near}?", offers=offers)
    return await _made(asked.rest, asked, db)


async def bind(values: Binding, asked: Asked, db: Transaction) -> Reply:
    """The form: one there is, or a new one."""
    _must_be_member(asked)
    if values.name:
        return await _made(values.name, asked, db)
    if values.project is None:
        raise Unclear("Choose one, or name a new one.", field="name")
    there = await db.projects.get(values.project, seen_by=asked.viewer)
    if there is None:
        raise NotFound("There is no such project any more. Open the form again.", field="project")
    return await _bound(there, asked, db)


async def _card(asked: Asked, db: Transaction) -> Reply:
    there = await db.projects.all(seen_by=asked.viewer)
    if not there:
        _must_be_member(asked)
        return await _asking(asked, db)
    is_here, channel = _in_a_channel(asked), asked.place.channel
    here = await db.projects.of_channel(channel, seen_by=asked.viewer) if is_here else None
    is_bound = is_here and await db.projects.bound(channel, seen_by=asked.viewer) is not None
    channels = await db.projects.channels(seen_by=asked.viewer)
    return Reply(kit.fallback("Projects"), drawn.card(there, channels, here, in_a_channel=is_here, is_bound=is_bound))


async def _asking(asked: Asked, db: Transaction) -> Reply:
    there = await db.projects.all(seen_by=asked.viewer)
    form = Form("project.bind", drawn.ask(there, in_a_channel=_in_a_channel(asked)))
    return Reply.asking(form, "What do you work on here? `/cto project <name>`", Offer("Name the project", "cto project new"))


async def _made(name: str, asked: Asked, db: Transaction) -> Reply:
    new = Project.called(name, team=asked.place.team, by=asked.viewer.user, at=asked.now)
    before = await db.projects.all(seen_by=asked.viewer)
    made = await db.projects.add(new)
    if made is None:
        there = await db.projects.named(name, seen_by=asked.viewer)
        if there is None:
            raise Conflict(f"There is a project “{new.name}” already.", field="name")
        return await _bound(there, asked, db)
    await _audited(made, "make", asked, db, after=made.name)
    if _in_a_channel(asked):
        reply = await _bound(made, asked, db)
    else:
        reply = Reply.saying(
            f"There is a project {made.name} now. In a channel, `/cto project {made.name}` says that the channel belongs to it."
        )
    await _adopted(before, made, db)
    return reply


async def _adopted(before: Sequence[Project], made: Project, db: Transaction) -> None:
    """What was set before there was any project is the first one's; what belonged to none while there was one is that one's for good."""
    if not before:
        await db.scorecards.adopt(made.team, made.id)
        await db.schedules.adopt(SCORECARD, made.id, team=made.team)
    elif len(before) == 1:
        await db.projects.adopt(before[0])
        await db.deployments.adopt(made.team, before[0].id)


async def _bound(there: Project, asked: Asked, db: Transaction) -> Reply:
    """From now on; and what was declared here before and belonged to none."""
    channel = asked.place.channel
    if not _in_a_channel(asked):
        raise Unclear(f"Which channel belongs to {there.name}? Type `/cto project {there.name}` there.")
    before = await db.projects.bound(channel, seen_by=asked.viewer)
    if before and before.id == there.id:
        raise Conflict(f"This channel belongs to {there.name} already.")
    await db.projects.bind(channel, there, by=asked.viewer.user, at=asked.now)
    await db.incidents.belong(channel, there.id, seen_by=asked.viewer)
    await db.deployments.belong(channel, there.id, seen_by=asked.viewer)
    for ledger in (db.debts, db.stacks, db.teams, db.costs, db.securities):
        await ledger.belong(channel, there.id, seen_by=asked.viewer)
    await _audited(there, "bind", asked, db, before=before.name if before else "", after=channel)
    return Reply.saying(f"What is recorded in this channel belongs to {there.name}.{await _card_too(there, asked, db)}")


async def _card_too(there: Project, asked: Asked, db: Transaction) -> str:
    """Where the digest comes to its channel, a project's card comes too, unless it comes somewhere already."""
    everyone, channel = Viewer.operator(asked.place.team), asked.place.channel
    weekly = await db.schedules.get(DIGEST, channel, seen_by=asked.viewer)
    is_first = len(await db.projects.all(seen_by=everyone)) == 1  # which takes over what came before it had a name
    if weekly is None or is_first or await db.schedules.get(SCORECARD, str(there.id), seen_by=everyone):
        return ""
    timing = weekly.timing.model_copy(update={"weekday": None})
    by, at = asked.viewer.user, asked.now
    await db.schedules.keep(Scheduled.new(SCORECARD, str(there.id), team=there.team, channel=channel, timing=timing, by=by, at=at))
    return f" Its scorecard comes here on {timing.in_words()}."


async def _unbound(asked: Asked, db: Transaction) -> Reply:
    before = await db.projects.bound(asked.place.channel, seen_by=asked.viewer)
    if before is None:
        raise Conflict("This channel belongs to no project. `/cto project <name>` gives it one.")
    await db.projects.unbind(asked.place.team, asked.place.channel)
    await _audited(before, "unbind", asked, db, before=asked.place.channel)
    return Reply.saying(f"This channel belongs to no project any more. What was recorded for {before.name} stays with it.")


async def _renamed(name: str, asked: Asked, db: Transaction) -> Reply:
    here = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer)
    if here is None:
        raise Unclear("Which project? Type `/cto project rename <name>` in a channel that belongs to it.")
    after = here.renamed(name)
    taken = await db.projects.named(after.name, seen_by=asked.viewer)
    if taken and taken.id != here.id:
        raise Conflict(f"There is a project “{taken.name}” already.")
    await db.projects.save(after)
    await _audited(after, "rename", asked, db, before=here.name, after=after.name)
    return Reply.saying(f"{here.name} is called {after.name} now.")


async def _near(name: str, asked: Asked, db: Transaction) -> str | None:
    there = {one.known_as: one.name for one in await db.projects.all(seen_by=asked.viewer)}
    near = get_close_matches(known_as(name), there, n=1, cutoff=NEAR)
    return there[near[0]] if near else None


def _in_a_channel(asked: Asked) -> bool:
    return bool(asked.place.channel) and not asked.place.direct


def _must_be_member(asked: Asked) -> None:
    if not asked.viewer.sees_what_is_public:
        raise NotAllowed("Projects are named by full members of this workspace. Ask one of them to type `/cto project` here.")


async def _audited(one: Project, action: str, asked: Asked, db: Transaction, *, before: str = "", after: str = "") -> None:
    change = Change(record=one.key, action=action, by=asked.viewer.user, before=before, after=after, door=asked.place.door, at=asked.now)
    await db.audit.changed(one.team, change)
