"""An incident to write a postmortem of, small or of a real size, as people live through one; and what came of it."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.records.entries import Entry, EntryKind
from sandbox import Channel, Message, Person, Reply
from sandbox.claude import Answer, Asked, shaped
from tests.deployment import Team
from tests.looking import headlines
from tests.staged import did

CAUSE = "4.2.1 opens a connection for each item, which exhausts the pool of the card service"
TALK = (
    "is it the database again, or something before it?",
    "the dashboards of the gateway look fine from here",
    "support has had more tickets about declined cards",
    "I am reading the log of the card service now",
    "the pool of the card service has no connection left",
    "no alert fires when that pool is exhausted",
    "shall we roll back, or turn the flag off?",
    "rolling back takes eight minutes, the flag is not tested",
)


async def lived_through(team: Team, *, channel: Channel | None = None, entries: int = 0, messages: int = 0) -> Message:
    """INC-1, led by Bo, is over after 42 minutes. Returns its headline, in whose thread it was talked about.

    Claude, if asked, tells its cause as it was found, so that it is asked once.
    """
    where = channel or team.general
    declared = ("declare SEV1 Checkout is down", f"role INC-1 lead <@{team.bo.id}>")
    await did(team, *((team.ana, where, f"incident {words}") for words in declared))
    [headline] = headlines(team, where)
    for at in range(messages):
        await (team.ana, team.bo)[at % 2].says(f"{TALK[at % len(TALK)]} ({at + 1})", in_=where, thread=headline)
    await noted(team, [f"step {at + 1}: {TALK[at % len(TALK)]}" for at in range(entries)])
    await team.bo.says("no alert fires when the pool is exhausted", in_=where, thread=headline)
    said = (
        (8, f"status INC-1 identified {CAUSE}"),
        (20, "impact INC-1 cards were declined customers 340 slo checkout"),
        (0, f"action INC-1 alert when the pool is exhausted <@{team.bo.id}> by friday"),
        (14, "resolve INC-1 rolled back to 4.2.0"),
    )
    await did(team, *(one for minutes, words in said for one in (timedelta(minutes=minutes), (team.bo, where, f"incident {words}"))))
    team.claude.always(citing(timeline=[("It was rolled back to 4.2.0.", ["Resolved"])], root_cause=[(f"{CAUSE}.", ["Identified"])]))
    return headline


async def noted(team: Team, texts: Sequence[str]) -> None:
    """All of this at once, as if Bo had noted one after the other on INC-1; the room is told of it with whatever comes next."""
    now = team.slack.clock.now()
    async with team.store.transaction() as db:
        incident = await db.incidents.numbered(1, seen_by=team.operator)
        assert incident
        for text in texts:
            await db.entries.write(incident, Entry(kind=EntryKind.NOTE, text=text, by=team.bo.id, happened_at=now, recorded_at=now))


async def writes(team: Team, person: Person | None = None, *, channel: Channel | None = None) -> Reply:
    """Somebody asks for the postmortem of INC-1, and it is written."""
    return await team.runs(person or team.ana, "/incident postmortem INC-1", in_=channel or team.general)


def cards(headline: Message) -> list[Message]:
    """The cards of postmortems in its room."""
    root = headline.channel.find(headline.thread_ts or headline.ts)
    return [one for one in (root.replies if root else []) if one.shown.startswith("Incident: ")]


def section(shown: str, heading: str) -> list[str]:
    """The lines of a card under a heading."""
    headings = ("Timeline", "Root Cause", "Impact", "Action Items", "Lessons Learned")
    lines = shown.replace("\u00a0", " ").splitlines()
    below = lines[lines.index(heading) + 1 :]
    end = next(
        (at for at, line in enumerate(below) if line in headings or line.startswith(("[Sign off]", "[Correct it]", "💬"))), len(below)
    )
    return [line for line in below[:end] if not line.startswith(("[Edit]", "[Add]", "[Make it", "[DEBT-", "[DRAFT-"))]


def citing(**sections: Sequence[tuple[str, Sequence[str]]]) -> Callable[[Asked], Answer]:
    """What Claude answers: for each section its sentences, each with words of what it cites, or an id that there is not."""

    def made(asked: Asked) -> Answer:
        ids = {one["text"]: one["id"] for one in asked.said if one.get("id")}

        def cites(words: Sequence[str]) -> list[str]:
            return [next((id_ for text, id_ in ids.items() if word in text), word) for word in words]

        names = ("timeline", "root_cause", "impact", "lessons")
        return shaped({name: [{"text": text, "cites": cites(words)} for text, words in sections.get(name, ())] for name in names})

    return made


def files_of(team: Team, person: Person) -> list[bytes]:
    """What is in the files the bot sent somebody, oldest first."""
    return [person.downloads(file) for one in team.workspace.dm(person).live for file in one.files]


def unpacked(content: bytes) -> dict[str, str]:
    """The files of a zip, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
