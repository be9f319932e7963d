import json
from datetime import UTC, datetime
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import CannotDo, Channel, Person, Workspace
from tests.sandbox_app.conftest import Toy
from tests.sandbox_app.modal import acking, actions, button, field, modal, opened, option, plain, told
from tests.sandbox_client.scopes import refusal

COLOURS = [option("Red", "r"), option("Green", "g"), option("Blue", "b")]
EVERY_FIELD = modal(
    field("title", "plain_text_input", max_length=10),
    field("notes", "plain_text_input", multiline=True) | {"optional": True},
    field("colour", "static_select", options=COLOURS),
    field("colours", "checkboxes", options=COLOURS),
    field("who", "users_select"),
    field("where", "conversations_select"),
    field("room", "multi_channels_select"),
    field("day", "datepicker"),
    field("hour", "timepicker"),
    field("at", "datetimepicker"),
    field("count", "number_input", is_decimal_allowed=False, min_value="1"),
    field("mail", "email_text_input"),
)


async def test_a_form_sends_every_field_under_its_block_and_action(
    toy: Toy, workspace: Workspace, ana: Person, bo: Person, general: Channel
) -> None:
    secret = workspace.channel("secret", private=True, members=[ana])
    await opened(toy, ana, general, EVERY_FIELD)

    reply = await ana.submits(
        {
            "Title": "Ship it",
            "colour": "Green",
            "colours": ["Red", "b"],
            "who": bo,
            "where": secret,
            "room": [general],
            "day": "2026-11-21",
            "hour": "09:30",
            "at": datetime(2026, 11, 21, tzinfo=UTC),
            "count": 3,
            "mail": "a@b.c",
        }
    )

    (body,) = told(ana, "view_submission")
    values = {block_id: next(iter(actions.values())) for block_id, actions in body["view"]["state"]["values"].items()}
    assert (reply.error, reply.errors, reply.view) == (None, {}, None)
    assert values == {
        "title": {"type": "plain_text_input", "value": "Ship it"},
        "notes": {"type": "plain_text_input", "value": None},
        "colour": {"type": "static_select", "selected_option": COLOURS[1]},
        "colours": {"type": "checkboxes", "selected_options": [COLOURS[0], COLOURS[2]]},
        "who": {"type": "users_select", "selected_user": bo.id},
        "where": {"type": "conversations_select", "selected_conversation": secret.id},
        "room": {"type": "multi_channels_select", "selected_channels": [general.id]},
        "day": {"type": "datepicker", "selected_date": "2026-11-21"},
        "hour": {"type": "timepicker", "selected_time": "09:30"},
        "at": {"type": "datetimepicker", "selected_date_time": 1795219200},
        "count": {"type": "number_input", "value": "3"},
        "mail": {"type": "email_text_input", "value": "a@b.c"},
    }
    assert (body["view"]["type"], body["view"]["callback_id"], body["user"]["id"]) == ("modal", "form", ana.id)


async def test_files_are_sent_with_a_form(toy: Toy, ana: Person, general: Channel) -> None:
    await opened(toy, ana, general, modal(field("prd", "file_input", filetypes=["md"], max_files=1)))

    with pytest.raises(CannotDo):
        ana.fills({"prd": [("a.txt", b"x")]})
    with pytest.raises(CannotDo):
        ana.fills({"prd": [("a.md", b"x"), ("b.md", b"x")]})
    await ana.submits({"prd": [("prd.md", b"# Plan")]})

    (file,) = told(ana, "view_submission")[0]["view"]["state"]["values"]["prd"]["it"]["files"]
    assert (file["name"], ana.downloads(file["id"])) == ("prd.md", b"# Plan")


async def test_what_the_client_objects_to_is_never_sent(toy: Toy, ana: Person, general: Channel) -> None:
    form = modal(
        field("title", "plain_text_input", min_length=3),
        field("mail", "email_text_input"),
        field("link", "url_text_input"),
        field("count", "number_input", is_decimal_allowed=False, max_value="9"),
    )
    view = await opened(toy, ana, general, form)

    empty = await ana.submits()
    wrong = await ana.submits({"title": "ab", "mail": "nobody", "link": "x.y", "count": "10"})

    assert empty.errors == dict.fromkeys(("title", "mail", "link", "count"), "Please complete this required field.")
    assert set(wrong.errors) == {"title", "mail", "link", "count"}
    assert (ana.view, view.errors, told(ana, "view_submission")) == (view, wrong.errors, [])


