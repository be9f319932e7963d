"""What the co-pilot does about incidents: the words it answers to, and the jobs that show what they did."""

from bot.records.incidents import Severity, Status
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.incidents import changes, forms, home, looks, pins, showing
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "incident",
    "INC",
    (
        Verb("declare", "[SEV1|SEV2|SEV3] <title>", "Declare an incident, at once. No severity: SEV2, as a guess.", takes_key=False),
        Verb("note", "[INC-9] [-15m | 14:05 | 2h ago | yesterday 23:10] <what happened>", "Put something on the timeline."),
        Verb("status", "[INC-9] investigating|identified|monitoring|resolved [what we know]", "Say how far it is."),
        Verb("sev", "[INC-9] SEV1|SEV2|SEV3 [why]", "Say how bad it is."),
        Verb("resolve", "[INC-9] [what fixed it]", "Say that it is over, and what fixed it."),
        Verb("reopen", "INC-9 [why]", "Open it again."),
        Verb("timeline", "[INC-9] [page]", "What happened when.", reads=True),
        Verb("edit", "[INC-9]", "Put an entry of yours right, or at its right time.", reads=True),
        Verb("pin", "[INC-9] <link to a message>", "Put what somebody said on the timeline. A :pushpin: on it does the same."),
        Verb("list", "[open|all] [page]", "The incidents you can see.", reads=True, takes_key=False),
        Verb("show", "INC-12", "Everything about one.", reads=True),
        Verb(HELP, "", "These words.", reads=True),
    ),
    in_a_room="note",
    meant={
        **{severity.lower(): f"declare {severity}" for severity in Severity},
        **{status: f"status {status}" for status in Status},
        **dict.fromkeys(("resolved", "close", "closed", "fixed", "done", "end"), "resolve"),
        **dict.fromkeys(("update", "add", "log"), "note"),
        **dict.fromkeys(("new", "create", "start", "open"), "declare"),
        "severity": "sev",
    },
)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.words(
        VOCABULARY,
        {
            "": looks.here,
            "declare": changes.declare,
            "note": changes.note,
            "status": changes.status,
            "sev": changes.sev,
            "resolve": changes.resolve,
            "reopen": changes.reopen,
            "timeline": looks.timeline,
            "edit": looks.edit,
            "pin": pins.by_words,
            "list": looks.listing,
            "show": looks.show,
            HELP: looks.helping(VOCABULARY),
        },
    )
    forms.register(doors)
    doors.shortcut("incident_declare", "incident", pins.declare_from)
    doors.shortcut("incident_pin", "incident", pins.add)
    doors.event("reaction_added", pins.reacted)
    doors.event("reaction_removed", pins.reacted)
    doors.at_home(home.section)
    jobs.add("incident.pin", pins.pin)
    jobs.add("incident.show", showing.show_)
    jobs.add("incident.catch_up", showing.catch_up)
    jobs.add("incident.settle", showing.settle)
