"""What a person can act on. Raise these anywhere; only handlers/doors and the job runner catch them."""

from collections.abc import Sequence
from typing import NamedTuple


class Offer(NamedTuple):
    """A next step, as a button: what it says, and the words it stands for, as they could be typed ("incident note INC-9 …")."""

    label: str
    words: str


class BotError(Exception):
    """A sentence for the person who asked: what happened and what to do next.

    Words in `backticks` are words to type. `offers` are the sensible next steps; people's own words belong there, whole.
    `field` names the input of a form it belongs to, when there is one.
    """

    def __init__(self, sentence: str, *, offers: Sequence[Offer] = (), field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.offers = tuple(offers)
        self.field = field


class NotFound(BotError):
    """What was named is not here, or not for this person; the two are told in the same words."""


class NotAllowed(BotError):
    """The person may see it, and may not do this to it."""


class Conflict(BotError):
    """It cannot be done in the state things are in."""


class Unclear(BotError):
    """The words could mean several things, or nothing; the sentence says which words would do."""


class Unavailable(BotError):
    """The database, Slack or the model is away. Trying again may help."""