async def test_people_cannot_put_into_a_field_what_it_does_not_take(toy: Toy, workspace: Workspace, ana: Person, general: Channel) -> None:
    secret, eve = workspace.channel("secret", private=True, members=[]), workspace.person("Eve", deactivated=True)
    form = modal(
        field("title", "plain_text_input", max_length=3),
        field("colour", "static_select", options=COLOURS),
        field("two", "multi_static_select", options=COLOURS, max_selected_items=2),
        field("who", "users_select"),
        field("where", "conversations_select", filter={"include": ["private"]}),
        field("at", "datetimepicker"),
    )
    await opened(toy, ana, general, form)

    for given in (
        {"nothing": "x"},
        {"title": "long"},
        {"title": "a\nb"},
        {"colour": "Pink"},
        {"two": ["Red", "Green", "Blue"]},
        {"who": eve},
        {"where": secret},
        {"where": general},
        {"at": datetime(2026, 11, 21)},  # noqa: DTZ001 - no zone is the point
    ):
        with pytest.raises(CannotDo):
            ana.fills(given)


async def test_errors_stand_under_their_fields_and_what_was_typed_stays(toy: Toy, ana: Person, general: Channel) -> None:
    view = await opened(toy, ana, general, modal(field("title", "plain_text_input")))
    toy["view_submission"] = acking(response_action="errors", errors={"title": "There is one already."})

    refused = await ana.submits({"title": "Twice"})
    del toy["view_submission"]
    taken = await ana.submits()

    assert (refused.errors, refused.view, refused.error) == ({"title": "There is one already."}, view, None)
    assert (taken.errors, taken.view, ana.views) == ({}, None, [])
    assert told(ana, "view_submission")[1]["view"]["state"]["values"]["title"]["it"]["value"] == "Twice"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal", "title": plain("x" * 25), "blocks": []}},
        {"response_action": "shrug"},
        {"text": "thanks"},
    ],
)
async def test_an_answer_that_makes_no_sense_is_trouble_and_the_form_stays(
    toy: Toy, ana: Person, general: Channel, answer: dict[str, Any]
) -> None:
    view = await opened(toy, ana, general, modal(field("title", "plain_text_input")))

    async def say(ack: Any, _body: Any, _client: Any) -> None:
        ack.response = await ack()
        ack.response.body = json.dumps(answer)

    toy["view_submission"] = say
    reply = await ana.submits({"title": "x"})

    assert (reply.error, reply.shown) == ("dispatch_failed", "We had some trouble connecting. Try again?")
    assert (reply.view, ana.view, view.values["title"]["it"]["value"]) == (view, view, "x")


async def test_a_form_can_be_answered_with_another_in_its_place_or_on_top_and_all_can_go(toy: Toy, ana: Person, general: Channel) -> None:
    first = await opened(toy, ana, general, modal(field("title", "plain_text_input")))
    before = first.hash

    toy["view_submission"] = acking(response_action="update", view=modal(field("title", "plain_text_input"), callback_id="second"))
    await ana.submits({"title": "kept"})
    updated = (first.callback_id, first.values["title"]["it"]["value"], first.hash != before)
    toy["view_submission"] = acking(response_action="push", view=modal(title=plain("On top")))
    pushed = (await ana.submits()).view
    depth = len(ana.views)
    toy["view_submission"] = acking(response_action="clear")
    await ana.submits()

    assert updated == ("second", "kept", True)
    assert pushed is not None
    assert (pushed.previous, depth, ana.views) == (first, 2, [])
    body = told(ana, "view_submission")[-1]["view"]
    assert (body["previous_view_id"], body["root_view_id"], body["id"]) == (first.id, first.id, pushed.id)


