"""Where things come in from, and what an answer or an error becomes there. Nowhere else is that decided.

A listener runs to its end, in one transaction with its jobs and the mark of its delivery, before Slack gets its answer.
"""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude
from bot.records.people import Viewer
from bot.records.specialists import Specialist
from handlers.asking import Answers, Asked, Kind
from handlers.blocks.kit import Block
from handlers.doors.answering import Answering
from handlers.doors.clicks import Shortcut, open_clicks
from handlers.doors.commands import open_commands
from handlers.doors.desk import Desk
from handlers.doors.events import Hears, open_events
from handlers.doors.forms import Sends, Sent, open_forms
from handlers.doors.speech import open_speech
from handlers.forms import Values
from handlers.grammar import Verb, Vocabulary
from handlers.knowing import Knowledge
from handlers.markup import escaped, mentioned
from handlers.needs import Needs, what_needs
from handlers.parts import Parts
from handlers.reply import Reply
from storage.store import Store, Transaction

Section = Callable[[Viewer, Transaction, datetime], Awaitable[list[Block]]]
"""What a feature shows somebody at Home."""


class Doors:
    """Every door there is. A feature says what it hears and answers; `open` then tells Bolt."""

    def __init__(
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        slack: Callable[[str], AsyncWebClient],
        claude: Callable[[str], Claude],
        admins: frozenset[str] = frozenset(),
        renamed: Mapping[str, str] | None = None,
        adr_reaction: str = "",
        specialists: Sequence[Specialist] = (),
    ) -> None:
        self._desk = Desk(Answering(store, clock=clock, admins=admins), slack)
        self._renamed = renamed or {}
        self._commands: dict[str, str] = {}
        self._hears: dict[str, list[Hears]] = {}
        self._forms: dict[str, Sends] = {}
        self._shortcuts: dict[str, Shortcut] = {}
        self.admins = admins
        self.adr_reaction = adr_reaction
        self.specialists = tuple(specialists)
        """Who tasks are handed to."""
        self.claude = claude
        """A workspace's, for listeners that say whether it is on, and what it may cost. Only jobs ask it."""
        self.needing: list[Needs] = []
        self.sections: list[Section] = [partial(what_needs, finders=self.needing)]
        self.verbs: list[tuple[Verb, Answers]] = []
        self.parts = Parts()
        self.knows = Knowledge()
        self.after = self._desk.after

    def words(self, vocabulary: Vocabulary, answers: Mapping[str, Answers], *, aliases: Mapping[str, str] | None = None) -> None:
        """Let `/incident …`, and `@CTO Co-Pilot incident …`, be answered; within a room of this kind the word itself may be left out.

        `aliases` are other commands, each with the words it stands for: {"create-rfc": "rfc new"}. What is typed `under` another word has
        no command of its own.
        """
        self._desk.kinds[vocabulary.kind] = Kind(vocabulary, answers)
        own = {} if vocabulary.under else {vocabulary.kind: vocabulary.kind}
        for command, stands_for in {**own, **(aliases or {})}.items():
            self._commands[f"/{self._renamed.get(command, command)}"] = stands_for

    def answer(self, kind: str, verb: str, answers: Answers) -> None:
        """Let a word of another kind be answered, for what grows out of its records and is another feature's to do."""
        known = self._desk.kinds[kind]
        self._desk.kinds[kind] = replace(known, answers={**known.answers, verb: answers})

    def verb(self, verb: Verb, answers: Answers) -> None:
        """Let `/cto <verb> …` be answered, for what has no command of its own. `/cto` is told of them, so it is registered last."""
        self.verbs.append((verb, answers))

    def otherwise(self, answers: Answers) -> None:
        """Let what is said to the bot in no words of ours be answered: `intent.rest` is all of it."""
        self._desk.otherwise = answers

    def received(self, answers: Answers) -> None:
        """Let files that come in a direct message be received: `about["files"]` are the files as Slack gives them."""
        self._desk.receives = answers

    async def answered(self, kind: str, words: str, asked: Asked, db: Transaction) -> Reply:
        """Answer words as if they had been typed there, by whoever asked: for a form in which they were looked over."""
        known, rest = self._desk.meant(kind, escaped(words))
        intent = known.vocabulary.parse(rest)
        names = await db.people.names(asked.place.team, mentioned(rest))
        return await known.answer(replace(asked, intent=intent, names=names), db)

    def event(self, name: str, hears: Hears) -> None:
        """Let an event be heard, in the transaction that marks its delivery, together with whoever else hears it."""
        self._hears.setdefault(name, []).append(hears)

    def form(self, name: str, kind: str, values: type[Values], sent: Sent) -> None:
        """Let a form be sent: `sent` is given its values, once for each version of the form."""
        self._forms[name] = Sends(kind, values, sent)

    def shortcut(self, name: str, kind: str, does: Answers) -> None:
        """Let a message's menu do something: `about["message"]` is the message as Slack gives it."""
        self._shortcuts[name] = (kind, does)

    def needs(self, finder: Needs) -> None:
        """Let what waits for somebody be told, first of all, at Home and by a bare `/cto`."""
        self.needing.append(finder)

    def at_home(self, section: Section) -> None:
        """Let something be shown at Home."""
        self.sections.append(section)

    @property
    def vocabularies(self) -> list[Vocabulary]:
        """The words of every kind there is."""
        return [kind.vocabulary for kind in self._desk.kinds.values()]

    @property
    def commands(self) -> list[str]:
        """The commands that are answered, for the manifest."""
        return list(self._commands)

    @property
    def events(self) -> list[str]:
        """The events that are heard, for the manifest."""
        return ["app_mention", "message.im", *self._hears]

    @property
    def shortcuts(self) -> list[str]:
        """The message shortcuts there are, for the manifest."""
        return list(self._shortcuts)

    def open(self, app: AsyncApp) -> None:
        """Register every listener, the ones that catch what nobody answers last."""
        open_commands(app, self._desk, self._commands)
        open_speech(app, self._desk)
        open_events(app, self._desk, self._hears)
        open_clicks(app, self._desk, self._shortcuts)
        open_forms(app, self._desk, self._forms)
        for catch in (app.event, app.action, app.view_closed, app.shortcut, app.options, app.function):
            catch(re.compile(".*"))(_heard)


async def _heard() -> BoltResponse:
    """What nobody listens to is acked all the same, or Slack sends it three times more."""
    return BoltResponse(status=200)
