from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Person, Sandbox, Workspace
from tests.sandbox_client.scopes import refusal

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def typed(**element: Any) -> Json:
    return {"type": "input", "label": plain("x"), "element": {"type": "plain_text_input", **element}}


def chosen(options: list[Json], **element: Any) -> Json:
    return {"type": "input", "label": plain("x"), "element": {"type": "static_select", "options": options, **element}}


def option(text: str = "One", value: str = "1") -> Json:
    return {"text": plain(text), "value": value}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain("A form"), "submit": plain("Save"), "blocks": list(blocks), **more}


DIVIDER: Json = {"type": "divider"}


@pytest.mark.parametrize(
    "view",
    [
        modal(title=plain("x" * 24), submit=plain("x" * 24), close=plain("x" * 24), private_metadata="x" * 3000, callback_id="x" * 255),
        modal(*[DIVIDER] * 100),
        modal(typed(initial_value="abc", max_length=3, min_length=3, placeholder=plain("x" * 150), action_id="x" * 255)),
        modal(chosen([option("x" * 75, "v" * 150)] * 100, initial_option=option("x" * 75, "v" * 150))),
        modal({**typed(), "label": plain("x" * 2000), "hint": plain("x" * 2000), "optional": True, "dispatch_action": True}),
        modal({"type": "alert", "text": {"type": "mrkdwn", "text": "x" * 200}, "level": "warning"}),
        {key: value for key, value in modal(DIVIDER).items() if key != "submit"},
    ],
)
async def test_slack_takes_modals_within_their_limits(slack: Sandbox, client: AsyncWebClient, ana: Person, view: Json) -> None:
    answer = await client.views_open(trigger_id=slack.triggers.new(ana), view=view)

    assert ana.view is not None
    assert (answer["view"]["id"], answer["view"]["hash"], answer["view"]["app_id"]) == (ana.view.id, ana.view.hash, slack.app_id)
    assert all(block["block_id"] for block in answer["view"]["blocks"])


@pytest.mark.parametrize(
    ("view", "place"),
    [
        ("no json", "/view"),
        (modal(title=plain("x" * 25)), "/view/title/text"),
        (modal(title={"type": "mrkdwn", "text": "x"}), "/view/title/type"),
        ({"type": "modal", "blocks": []}, "/view"),
        (modal(submit=plain("x" * 25)), "/view/submit/text"),
        (modal(close=plain("")), "/view/close/text"),
        (modal(private_metadata="x" * 3001), "/view/private_metadata"),
        (modal(callback_id="x" * 256), "/view/callback_id"),
        (modal(colour="red"), "/view"),
        ({"type": "home", "blocks": []}, "/view/type"),
        (modal(*[DIVIDER] * 101), "/view/blocks"),
        ({**modal(typed()), "submit": None}, "/view/submit"),
        ({key: value for key, value in modal(typed()).items() if key != "submit"}, "/view"),
        (modal({**DIVIDER, "block_id": "a"}, {**DIVIDER, "block_id": "a"}), "/view/blocks/1/block_id"),
        (modal({**typed(), "label": plain("x" * 2001)}), "/view/blocks/0/label/text"),
        (modal({**typed(), "label": {"type": "mrkdwn", "text": "x"}}), "/view/blocks/0/label/type"),
        (modal({**typed(), "hint": plain("x" * 2001)}), "/view/blocks/0/hint/text"),
        (modal(typed(placeholder=plain("x" * 151))), "/view/blocks/0/element/placeholder/text"),
        (modal(typed(max_length=3001)), "/view/blocks/0/element/max_length"),
        (modal(typed(initial_value="abcd", max_length=3)), "/view/blocks/0/element/initial_value"),
        (modal(typed(initial_value="x" * 3001)), "/view/blocks/0/element/initial_value"),
        (modal(typed(min_length=4, max_length=3)), "/view/blocks/0/element/min_length"),
        (modal(chosen([option()] * 101)), "/view/blocks/0/element/options"),
        (modal(chosen([])), "/view/blocks/0/element/options"),
        (modal(chosen([option("x" * 76)])), "/view/blocks/0/element/options/0/text/text"),
        (modal(chosen([option("One", "v" * 151)])), "/view/blocks/0/element/options/0/value"),
        (modal(chosen([option()], initial_option=option("Two"))), "/view/blocks/0/element/initial_option"),
        (
            modal({"type": "input", "label": plain("x"), "element": {"type": "datepicker", "initial_date": "21.11.2026"}}),
            "/view/blocks/0/element/initial_date",
        ),
        (modal({"type": "input", "label": plain("x"), "element": {"type": "button", "text": plain("x")}}), "/view/blocks/0/element/type"),
        (modal({"type": "actions", "elements": [{"type": "plain_text_input"}]}), "/view/blocks/0/elements/0/type"),
        (modal({"type": "markdown", "text": "x"}), "/view/blocks/0/type"),
        (modal({"type": "alert", "text": plain("x" * 201)}), "/view/blocks/0/text/text"),
        (modal(typed(focus_on_load=True), typed(focus_on_load=True)), "/view/blocks"),
    ],
)
async def test_slack_refuses_modals_beyond_their_limits_and_says_where(
    slack: Sandbox, client: AsyncWebClient, ana: Person, view: Json | str, place: str
) -> None:
    trigger = slack.triggers.new(ana)

    with pytest.raises(SlackApiError) as refused:
        await client.api_call("views.open", json={"trigger_id": trigger, "view": view})

    said = refused.value.response
    assert said["error"] == "invalid_arguments"
    assert any(one.endswith(f"[json-pointer:{place}]") for one in said["response_metadata"]["messages"]), said
    # What is refused for its looks has not used the trigger up.
    assert (await client.views_open(trigger_id=trigger, view=modal()))["ok"]


