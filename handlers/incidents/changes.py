"""Words that change an incident: read, decide, save, reply. What others must see of it is left to jobs."""

import re
from datetime import datetime

from bot.errors import Conflict, NotFound, Unclear
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident, Severity, Status
from bot.records.times import in_words, read_time
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.incidents.which import is_direct, meant, to_change, typed
from handlers.reply import Reply
from storage.audit import Change
from storage.store import Transaction

RECENT = 3
_SEVERITY = re.compile(r"sev\s?([1-3])[:,]?(?=\s|$)", re.IGNORECASE)


async def declare(asked: Asked, db: Transaction) -> Reply:
    """`declare [SEV1] <title>`: it stands when this is answered; its headline follows."""
    severity, title = _graded(asked.rest)
    await _may_be_declared_here(asked, title, db)
    incident = Incident.declared(
        team=asked.place.team,
        channel=asked.place.channel,
        title=title,
        severity=severity,
        by=asked.viewer.user,
        at=asked.now,
        origin=asked.place.message,
    )
    incident = await db.incidents.add(incident)
    await _written(asked, db, incident, EntryKind.DECLARED, text=title, value=incident.severity)
    await _audited(asked, db, incident, "declare", after=incident.severity)
    if thread := incident.thread:  # the thread is its room from now on, not only once the headline is in it
        await db.posts.open_room(incident.team, "incident.headline", incident.id, incident.channel, thread=thread)
    await enqueue_show(db, incident)
    return Reply.saying(_declared(asked, incident), recorded=True)


async def note(asked: Asked, db: Transaction) -> Reply:
    """`note [-15m] <what happened>`: a time is read at the beginning of the words only."""
    spoken, words = read_time(asked.rest)
    if not words:
        raise Unclear(f"What happened? `/incident note {_key(asked)} [-15m | 14:05] <what happened>`")
    incident = await to_change(asked, db)
    at = spoken.at(asked.now, asked.viewer.tz) if spoken else asked.now
    after = incident.noted()
    said = spoken.said if spoken and at is None else ""
    await _written(asked, db, after, EntryKind.NOTE, text=words, happened_at=at or asked.now, said=said)
    if said:
        await db.jobs.enqueue("incident.settle", team=after.team, room=f"person:{asked.viewer.user}", user=asked.viewer.user)
    await _saved(asked, db, incident, after, "note")
    if spoken and at:  # how a time was read is told, so that a slip is seen at once
        told = [kit.text(f"Noted on {after.key}, at "), kit.when(at), kit.text(".")]
        return Reply(kit.fallback(f"Noted on {after.key}, at {at:%Y-%m-%d %H:%M} UTC."), [kit.rich(told)], recorded=True)
    return Reply.saying(f"Noted on {after.key}.", recorded=True)


async def status(asked: Asked, db: Transaction) -> Reply:
    """`status identified [what we know]`."""
    word, words = _first_word(asked.rest)
    if word.lower() not in set(Status):
        raise Unclear(f"Which status? `/incident status {_key(asked)} investigating|identified|monitoring|resolved [what we know]`")
    to = Status(word.lower())
    if to is Status.RESOLVED:
        return await _resolve(asked, db, words)
    incident = await to_change(asked, db)
    after = incident.moved_to(to, at=asked.now, why=words)
    await _written(asked, db, after, EntryKind.STATUS, text=words, value=to)
    await _saved(asked, db, incident, after, "status", before=incident.status, to=to)
    return Reply.saying(f"{after.key} is {to}.", recorded=True)


async def sev(asked: Asked, db: Transaction) -> Reply:
    """`sev SEV1 [why]`."""
    severity, words = _graded(asked.rest)
    if severity is None:  # a bare number will do here
        severity, words = _graded(f"SEV{asked.rest}")
    if severity is None:
        raise Unclear(f"How bad? `/incident sev {_key(asked)} SEV1|SEV2|SEV3 [why]`")
    incident = await to_change(asked, db)
    after = incident.regraded(severity)
    await _written(asked, db, after, EntryKind.SEVERITY, text=words, value=severity)
    await _saved(asked, db, incident, after, "sev", before=incident.severity, to=severity)
    return Reply.saying(f"{after.key} is {severity}.", recorded=True)


async def resolve(asked: Asked, db: Transaction) -> Reply:
    """`resolve [what fixed it]`: nothing said means not known, which is fine."""
    return await _resolve(asked, db, asked.rest)


