"""What the co-pilot does about postmortems: each grows out of an incident that is over, and is written, corrected and signed off."""

from bot.records.postmortems import CORRECT, POSTMORTEM, SIGN
from handlers.closing import closed
from handlers.documents import sections
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.helping import helping
from handlers.postmortems import changes, export, home, looks, news, showing, writing
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    POSTMORTEM.name,
    POSTMORTEM.prefix,
    (
        Verb("write", "[INC-9]", "Have it drafted from the timeline and the room. The same: /incident postmortem."),
        Verb("list", "[due|draft|signed] [page]", "What is owed, and what there is.", reads=True, takes_key=False),
        Verb("show", "PM-9", "One of them: PM-9 is the one of INC-9.", reads=True, alone=True),
        Verb("edit", "PM-9 [timeline|root_cause|impact|lessons]", "Put a section in other words.", reads=True),
        Verb("keep", "PM-9", "Words that read as blame stay: the button beside them says which."),
        Verb("again", "PM-9", "Have it drafted anew; what it said is kept."),
        Verb(SIGN.verb, "[PM-9]", "Whoever led says that this is what there is to learn.", alone=True),
        Verb(CORRECT.verb, "PM-9 [why]", "A draft again, to be put right."),
        Verb("history", "PM-9", "What changed, by whom, when.", reads=True, alone=True),
        Verb("diff", "PM-9 [3] [5]", "What changed in a revision, or between two.", reads=True),
        Verb("export", "[PM-9 | all]", "Have it as a file; all as a folder."),
        Verb(HELP, "", "These words.", reads=True, alone=True),
    ),
    in_a_room="write",
    meant={
        **dict.fromkeys(("new", "create", "draft", "start", "begin"), "write"),
        **dict.fromkeys(("sign-off", "signoff", "approve", "accept"), SIGN.verb),
        **dict.fromkeys(("reopen", "fix"), CORRECT.verb),
        **dict.fromkeys(("redo", "rewrite"), "again"),
        "log": "history",
    },
    bare_changes=True,
    under=POSTMORTEM.under,
    grows_from="INC",
)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    name = POSTMORTEM.name
    doors.words(
        VOCABULARY,
        {
            "": changes.here,
            "write": changes.write,
            "list": looks.listing,
            "show": looks.show,
            "edit": changes.edit,
            "keep": changes.keep,
            "again": changes.again,
            SIGN.verb: closed(changes.sign, doors.parts),
            CORRECT.verb: changes.correct,
            "history": changes.history,
            "diff": changes.diff,
            "export": export.export,
            HELP: helping(VOCABULARY),
        },
    )
    doors.answer("incident", name, changes.write)
    doors.form(f"{name}.section", name, sections.Sectioning, changes.rewrite_section)
    timeline = POSTMORTEM.body.section("timeline")
    doors.form(f"{name}.timeline", name, sections.itemizing(POSTMORTEM, timeline), changes.rewrite_moment)
    doors.needs(home.needs)
    doors.parts.told(news.of)
    jobs.add(f"{name}.write", writing.write)
    jobs.add(f"{name}.show", showing.show_)
    jobs.add(f"{name}.catch_up", showing.catch_up)
    jobs.add(f"{name}.export", export.send)
