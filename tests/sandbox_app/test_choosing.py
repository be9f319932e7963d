import json
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import CannotDo, Channel, Message, Person, Sandbox, Workspace
from tests.sandbox_app.conftest import Toy
from tests.sandbox_app.modal import acking, actions, button, field, modal, opened, option, plain, told

Json = dict[str, Any]
COLOURS = [option("Red", "r"), option("Green", "g")]
MENU = {"type": "static_select", "action_id": "colour", "placeholder": plain("Pick a colour"), "options": COLOURS}


CONFIRM = {"title": plain("Sure?"), "text": plain("x"), "confirm": plain("Yes"), "deny": plain("No")}
EVERY_MENU = (
    actions(
        MENU,
        {"type": "users_select", "action_id": "who", "placeholder": plain("Who?")},
        {"type": "conversations_select", "action_id": "where"},
        {"type": "channels_select", "action_id": "room"},
        {"type": "datepicker", "action_id": "day"},
        {"type": "timepicker", "action_id": "hour"},
        {"type": "datetimepicker", "action_id": "at"},
        {"type": "radio_buttons", "action_id": "one", "options": COLOURS},
        {"type": "checkboxes", "action_id": "some", "options": COLOURS},
    ),
    {
        "type": "section",
        "text": plain("x"),
        "accessory": {"type": "overflow", "action_id": "more", "options": COLOURS, "confirm": CONFIRM},
    },
)


async def posted(channel: Channel, *blocks: Json) -> Message:
    client = AsyncWebClient(channel.workspace.bot_token, base_url=channel.workspace.slack.api_url)
    answer = await client.chat_postMessage(channel=channel.id, text="x", blocks=list(blocks))
    found = channel.find(answer["ts"])
    assert found is not None
    return found


@pytest.mark.usefixtures("toy")
async def test_each_menu_in_a_message_tells_its_choice_by_its_own_name(ana: Person, bo: Person, general: Channel) -> None:
    message = await posted(general, *EVERY_MENU)
    choices: dict[str, Any] = {
        "Pick a colour": "Green",
        "Who?": bo,
        "where": general,
        "room": general.id,
        "day": "2026-11-21",
        "hour": "09:30",
        "at": 1795219200,
        "one": "Red",
        "some": ["r", "g"],
        "more": "Red",
    }
    for named, given in choices.items():
        await ana.chooses(given, in_=named, on=message)

    chosen = {one["actions"][0]["action_id"]: one["actions"][0] for one in told(ana, "block_actions")}
    assert {name: next(value for key, value in one.items() if key.startswith("selected_")) for name, one in chosen.items()} == {
        "colour": COLOURS[1],
        "who": bo.id,
        "where": general.id,
        "room": general.id,
        "day": "2026-11-21",
        "hour": "09:30",
        "at": 1795219200,
        "one": COLOURS[0],
        "some": COLOURS,
        "more": COLOURS[0],
    }
    state = told(ana, "block_actions")[-1]["state"]["values"]["actions"]
    assert (len(state), state["colour"]["selected_option"], state["who"]["selected_user"]) == (9, COLOURS[1], bo.id)


async def test_what_one_chose_in_a_message_is_not_what_another_did(toy: Toy, ana: Person, bo: Person, general: Channel) -> None:
    message = await posted(general, actions(MENU, button("Go", "go")), field("why", "plain_text_input"))

    await ana.chooses("Red", in_="colour", on=message)
    ana.fills({"why": "because"}, message)
    await ana.clicks("Go", on=message)
    await bo.clicks("Go", on=message)

    by = {one["user"]["id"]: one["state"]["values"] for one in told(ana, "block_actions")}
    assert (by[ana.id]["actions"]["colour"]["selected_option"], by[ana.id]["why"]["it"]["value"]) == (COLOURS[0], "because")
    assert (by[bo.id]["actions"]["colour"]["selected_option"], by[bo.id]["why"]["it"]["value"]) == (None, None)
    assert toy == {}


