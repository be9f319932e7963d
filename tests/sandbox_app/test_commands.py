from typing import Any

import pytest

from sandbox import CannotDo, Channel, Person, Sandbox, Workspace
from sandbox.content import Refused
from tests.sandbox_app.told import answer


@pytest.mark.usefixtures("heard")
async def test_a_command_that_escapes_gets_people_channels_and_links_as_tokens(ana: Person, bo: Person, general: Channel) -> None:
    typed = "role lead @Bo Li & <@U0NOBODY> <b> #general #secret @channel https://x.y/?a=1&b=2, a@Bo Li"

    escaped = (await ana.runs(f"/echo {typed}", in_=general)).text
    raw = (await ana.runs(f"/raw {typed}", in_=general)).text

    assert escaped == (
        f"role lead <@{bo.id}|bo.li> &amp; &lt;@U0NOBODY&gt; &lt;b&gt; <#{general.id}|general> #secret <!channel> "
        "<https://x.y/?a=1&amp;b=2>, a@Bo Li"
    )
    assert raw == typed


async def test_a_command_tells_who_where_and_how_to_answer(
    slack: Sandbox, heard: list[dict[str, Any]], workspace: Workspace, ana: Person, general: Channel
) -> None:
    secret = workspace.channel("secret", private=True, members=[ana])

    for channel in (general, secret, workspace.dm(ana)):
        await ana.runs("/echo", in_=channel)

    said = [body for body in heard if body.get("command") and body["team_id"] == workspace.team_id]
    assert [body["channel_name"] for body in said] == ["general", "privategroup", "directmessage"]
    assert {(body["user_id"], body["user_name"], body["text"], body["team_domain"]) for body in said} == {(ana.id, "ana", "", "acme")}
    assert len({body["response_url"] for body in said}) == len({body["trigger_id"] for body in said}) == 3
    assert slack.triggers.redeem(said[0]["trigger_id"]).person is ana
    with pytest.raises(Refused, match="exchanged_trigger_id"):
        slack.triggers.redeem(said[0]["trigger_id"])


async def test_the_client_refuses_commands_in_threads_and_unknown_ones(slack: Sandbox, ana: Person, general: Channel) -> None:
    root = await ana.says("root", in_=general)
    before = len(slack.deliveries)

    in_thread = await ana.runs("/echo x", in_=general, thread=root)
    unknown = await ana.runs("/nope x", in_=general)

    assert in_thread.error == in_thread.shown == "/echo is not supported in threads. Sorry!"
    assert unknown.error == "/nope is not a valid command"
    assert len(slack.deliveries) == before


@pytest.mark.usefixtures("heard")
async def test_an_ack_is_seen_by_one_person_or_with_in_channel_by_all(ana: Person, bo: Person, general: Channel) -> None:
    only_her = await ana.runs("/card", in_=general)
    to_all = await ana.runs("/card in_channel", in_=general)

    assert only_her.shown == to_all.shown == "Card\n[Go]"
    assert [one.ephemeral_to for one in ana.reads(general)] == [ana.id, None]
    assert bo.reads(general) == [to_all.message]


async def test_a_click_tells_what_was_clicked_and_replaces_its_message(
    slack: Sandbox, heard: list[dict[str, Any]], ana: Person, bo: Person, general: Channel
) -> None:
    card = (await ana.runs("/card in_channel", in_=general)).message
    assert card is not None

    clicked = await bo.clicks("Go", on=card)

    body = next(one for one in heard if one.get("type") == "block_actions" and one["team"]["id"] == ana.workspace.team_id)
    assert clicked.error is None
    assert (body["user"]["id"], body["container"]["message_ts"], body["message"]["ts"]) == (bo.id, card.ts, card.ts)
    assert {name: body["actions"][0][name] for name in ("action_id", "value", "type")} == {
        "action_id": "go",
        "value": "v",
        "type": "button",
    }
    assert await answer(body["response_url"], text="gone", replace_original=True) == (200, "ok")
    assert card.shown == "gone"
    with pytest.raises(LookupError, match="there are"):
        await bo.clicks("Go", on=card)
    assert slack.triggers.redeem(body["trigger_id"]).person is bo


async def test_a_click_on_what_only_one_sees_tells_no_message_and_deletes_it(
    heard: list[dict[str, Any]], ana: Person, bo: Person, general: Channel
) -> None:
    reply = await ana.runs("/card", in_=general)

    await ana.clicks("go", on=reply)

    body = next(one for one in heard if one.get("type") == "block_actions" and one["team"]["id"] == ana.workspace.team_id)
    assert ("message" in body, body["container"]["is_ephemeral"]) == (False, True)
    assert await answer(body["response_url"], delete_original=True) == (200, "ok")
    assert ana.reads(general) == []
    with pytest.raises(CannotDo):
        await bo.clicks("go", on=reply)


async def test_a_message_shortcut_tells_the_message_and_its_thread(
    heard: list[dict[str, Any]], workspace: Workspace, ana: Person, general: Channel
) -> None:
    root = await ana.says("root", in_=general)
    reply = await ana.says("reply", in_=general, thread=root)

    done = await ana.uses("Keep this", on=reply)

    body = next(one for one in heard if one.get("type") == "message_action" and one["team"]["id"] == workspace.team_id)
    assert done.error is None
    assert (body["callback_id"], body["message"]["text"], body["message"]["thread_ts"]) == ("keep", "reply", root.ts)


async def test_a_response_url_answers_five_times_to_one_person_or_to_all(
    heard: list[dict[str, Any]], workspace: Workspace, ana: Person, bo: Person, general: Channel
) -> None:
    root = await ana.says("root", in_=general)
    await ana.runs("/echo", in_=general)
    url = next(one["response_url"] for one in heard if one.get("command") and one["team_id"] == workspace.team_id)

    refused = [await answer(url, text=""), await answer(url, text="x", blocks=[None])]
    taken = [
        await answer(url, text="only you"),
        await answer(url, text="in the thread", thread_ts=root.ts),
        await answer(url, text="all", response_type="in_channel"),
        await answer(url, text="not replaced", replace_original=True),
        await answer(url, delete_original=True),
    ]
    used_up = await answer(url, text="x")

    assert [status for status, _ in refused] == [400, 400]
    assert taken == [(200, "ok")] * 5
    assert used_up[0] == 404
    assert "used_url" in used_up[1]
    assert [one.shown for one in ana.reads(general)] == ["root", "nothing", "only you", "all", "not replaced"]
    assert [one.shown for one in ana.reads(general, root)] == ["root", "in the thread"]
    assert [one.shown for one in bo.reads(general)] == ["root", "all"]


async def test_a_response_url_ends_after_half_an_hour_of_the_clock(
    slack: Sandbox, heard: list[dict[str, Any]], workspace: Workspace, ana: Person, general: Channel
) -> None:
    await ana.runs("/echo", in_=general)
    url = next(one["response_url"] for one in heard if one.get("command") and one["team_id"] == workspace.team_id)

    slack.clock.advance(29 * 60)
    early = await answer(url, text="in time")
    slack.clock.advance(2 * 60)
    late = await answer(url, text="too late")

    assert (early[0], late[0]) == (200, 404)
    assert [one.shown for one in ana.reads(general)] == ["nothing", "in time"]
