"""Security: the must-haves of a stage and those below it, checked off with evidence; holes; the last review."""

from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.pages import helping
from handlers.security import changes, home, looks, part
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "security",
    "SECURITY",
    (
        Verb("show", "[project]", "What you must have by now, what is checked off, what is open.", reads=True),
        Verb("check", "backups [by what one can tell]", "One of them is so: who, when and evidence are kept.", takes_key=False),
        Verb("uncheck", "backups", "It is not so after all.", takes_key=False),
        Verb("vuln", "<what> [critical|high|medium|low]", "A hole that is known.", takes_key=False),
        Verb("closed", "V3 [how]", "A hole is closed.", takes_key=False),
        Verb("review", "<what was looked at>", "Somebody looked at all of it.", takes_key=False),
        Verb("publish", "[project]", "Let every member see it.", takes_key=False),
        Verb(HELP, "", "These words.", reads=True),
    ),
    meant={
        **dict.fromkeys(("status", "list", "checklist"), "show"),
        **dict.fromkeys(("done", "tick", "have"), "check"),
        **dict.fromkeys(("vulnerability", "cve", "hole", "add"), "vuln"),
        **dict.fromkeys(("close", "fixed", "resolve"), "closed"),
        **dict.fromkeys(("reviewed", "audit"), "review"),
    },
)
TIP = "Asked again: backups and access reviews after a quarter, dependency scanning after half a year, the rest after a year."


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    answers = {
        "": looks.here,
        "show": looks.show,
        "check": changes.check,
        "uncheck": changes.uncheck,
        "vuln": changes.vuln,
        "closed": changes.closed,
        "review": changes.review,
        "publish": changes.publish,
        HELP: helping(VOCABULARY, TIP),
    }
    doors.words(VOCABULARY, answers)
    doors.form("security.check", "security", changes.Evidence, changes.checked)
    doors.needs(home.needs)
    doors.parts.scored("security", part.of)
    doors.parts.told(part.news)
