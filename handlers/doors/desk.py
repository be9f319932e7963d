"""What every door needs: who answers, the ways to tell somebody something, and how long all of it may take."""

import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BotError, NotFound, Offer, Unavailable
from handlers.afterwards import Afterwards
from handlers.asking import Answers, Kind, Request
from handlers.doors.answering import Answering
from handlers.markup import plain
from handlers.places import Place
from handlers.reply import Reply

Late = Callable[[Reply], Coroutine[Any, Any, None]]

EVERY = "cto"
"""The word under which every kind answers, too: /cto incident …"""
HELP_ON_ALL = f"{EVERY} help"

log = structlog.get_logger()


@dataclass
class Desk:
    """The parts that doors share. `kinds` are the kinds of record that answer to words, by the word itself.

    `otherwise` answers what is said to the bot in words of none, `receives` files that come in a direct message.
    """

    answering: Answering
    slack: Callable[[str], AsyncWebClient]
    after: Afterwards = field(default_factory=Afterwards)
    kinds: dict[str, Kind] = field(default_factory=dict)
    otherwise: Answers | None = None
    receives: Answers | None = None

    async def in_time(self, work: Coroutine[Any, Any, Any], *, late: Late | None = None) -> Any:
        """The result, or Unavailable when it takes too long for Slack; done after that all the same, `late` is told."""
        return await self.after.in_time(work, cut=not self.answering.store.database.is_sqlite, late=late)

    async def answered(self, work: Coroutine[Any, Any, Reply], place: Place, typed: str, *, late: Late | None = None) -> Reply:
        """The answer, or what a person's mistake or a fault of ours becomes, in words for them; `typed` is what they would lose."""
        try:
            reply: Reply = await self.in_time(work, late=late)
        except BotError as error:
            return told(error, typed)
        except Exception as fault:  # noqa: BLE001 - a bug must leave them a sentence and their words
            return bug(fault, place, typed)
        return reply

    async def by_words(self, place: Place, words: str) -> Reply:
        """What words that begin with a kind are answered, as a button carries them: "incident note INC-9 …"."""
        name, _, rest = words.partition(" ")
        if name not in self.kinds:
            raise NotFound(
                "That button is of another version of me, and does nothing any more.", offers=[Offer("What can you do?", HELP_ON_ALL)]
            )
        kind, rest = self.meant(name, rest)
        return await self.answering.words(Request(kind, place, rest))

    def meant(self, name: str, words: str) -> tuple[Kind, str]:
        """The kind of that name, and the words for it; under the word for every kind, the one they begin with."""
        first, *rest = words.split(maxsplit=1) or [""]
        if name == EVERY and first.lower() in self.kinds:
            return self.kinds[first.lower()], rest[0] if rest else ""
        return self.kinds[name], words


def told(error: BotError, typed: str) -> Reply:
    """A person's mistake, or something that is away: then their words, to send again."""
    if isinstance(error, Unavailable) and typed:
        return Reply.saying(f"{error.sentence} Your words, to send again in a minute if it is not there by then:", copy=plain(typed, {}))
    return Reply.to(error)


def bug(fault: Exception, place: Place, typed: str) -> Reply:
    """A fault of ours: a reference by which it is found in the log, and their words."""
    reference = uuid.uuid4().hex[:8]
    log.error("listener.bug", reference=reference, door=place.door, team=place.team, error=type(fault).__name__, exc_info=fault)
    sentence = f"Something went wrong here, and it is my fault (reference {reference})."
    return Reply.saying(f"{sentence} Your words, to try again:" if typed else sentence, copy=plain(typed, {}))
