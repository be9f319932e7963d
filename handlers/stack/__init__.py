"""The stack: asked in four steps that can be left and taken up again, read as a stage with its reasons, briefed on a page."""

from handlers.closing import closed_form
from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.pages import helping
from handlers.stack import discovery, looks, part
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "stack",
    "STACK",
    (
        Verb("show", "[project]", "What is known, what is a gap, how far you are and why.", reads=True),
        Verb("discover", "[1|2|3|4] [project]", "The four steps: stack, team and process, what hurts, what binds you.", takes_key=False),
        Verb("brief", "[project]", "One page for designers and newcomers.", reads=True),
        Verb(
            "stage", "[survival|foundation|scale|optimize <why> | by rule]", "How far you are; admins may say otherwise.", takes_key=False
        ),
        Verb("fits", "<what you think of>", "Whether it is too early or too late for you.", reads=True, takes_key=False),
        Verb("publish", "[project]", "Let every member see it.", takes_key=False),
        Verb(HELP, "", "These words.", reads=True),
    ),
    meant={
        **dict.fromkeys(("edit", "change", "set", "add", "update", "start", "new"), "discover"),
        **dict.fromkeys(("summary", "architecture", "page"), "brief"),
        **dict.fromkeys(("fit", "check", "advice"), "fits"),
        **dict.fromkeys(("maturity", "level"), "stage"),
    },
)
TIP = "Give what you have: gaps tell as much as answers. In a direct message only you see it, until you publish it."


def register(doors: Doors, jobs: Jobs) -> None:  # noqa: ARG001 - every feature is registered alike
    """What this adds."""
    answers = {
        "": looks.here,
        "show": looks.show,
        "discover": discovery.discover,
        "brief": looks.brief,
        "stage": looks.stage,
        "fits": looks.fits,
        "publish": looks.publish,
        HELP: helping(VOCABULARY, TIP),
    }
    doors.words(VOCABULARY, answers)
    doors.parts.staged(part.stage)
    for step, values in discovery.ASKS.items():
        answered = discovery.answered(step)
        doors.form(f"stack.step{step}", "stack", values, closed_form(answered, doors.parts))