async def test_a_view_is_updated_by_its_id_or_the_apps_own_while_its_hash_holds(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    first = (await client.views_open(trigger_id=slack.triggers.new(ana), view=modal(external_id="mine")))["view"]

    second = (await client.views_update(external_id="mine", hash=first["hash"], view=modal(title=plain("Two"), external_id="mine")))["view"]

    assert ana.view is not None
    assert (ana.view.title, second["id"], second["hash"] != first["hash"]) == ("Two", first["id"], True)
    assert await refusal(client.views_update(view_id=first["id"], hash=first["hash"], view=modal())) == "hash_conflict"
    assert await refusal(client.views_update(external_id="other", view=modal())) == "not_found"
    assert await refusal(client.api_call("views.update", json={"view": modal()})) == "invalid_arguments"
    await ana.closes()
    assert await refusal(client.views_update(view_id=first["id"], view=modal())) == "not_found"


async def test_a_stack_takes_three_and_only_what_was_done_in_a_modal_adds_to_it(
    slack: Sandbox, client: AsyncWebClient, ana: Person
) -> None:
    await client.views_open(trigger_id=slack.triggers.new(ana), view=modal(external_id="mine"))

    for depth in (2, 3):
        await client.views_push(trigger_id=slack.triggers.new(ana, ana.view), view=modal())
        assert len(ana.views) == depth

    assert await refusal(client.views_push(trigger_id=slack.triggers.new(ana, ana.view), view=modal())) == "push_limit_reached"
    assert await refusal(client.views_push(trigger_id=slack.triggers.new(ana), view=modal())) == "invalid_arguments"
    await ana.closes()
    assert (
        await refusal(client.views_push(trigger_id=slack.triggers.new(ana, ana.view), view=modal(external_id="mine")))
        == "duplicate_external_id"
    )
    assert [one.previous for one in ana.views] == [None, ana.views[0]]


async def test_a_home_is_for_people_and_needs_its_tab(slack: Sandbox, client: AsyncWebClient, workspace: Workspace, ana: Person) -> None:
    home = {"type": "home", "blocks": [DIVIDER], "private_metadata": "x"}

    first = (await client.views_publish(user_id=ana.id, view=home))["view"]
    await client.views_publish(user_id=ana.id, view=home, hash=first["hash"])

    assert ana.home is not None
    assert (ana.home.id, ana.home.private_metadata) == (first["id"], "x")
    assert await refusal(client.views_publish(user_id=ana.id, view=home, hash=first["hash"])) == "hash_conflict"
    for user in (workspace.bot.id, "U0NOBODY", workspace.person("Gone", deactivated=True).id):
        assert await refusal(client.views_publish(user_id=user, view=home)) == "invalid_arguments"
    for blocks in ([{"type": "alert", "text": plain("x")}], [DIVIDER] * 101):
        assert await refusal(client.views_publish(user_id=ana.id, view={"type": "home", "blocks": blocks})) == "invalid_arguments"
    slack.manifest.home_tab = False
    refused = await refusal(client.views_publish(user_id=ana.id, view=home))
    slack.manifest.home_tab = True
    assert refused == "not_enabled"


async def test_a_view_of_another_workspace_is_not_found(slack: Sandbox, client: AsyncWebClient, ana: Person) -> None:
    opened = (await client.views_open(trigger_id=slack.triggers.new(ana), view=modal()))["view"]
    elsewhere = AsyncWebClient(slack.workspace("Other").bot_token, base_url=slack.api_url)

    assert await refusal(elsewhere.views_update(view_id=opened["id"], view=modal())) == "not_found"
    assert await refusal(elsewhere.views_open(trigger_id=slack.triggers.new(ana), view=modal())) == "invalid_trigger_id"
