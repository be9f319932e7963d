"""What the co-pilot does about incidents: the words it answers to, and the jobs that show what they did."""

from collections.abc import Mapping

from bot.records.incidents import Severity, Status
from handlers.asking import Answers
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.helping import helping
from handlers.incidents import (
    changes,
    channels,
    export,
    forms,
    home,
    impact,
    indexing,
    looks,
    news,
    pins,
    practice,
    promises,
    relations,
    reminders,
    roles,
    showing,
)
from storage.jobs.port import Jobs

IN_THREADS = "mention me with the same words; in an incident's thread without “incident”."

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
        Verb("role", "[INC-9] lead|comms|scribe @who", "Say who does what."),
        Verb("action", "[INC-9] <what> @who by <when>", "Write down what somebody will do."),
        Verb("impact", "[INC-9] <what customers see> [customers 340] [revenue 1200] [slo checkout]", "Say what it did."),
        Verb("times", "[INC-9]", "Say when it really started, was identified, mitigated, over.", alone=True),
        Verb("link", "[INC-12] INC-9 caused by|duplicates|relates to", "Say what it is to another, or to ADR-7. A duplicate closes."),
        Verb("channel", "[INC-9]", "Give it a channel of its own.", alone=True),
        Verb("archive", "[INC-9]", "Archive the channel of its own.", alone=True),
        Verb("snooze", "[INC-9]", "Be asked for an update later.", alone=True),
        Verb("quiet", "[INC-9]", "Be asked for updates no more.", alone=True),
        Verb("actions", "[mine|all|INC-9] [page]", "What is still to do.", reads=True),
        Verb("done", "ACT-5", "An action is done.", takes_key=False),
        Verb("undone", "ACT-5", "It is not done after all.", takes_key=False),
        Verb("own", "ACT-5 @who", "Whose an action is.", takes_key=False),
        Verb("drill", "[SEV1|SEV2|SEV3] <title>", "Practice: as the real thing, and never counted.", takes_key=False),
        Verb("backfill", "[title]", "Tell of one that is over.", takes_key=False),
        Verb("timeline", "[INC-9] [page]", "What happened when.", reads=True),
        Verb("edit", "[INC-9]", "Put an entry of yours right, or at its right time.", reads=True),
        Verb("postmortem", "[INC-9]", "Have what was learned written down, from all of it; or see it.", alone=True),
        Verb("pin", "[INC-9] <link to a message>", "Put what somebody said on the timeline. A :pushpin: on it does the same."),
        Verb("export", "[INC-9 | all]", "Have it as a file: one as Markdown, all that you can see as CSV."),
        Verb("list", "[open|all] [page]", "The incidents you can see.", reads=True, takes_key=False),
        Verb("show", "INC-12", "Everything about one.", reads=True, alone=True),
        Verb(HELP, "", "These words.", reads=True, alone=True),
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


ANSWERS: Mapping[str, Answers] = {
    "": looks.here,
    "declare": changes.declare,
    "note": changes.note,
    "status": changes.status,
    "sev": changes.sev,
    "resolve": changes.resolve,
    "reopen": changes.reopen,
    "role": roles.role,
    "action": promises.action,
    "impact": impact.impact,
    "times": impact.times,
    "link": relations.link,
    "channel": channels.channel,
    "archive": channels.archive,
    "snooze": reminders.snooze,
    "quiet": reminders.stop,
    "actions": promises.listing,
    "done": promises.done,
    "undone": promises.done,
    "own": promises.own,
    "drill": practice.drill,
    "backfill": practice.backfill,
    "timeline": looks.timeline,
    "edit": looks.edit,
    "pin": pins.by_words,
    "export": export.export,
    "list": looks.listing,
    "show": looks.show,
    HELP: helping(VOCABULARY, in_threads=IN_THREADS),
}


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.words(VOCABULARY, ANSWERS)
    forms.register(doors)
    doors.form("incident.role", "incident", roles.Giving, roles.give)
    doors.form("incident.impact", "incident", impact.Hitting, impact.hit)
    doors.form("incident.times", "incident", impact.Timing, impact.time)
    doors.form("incident.backfill", "incident", practice.Telling, practice.tell)
    doors.shortcut("incident_declare", "incident", pins.declare_from)
    doors.shortcut("incident_pin", "incident", pins.add)
    doors.event("reaction_added", pins.reacted)
    doors.event("reaction_removed", pins.reacted)
    doors.needs(home.needs)
    doors.at_home(home.section)
    doors.parts.told(news.of)
    _jobs(jobs)


def _jobs(jobs: Jobs) -> None:
    """What is done later, and seen by others."""
    jobs.add("incident.pin", pins.pin)
    jobs.add("incident.channel", channels.make)
    jobs.add("incident.furnish", channels.furnish)
    jobs.add("incident.archive", channels.close)
    jobs.add("incident.remind", reminders.remind)
    jobs.add("incident.nag", reminders.nag)
    jobs.add("incident.ask_lead", reminders.ask_lead)
    jobs.add("incident.postmortem_due", reminders.postmortem_due)
    jobs.add("action.chase", promises.chase)
    jobs.add("action.tell", promises.tell)
    jobs.add("incident.show", showing.show_)
    jobs.add("incident.export", export.send)
    jobs.add("incident.grew", relations.grew)
    jobs.add("incident.index", indexing.index)
    jobs.add("incident.catch_up", showing.catch_up)
    jobs.add("incident.settle", showing.settle)
