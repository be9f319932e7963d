"""What the one who did it reads, whichever door it came through."""

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import Offer
from bot.records.actions import Action
from bot.records.incidents import Incident, Severity
from bot.records.times import in_words
from handlers.asking import Asked
from handlers.incidents import suspects
from handlers.incidents.similar import offered
from handlers.reply import Reply
from storage.people import Channel
from storage.store import Transaction

_SEVERITY = re.compile(r"sev\s?([1-3])[:,]?(?=\s|$)", re.IGNORECASE)


def graded(words: str) -> tuple[Severity | None, str]:
    """Split `SEV1 Checkout is down` into the severity and the words after it; "sev 1" and "sev1:" will do."""
    found = _SEVERITY.match(words)
    return (Severity(f"SEV{found[1]}"), words[found.end() :].strip()) if found else (None, words)


async def with_similar(reply: Reply, incident: Incident, asked: Asked, db: Transaction) -> Reply:
    """The same, with what went live shortly before, and what was like it and what fixed that, if there was: then it is worth reading."""
    past = [*await suspects.offered(incident, asked.viewer, db), *await offered(incident, asked.viewer, db)]
    return replace(reply, blocks=[*reply.blocks, *past], tells=True) if past else reply


async def with_project_asked(reply: Reply, asked: Asked, db: Transaction) -> Reply:
    """The same; once, where nobody has said yet what is worked on, with the question. Never while something is down."""
    if await db.projects.all(seen_by=asked.viewer) or not asked.viewer.sees_what_is_public:
        return reply
    if not await db.periods.claim("project.asked", asked.place.team, "", "once", at=asked.now):
        return reply
    question = Reply.saying(
        "One thing, once: what do you work on here? With a name for it, deployments and incidents add up to a scorecard.",
        offers=[Offer("Name the project", "cto project")],
    )
    return replace(reply, blocks=[*reply.blocks, *question.blocks], tells=True)


def declared(incident: Incident, channel: Channel | None, *, stands_there: bool = False) -> Reply:
    """An incident is open in `channel`, as far as that is known; where the bot is not, how to get it in.

    `stands_there`: it was said in a message, which has its ✅.
    """
    can_post = bool(channel and (channel.bot_is_in or channel.is_public))
    sentence = f"{incident.key} is open."
    if channel and channel.bot_is_in is False and not can_post:
        sentence += " /invite me and I'll post it here."
    elif not can_post:
        sentence += " If it does not appear here in a moment, /invite me and I'll post it."
    if not incident.severity_is_a_guess:
        return Reply.saying(sentence, recorded=can_post or stands_there)
    if can_post:  # the headline asks
        return Reply.saying(f"{sentence} {incident.severity} is a guess.", recorded=True)
    grades = [Offer(f"It is {one}", f"incident sev {incident.key} {one}") for one in Severity if one is not incident.severity]
    right = Offer(f"{incident.severity} is right", f"incident sev {incident.key} {incident.severity}")
    offers = [right, *grades]
    return Reply.saying(f"{sentence} {incident.severity} is a guess.", offers=offers, recorded=can_post or stands_there)


async def done(sentence: str, incident: Incident, db: Transaction) -> Reply:
    """It is done; where it cannot be seen by the others, that is said, too."""
    known = await db.people.channel(incident.team, incident.channel)
    hidden = ""
    if known and known.archived and not incident.own_channel:
        hidden = " Its channel is archived, so that nothing shows there."
    elif known and known.bot_is_in is False and not incident.own_channel:
        hidden = " I am not in its channel, so that it does not show there: /invite me."
    return Reply.saying(sentence + hidden, recorded=True, tells=bool(hidden))


def resolved(incident: Incident, actions: Sequence[Action]) -> Reply:
    """It is over; what is left to do, and when the postmortem is due."""
    sentence = f"{incident.key} is resolved. It took {in_words(incident.lasted(incident.resolved_at or incident.declared_at))}."
    if not incident.fix:
        sentence += f" What fixed it is not known yet; when it is: `/incident note {incident.key} fixed by …`"
    left = [one for one in actions if not one.is_done]
    if left:
        sentence += f" Still to do: {', '.join(one.key for one in left)}."
    if incident.postmortem_due:
        sentence += f" The postmortem is due {incident.postmortem_due:%a} {incident.postmortem_due.day} {incident.postmortem_due:%b}."
    offers = [Offer("Write the postmortem", f"incident postmortem {incident.key}")] if incident.postmortem_due else []
    offers += [Offer("Its actions", f"incident actions {incident.key}")] if actions else []
    return Reply.saying(sentence, offers=offers, recorded=True, tells=bool(left))
