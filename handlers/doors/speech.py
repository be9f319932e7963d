"""What is said to the bot, by mention or in a direct message: a ✅, or words for them alone, right after.

What could not be kept is not acked, and Slack delivers it again.
"""

from collections.abc import Coroutine, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.errors import BotError, Offer, Unavailable, Unclear
from handlers.asking import Answers, Kind, Request, room_of
from handlers.doors.desk import EVERY, Desk, bug
from handlers.doors.telling import whisper
from handlers.grammar import HELP, Intent, Vocabulary
from handlers.markup import kept
from handlers.places import Place
from handlers.reply import Reply

KEYS_WITHIN = 3
"""A key that says what is meant stands among the first words: "reopen INC-9 …"."""
CHOICES = 5
SHORTEST_TALK = 3
"""In a direct message so many words make a sentence, though it begins with a verb by chance: "help me decide", "why are we slow"."""


def open_speech(app: AsyncApp, desk: Desk) -> None:
    """Listen to mentions and to direct messages."""

    async def mention(body: dict[str, Any]) -> BoltResponse:
        return await _heard(desk, body)

    async def message(body: dict[str, Any]) -> BoltResponse:
        event = body["event"]
        if event.get("channel_type") != "im" or event.get("subtype") not in {None, "file_share"}:
            return BoltResponse(status=200)  # edits and deletions, and channels, where only a mention is for us
        return await _heard(desk, body)

    app.event("app_mention")(mention)
    app.event("message")(message)


async def _heard(desk: Desk, body: dict[str, Any]) -> BoltResponse:
    place = Place.of_speech(body)
    if not place.user or body["event"].get("bot_id"):
        return BoltResponse(status=200)
    files = body["event"].get("files") or []
    try:
        if files and place.direct and desk.receives:
            await _answer(desk, replace(place, key=f"{place.key}:files"), _received(desk, desk.receives, place, files))
        if not files or place.words.strip():
            await _answer(desk, place, _answered(desk, place, {"files": files}))
    except Unavailable:
        return BoltResponse(status=503)
    except Exception as fault:  # noqa: BLE001 - delivered again, it may go well
        bug(fault, place, "")
        return BoltResponse(status=500)
    return BoltResponse(status=200)


async def _answer(desk: Desk, place: Place, work: Coroutine[Any, Any, Reply]) -> None:
    """Do what was asked, and have whoever asked told."""
    reply = await desk.in_time(_or_told(desk, place, work))
    if reply.needs_words:
        desk.after.start(whisper(desk, place, reply))


async def _received(desk: Desk, receives: Answers, place: Place, files: list[dict[str, Any]]) -> Reply:
    """Files are a delivery of their own, so that the words that came with them are answered as ever."""
    request = Request(desk.kinds[EVERY], replace(place, key=f"{place.key}:files"), Intent("", rest=place.words), {"files": files})
    return await desk.answering.done(request, receives)


async def _or_told(desk: Desk, place: Place, work: Coroutine[Any, Any, Reply]) -> Reply:
    try:
        return await work
    except Unavailable:
        raise
    except BotError as error:
        return Reply.to(error, mention=await desk.answering.name_in(place))


async def _answered(desk: Desk, place: Place, about: Mapping[str, Any]) -> Reply:
    async with desk.answering.store.reading() as db:
        bot = await db.people.bot_user(place.team)
        room = await room_of(place, db)
    words = _addressed(place.words, bot or "")
    if desk.otherwise and room is None and _is_talk(desk, words, alone=place.direct):
        return await desk.answering.done(Request(desk.kinds[EVERY], place, Intent("", rest=words)), desk.otherwise)
    kind, rest = _meant(desk, words, room.kind.split(".")[0] if room else "")
    return await desk.answering.words(Request(kind, place, rest, about))


def _meant(desk: Desk, words: str, room: str) -> tuple[Kind, str]:
    """The kind that is meant, and the words for it: named first, or that of the room it was said in, or the only one that knows them.

    Words that several know are for the one whose key is in them; else it is asked which.
    """
    name, *rest = words.split(maxsplit=1) or [""]
    name = name.lower().removeprefix("/")
    if name in desk.kinds:
        return desk.meant(name, rest[0] if rest else "")
    if room in desk.kinds:
        return desk.kinds[room], words
    if name == HELP:  # which every kind knows
        return desk.kinds[EVERY], words
    knows = [kind for kind in desk.kinds.values() if kind.vocabulary.knows(words)]
    keyed = [kind for kind in knows if any(kind.vocabulary.number_in(word) is not None for word in words.split()[:KEYS_WITHIN])]
    if len(keyed or knows) == 1:
        return (keyed or knows)[0], words
    if knows:
        offers = [Offer(f"{one.vocabulary.kind} {name}", f"{one.vocabulary.kind} {kept(words)}") for one in knows[:CHOICES]]
        raise Unclear("Of what kind? Say it first.", offers=offers)
    return desk.kinds[EVERY], HELP


def _is_talk(desk: Desk, words: str, *, alone: bool) -> bool:
    """Whether somebody talks, rather than says words of ours: these name a kind first, or a key, or are a verb alone and no question."""
    name, *rest = words.split(maxsplit=1) or [""]
    name = name.lower().removeprefix("/")
    asks = "?" in words
    if not name:
        return False
    if name in desk.kinds:
        kind, said = desk.meant(name, rest[0] if rest else "")
        return asks and bool(said) and not _can_be_read(kind.vocabulary, said)
    knows = [kind.vocabulary for kind in desk.kinds.values() if kind.vocabulary.knows(words)]
    keyed = [one for one in knows if any(one.number_in(word) is not None for word in words.split()[:KEYS_WITHIN])]
    if keyed:
        return asks and not any(_can_be_read(one, words) for one in keyed)
    return not knows or asks or (alone and len(words.split()) >= SHORTEST_TALK)


def _can_be_read(vocabulary: Vocabulary, words: str) -> bool:
    try:
        vocabulary.parse(words)
    except Unclear:
        return False
    return True


def _addressed(words: str, bot: str) -> str:
    """What is said to the bot: the words after its name, or before it when none follow."""
    before, _, after = words.partition(f"<@{bot}>") if f"<@{bot}>" in words else ("", "", words)
    return after.strip(" ,:\n") or before.strip()
