"""What a person can act on. Raise these anywhere; only handlers/doors.py and the job runner catch them."""


class BotError(Exception):
    """A sentence for the person who asked: what happened and what to do next.

    Words in `backticks` are words to type. `copy` is a whole line to copy, exactly as it should be sent; people's own words belong there.
    `field` names the input of a form it belongs to, when there is one.
    """

    def __init__(self, sentence: str, *, copy: str = "", field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.copy = copy
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
