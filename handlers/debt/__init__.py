"""Technical debt: logged in ten seconds, classed, asked about, planned, paid."""

from handlers.debt import adding, changes, charting, forms, home, looks, part, relations
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "debt",
    "DEBT",
    (
        Verb(
            "add",
            "<what> [days 3] [hours 6] [critical|high|medium|low]",
            "Log it, at once. From an action: add from ACT-5.",
            takes_key=False,
        ),
        Verb("list", "[open|paid|all] [quadrant, impact or priority] [page]", "What is owed.", reads=True, takes_key=False),
        Verb("show", "DEBT-3", "Everything about one.", reads=True),
        Verb("edit", "DEBT-3", "Say how it came about, what it does, how long it takes."),
        Verb("ask", "DEBT-3", "The questions one asks of debt."),
        Verb("link", "DEBT-3 INC-9 [caused|follows from|relates to]", "Say what it is to another record."),
        Verb("resolve", "DEBT-3 [how]", "It is paid."),
        Verb("reopen", "DEBT-3 [why]", "It is owed after all."),
        Verb("plan", "[days]", "What to pay first, within so many days, and why.", reads=True, takes_key=False),
        Verb("summary", "[project]", "All of it, counted.", reads=True, takes_key=False),
        Verb("chart", "[project]", "The four quadrants, as a picture.", takes_key=False),
        Verb("publish", "DEBT-3", "Let every member see one that came from a private place."),
        Verb(HELP, "", "These words.", reads=True),
    ),
    meant={
        **dict.fromkeys(("new", "log", "create", "note"), "add"),
        **dict.fromkeys(("done", "close", "closed", "paid", "fixed", "pay"), "resolve"),
        **dict.fromkeys(("change", "classify", "update"), "edit"),
        **dict.fromkeys(("prioritize", "prioritise", "roadmap"), "plan"),
        **dict.fromkeys(("stats", "count", "total"), "summary"),
        **dict.fromkeys(("picture", "graph", "plot"), "chart"),
    },
)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    answers = {
        "": looks.here,
        "add": adding.add,
        "list": looks.listing,
        "show": looks.show,
        "edit": forms.edit,
        "ask": forms.ask,
        "link": relations.link,
        "resolve": changes.resolve,
        "reopen": changes.reopen,
        "plan": looks.plan,
        "summary": looks.summary,
        "chart": charting.chart,
        "publish": changes.publish,
        HELP: looks.helping(VOCABULARY),
    }
    doors.words(VOCABULARY, answers, aliases={"tech-debt": "debt"})
    jobs.add("debt.chart", charting.send)
    doors.form("debt.log", "debt", forms.Logging, adding.log)
    doors.form("debt.class", "debt", forms.Classing, forms.class_)
    doors.form("debt.ask", "debt", forms.Answering, forms.answer)
    doors.shortcut("debt_log", "debt", adding.log_from)
    doors.at_home(home.section)
    doors.parts.scored("techDebt", part.of)
    doors.parts.told(part.news)
