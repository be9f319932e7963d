"""What the document kinds share: a life, numbers, revisions. A kind is a `Kind`; nothing else has to know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Conflict, Unclear
from bot.records.bodies import Body, Section, as_line
from bot.records.entries import Message
from bot.records.lifecycles import Begets, Lifecycle, Move

TITLE = 200
"""A title is a line; what is longer belongs into a section."""
LARGEST_BODY = 150_000
"""So many characters a document may have in all: of longer ones no file, diff or prompt would come out in time."""


class Kind(BaseModel):
    """A kind of document: its word ("adr"), the prefix and digits of its keys (ADR-007), what one is called, its body, life, templates.

    `forms` are its templates by name, the first the usual one; `templates` is the folder of those that are not ours.
    `under`: the command its word is typed after, where it is none itself.
    `asks_first`: the sections a new one is begun with, instead of every text. `aliases`: other commands, each with the words it stands for.
    `follows`: the kind that one of it may implement; `begun_from`: how it begins from the body and the key of such a one.
    `begets`: what follows one of it. `titled`: what a title should say.
    `menu`: what drafting one is called in the menu of a message, where it is there.
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    name: str
    prefix: str
    digits: int
    called: str
    body: type[Body]
    lifecycle: Lifecycle
    forms: tuple[str, ...]
    templates: str = ""
    review_after_days: int | None = None
    under: str = ""
    asks_first: tuple[str, ...] = ()
    aliases: Mapping[str, str] = {}
    follows: Kind | None = None
    begun_from: Callable[[Body, str], Body] | None = None
    begets: Begets | None = None
    menu: str = ""
    titled: str = "The decision in a few words, as it reads in two years."

    @property
    def article(self) -> str:
        """As one says it aloud: a decision, an RFC."""
        return "an" if self.called[0] in ("AEFHILMNORSX" if self.called.isupper() else "aeiou") else "a"

    @property
    def typed(self) -> str:
        """How its word is typed: /adr, /cto postmortem."""
        return f"/{self.under} {self.name}" if self.under else f"/{self.name}"

    def key(self, number: int) -> str:
        """ADR-007."""
        return f"{self.prefix}-{number:0{self.digits}}"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections of its body."""
        return self.body.sections()


class Origin(StrEnum):
    """Who wrote the first revision."""

    PERSON = "person"
    CLAUDE = "claude"
    OUTLINE = "outline"
    FILE = "file"


SUPERSEDED = "superseded"
"""What is done to one whose place another takes."""
DISCARDED = "discarded"
READING = "reading"
"""A draft whose thread is still being read."""


class Document(BaseModel):
    """A document, as it is now. `draft` numbers drafts, per workspace and kind, until `number` names it for good.

    `source` is the message it was made from, in whose thread its card is; `thread` that thread. `replaces` is the document whose place it
    takes once it is settled. `state` is "" unless it is discarded or still being written. Times are UTC and aware.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    kind: str
    draft: int = 0
    number: int | None = None
    title: str = Field(max_length=TITLE)
    status: str
    state: str = ""
    body: Body
    form: str
    origin: Origin = Origin.PERSON
    note: str = ""
    channel: str
    published: bool = False
    project: int | None = None
    source: Message | None = None
    thread: str | None = None
    author: str
    deciders: tuple[str, ...] = ()
    review_on: date | None = None
    replaces: int | None = None
    made_at: datetime
    changed_at: datetime
    decided_at: datetime | None = None
    file: str = ""
    revision: int = 1

    def key(self, kind: Kind) -> str:
        """ADR-007, or DRAFT-3."""
        return kind.key(self.number) if self.number is not None else f"DRAFT-{self.draft}"

    @property
    def is_numbered(self) -> bool:
        """Whether it has its number, so that it is shown to others."""
        return self.number is not None

    @property
    def is_discarded(self) -> bool:
        """Whether somebody put it away."""
        return self.state == DISCARDED

    def moves(self, kind: Kind) -> Sequence[Move]:
        """What can be done to it next."""
        return () if self.state else kind.lifecycle.moves.get(self.status, ())

    def moved(self, verb: str, kind: Kind, *, at: datetime) -> Document:
        """The same after a move. Raises Conflict."""
        self._must_be_there(kind)
        move = next((one for one in self.moves(kind) if one.verb == verb), None)
        if move is None:
            ways = " or ".join(f"`{kind.typed} {one.verb} {self.key(kind)}`" for one in self.moves(kind))
            raise Conflict(f"{self.key(kind)} is {self.status}." + (f" What can be done: {ways}" if ways else ""))
        return self._changed(status=move.to, decided_at=at if move.to == kind.lifecycle.settled else self.decided_at, at=at)

    def superseded(self, kind: Kind, *, at: datetime) -> Document:
        """The same, replaced by another. Raises Conflict unless it was settled."""
        if self.status not in kind.lifecycle.counts:
            raise Conflict(f"{self.key(kind)} is {self.status}: only what is {kind.lifecycle.settled} can be superseded.")
        return self._changed(status=kind.lifecycle.superseded, at=at)

    def edited(self, kind: Kind, *, at: datetime, title: str | None = None, body: Body | None = None) -> Document:
        """The same with other words. Raises Conflict where they are not to be changed any more, or do not change."""
        self._must_be_there(kind)
        if self.status not in kind.lifecycle.may_be_edited:
            raise Conflict(f"{self.key(kind)} is {self.status} and stays as it is. The next one replaces it.")
        words = body.following(self.body) if body else self.body
        after = self._changed(title=as_line(title) if title is not None else self.title, body=words, at=at)
        if not after.title:
            raise Unclear("It needs a title.", field="title")
        if len(after.title) > TITLE:
            raise Unclear(f"A title has {TITLE} characters at most. The rest belongs into the context.", field="title")
        if sum(len(str(value)) for value in after.body.model_dump().values()) > LARGEST_BODY:
            raise Unclear("That is more than one document holds. Keep the long part elsewhere, and link it.")
        if (after.title, after.body) == (self.title, self.body):
            raise Conflict("That is what it says already.")
        return after

    def discarded(self, kind: Kind, *, at: datetime) -> Document:
        """The same, put away. Raises Conflict for what was shown to others as more than a draft, which stays."""
        if self.is_numbered and self.status != kind.lifecycle.first:
            raise Conflict(f"{self.key(kind)} has its number and stays on record. What it says can be withdrawn by its next status.")
        if self.is_discarded:
            raise Conflict("It is discarded already.")
        return self._changed(state=DISCARDED, at=at)

    def restored(self, kind: Kind, *, at: datetime) -> Document:
        """The same, taken up again."""
        if not self.is_discarded:
            raise Conflict(f"{self.key(kind)} is not discarded.")
        was_read = self.source is None or self.origin is not Origin.PERSON
        return self._changed(state="" if was_read else READING, at=at)

    def reviewed(self, on: date | None, *, at: datetime) -> Document:
        """The same, to be looked at again on that day."""
        return self._changed(review_on=on, at=at)

    def decided_by(self, deciders: Sequence[str], *, at: datetime) -> Document:
        """The same, decided by these people."""
        return self._changed(deciders=tuple(dict.fromkeys(deciders)), at=at)

    def with_(self, *, at: datetime, **facts: Any) -> Document:
        """The same with other facts about it: its project, its number, what it replaces."""
        return self._changed(at=at, **facts)

    def _must_be_there(self, kind: Kind) -> None:
        if self.is_discarded:
            raise Conflict(f"{self.key(kind)} is discarded. `{kind.typed} restore {self.key(kind)}` brings it back.")
        if self.state == READING:
            raise Conflict("It is still being written. It will be here in a moment.")

    def _changed(self, *, at: datetime, **facts: Any) -> Document:
        return self.model_copy(update={**facts, "changed_at": at, "revision": self.revision + 1})


class Revision(BaseModel):
    """A document as it was: what was done to make it so, by whom, when."""

    model_config = ConfigDict(frozen=True)

    id: int = 0
    revision: int
    did: str
    why: str = ""
    by: str
    at: datetime
    title: str
    status: str
    body: Body
