"""Slash commands: the answer, or the error, is the ack; a form opens before it."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from handlers.asking import Request
from handlers.doors.desk import Desk
from handlers.doors.telling import answer, opened
from handlers.places import Place
from handlers.reply import Reply


def open_commands(app: AsyncApp, desk: Desk, commands: Mapping[str, str]) -> None:
    """Listen to every command; `commands` maps each to the words it stands for: {"/incident": "incident", "/create-rfc": "rfc new"}."""
    for command, stands_for in commands.items():
        app.command(command)(_listener(desk, stands_for))
    app.command(re.compile(".*"))(_unknown)


def _listener(desk: Desk, stands_for: str) -> Callable[..., Awaitable[BoltResponse]]:
    name, _, begin = stands_for.partition(" ")

    async def listener(body: dict[str, Any]) -> BoltResponse:
        place = Place.of_command(body)
        kind, words = desk.meant(name, f"{begin} {place.words}".strip())
        typed = f"{body['command']} {place.words}".strip()

        async def late(reply: Reply) -> None:
            """They were told to look whether it is there, and to send it again if not."""
            await answer(desk, place, reply, replace=False)

        reply = await desk.answered(desk.answering.words(Request(kind, place, words)), place, typed, late=late)
        if reply.form and await opened(desk, place, reply.form):
            return BoltResponse(status=200)
        return BoltResponse(status=200, body={"response_type": "ephemeral", **reply.as_message()})

    return listener


async def _unknown(body: dict[str, Any]) -> BoltResponse:
    return BoltResponse(status=200, body={"response_type": "ephemeral", "text": f"I do not answer to {body.get('command', 'that')} (yet)."})
