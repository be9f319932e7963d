"""A plan begins: from words, from a message that is linked or that carries a file, from the thread it is asked for in, or by a form."""

import re

from pydantic import Field

from bot.errors import NotAllowed, Offer
from bot.records.architect.statements import title_of
from bot.records.bodies import as_line
from bot.records.entries import Message
from bot.records.plans import KIND, LONGEST_REQUIREMENT, LONGEST_TITLE, Plan
from handlers.architect import acts
from handlers.architect.which import is_in_its_room
from handlers.asking import Asked
from handlers.belonging import must_be_in, must_see_message
from handlers.blocks import architect_forms as drawn
from handlers.blocks import kit
from handlers.forms import Values
from handlers.reply import Form, Reply
from storage.store import Transaction

FORM = f"{KIND}.new"
SHORTEST = 3
"""A requirement has so many words at least; of fewer, a form asks for more."""
THIS = {"this", "this thread", "from this thread"}
_LINK = re.compile(r"/archives/(?P<channel>[A-Z0-9]+)/p(?P<seconds>\d+)(?P<micros>\d{6})(?:[^\s>]*?thread_ts=(?P<thread>\d+\.\d+))?")


class Beginning(Values):
    """What is wanted, or a link to a message that says it; the channel where it is asked for there is none."""

    requirement: str = Field(min_length=1)
    channel: str = ""


async def new(asked: Asked, db: Transaction) -> Reply:
    """`new <requirement> | <link to a message>`; in a thread, or with a file on the message, also without words."""
    source = await _source(asked, db)
    words = _LINK.sub("", asked.rest) if source else asked.rest
    if source is None and len(words.split()) < SHORTEST:
        return asking(asked, words)
    channel = asked.place.channel
    if not channel or _is_elsewhere(asked):
        return asking(asked, words)
    return await _begun(asked, db, channel, "" if source and _is_an_address(words) else words, source)


async def begin(values: Beginning, asked: Asked, db: Transaction) -> Reply:
    """The same, by its form."""
    channel = values.channel or asked.place.channel
    if values.channel:
        await must_be_in(channel, asked, db)
    link = _LINK.search(values.requirement)
    source = await _linked(link, asked, db, channel) if link and len(values.requirement.split()) == 1 else None
    return await _begun(asked, db, channel, "" if source else values.requirement, source)


def asking(asked: Asked, words: str = "") -> Reply:
    """Ask for the requirement."""
    form = Form(FORM, drawn.begin(words, channel=not asked.place.channel or _is_elsewhere(asked)))
    return Reply.asking(
        form, f"What is wanted? `/{KIND} <requirement>`, or a link to a message with a PRD.", Offer("Say it", f"{KIND} new")
    )


def _is_elsewhere(asked: Asked) -> bool:
    """A command may be typed where two people talk alone, and the bot is not; what is said to it in a message it has heard."""
    return asked.is_direct and asked.place.door != "message"


async def _begun(asked: Asked, db: Transaction, channel: str, words: str, source: Message | None) -> Reply:
    project = await db.projects.of_channel(channel, seen_by=asked.viewer)
    words = words.strip()[:LONGEST_REQUIREMENT]
    plan = await acts.begun(
        Plan.begun(
            team=asked.place.team,
            project=project.id if project else None,
            channel=channel,
            title=kit.cut(as_line(title_of(words)), LONGEST_TITLE) if words else "A requirement being read",
            requirement=words,
            source=source,
            thread=asked.place.thread if asked.place.thread and asked.place.channel == channel and not asked.room else None,
            by=asked.viewer.user,
            made_at=asked.now,
            changed_at=asked.now,
        ),
        db,
        door=asked.place.door,
    )
    known = await db.people.channel(plan.team, channel)
    if known and known.bot_is_in is False and not known.is_public:
        return Reply.saying(f"{plan.key} is begun. /invite me, and I go on in its channel.", recorded=True, tells=True)
    return Reply.saying(f"{plan.key} is begun. I work in the thread below its card.", recorded=True)


async def _source(asked: Asked, db: Transaction) -> Message | None:
    """The message it is read from, where it is not the words themselves."""
    if link := _LINK.search(asked.intent.rest):
        return await _linked(link, asked, db, asked.place.channel)
    here = asked.place.message
    if asked.place.thread and not is_in_its_room(asked) and not asked.is_direct and asked.rest.lower() in {"", *THIS}:
        return Message(channel=asked.place.channel, ts=asked.place.thread, thread_ts=asked.place.thread)
    return here if here and asked.place.files else None


async def _linked(link: re.Match[str], asked: Asked, db: Transaction, channel: str) -> Message:
    """A message that is linked, as far as whoever links it sees it. What is said in a private channel stays there."""
    known = await must_see_message(link["channel"], asked, db)
    if link["channel"] != channel and not known.is_public:
        raise NotAllowed("That message is in a private channel. Ask for the plan there, so that what is said there stays there.")
    ts = f"{link['seconds']}.{link['micros']}"
    return Message(channel=link["channel"], ts=ts, thread_ts=link["thread"])


def _is_an_address(words: str) -> bool:
    """What is left of a link once its end is gone is no requirement."""
    return not re.sub(r"<?https?://\S*|>", "", words).strip()
