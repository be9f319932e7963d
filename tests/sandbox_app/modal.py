"""A form for tests, and what opens it."""

from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Person, Reply, View
from tests.sandbox_app.conftest import Toy

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(text: str, value: str) -> Json:
    return {"text": plain(text), "value": value}


def field(block_id: str, kind: str, label: str = "", **element: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label or block_id.title()),
        "element": {"type": kind, "action_id": "it", **element},
    }


def actions(*elements: Json, block_id: str = "actions") -> Json:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(text: str, action_id: str) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), "value": "v"}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "callback_id": "form", "title": plain("A form"), "submit": plain("Save"), "blocks": list(blocks), **more}


async def opened(toy: Toy, person: Person, channel: Channel, view: Json) -> View:
    """Let a command open a view for somebody."""

    async def open_it(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    toy["/do"] = open_it
    reply: Reply = await person.runs("/do", in_=channel)
    assert reply.view is not None, reply
    return reply.view


def acking(**answer: Any) -> Any:
    """A listener that answers with this."""

    async def listener(ack: Any, _body: Json, _client: AsyncWebClient) -> None:
        await ack(**answer)

    return listener


def told(person: Person, kind: str) -> list[Json]:
    """What the app was told of that kind, about that person's workspace."""
    workspace = person.workspace
    sent = [one for one in workspace.slack.deliveries if one.team == workspace.team_id and one.name == kind]
    return [one.payload for one in sent]
