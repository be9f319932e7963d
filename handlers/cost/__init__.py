"""What running things costs: recorded by form, by words or as CSV; reported against targets, with what should worry one."""

from handlers.cost import charting, home, looks, part, recording
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.pages import helping
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "cost",
    "COST",
    (
        Verb("report", "[2026-10] [project]", "A month: by service, four ratios against targets, red flags.", reads=True),
        Verb(
            "record",
            "[2026-10] [AWS 1200, Datadog 300, revenue 20000, customers 340]",
            "A month's bill, by words or by form.",
            takes_key=False,
        ),
        Verb("csv", "", "Paste months as CSV.", takes_key=False),
        Verb("list", "[project]", "The months there are.", reads=True, takes_key=False),
        Verb("chart", "[project]", "The months by service, as a picture.", takes_key=False),
        Verb("publish", "[2026-10] [project]", "Let every member see a month.", takes_key=False),
        Verb(HELP, "", "These words.", reads=True),
    ),
    meant={
        **dict.fromkeys(("show", "analyze", "analyse", "review", "flags"), "report"),
        **dict.fromkeys(("add", "new", "edit", "log", "set"), "record"),
        **dict.fromkeys(("import", "paste", "upload"), "csv"),
        **dict.fromkeys(("months", "history"), "list"),
        **dict.fromkeys(("picture", "graph", "plot"), "chart"),
    },
)
TIP = "What is not known stays unknown: a ratio without its numbers is not shown as 0."


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    answers = {
        "": looks.here,
        "report": looks.report,
        "show": looks.report,
        "record": recording.record,
        "csv": recording.csv,
        "list": looks.listing,
        "chart": charting.chart,
        "publish": recording.publish,
        HELP: helping(VOCABULARY, TIP),
    }
    doors.words(VOCABULARY, answers, aliases={"infra-cost": "cost"})
    jobs.add("cost.chart", charting.send)
    doors.form("cost.record", "cost", recording.Recording, recording.recorded)
    doors.form("cost.csv", "cost", recording.Pasting, recording.pasted)
    doors.needs(home.needs)
    doors.parts.scored("infrastructure", part.of)
