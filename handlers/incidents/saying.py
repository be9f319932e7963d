"""What the one who did it reads, whichever door it came through."""

from bot.errors import Offer
from bot.records.incidents import Incident, Severity
from bot.records.times import in_words
from handlers.reply import Reply
from storage.people import Channel


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
    grades = [Offer(f"It is {one}", f"incident sev {incident.key} {one}") for one in Severity if one is not incident.severity]
    right = Offer(f"{incident.severity} is right", f"incident sev {incident.key} {incident.severity}")
    offers = [right, *grades]
    return Reply.saying(f"{sentence} {incident.severity} is a guess.", offers=offers, recorded=can_post or stands_there)


def resolved(incident: Incident) -> Reply:
    """It is over."""
    sentence = f"{incident.key} is resolved. It took {in_words(incident.lasted(incident.resolved_at or incident.declared_at))}."
    if not incident.fix:
        sentence += f" What fixed it is not known yet; when it is: `/incident note {incident.key} fixed by …`"
    return Reply.saying(sentence, recorded=True)
