"""Who asks for what, from where: what a listener is given, and what a delivery teaches us."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.errors import NotAllowed, Unclear
from bot.records.people import Person, Standing, Viewer
from bot.records.permissions import must_be_allowed
from handlers.grammar import Intent, Vocabulary
from handlers.markup import kept, mentioned, plain
from handlers.places import Place, viewer_at
from handlers.reply import Reply
from storage.people import Channel
from storage.posts import Post
from storage.store import Transaction


@dataclass(frozen=True)
class Asked:
    """What somebody asked for: their words and what they mean, where, who, when.

    `channel` is what was known of where they are when they asked, `room` what the thread they are in is the room of. `about` are the ids
    that a form or a menu brought with it.
    """

    intent: Intent
    place: Place
    viewer: Viewer
    now: datetime
    channel: Channel | None = None
    room: Post | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        """Whether this is a direct message or Home, where nobody else would see what is recorded."""
        return not self.place.channel or self.place.direct or bool(self.channel and self.channel.direct)

    @property
    def rest(self) -> str:
        """The words after verb and key, as a person meant them."""
        return self.plain(self.intent.rest)

    @property
    def kept(self) -> str:
        """The same, to travel in a button: people named in it stay named."""
        return kept(self.intent.rest)

    def plain(self, words: str) -> str:
        """Slack's markup as plain words."""
        return plain(words, self.names)


Answers = Callable[[Asked, Transaction], Awaitable[Reply]]


@dataclass(frozen=True)
class Kind:
    """A kind of record that answers to words: which words, and what they do. "" is what a bare command does."""

    vocabulary: Vocabulary
    answers: Mapping[str, Answers]

    async def answer(self, asked: Asked, db: Transaction) -> Reply:
        """What these words are answered, if they may be said by whoever said them."""
        must_be_allowed(self.vocabulary.kind, asked.intent.verb, asked.viewer)
        return await self.answers[asked.intent.verb](asked, db)


@dataclass(frozen=True)
class Request:
    """What came in through a door: from where, and in words of this kind, or as an intent where nothing was typed."""

    kind: Kind
    place: Place
    words: str | Intent
    about: Mapping[str, Any] = field(default_factory=dict)


async def ask(request: Request, db: Transaction, *, now: datetime, admins: frozenset[str]) -> tuple[Asked, bool]:
    """What is asked, and whether everything about who asks from where is known already."""
    place, words = request.place, request.words
    person = await db.people.person(place.team, place.user)
    viewer = viewer_at(place, person, admins=admins)
    if viewer.standing is Standing.DEACTIVATED:
        raise NotAllowed("This account is deactivated.")
    channel, is_in = await db.people.place(place.team, place.channel, place.user) if place.channel else (None, False)
    room = await room_of(place, db)
    names: Mapping[str, str] = {}
    if isinstance(words, str):
        names = await db.people.names(place.team, mentioned(words))
        words = _parsed(request.kind.vocabulary, words, in_a_room=room is not None)
    asked = Asked(words, place, viewer, now, channel, room, names, request.about)
    return asked, _is_known(asked, person, is_in=is_in)


def _parsed(vocabulary: Vocabulary, words: str, *, in_a_room: bool) -> Intent:
    try:
        return vocabulary.parse(words, in_a_room=in_a_room)
    except Unclear:
        vocabulary.parse(kept(words), in_a_room=in_a_room)  # which raises the same in words to be shown
        raise


def _is_known(asked: Asked, person: Person | None, *, is_in: bool) -> bool:
    if not asked.place.channel or not asked.place.proves:
        return person is not None
    channel = asked.channel
    proven = is_in or bool(channel and channel.is_public and asked.viewer.sees_what_is_public)
    was_public = asked.place.private and channel is not None and channel.is_public
    return bool(person and channel and proven) and not was_public


async def room_of(place: Place, db: Transaction) -> Post | None:
    """What the thread it was said in is the room of, or the whole channel."""
    thread = await db.posts.room(place.team, place.channel, place.thread) if place.thread else None
    return thread or (await db.posts.room(place.team, place.channel, place.channel) if place.channel else None)


async def learn(asked: Asked, db: Transaction) -> None:
    """A delivery proves that its sender is there; what else is not known is asked for."""
    place = asked.place
    if asked.viewer.standing is Standing.UNKNOWN:
        await db.jobs.enqueue("people.person", team=place.team, room=f"person:{place.user}", user=place.user)
    if not place.channel or not place.proves:
        return
    if place.private and asked.channel and asked.channel.is_public:
        await db.people.made_private(place.team, place.channel)
        await db.jobs.enqueue("people.channel", team=place.team, room=f"channel:{place.channel}", channel=place.channel)
    if not (asked.channel and asked.channel.read_at):
        await db.people.heard_of(place.team, place.channel, name=place.channel_name, direct=place.direct)
    if not (asked.channel and asked.channel.read_at) and not place.direct:
        await db.jobs.enqueue("people.channel", team=place.team, room=f"channel:{place.channel}", channel=place.channel)
    await db.people.joined(place.team, place.channel, place.user, at=asked.now)
