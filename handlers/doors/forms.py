"""Forms that were sent: errors stand under their fields, and what was typed is never replaced."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.response import BoltResponse

from bot.errors import BotError
from handlers.asking import Asked, Request
from handlers.doors.desk import Desk, bug
from handlers.doors.telling import small_view
from handlers.forms import Invalid, Values, first_input, read
from handlers.grammar import Intent
from handlers.places import Place, read_metadata
from handlers.reply import Reply
from storage.store import Transaction

Sent = Callable[[Any, Asked, Transaction], Awaitable[Reply]]
"""What a form does: its values, who sent it from where, the transaction."""


@dataclass(frozen=True)
class Sends:
    """A form there is: the kind it belongs to, what it asks for, and what it does."""

    kind: str
    values: type[Values]
    does: Sent


def open_forms(app: AsyncApp, desk: Desk, forms: Mapping[str, Sends]) -> None:
    """Listen to every form, by its callback_id."""

    async def sent(body: dict[str, Any]) -> BoltResponse:
        form = forms.get(body["view"]["callback_id"])
        return BoltResponse(status=200, body=await _answer(desk, form, body)) if form else BoltResponse(status=200)

    app.view_submission(re.compile(".*"))(sent)


async def _answer(desk: Desk, form: Sends, body: dict[str, Any]) -> Any:
    view, place = body["view"], Place.of_form(body)
    about = read_metadata(view.get("private_metadata", "")).get("about", {})
    request = Request(desk.kinds[form.kind], place, Intent("", about.get("number")), about)
    try:
        values = read(view, form.values)

        async def does(asked: Asked, db: Transaction) -> Reply:
            return await form.does(values, asked, db)

        reply = await desk.in_time(desk.answering.done(request, does))
    except Invalid as invalid:
        return _errors(invalid.errors)
    except BotError as error:
        return _errors({_field(view, error.field): _plain(error.sentence)})
    except Exception as fault:  # noqa: BLE001 - a bug must leave what they typed in its place
        return _errors({first_input(view): bug(fault, place, "").text})
    if reply.form:
        shown = {**reply.form.view, "callback_id": reply.form.name, "private_metadata": place.metadata(reply.form.about)}
        return {"response_action": "update" if reply.form.in_its_place else "push", "view": shown}
    if not reply.needs_words:
        return {"response_action": "clear"}
    return {"response_action": "update", "view": small_view(reply)}


def _errors(errors: Mapping[str, str]) -> dict[str, Any]:
    return {"response_action": "errors", "errors": dict(errors)}


def _field(view: Mapping[str, Any], name: str | None) -> str:
    """The block of that field; of no field: the first input."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    return next((one for one in inputs if name and one.split("~")[0] == name), first_input(view))


def _plain(sentence: str) -> str:
    """Under a field nothing is formatted."""
    return sentence.replace("`", "")
