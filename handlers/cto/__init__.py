"""What belongs to no one kind: finding things, and help. Every other kind answers under this word, too, and may add verbs to it."""

from dataclasses import replace

from handlers.cto import home
from handlers.cto.finding import find
from handlers.cto.helping import helping
from handlers.cto.overview import overview
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "cto",
    "",
    (
        Verb("find", "<words>", "What was written down, of every kind that you may see.", reads=True, takes_key=False),
        Verb(HELP, "", "What I answer to.", reads=True),
    ),
    meant=dict.fromkeys(("search", "look", "grep"), "find"),
)


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds; before it, every other feature has said which words under `/cto` are its own."""
    doors.at_home(home.section)
    help_ = helping(doors)
    *ours, last = VOCABULARY.verbs
    vocabulary = replace(VOCABULARY, verbs=(*ours, *(verb for verb, _ in doors.verbs), last))
    theirs = {verb.name: answers for verb, answers in doors.verbs}
    doors.words(vocabulary, {"": overview(doors), "find": find, **theirs, HELP: help_})
