"""Words that change an incident: read what was typed, do it, say so. Where words are missing, a form asks for them."""

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.incidents import Incident, Status
from bot.records.times import read_time
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.incidents import acts, forms, saying
from handlers.incidents.which import meant, named, to_change
from handlers.reply import Reply
from storage.store import Transaction

RECENT = 5
NOT_KNOWN = {"not known", "unknown", "-", "?"}


async def declare(asked: Asked, db: Transaction) -> Reply:
    """`declare [SEV1] <title>`: it stands when this is answered; its headline follows."""
    severity, title = saying.graded(asked.rest)
    await not_in_a_room(asked, title, db)
    if not title or asked.is_direct:
        return await forms.declaring(asked, db, title=title, severity=severity)
    place = asked.place
    incident = await acts.declare(asked, db, title=title, severity=severity, channel=place.channel, origin=place.message)
    reply = saying.declared(incident, asked.channel, stands_there=asked.place.message is not None)
    return await saying.with_similar(reply, incident, asked, db)


async def not_in_a_room(asked: Asked, title: str, db: Transaction) -> None:
    """Where an incident lives another is not declared: it is offered to be noted."""
    if asked.room:
        incident = await meant(asked, db)
        offer = Offer(f"Note it on {incident.key}", f"incident note {incident.key} {title}".strip())
        raise Conflict(f"This is the room of {incident.key}.", offers=[offer])


async def note(asked: Asked, db: Transaction) -> Reply:
    """`note [-15m] <what happened>`: a time is read at the beginning of the words only."""
    spoken, words = read_time(asked.rest)
    if not words:
        return forms.noting(await meant(asked, db), spoken.at(asked.now, asked.viewer.tz) if spoken else None)
    incident = await to_change(asked, db)
    at = spoken.at(asked.now, asked.viewer.tz) if spoken else asked.now
    said = spoken.said if spoken and at is None else ""
    after = await acts.note(asked, db, incident, text=words, at=at, said=said)
    if spoken and at:  # how a time was read is told, so that a slip is seen at once
        told = [kit.text(f"Noted on {after.key}: "), kit.when(at), kit.text(".")]
        return Reply(kit.fallback(f"Noted on {after.key}: {at:%Y-%m-%d %H:%M} UTC."), [kit.rich(told)], recorded=True)
    return await saying.done(f"Noted on {after.key}.", after, db)


async def status(asked: Asked, db: Transaction) -> Reply:
    """`status identified [what we know]`."""
    word, words = _first_word(asked.rest)
    if not word:
        return forms.moving(await meant(asked, db))
    if word.lower() not in set(Status):
        raise Unclear(f"Which status? `/incident status {named(asked)} investigating|identified|monitoring|resolved [what we know]`")
    to = Status(word.lower())
    if to is Status.RESOLVED:
        return await _resolve(asked, db, words)
    after = await acts.move(asked, db, await to_change(asked, db), to=to, why=words)
    return await saying.done(f"{after.key} is {to}.", after, db)


async def sev(asked: Asked, db: Transaction) -> Reply:
    """`sev SEV1 [why]`."""
    if not asked.rest:
        return forms.regrading(await meant(asked, db))
    severity, words = saying.graded(asked.rest)
    if severity is None:  # a bare number will do here
        severity, words = saying.graded(f"SEV{asked.rest}")
    if severity is None:
        raise Unclear(f"How bad? `/incident sev {named(asked)} SEV1|SEV2|SEV3 [why]`")
    after = await acts.regrade(asked, db, await to_change(asked, db), severity=severity, why=words)
    return await saying.done(f"{after.key} is {severity}.", after, db)


async def resolve(asked: Asked, db: Transaction) -> Reply:
    """`resolve [what fixed it]`; with no words it is asked what did."""
    return await _resolve(asked, db, asked.rest)


async def reopen(asked: Asked, db: Transaction) -> Reply:
    """`reopen INC-9 [why]`."""
    after = await acts.reopen(asked, db, await _to_reopen(asked, db), why=asked.rest)
    return await saying.done(f"{after.key} is open again, as investigating.", after, db)


async def _resolve(asked: Asked, db: Transaction, fix: str) -> Reply:
    if not fix:
        incident = await meant(asked, db)
        incident.resolved(at=asked.now, fix="")  # which says why it cannot be, before anybody types
        return forms.resolving(incident)
    fix = "" if fix.lower() in NOT_KNOWN else fix
    after = await acts.resolve(asked, db, await to_change(asked, db), fix=fix)
    reply = saying.resolved(after, await db.actions.of(after, seen_by=asked.viewer))
    return await saying.with_project_asked(reply, asked, db)


async def _to_reopen(asked: Asked, db: Transaction) -> Incident:
    """Nothing open is meant by "reopen", so without a key or a room it is asked which."""
    if asked.intent.number is not None or asked.room:
        return await to_change(asked, db)
    recent = await db.incidents.resolved_last(seen_by=asked.viewer, channel=asked.place.channel, limit=RECENT)
    if recent:
        offers = [Offer(kit.cut(f"{one.key} {one.title}", 70), f"incident reopen {one.key} {asked.kept}".strip()) for one in recent]
        raise Unclear("Which one? Resolved here last:", offers=offers)
    raise NotFound("Nothing was resolved here. What there was: `/incident list all`")


def _first_word(words: str) -> tuple[str, str]:
    first, *rest = words.split(maxsplit=1) or [""]
    return first, rest[0].strip() if rest else ""
