"""The team: who is here, which roles are open, who is on call; and for admins, the risk that somebody leaves."""

from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.pages import helping
from handlers.team import changes, home, looks, part
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "team",
    "TEAM",
    (
        Verb("show", "[project]", "Who is here, which roles are open, who is on call.", reads=True),
        Verb("add", "[@who <role> [since 2024-03-01]]", "Somebody is here, as what and since when.", takes_key=False),
        Verb("remove", "@who", "Somebody is here no more.", takes_key=False),
        Verb("open", "[<role> [because <why>] [by June]]", "Open a role that you hire for.", takes_key=False),
        Verb("filled", "R3", "A role is filled, or given up.", takes_key=False),
        Verb("oncall", "[@who @who … | none]", "Who is on call, a week each.", takes_key=False),
        Verb("risk", "low|medium|high [why]", "How likely it is that somebody leaves. For admins, seen by admins.", takes_key=False),
        Verb("publish", "[project]", "Let every member see it.", takes_key=False),
        Verb(HELP, "", "These words.", reads=True),
    ),
    meant={
        **dict.fromkeys(("join", "joined", "hire", "hired", "new"), "add"),
        **dict.fromkeys(("leave", "left", "delete"), "remove"),
        **dict.fromkeys(("role", "hiring", "opening", "need"), "open"),
        **dict.fromkeys(("close", "drop", "fill"), "filled"),
        **dict.fromkeys(("rotation", "on-call", "pager"), "oncall"),
        "attrition": "risk",
    },
)
TIP = "Nothing is guessed: what is not here nobody has said."


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    answers = {
        "": looks.here,
        "show": looks.show,
        "add": changes.add,
        "remove": changes.remove,
        "open": changes.open_,
        "filled": changes.filled,
        "oncall": changes.oncall,
        "risk": changes.risk,
        "publish": changes.publish,
        HELP: helping(VOCABULARY, TIP),
    }
    doors.words(VOCABULARY, answers)
    doors.form("team.add", "team", changes.Joining, changes.join)
    doors.form("team.open", "team", changes.Opening, changes.seek)
    doors.needs(home.needs)
    doors.parts.scored("team", part.of)
    doors.parts.told(part.news)
