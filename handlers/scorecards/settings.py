"""What comes by itself, and when: `/scorecard settings`, `/scorecard digest here|off|mute|unmute`, and a look at it before it comes."""

from pydantic import Field

from bot.errors import Conflict, NotAllowed, Offer, Unclear
from bot.records.people import Viewer
from bot.records.periods import DIGEST, SCORECARD, WEEK, Scheduled, Timing
from bot.records.projects import Project
from bot.records.times import zone_of
from bot.records.windows import Window
from handlers.asking import Answers, Asked
from handlers.belonging import must_be_in
from handlers.blocks import digests as drawn
from handlers.blocks import kit
from handlers.forms import Values
from handlers.parts import Parts
from handlers.reply import Form, Reply
from handlers.scorecards.digest import digest_of
from storage.audit import Change
from storage.store import Transaction

ON = "on"


class Setting(Values):
    """What comes to a channel; `channel` is asked for only where there is none."""

    digest: str
    weekday: int = Field(ge=0, le=6)
    hour: int
    zone: str
    card: str
    channel: str = ""


async def settings(asked: Asked, db: Transaction) -> Reply:
    """`settings`: the form, for the channel it is opened in."""
    here, channel = _in_a_channel(asked), asked.place.channel
    weekly = await db.schedules.get(DIGEST, channel, seen_by=asked.viewer) if here else None
    project = await db.projects.of_channel(channel, seen_by=asked.viewer) if here else None
    monthly = await db.schedules.get(SCORECARD, _target(project), seen_by=asked.viewer)
    timing = weekly.timing if weekly else Timing(zone=asked.viewer.tz or "UTC")
    view = drawn.ask(
        timing,
        digest_is_on=weekly is not None,
        card_is_on=bool(monthly and monthly.channel == channel),
        project=project.name if project else "",
        in_a_channel=here,
    )
    return Reply.asking(Form("scorecard.settings", view), "When should it come?", Offer("Settings", "scorecard settings"))


async def set_(values: Setting, asked: Asked, db: Transaction) -> Reply:
    """The form: what comes to this channel, from now on."""
    if not 0 <= values.hour <= 23:  # noqa: PLR2004 - a day's
        raise Unclear("A day has the hours 0 to 23.", field="hour")
    if zone_of(values.zone) is None:
        raise Unclear("I know no such zone. As in Europe/Berlin, America/New_York, UTC.", field="zone")
    channel = values.channel or asked.place.channel
    await _must_be_theirs(channel, asked, db)
    timing = Timing(weekday=values.weekday, hour=values.hour, zone=values.zone)
    told = await _weekly(channel, timing if values.digest == ON else None, asked, db)
    project = await db.projects.of_channel(channel, seen_by=asked.viewer)
    told += await _monthly(
        project, channel, Timing(weekday=None, hour=values.hour, zone=values.zone) if values.card == ON else None, asked, db
    )
    return Reply.saying(" ".join([*(told or ["Nothing changed."]), *await _where_the_bot_is_not(channel, asked, db)]))


async def digest(asked: Asked, db: Transaction) -> Reply:
    """`digest here|off|mute|unmute`; else the settings."""
    word, channel = asked.rest.lower(), asked.place.channel
    if word not in {"here", "on", "off", "mute", "unmute"}:
        return await settings(asked, db)
    if not _in_a_channel(asked):
        return await _to_an_admin(word, asked, db)
    await _must_be_theirs(channel, asked, db)
    there = await db.schedules.get(DIGEST, channel, seen_by=asked.viewer)
    if word in {"here", "on"}:
        return await _here(there, asked, db)
    if there is None:
        raise Conflict("No digest comes here.", offers=[Offer("Post it here each week", "scorecard digest here")])
    if word == "off":
        return Reply.saying(" ".join(await _weekly(channel, None, asked, db)))
    after = there.muted(asked.now) if word == "mute" else there.unmuted()
    await db.schedules.keep(after)
    await _audited(channel, word, asked, db)
    if word == "unmute":
        return Reply.saying(f"The digest comes again, {there.timing.in_words()}.")
    return Reply.saying("The next digest is left out; the one after it comes.", offers=[Offer("Not after all", "scorecard digest unmute")])


def preview(parts: Parts) -> Answers:
    """`preview digest`: what would be posted here now, to one person."""

    async def preview_(asked: Asked, db: Transaction) -> Reply:
        here, channel = _in_a_channel(asked), asked.place.channel
        week = Window(name="", start=asked.now - WEEK, end=asked.now)
        viewer = await db.people.audience(asked.place.team, channel) if here else asked.viewer
        there = await db.schedules.get(DIGEST, channel, seen_by=asked.viewer) if here else None
        told = await digest_of(channel if here else "", week, viewer, parts, db, now=asked.now)
        timing = there.timing if there else Timing(zone=asked.viewer.tz or "UTC")
        blocks = drawn.digest(told.parts, told.closing, week, timing, late=None, is_direct=not here)
        return Reply(kit.fallback(drawn.in_words(told.parts, week)), blocks)

    return preview_