async def reopen(asked: Asked, db: Transaction) -> Reply:
    """`reopen INC-9 [why]`."""
    incident = await _to_reopen(asked, db)
    after = incident.reopened(by=asked.viewer, at=asked.now)
    await _written(asked, db, after, EntryKind.REOPENED, text=asked.rest)
    await _saved(asked, db, incident, after, "reopen", before=incident.status, to=after.status)
    return Reply.saying(f"{after.key} is open again, as investigating.", recorded=True)


async def _resolve(asked: Asked, db: Transaction, fix: str) -> Reply:
    incident = await to_change(asked, db)
    after = incident.resolved(at=asked.now, fix=fix)
    await _written(asked, db, after, EntryKind.RESOLVED, text=fix)
    await _saved(asked, db, incident, after, "resolve", before=incident.status, to=after.status)
    sentence = f"{after.key} is resolved. It took {in_words(after.lasted(asked.now))}."
    if not fix:
        sentence += f" What fixed it is not known yet; when it is: `/incident note {after.key} fixed by …`"
    return Reply.saying(sentence, recorded=True)


async def _to_reopen(asked: Asked, db: Transaction) -> Incident:
    """Nothing open is meant by "reopen", so without a key or a room it is asked which."""
    if asked.intent.number is not None or asked.room:
        return await to_change(asked, db)
    recent = await db.incidents.resolved_last(seen_by=asked.viewer, channel=asked.place.channel, limit=RECENT)
    if recent:
        raise Unclear(f"Which one? Resolved here last: {', '.join(one.key for one in recent)}.", copy=typed(asked, recent[0].key))
    raise NotFound("Nothing was resolved here. What there was: `/incident list all`")


async def _may_be_declared_here(asked: Asked, title: str, db: Transaction) -> None:
    if not title:
        raise Unclear("What do people see? `/incident declare [SEV1|SEV2|SEV3] <title>`")
    if is_direct(asked):
        raise Conflict("An incident needs a channel, where others see it. In that channel:", copy=f"/incident declare {asked.rest}")
    if asked.room:
        incident = await meant(asked, db)
        raise Conflict(
            f"This thread is the room of {incident.key}. To note it there instead:", copy=f"/incident note {incident.key} {title}"
        )


def _declared(asked: Asked, incident: Incident) -> str:
    """What the declarer reads; where the bot is not, how to get it in."""
    channel = asked.channel
    guess = f" {incident.severity} is a guess: `/incident sev {incident.key} SEV1` if it is worse." if incident.severity_is_a_guess else ""
    if channel and (channel.bot_is_in or channel.is_public):
        return f"{incident.key} is open.{guess}"
    if channel and channel.bot_is_in is False:
        return f"{incident.key} is open. /invite me and I'll post it here.{guess}"
    return f"{incident.key} is open. If it does not appear here in a moment, /invite me and I'll post it.{guess}"


async def _written(
    asked: Asked,
    db: Transaction,
    incident: Incident,
    kind: EntryKind,
    *,
    text: str = "",
    value: str = "",
    happened_at: datetime | None = None,
    said: str = "",
) -> Entry:
    entry = Entry(
        kind=kind,
        text=text,
        value=value,
        by=asked.viewer.user,
        happened_at=happened_at or asked.now,
        recorded_at=asked.now,
        said=said,
        source=asked.place.message,
    )
    return await db.entries.write(incident, entry)


async def _saved(
    asked: Asked,
    db: Transaction,
    incident: Incident,
    after: Incident,
    action: str,
    *,
    before: str = "",
    to: str = "",
) -> None:
    """Save, and have it shown."""
    await db.incidents.save(after)
    await _audited(asked, db, incident, action, before=before, after=to)
    await enqueue_show(db, after)


async def _audited(asked: Asked, db: Transaction, incident: Incident, action: str, *, before: str = "", after: str = "") -> None:
    change = Change(
        record=incident.key, action=action, by=asked.viewer.user, before=str(before), after=str(after), door=asked.place.door, at=asked.now
    )
    await db.audit.changed(incident.team, change)


async def enqueue_show(db: Transaction, incident: Incident) -> None:
    """Have it shown as it will be then, its headline and its room."""
    await db.jobs.enqueue("incident.show", team=incident.team, room=incident.room, incident=incident.id)


def _graded(words: str) -> tuple[Severity | None, str]:
    """Split `SEV1 Checkout is down` into the severity and the words after it; "sev 1" and "sev1:" will do."""
    found = _SEVERITY.match(words)
    return (Severity(f"SEV{found[1]}"), words[found.end() :].strip()) if found else (None, words)


def _key(asked: Asked) -> str:
    """The key that was given, for a usage that keeps it."""
    return f"INC-{asked.intent.number}" if asked.intent.number is not None else "[INC-9]"


def _first_word(words: str) -> tuple[str, str]:
    first, *rest = words.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""
