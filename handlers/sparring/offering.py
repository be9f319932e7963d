"""Words that may be offered as a button, and the form that opens with them filled in. Nothing is done until somebody sends it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Offer, Unclear
from handlers.asking import Answers, Asked
from handlers.blocks import kit
from handlers.blocks import sparring as drawn
from handlers.direct import direct_channel
from handlers.doors import Doors
from handlers.forms import Values
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.posts import Showing, show
from handlers.reply import Form, Reply
from storage.store import Store, Transaction

FORM = "cto.propose"
OURS = {"propose", "feedback", "questions"}
PROPOSED = "Your coding agent proposes this. Nothing is done until you have looked it over and sent it."
OFFERED = 8
"""So many words of a kind are told to whoever proposes; all of them are known."""


class Reviewing(Values):
    """The words, as they were looked over."""

    words: str


@dataclass(frozen=True)
class Offering:
    """What may be offered: words of ours that change something, or open what does."""

    doors: Doors

    @property
    def vocabularies(self) -> Mapping[str, Vocabulary]:
        """By the word they begin with."""
        return {one.kind: one for one in self.doors.vocabularies}

    @property
    def commands(self) -> list[str]:
        """What there is to offer, for whoever proposes."""
        return [
            f"{one.kind} {verb.name} {verb.usage}".strip() + f": {verb.says}"
            for one in self.vocabularies.values()
            for verb in [verb for verb in one.verbs if not verb.reads and verb.name not in OURS][:OFFERED]
        ]

    def typed(self, words: str) -> str:
        """The words as they would be typed. Raises Unclear where nobody could, or where they would only show something."""
        vocabulary, verb, typed = self.read(words)
        if verb.reads or verb.name in OURS:
            raise Unclear(f"“{verb.name}” only shows something: say it in the answer instead.")
        return f"{vocabulary.kind} {typed}"

    def read(self, words: str) -> tuple[Vocabulary, Verb, str]:
        """The kind that is meant, its verb, and the words for it. Raises Unclear with what would do."""
        first, _, rest = kit.one_line(words).lstrip("/").partition(" ")
        vocabulary = self.vocabularies.get(first.lower())
        if vocabulary is None:
            raise Unclear(f"Words begin with a kind: {', '.join(sorted(self.vocabularies))}.")
        if not rest:
            raise Unclear(f"What about it? All words: `{vocabulary.typed} {HELP}`")
        intent = vocabulary.parse(rest)
        return vocabulary, next(verb for verb in vocabulary.verbs if verb.name == intent.verb), rest


async def offer(
    *,
    team: str,
    user: str,
    draft: int,
    offering: Offering,
    store: Store,
    slack: AsyncWebClient,
    clock: Callable[[], datetime],
) -> None:
    """Offer somebody, alone, words that their coding agent proposed. Nothing is done by it."""
    async with store.reading() as db:
        words = await db.drafts.text(draft, team=team, user=user)
    direct = await direct_channel(user, slack) if words else None
    if not words or not direct:
        return
    said = Reply.saying(PROPOSED, offers=[Offer(f"{drawn.label(words)}…", f"cto propose {offering.typed(words)}")])
    shown = Showing("sparring.offer", draft, direct, 1, said.as_message())
    await show(shown, team=team, store=store, slack=slack, clock=clock)


def propose(offering: Offering) -> Answers:
    """`propose <words>`: a form with them, to be looked over."""

    async def propose_(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
        if not asked.intent.rest:
            raise Unclear("Which words? `/cto propose debt add No tests for search`")
        vocabulary, verb, typed = offering.read(asked.kept)
        form = Form(FORM, drawn.review(f"{vocabulary.kind} {typed}", f"{vocabulary.kind} {verb.name} {verb.usage}".strip(), verb.says))
        words = f"cto propose {vocabulary.kind} {typed}"
        return Reply.asking(form, "Look it over first: nothing is done until you send it.", Offer("Look it over", words))

    return propose_


def reviewed(doors: Doors, offering: Offering) -> Callable[[Reviewing, Asked, Transaction], Awaitable[Reply]]:
    """The form was sent: the words are answered as if they had been typed there, by whoever sent it."""

    async def reviewed_(values: Reviewing, asked: Asked, db: Transaction) -> Reply:
        try:
            vocabulary, _, typed = offering.read(values.words)
        except Unclear as unclear:
            raise Unclear(unclear.sentence, field="words") from None
        return await doors.answered(vocabulary.kind, typed, asked, db)

    return reviewed_