async def _to_an_admin(word: str, asked: Asked, db: Transaction) -> Reply:
    """In direct messages it is the one that comes to an admin as long as no channel is chosen."""
    there = await db.schedules.get(DIGEST, "", seen_by=Viewer.operator(asked.place.team))
    if there is None or word not in {"off", "mute", "on", "unmute"}:
        return await settings(asked, db)
    if not asked.viewer.admin:
        raise NotAllowed("That one comes to an admin. In a channel of yours, `/scorecard digest here` has one come there.")
    after = {"off": there.silent(), "mute": there.muted(asked.now)}.get(word, there.unmuted())
    await db.schedules.keep(after)
    await _audited("", word, asked, db)
    told = {"off": "No digest comes any more until a channel is chosen for it.", "mute": "The next digest is left out."}
    return Reply.saying(told.get(word, "The digest comes again."), offers=[Offer("Post it in …", "scorecard settings")])


async def _here(there: Scheduled | None, asked: Asked, db: Transaction) -> Reply:
    """The digest of each Monday morning; and with it the card of each month, where it comes nowhere yet."""
    channel = asked.place.channel
    if there:
        raise Conflict(f"It comes here already, {there.timing.in_words()}.", offers=[Offer("Another time", "scorecard settings")])
    zone = asked.viewer.tz or "UTC"
    told = await _weekly(channel, Timing(zone=zone), asked, db)
    project = await db.projects.of_channel(channel, seen_by=asked.viewer)
    if await db.schedules.get(SCORECARD, _target(project), seen_by=Viewer.operator(asked.place.team)) is None:
        told += await _monthly(project, channel, Timing(weekday=None, zone=zone), asked, db)
    offers = [Offer("Another time", "scorecard settings"), Offer("How it would look now", "scorecard preview digest")]
    return Reply.saying(" ".join([*told, *await _where_the_bot_is_not(channel, asked, db)]), offers=offers)


async def _weekly(channel: str, timing: Timing | None, asked: Asked, db: Transaction) -> list[str]:
    """Have the digest come, or no more; what is told of it."""
    there = await db.schedules.get(DIGEST, channel, seen_by=asked.viewer)
    if timing is None:
        if there is None:
            return []
        await db.schedules.drop(there)
        await _audited(channel, "off", asked, db, before=there.timing.in_words())
        if not await db.schedules.all(DIGEST, seen_by=Viewer.operator(asked.place.team)):
            # Somebody has said that it is not wanted: it is not offered to an admin as if nobody had.
            await db.schedules.keep(_scheduled(DIGEST, "", "", there.timing, asked).silent())
        return ["The digest comes here no more."]
    if there and there.timing == timing:
        return []
    for before in await db.schedules.all(DIGEST, seen_by=Viewer.operator(asked.place.team)):
        if not before.target:  # it came to an admin as long as nobody had chosen
            await db.schedules.drop(before)
    await db.schedules.keep(_scheduled(DIGEST, channel, channel, timing, asked))
    await _audited(channel, "on", asked, db, before=there.timing.in_words() if there else "", after=timing.in_words())
    return [f"The digest comes here {timing.in_words()}."]


async def _monthly(project: Project | None, channel: str, timing: Timing | None, asked: Asked, db: Transaction) -> list[str]:
    """Have a project's card come here, or no more here; what is told of it."""
    target, name = _target(project), f" of {project.name}" if project else ""
    there = await db.schedules.get(SCORECARD, target, seen_by=Viewer.operator(asked.place.team))
    is_here = bool(there and there.channel == channel)
    if timing is None:
        if not there or not is_here:
            return []
        await db.schedules.drop(there)
        await _audited(channel, "card off", asked, db, before=there.timing.in_words())
        return [f"The scorecard{name} comes no more by itself."]
    if there and is_here and there.timing == timing:
        return []
    await db.schedules.keep(_scheduled(SCORECARD, target, channel, timing, asked))
    await _audited(channel, "card on", asked, db, before=there.timing.in_words() if there else "", after=timing.in_words())
    before = " It came to another channel before." if there and not is_here else ""
    return [f"The scorecard{name} comes here on {timing.in_words()}.{before}"]


def _scheduled(kind: str, target: str, channel: str, timing: Timing, asked: Asked) -> Scheduled:
    return Scheduled.new(kind, target, team=asked.place.team, channel=channel, timing=timing, by=asked.viewer.user, at=asked.now)


def _target(project: Project | None) -> str:
    return str(project.id if project else 0)


def _in_a_channel(asked: Asked) -> bool:
    return bool(asked.place.channel) and not asked.place.direct


async def _must_be_theirs(channel: str, asked: Asked, db: Transaction) -> None:
    """Only for channels they are in, and only for full members."""
    if not asked.viewer.sees_what_is_public:
        raise NotAllowed(
            "What comes by itself is set by full members of this workspace. Ask one of them to type `/scorecard settings` here."
        )
    await must_be_in(channel, asked, db, instead="Type /scorecard settings there.")


async def _where_the_bot_is_not(channel: str, asked: Asked, db: Transaction) -> list[str]:
    known = await db.people.channel(asked.place.team, channel)
    can_post = bool(known and (known.bot_is_in or known.is_public))
    return [] if can_post else ["I am not in that channel: /invite me, so that I can post it."]


async def _audited(channel: str, action: str, asked: Asked, db: Transaction, *, before: str = "", after: str = "") -> None:
    change = Change(f"digest {channel}", f"digest {action}", asked.viewer.user, before, after, asked.place.door, asked.now)
    await db.audit.changed(asked.place.team, change)
