"""The first hour: invited to a channel, it says hello, once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks import kit
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


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.event("member_joined_channel", invited)
    jobs.add("hello.say", say)


async def invited(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001 - every listener is called alike
    """Somebody brought the bot into a channel. Where it let itself in for an incident, it has something else to say."""
    if event.get("inviter") and event.get("user") == await db.people.bot_user(team):
        await db.jobs.enqueue("hello.say", team=team, room=f"hello:{event['channel']}", channel=event["channel"])


async def say(team: str, channel: str, store: Store, slack: AsyncWebClient, clock: Callable[[], datetime]) -> None:
    """Say hello, once ever in each channel."""
    blocks = [kit.rich(*(kit.sentence(line) for line in LINES)), kit.actions(*(kit.button(*one) for one in BUTTONS))]
    hello = Showing(kind="hello", record=0, channel=channel, revision=1, message={"text": kit.fallback(LINES[0]), "blocks": blocks})
    await show(hello, team=team, store=store, slack=slack, clock=clock)
