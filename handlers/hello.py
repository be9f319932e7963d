"""The first hour: who set it up is told what is not set yet, and each channel it is invited to is said hello to. Both once ever."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.claude import Claude
from bot.records.people import Viewer
from bot.records.periods import DIGEST
from handlers.blocks import kit
from handlers.direct import direct_channel
from handlers.doors import Doors
from handlers.posts import Showing, show
from storage.jobs.port import Jobs
from storage.store import Store, Transaction

LINES = (
    "Hello. I keep the incident timeline here, and more.",
    "Something is wrong? `/incident declare SEV1 <what people see>`. I post one headline; you talk in its thread.",
    "What matters there goes on the timeline with a 📌, or when you mention me with it.",
)
BUTTONS = (
    ("Declare a drill", "incident drill"),
    ("Post the weekly digest here", "scorecard digest here"),
    ("What can you do?", "incident help"),
)
WELCOME = "Hello. I am here now, for everybody in this workspace. Nothing has to be set up before the first incident: `/incident` works."
NOT_SET = {
    "stack": "What you run on, and how many you are. Four short steps, which can wait; then what I advise fits you.",
    "digest": "Where the weekly digest comes. Until a channel is chosen, it comes to you.",
    "deployments": "Deployments. Your pipeline tells them, or `/cto deploy` does; then the scorecard has numbers.",
    "claude": "Claude has no key (`ANTHROPIC_API_KEY`): drafts are outlines until it has one. All else works.",
}
"""What the one who set it up can do about what is not there."""
NEXT = {
    "stack": ("Tell me what you run on", "stack discover"),
    "digest": ("Choose where the digest comes", "scorecard settings"),
}
ALWAYS = (("Try a drill", "incident drill"), ("What can you do?", "cto help"))


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.event("member_joined_channel", invited)
    jobs.add("hello.say", say)
    jobs.add("hello.welcome", partial(welcome, admins=doors.admins))


async def invited(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001 - every listener is called alike
    """Somebody brought the bot into a channel. Where it let itself in for an incident, it has something else to say."""
    if event.get("inviter") and event.get("user") == await db.people.bot_user(team):
        await db.jobs.enqueue("hello.say", team=team, room=f"hello:{event['channel']}", channel=event["channel"])


async def say(team: str, channel: str, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> None:
    """Say hello, once ever in each channel."""
    blocks = [kit.rich(*(kit.sentence(line) for line in LINES)), kit.actions(*(kit.button(*one) for one in BUTTONS))]
    hello = Showing(kind="hello", record=0, channel=channel, revision=1, message={"text": kit.fallback(LINES[0]), "blocks": blocks})
    await show(hello, team=team, store=store, slack=slack, clock=clock)


async def welcome(
    *, admins: frozenset[str], team: str, store: Store, slack: AsyncWebClient, claude: Claude, clock: Callable[[], datetime]
) -> None:
    """Write to the one who set it up, once: what is not set yet, and where that is done."""
    async with store.reading() as db:
        # It is found by the workspace alone: whoever is the first of the admins tomorrow is not written to as well.
        there = (await db.posts.many(team, "welcome", [0])).get(0)
        admin = await db.people.first_admin(team, admins)
        missing = await _missing(team, db, claude)
    channel = there.channel if there else await direct_channel(admin, slack) if admin else None
    if channel is None or (there and there.ts):
        return
    heading = [[kit.text("Not set yet:", bold=True)]] if missing else []
    lines = [kit.sentence(WELCOME), *heading, *(kit.sentence(NOT_SET[one]) for one in missing)]
    moves = [*(NEXT[one] for one in missing if one in NEXT), *ALWAYS]
    blocks = [kit.rich(*lines), kit.actions(*(kit.button(*one) for one in moves))]
    message = {"text": kit.fallback(WELCOME), "blocks": blocks}
    showing = Showing(kind="welcome", record=0, channel=channel, revision=1, message=message)
    await show(showing, team=team, store=store, slack=slack, clock=clock)


async def _missing(team: str, db: Transaction, claude: Claude) -> list[str]:
    everything = Viewer.operator(team)
    known = {
        "stack": await db.stacks.are_any(team),
        "digest": [one for one in await db.schedules.all(DIGEST, seen_by=everything) if one.target],
        "deployments": await db.deployments.newest(seen_by=everything, limit=1),
        "claude": claude.is_on,
    }
    return [name for name, there in known.items() if not there]
