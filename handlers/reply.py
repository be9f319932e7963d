"""What a listener answers: words for the one who asked, or a form for them. The door decides what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.errors import BotError, Offer
from handlers.blocks import kit

BUTTON = 2_000
"""A button carries no more words than this (Slack's limit of a value); longer ones are given as a line to copy."""


@dataclass(frozen=True)
class Form:
    """A form to open: its name, how it looks, and the ids it is about, which come back with it.

    One that follows a form goes on top of it, of three at most; with `in_its_place` it takes the place of the one that was sent.
    """

    name: str
    view: Mapping[str, Any]
    about: Mapping[str, Any] = field(default_factory=dict)
    in_its_place: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer to one person: `text` where blocks are not shown, escaped; `blocks` to be drawn.

    `recorded`: it recorded what was said, so that a ✅ on a message is answer enough, unless it `tells` something new. `form` is opened
    where the door can open one; where it cannot, the blocks offer it as a button.
    """

    text: str
    blocks: list[kit.Block] = field(default_factory=list)
    recorded: bool = False
    tells: bool = False
    form: Form | None = None

    @property
    def needs_words(self) -> bool:
        """Whether the one who asked must read it, though what they did shows elsewhere."""
        return bool(self.text) and (self.tells or not self.recorded)

    @classmethod
    def saying(cls, sentence: str, *, offers: Sequence[Offer] = (), copy: str = "", recorded: bool = False, tells: bool = False) -> "Reply":
        """A sentence of ours, in which `backticks` mark words to type; then the next steps as buttons, or a line to copy."""
        blocks = [kit.rich(kit.sentence(sentence))]
        blocks += [kit.preformatted(offer.words) for offer in offers if len(offer.words) > BUTTON][:1]
        if fitting := [offer for offer in offers if len(offer.words) <= BUTTON]:
            blocks.append(kit.actions(*(kit.button(*offer) for offer in fitting)))
        if copy:
            blocks.append(kit.preformatted(copy))
        return cls(kit.fallback(f"{sentence} {copy}".strip()), blocks, recorded, tells)

    @classmethod
    def asking(cls, form: Form, sentence: str, *offers: Offer) -> "Reply":
        """A form; where none can be opened, the sentence with a button that opens it, the first of the offers."""
        said = cls.saying(sentence, offers=offers)
        return cls(said.text, said.blocks, form=form)

    @classmethod
    def to(cls, error: BotError, *, mention: str = "") -> "Reply":
        """What an error becomes. In a thread, where Slack takes no commands, words to type are for the bot, `mention`ed by its name."""
        sentence = error.sentence.replace("`/", f"`@{mention} ") if mention else error.sentence
        begins = f"@{mention} " if mention else "/"
        offers = [offer if len(offer.words) <= BUTTON else Offer(offer.label, begins + offer.words) for offer in error.offers]
        return cls.saying(sentence, offers=offers)

    @classmethod
    def kept(cls, answer: dict[str, Any] | None) -> "Reply":
        """The first answer, as it was kept, to be given again."""
        return cls(**answer) if answer else cls("")

    def to_keep(self) -> dict[str, Any]:
        """The answer as JSON; a form is not kept: nothing was done yet."""
        return {"text": self.text, "blocks": self.blocks, "recorded": self.recorded, "tells": self.tells}

    def as_message(self) -> dict[str, Any]:
        """The answer as Slack takes it."""
        return {"text": self.text, **({"blocks": self.blocks} if self.blocks else {})}