async def test_a_menu_in_a_modal_tells_the_view_and_may_redraw_it(toy: Toy, ana: Person, general: Channel) -> None:
    view = await opened(toy, ana, general, modal(actions(MENU), field("title", "plain_text_input")))
    ana.fills({"title": "typed"})

    async def redraw(ack: Any, body: Json, client: AsyncWebClient) -> None:
        now = modal({"type": "section", "text": plain("Green it is")}, field("title", "plain_text_input"))
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=now)
        await ack()

    toy["block_actions"] = redraw
    reply = await ana.chooses("Green", in_="colour")

    (body,) = told(ana, "block_actions")
    assert (body["container"], "message" in body, "response_url" in body) == ({"type": "view", "view_id": view.id}, False, False)
    assert body["view"]["state"]["values"]["actions"]["colour"]["selected_option"] == COLOURS[1]
    assert (reply.view, view.shown.splitlines()[0], view.values) == (
        view,
        "Green it is",
        {"title": {"it": {"type": "plain_text_input", "value": "typed"}}},
    )


async def test_an_input_tells_at_once_only_where_it_asks_to(toy: Toy, ana: Person, general: Channel) -> None:
    quiet = field("quiet", "static_select", options=COLOURS)
    loud = {**field("loud", "static_select", options=COLOURS), "dispatch_action": True}
    typed = {**field("typed", "plain_text_input"), "dispatch_action": True}
    await opened(toy, ana, general, modal(quiet, loud, typed))

    await ana.chooses("Red", in_="Quiet")
    with pytest.raises(CannotDo):
        ana.fills({"loud": "Red"})
    ana.fills({"typed": "no Enter yet"})
    await ana.chooses("pressed Enter", in_="Typed")
    await ana.submits({"loud": "Green"})

    acted = [one["actions"][0] for one in told(ana, "block_actions")]
    assert [(one["block_id"], one.get("value") or one["selected_option"]["value"]) for one in acted] == [
        ("typed", "pressed Enter"),
        ("loud", "g"),
    ]
    assert len(told(ana, "view_submission")) == 1


async def test_a_menu_of_the_apps_own_is_searched_and_then_chosen_from(toy: Toy, ana: Person, general: Channel) -> None:
    await opened(toy, ana, general, modal(field("record", "external_select", placeholder=plain("Find one"), min_query_length=2)))
    toy["block_suggestion"] = acking(options=COLOURS)

    too_short = await ana.searches("x", in_="Find one")
    offered = await ana.searches("re", in_="Find one")
    await ana.submits({"record": "Green"})

    (asked,) = told(ana, "block_suggestion")
    assert (too_short, offered, asked["value"], asked["action_id"]) == ([], ["Red", "Green"], "re", "it")
    assert told(ana, "view_submission")[0]["view"]["state"]["values"]["record"]["it"]["selected_option"] == COLOURS[1]
    toy["block_suggestion"] = acking(options=[option("x" * 76, "v")])
    await opened(toy, ana, general, modal(field("record", "external_select")))
    with pytest.raises(CannotDo, match="could not be loaded"):
        await ana.searches("abc", in_="Record")


async def test_a_global_shortcut_has_a_trigger_and_no_channel(toy: Toy, ana: Person) -> None:
    async def open_it(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.api_call("views.open", params={"trigger_id": body["trigger_id"], "view": json.dumps(modal())})
        await ack()

    toy["shortcut"] = open_it
    reply = await ana.starts("New thing")

    (body,) = told(ana, "shortcut")
    assert reply.view is ana.view is not None
    assert (body["callback_id"], body["user"]["id"], "channel" in body, "response_url" in body) == ("new", ana.id, False, False)
    with pytest.raises(LookupError):
        await ana.starts("Keep this")


async def test_a_home_is_published_opened_and_pressed(toy: Toy, slack: Sandbox, workspace: Workspace, ana: Person) -> None:
    async def publish(ack: Any, body: Json, client: AsyncWebClient) -> None:
        home = {"type": "home", "blocks": [actions(button("Go", "go"), MENU)]}
        await client.views_publish(user_id=body["event"]["user"], view=home, hash=body["event"].get("view", {}).get("hash", ""))
        await ack()

    toy["app_home_opened"] = publish
    for _ in range(2):
        await ana.opens("home")
        await slack.settled()
    home = ana.home
    assert home is not None
    await ana.chooses("Red", in_="colour", on=home)
    await ana.clicks("Go", on=home)

    opened_with = [one["event"].get("view", {}).get("id") for one in told(ana, "app_home_opened")]
    assert (opened_with, home.shown, ana.views) == ([None, home.id], "[Go] [Pick a colour]", [])
    pressed = told(ana, "block_actions")[-1]
    assert (pressed["view"]["type"], pressed["view"]["state"]["values"]["actions"]["colour"]["selected_option"]) == ("home", COLOURS[0])
    assert all(one.attempts[0].acked for one in slack.deliveries if one.team == workspace.team_id)
