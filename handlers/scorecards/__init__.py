"""The scorecard: a project's delivery in numbers that say where they come from. Shown to one, or published to a channel."""

from functools import partial

from handlers.doors import Doors
from handlers.grammar import HELP, Verb, Vocabulary
from handlers.scorecards import aiming, digest, home, looks, publishing, settings
from storage.jobs.port import Jobs

VOCABULARY = Vocabulary(
    "scorecard",
    "",
    (
        Verb("show", "[2026-10] [project]", "The card, now or of a month.", reads=True, takes_key=False),
        Verb("publish", "[2026-10] [project]", "Post the card in this channel, and keep it as it stands.", takes_key=False),
        Verb(
            "why", "deploys|lead|failures|recovery|rework|resolve [2026-10]", "What a number was counted from.", reads=True, takes_key=False
        ),
        Verb("target", "[deploys 1/day | lead 2d | failures 10% | recovery 4h | rework 10% | resolve 8h | lead none]", "What you aim at."),
        Verb("history", "[project] [page]", "The cards that were published.", reads=True, takes_key=False),
        Verb("compare", "[2026-09 2026-10] [project]", "Two months beside each other.", reads=True, takes_key=False),
        Verb("investor", "[2026-10] [project]", "The numbers in the words of investors, to paste.", reads=True, takes_key=False),
        Verb("preview", "digest", "How the weekly digest would look here now.", reads=True, takes_key=False),
        Verb("digest", "here|off|mute|unmute", "The weekly digest in this channel; mute leaves out the next."),
        Verb("settings", "", "What comes to this channel by itself, and when."),
        Verb(HELP, "", "These words.", reads=True),
    ),
    meant={
        **dict.fromkeys(("post", "send"), "publish"),
        **dict.fromkeys(("goal", "goals", "targets", "aim"), "target"),
        **dict.fromkeys(("evidence", "explain"), "why"),
        **dict.fromkeys(("investors", "investor-update"), "investor"),
        "now": "show",
    },
)


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    parts = doors.parts
    answers = {
        "": looks.show(parts),
        "show": looks.show(parts),
        "publish": publishing.publish(parts),
        "why": looks.why,
        "target": aiming.target,
        "history": looks.history,
        "compare": looks.compare(parts),
        "investor": looks.investor(parts),
        "preview": settings.preview(parts),
        "digest": settings.digest,
        "settings": settings.settings,
        HELP: looks.helping(VOCABULARY),
    }
    doors.words(VOCABULARY, answers, aliases={"investor-update": "scorecard investor"})
    doors.form("scorecard.target", "scorecard", aiming.Aiming, aiming.aim)
    doors.at_home(home.section(parts))
    doors.form("scorecard.settings", "scorecard", settings.Setting, settings.set_)
    jobs.add("digest.offer", partial(digest.offer, admins=doors.admins))
    jobs.add("digest.due", partial(digest.post, parts=parts, admins=doors.admins))
    jobs.add("scorecard.due", partial(publishing.due, parts=parts))
    jobs.add("scorecard.post", partial(publishing.post, parts=parts))
