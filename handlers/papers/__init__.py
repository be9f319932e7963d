"""Papers: what others wrote and is only read here, each with its day: the forecast, the roadmap, CLAUDE.md."""

from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.pages import helping
from handlers.papers import known, looks, removing
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "papers",
    "PAPER",
    (
        Verb(
            "list",
            "",
            "Which there are: the forecast, the roadmap, CLAUDE.md; how old each is, who brought it.",
            reads=True,
            takes_key=False,
        ),
        Verb("show", "PAPER-3", "One of them, and what is read of it.", reads=True, alone=True),
        Verb("remove", "PAPER-3", "Have it forgotten: for whoever brought it, and for admins.", alone=True),
        Verb(HELP, "", "These words.", reads=True, alone=True),
    ),
    meant={**dict.fromkeys(("delete", "forget", "rm"), "remove"), **dict.fromkeys(("forecast", "roadmap", "files"), "list")},
    under="cto",
)
TIP = "They come by dropping the file into a direct message with me, or by `cto-copilot import`. Full members see them."

HEADING = "What others planned and wrote, each with the day it speaks of. Where it is said to be days old, say so when you use it"


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    answers = {"": looks.listing, "list": looks.listing, "show": looks.show, "remove": removing.remove, HELP: helping(VOCABULARY, TIP)}
    doors.words(VOCABULARY, answers)
    doors.knows.of(HEADING, known.papers, characters=7_500)
