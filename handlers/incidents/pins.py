"""Messages that go on a timeline as they stand: by :pushpin:, by the message's menu, by a link. Nothing is asked where one can be meant."""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, Conflict, NotAllowed, Offer, Unclear
from bot.records.entries import Entry, EntryKind, Message
from bot.records.incidents import Incident
from bot.records.people import Viewer
from handlers.asking import Asked
from handlers.belonging import must_see_message
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.direct import direct_channel
from handlers.incidents import forms
from handlers.incidents.acts import enqueue_show
from handlers.incidents.which import meant
from handlers.markup import mentioned, plain
from handlers.reply import Reply
from storage.audit import Change
from storage.entries import LINE
from storage.incidents import HEADLINE
from storage.store import Store, Transaction

PIN = "pushpin"
CHOICES = 5
NAME = 80
BUTTON_WORDS = 1_900
_LINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{6})")

log = structlog.get_logger()


@dataclass(frozen=True)
class Said:
    """A message as somebody said it: `by` is a user's id or a bot's, `name` what a bot calls itself."""

    message: Message
    by: str
    name: str
    markup: str
    is_pinned: bool = False

    @classmethod
    def of(cls, channel: str, message: dict[str, Any]) -> "Said":
        """From a message as Slack gives it. What an app said may stand in its attachments only."""
        attached = [one.get("fallback") or one.get("text") or "" for one in message.get("attachments") or []]
        return cls(
            message=Message(channel=channel, ts=message["ts"], thread_ts=message.get("thread_ts")),
            by=message.get("user") or message.get("bot_id") or "",
            name=message.get("username") or (message.get("bot_profile") or {}).get("name") or "" if message.get("bot_id") else "",
            markup=message.get("text") or "\n".join(part for part in attached if part),
            is_pinned=any(reaction["name"] == PIN for reaction in message.get("reactions") or []),
        )

    @property
    def thread(self) -> str:
        """The thread it is in, or would begin."""
        return self.message.thread_ts or self.message.ts


async def declare_from(asked: Asked, db: Transaction) -> Reply:
    """Declare from a message: it is the first entry, and its thread the room; a thread that is a room offers a note instead."""
    said = Said.of(asked.place.channel, asked.about["message"])
    if room := await _room(said, asked.viewer, db):
        words = f"incident pin {room.key} {said.message.channel} {said.message.ts}"
        raise Conflict(f"This is the room of {room.key}.", offers=[Offer(f"Add it to {room.key}", words)])
    text = await _plain(said, asked.place.team, db)
    if asked.is_direct:  # its thread is no room for others
        return await forms.declaring(asked, db, title=kit.cut(kit.one_line(text), kit.HEADER))
    draft = await db.drafts.keep(asked.place.team, asked.viewer.user, text, at=asked.now)
    origin = said.message.model_dump(exclude_none=True)
    about = {"origin": origin, "draft": draft, "by": said.by, "by_name": said.name}
    return await forms.declaring(asked, db, title=kit.cut(kit.one_line(text), kit.HEADER), about=about)


async def add(asked: Asked, db: Transaction) -> Reply:
    """Put a message on the timeline; one that is there already can be edited."""
    said = Said.of(asked.place.channel, asked.about["message"])
    if entry := await _entry_shown_by(said, asked, db):
        incident = await db.incidents.get(entry.incident, seen_by=asked.viewer)
        if incident and not entry.is_struck:
            return forms.editing(incident, entry)
    if await db.posts.at(asked.place.team, said.message.channel, said.message.ts):
        raise Conflict("That is what I say of it myself: it follows the timeline.")
    incident = await _room(said, asked.viewer, db) or await _only_open(said, asked, db)
    await _put(said, incident, asked.viewer, db, now=asked.now, door=asked.place.door)
    return Reply.saying(f"It is on the timeline of {incident.key}.", recorded=True)


async def by_words(asked: Asked, db: Transaction) -> Reply:
    """`pin INC-9 <link>`: the message is read by a job, which puts it there."""
    found = _LINK.search(asked.rest)
    channel, ts = (found["channel"], f"{found['seconds']}.{found['micros']}") if found else [*asked.rest.split(), "", ""][:2]
    if not re.fullmatch(r"[A-Z0-9]+", channel) or not re.fullmatch(r"\d+\.\d{6}", ts):
        raise Unclear("Which message? ⋯ › Copy link gives its link: `/incident pin [INC-9] <link>`")
    incident = await meant(asked, db)
    await _may_be_told(channel, incident, asked, db)
    await _enqueue(db, asked.place.team, Message(channel=channel, ts=ts), asked.viewer.user, incident.id)
    return Reply.saying(f"It goes on the timeline of {incident.key}.", recorded=True)