async def test_a_submitted_modal_uncovers_the_one_below(toy: Toy, ana: Person, general: Channel) -> None:
    first = await opened(toy, ana, general, modal(actions(button("More", "more"))))

    async def push(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=modal(title=plain("On top")))
        await ack()

    toy["block_actions"] = push
    on_top = (await ana.clicks("More", on=first)).view
    with pytest.raises(CannotDo):
        await ana.clicks("More", on=first)
    reply = await ana.submits()

    assert on_top is not first
    assert reply.view is ana.view is first


async def test_what_was_typed_stays_over_a_redraw_that_keeps_block_and_action(toy: Toy, ana: Person, general: Channel) -> None:
    view = await opened(
        toy,
        ana,
        general,
        modal(field("a", "plain_text_input"), field("b", "plain_text_input", initial_value="old"), field("c", "plain_text_input")),
    )
    ana.fills({"a": "typed", "c": "lost"})

    client = AsyncWebClient(ana.workspace.bot_token, base_url=ana.workspace.slack.api_url)
    again = [field(name, "plain_text_input", initial_value="new") for name in ("a", "b", "c~2")]
    answer = await client.views_update(view_id=view.id, hash=view.hash, view=modal(*again))

    assert {name: values["it"]["value"] for name, values in view.values.items()} == {"a": "typed", "b": "old", "c~2": "new"}
    assert answer["view"]["state"] == {"values": {}}


async def test_an_empty_answer_closes_whatever_is_on_top(toy: Toy, ana: Person, general: Channel) -> None:
    first = await opened(toy, ana, general, modal())

    async def push_and_close(ack: Any, body: Any, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=modal(title=plain("Gone at once")))
        await ack()

    toy["view_submission"] = push_and_close
    reply = await ana.submits()

    assert (reply.error, ana.views) == (None, [first])


@pytest.mark.parametrize(
    ("more", "all_", "left", "said"), [({}, False, 1, [False]), ({"clear_on_close": True}, False, 0, [True]), ({}, True, 0, [True])]
)
async def test_closing_is_told_where_asked_for(
    toy: Toy, ana: Person, general: Channel, more: dict[str, Any], *, all_: bool, left: int, said: list[bool]
) -> None:
    await opened(toy, ana, general, modal(field("title", "plain_text_input")))
    toy["view_submission"] = acking(response_action="push", view=modal(notify_on_close=True, **more))
    await ana.submits({"title": "x"})

    await ana.closes(all_=all_)

    assert [one["is_cleared"] for one in told(ana, "view_closed")] == said
    assert len(ana.views) == left


async def test_a_form_whose_app_does_not_answer_stays_with_what_was_typed(toy: Toy, ana: Person, general: Channel) -> None:
    view = await opened(toy, ana, general, modal(field("title", "plain_text_input")))

    async def fall_silent(_ack: Any, _body: Any, _client: Any) -> None:
        raise RuntimeError("as asked")

    toy["view_submission"] = fall_silent
    ana.workspace.slack.ack_seconds = 0.2
    reply = await ana.submits({"title": "typed"})
    ana.workspace.slack.ack_seconds = 3.0

    assert (reply.error, reply.shown) == ("operation_timeout", "We had some trouble connecting. Try again?")
    assert (reply.view, view.values["title"]["it"]["value"]) == (view, "typed")


async def test_a_trigger_opens_one_view_within_three_seconds(toy: Toy, ana: Person, general: Channel) -> None:
    await opened(toy, ana, general, modal())
    slack = ana.workspace.slack
    client = AsyncWebClient(ana.workspace.bot_token, base_url=slack.api_url)
    late = slack.triggers.new(ana)
    slack.triggers._known[late].born -= 3.1
    others = slack.triggers.new(slack.workspace("Other").person("Eve"))

    async def opening(trigger: str) -> str:
        return await refusal(client.views_open(trigger_id=trigger, view=modal()))

    assert await opening(told(ana, "/do")[0]["trigger_id"]) == "exchanged_trigger_id"
    assert await opening("1.2.3") == await opening(others) == "invalid_trigger_id"
    assert await opening(late) == "expired_trigger_id"
