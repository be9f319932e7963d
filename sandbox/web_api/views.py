"""Modals and Homes: views.*."""

from sandbox.content import Refused, invalid_arguments
from sandbox.triggers import Trigger
from sandbox.views import View, read_view
from sandbox.web_api.call import Call, Json, Method


async def open_modal(call: Call) -> Json:
    """Open a modal for whoever made the trigger."""
    content = _content(call, "modal")
    return _told(call.workspace.views.open(_trigger(call), content))


async def push(call: Call) -> Json:
    """Put a modal on those before a person, after what they did in one of them."""
    content = _content(call, "modal")
    trigger = _trigger(call)
    if trigger.view is None or trigger.view.kind != "modal" or not trigger.view.is_open:
        # Slack says no more than this: python-slack-sdk#804.
        raise invalid_arguments("invalid `trigger_id` [json-pointer:/trigger_id]")
    return _told(call.workspace.views.push(trigger.person, content))


async def update(call: Call) -> Json:
    """Draw a view again, named by view_id or external_id."""
    if not call.text("view_id") and not call.text("external_id"):
        raise invalid_arguments("missing required field: view_id")
    view = call.workspace.views.find(call.text("view_id"), call.text("external_id"))
    return _told(call.workspace.views.update(view, _content(call, view.kind), call.text("hash")))


async def publish(call: Call) -> Json:
    """Draw a person's Home."""
    person = call.workspace.people.get(call.need("user_id"))
    if person is None or person.is_bot or person.deactivated:
        raise invalid_arguments("invalid `user_id`")
    content = _content(call, "home")
    if not call.slack.manifest.home_tab:
        raise Refused("not_enabled")
    return _told(call.workspace.views.publish(person, content, call.text("hash")))


def _content(call: Call, kind: str) -> Json:
    return read_view(call.params.get("view"), kind, call.workspace)


def _trigger(call: Call) -> Trigger:
    return call.slack.triggers.redeem(call.need("trigger_id"), call.workspace)


def _told(view: View) -> Json:
    return {"view": view.wire(filled=False)}


METHODS: dict[str, Method] = {"views.open": open_modal, "views.push": push, "views.update": update, "views.publish": publish}
