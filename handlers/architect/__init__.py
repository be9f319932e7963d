"""From a requirement to documents and delegated work: a plan in a thread, step by step, each confirmed by a person before it is filed."""

from functools import partial

from bot.records.plans import KIND, PREFIX
from handlers.architect import beginning, changes, delivering, editing, export, home, known, looks, news, showing, working
from handlers.architect.acts import DELIVER, EXPORT, SHOW, WORK
from handlers.documents.delivering import SENT_BACK
from handlers.documents.sections import Sectioning
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.helping import helping
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    KIND,
    PREFIX,
    (
        Verb(
            "new", "<requirement> | <link to a message>", "Plan it, from requirement to tested work. The words alone do.", takes_key=False
        ),
        Verb("list", "[open|done|all] [page]", "The plans you can see.", reads=True, takes_key=False),
        Verb("show", "PLAN-3", "Where one is, and what waits for somebody.", reads=True),
        Verb("answer", "[PLAN-3] [what you know]", "Say what is not known. In its thread the words alone do."),
        Verb("choose", "PLAN-3 <technology>", "Build it with something else than the rules say."),
        Verb("confirm", "PLAN-3 [step | all]", "It is right: file it, and go on. All: every delegation that is left."),
        Verb("edit", "PLAN-3 [step] [section]", "Put in other words what would be filed.", reads=True),
        Verb("skip", "PLAN-3 [step] [why]", "Go on without it."),
        Verb("again", "PLAN-3 [step]", "Have it written once more."),
        Verb("stop", "PLAN-3", "Nothing goes on until somebody resumes it."),
        Verb("resume", "PLAN-3", "Go on from where it was."),
        Verb("requirement", "PLAN-3", "The words it began with.", reads=True),
        Verb("export", "PLAN-3", "Have it as a file: what was wanted, settled, filed, and what is kept with it."),
        Verb("publish", "PLAN-3", "Let every member read it, wherever it was begun."),
        Verb(HELP, "", "These words.", reads=True, alone=True),
    ),
    in_a_room="answer",
    meant={
        **dict.fromkeys(("plan", "design", "build", "start", "begin", "create"), "new"),
        **dict.fromkeys(("ls", "all"), "list"),
        **dict.fromkeys(("ok", "yes", "file", "approve", "accept", "go", "next"), "confirm"),
        **dict.fromkeys(("redo", "rewrite", "retry"), "again"),
        **dict.fromkeys(("pause", "cancel", "abort"), "stop"),
        **dict.fromkeys(("continue", "start"), "resume"),
        "no": "skip",
    },
    bare_changes=True,
    of_words="new",
    of_link="new",
)
IN_THREADS = "mention me with the same words; in a plan's thread without “architect”."


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.words(
        VOCABULARY,
        {
            "": looks.here,
            "new": beginning.new,
            "list": looks.listing,
            "show": looks.show,
            "answer": changes.answer,
            "choose": changes.choose,
            "confirm": changes.confirm,
            "edit": editing.edit,
            "skip": changes.skip,
            "again": changes.again,
            "stop": changes.stop,
            "resume": changes.resume,
            "requirement": changes.requirement,
            "export": export.export,
            "publish": changes.publish,
            HELP: helping(VOCABULARY, in_threads=IN_THREADS),
        },
    )
    doors.form(beginning.FORM, KIND, beginning.Beginning, beginning.begin)
    doors.form(changes.GAPS, KIND, changes.Answering, changes.answered)
    doors.form(changes.MORE, KIND, changes.Adding, changes.added)
    doors.form(changes.SKIP, KIND, changes.Skipping, changes.skipped)
    doors.form(editing.SECTION, KIND, Sectioning, editing.rewrite)
    doors.form(editing.TITLED, KIND, editing.Titling, editing.retitle)
    doors.form(editing.ITEM, KIND, editing.Itemizing, editing.rewrite_item)
    doors.needs(home.needs)
    doors.parts.told(news.of)
    doors.knows.of("Plans under way", known.plans, characters=known.CHARACTERS)
    jobs.add(WORK, partial(working.work, specialists=doors.specialists))
    jobs.add(DELIVER, partial(delivering.deliver, specialists=doors.specialists))
    jobs.add(SENT_BACK, delivering.sent_back)
    jobs.add(SHOW, showing.show_)
    jobs.add(EXPORT, export.send)
    jobs.add(f"{KIND}.catch_up", showing.catch_up)
