"""What one kind of document has of its own: words and forms beside those of all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.asking import Answers
from handlers.doors.forms import Sent
from handlers.forms import Values
from handlers.grammar import Verb


@dataclass(frozen=True)
class Own:
    """Words with what they do, and forms by name with what each asks for and does.

    `of_words` is the verb for a sentence that begins with none; `instead` may answer one that begins with a verb by chance.
    """

    verbs: Sequence[Verb] = ()
    answers: Mapping[str, Answers] = field(default_factory=dict)
    forms: Mapping[str, tuple[type[Values], Sent]] = field(default_factory=dict)
    of_words: str = ""
    instead: Callable[[str, Answers], Answers] | None = None


NOTHING = Own()