async def _may_be_told(channel: str, incident: Incident, asked: Asked, db: Transaction) -> None:
    """Only what they can see themselves, and what was said in private only where the same people see it."""
    known = await must_see_message(channel, asked, db)
    if channel != incident.channel and not known.is_public:
        raise NotAllowed(f"That was said in a private channel, and others see {incident.key}. Note it there in words of your own.")


async def reacted(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:
    """A reaction was added or taken off; what it means is read from the message as it is when the job runs."""
    if event.get("reaction") != PIN or event.get("item", {}).get("type") != "message":
        return
    if event["user"] == await db.people.bot_user(team):
        return
    await db.people.joined(team, event["item"]["channel"], event["user"], at=now)
    await _enqueue(db, team, Message(channel=event["item"]["channel"], ts=event["item"]["ts"]), event["user"])


async def pin(*, team: str, channel: str, ts: str, user: str, incident: int, store: Store, slack: AsyncWebClient, now: datetime) -> None:
    """Have the timeline say what the pins on a message say: there with the first, struck with the last taken off, back with the next."""
    said = await _read(channel, ts, slack)
    if said is None:
        if incident:  # asked for by its link, not just pinned
            await _told_unread(user, slack)
        return
    try:
        async with store.transaction() as db:
            viewer = await _viewer(team, user, channel, db)
            if said.by == await db.people.bot_user(team):
                return  # its own words are on the timeline, or no part of it
            there = await db.entries.of_message(said.message, seen_by=viewer)
            if there and (not incident or there.incident == incident):
                await _follow(there, said, viewer, db, now=now, always=bool(incident))
            elif (said.is_pinned or incident) and (found := await _meant(said, incident, viewer, db)):
                await _put(said, found, viewer, db, now=now, door="reaction", pinned=not incident)
    except Unclear as unclear:
        reply = Reply.to(unclear)
        with suppress(Exception):  # a question is best effort: the pin can be set again
            thread = said.message.thread_ts
            await slack.chat_postEphemeral(channel=channel, user=user, thread_ts=thread, **reply.as_message())


async def _follow(entry: Entry, said: Said, viewer: Viewer, db: Transaction, *, now: datetime, always: bool) -> None:
    """An entry there is: struck when its last pin is gone, unless somebody edited it by hand; back when there is one again."""
    incident = await db.incidents.for_change(entry.incident, seen_by=viewer)
    if incident is None:
        return
    if (said.is_pinned or always) and entry.is_struck:
        after, action, mark = entry.pinned_again(), "pin", "tick"
    elif not said.is_pinned and not always and entry.pinned and not entry.is_struck and not entry.edited_by:
        after, action, mark = entry.unpinned(by=viewer.user, at=now), "unpin", "untick"
    else:
        return
    await db.entries.save(after)
    await _changed(incident, said, viewer, db, now=now, door="reaction", action=action, mark=mark)


async def _put(said: Said, incident: Incident, viewer: Viewer, db: Transaction, *, now: datetime, door: str, pinned: bool = False) -> None:
    """Put a message on a timeline, as said by whoever said it, when they did."""
    incident = await db.incidents.for_change(incident.id, seen_by=viewer) or incident
    there = await db.entries.of_message(said.message, seen_by=viewer)
    if there and there.incident == incident.id:  # by somebody else, a moment ago; or struck, and wanted back
        await _follow(there, said, viewer, db, now=now, always=True)
        return
    entry = Entry(
        kind=EntryKind.NOTE,
        text=await _plain(said, incident.team, db) or "(a message without words)",
        by=said.by,
        by_name=kit.cut(said.name, NAME),
        recorded_by=viewer.user,
        happened_at=datetime.fromtimestamp(float(said.message.ts), UTC),
        recorded_at=now,
        source=said.message,
        pinned=pinned,
    )
    await db.entries.write(incident, entry)
    await _changed(incident, said, viewer, db, now=now, door=door, action="pin", mark="tick")


async def _changed(
    incident: Incident, said: Said, viewer: Viewer, db: Transaction, *, now: datetime, door: str, action: str, mark: str
) -> None:
    after = incident.noted()
    await db.incidents.save(after)
    at = f"{said.message.channel} {said.message.ts}"
    await db.audit.changed(after.team, Change(record=after.key, action=action, by=viewer.user, before="", after=at, door=door, at=now))
    await enqueue_show(db, after)
    room = f"tick:{said.message.ts}"
    await db.jobs.enqueue(mark, team=after.team, room=room, channel=said.message.channel, ts=said.message.ts)


async def _meant(said: Said, incident: int, viewer: Viewer, db: Transaction) -> Incident | None:
    """The incident a pin is for: named, or that of the room, or the only one open there. With nothing open, a pin is just a pin."""
    if incident:
        return await db.incidents.get(incident, seen_by=viewer)
    if room := await _room(said, viewer, db):
        return room
    here = await db.incidents.open(seen_by=viewer, channel=said.message.channel)
    if len(here) > 1:
        raise Unclear(f"{len(here)} are open here. On which timeline?", offers=_choices(said, here))
    return here[0] if here else None


async def _only_open(said: Said, asked: Asked, db: Transaction) -> Incident:
    try:
        return await meant(asked, db)
    except Unclear as unclear:
        here = await db.incidents.open(seen_by=asked.viewer, channel=said.message.channel)
        raise Unclear(unclear.sentence, offers=_choices(said, here)) from None
    except BotError as nothing:
        text = (await _plain(said, asked.place.team, db))[:BUTTON_WORDS]
        elsewhere = await db.incidents.open(seen_by=asked.viewer)
        offers = [Offer("Declare with these words", f"incident declare {text}".strip()), *_choices(said, elsewhere)]
        raise type(nothing)("Nothing is open here." + (" Elsewhere:" if elsewhere else ""), offers=offers) from None


def _choices(said: Said, incidents: list[Incident]) -> list[Offer]:
    at = f"{said.message.channel} {said.message.ts}"
    return [Offer(kit.cut(kit.one_line(f"{one.key} {one.title}"), 70), f"incident pin {one.key} {at}") for one in incidents[:CHOICES]]


async def _room(said: Said, viewer: Viewer, db: Transaction) -> Incident | None:
    post = await db.posts.room(viewer.team, said.message.channel, said.thread)
    return await db.incidents.get(post.record, seen_by=viewer) if post and post.kind == HEADLINE else None


async def _entry_shown_by(said: Said, asked: Asked, db: Transaction) -> Entry | None:
    """The entry a message became, or is the line of."""
    if entry := await db.entries.of_message(said.message, seen_by=asked.viewer):
        return entry
    post = await db.posts.at(asked.place.team, said.message.channel, said.message.ts)
    return await db.entries.get(post.record, seen_by=asked.viewer) if post and post.kind == LINE else None


async def _plain(said: Said, team: str, db: Transaction) -> str:
    return plain(said.markup, await db.people.names(team, mentioned(said.markup)))


async def _viewer(team: str, user: str, channel: str, db: Transaction) -> Viewer:
    person = await db.people.person(team, user)
    known = {"name": person.name, "tz": person.tz, "standing": person.standing, "admin": person.admin} if person else {}
    return Viewer(team=team, user=user, here=channel, **known)


async def _told_unread(user: str, slack: AsyncWebClient) -> None:
    """Best effort, to them alone: where the message is, the bot cannot speak."""
    with suppress(Exception):
        if direct := await direct_channel(user, slack):
            reply = Reply.saying("I cannot read that message: it is gone, or I am not in its channel. /invite me there, and pin it again.")
            await slack.chat_postMessage(channel=direct, **reply.as_message())


async def _read(channel: str, ts: str, slack: AsyncWebClient) -> Said | None:
    """The message as it is now; None where it is gone, or where the bot cannot read."""
    try:
        answer = await asked(slack.conversations_replies(channel=channel, ts=ts, limit=1, inclusive=True))
    except Refused as refused:
        log.info("pin.unread", error=refused.error)
        return None
    found = [one for one in answer.get("messages") or [] if one.get("ts") == ts]
    return Said.of(channel, found[0]) if found else None


async def _enqueue(db: Transaction, team: str, message: Message, user: str, incident: int = 0) -> None:
    room, channel, ts = f"pin:{message.channel}:{message.ts}", message.channel, message.ts
    await db.jobs.enqueue("incident.pin", team=team, room=room, channel=channel, ts=ts, user=user, incident=incident)
