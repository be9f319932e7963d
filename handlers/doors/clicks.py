"""Buttons, menus in messages and views, and message shortcuts: answered through their response_url, in a view by a small view on top."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from handlers.asking import Answers, Request
from handlers.blocks.kit import WORDS
from handlers.doors.desk import Desk
from handlers.doors.telling import answer, opened, shown_on_top
from handlers.grammar import Intent
from handlers.places import Place
from handlers.reply import Reply

Shortcut = tuple[str, Answers]
"""The kind a message shortcut belongs to, and what it does."""


def open_clicks(app: AsyncApp, desk: Desk, shortcuts: Mapping[str, Shortcut]) -> None:
    """Listen to whatever stands for words, and to the shortcuts there are, by callback_id."""

    async def clicked(body: dict[str, Any]) -> BoltResponse:
        place = Place.of_click(body, _value(body["actions"][0]))
        reply = await desk.answered(desk.by_words(place, place.words), place, f"/{place.words}")
        await _told(desk, place, reply, body)
        return BoltResponse(status=200)

    app.action({"type": "block_actions", "action_id": re.compile(f"^{WORDS}")})(clicked)
    for name, (kind, does) in shortcuts.items():
        app.shortcut({"type": "message_action", "callback_id": name})(_shortcut(desk, kind, does))


def _shortcut(desk: Desk, kind: str, does: Answers) -> Callable[..., Awaitable[BoltResponse]]:
    async def used(body: dict[str, Any]) -> BoltResponse:
        place = Place.of_shortcut(body)
        request = Request(desk.kinds[kind], place, Intent(""), {"message": body["message"]})
        reply = await desk.answered(desk.answering.done(request, does), place, "")
        await _told(desk, place, reply, body)
        return BoltResponse(status=200)

    return used


async def _told(desk: Desk, place: Place, reply: Reply, body: dict[str, Any]) -> None:
    """A form is opened. Words go where the click was: over the view, in place of what only they see, or beside what all see.

    What was recorded shows in what all see, so that no word is needed.
    """
    view = body.get("view")
    in_a_form = bool(view and view.get("type") == "modal")
    if reply.form and await opened(desk, place, reply.form, on_top=in_a_form):
        return
    is_for_one = bool((body.get("container") or {}).get("is_ephemeral"))
    if not reply.needs_words and not (is_for_one and reply.text):
        return
    if view:
        await shown_on_top(desk, place, reply, on_top=in_a_form)
    else:
        desk.after.start(answer(desk, place, reply, replace=is_for_one))


def _value(action: Mapping[str, Any]) -> str:
    option = action.get("selected_option") or {}
    return str(action.get("value") or option.get("value") or "")
