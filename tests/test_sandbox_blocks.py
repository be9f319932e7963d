from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.blocks.limits import problems_in, size
from sandbox.blocks.mrkdwn import readable
from sandbox.blocks.pings import pings
from sandbox.blocks.shown import shown
from sandbox.blocks.view_limits import problems_in_view
from sandbox.content import Refused, read_content

Block = dict[str, Any]


class Names:
    def user_name(self, user_id: str) -> str | None:
        return {"U1": "Ana", "U2": "Bo Li"}.get(user_id)

    def channel_name(self, channel_id: str) -> str | None:
        return {"C1": "general"}.get(channel_id)


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "x", **more: Any) -> Block:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(text: str = "Go", **more: Any) -> Block:
    return {"type": "button", "text": plain(text), **more}


def actions(*elements: Block) -> Block:
    return {"type": "actions", "elements": list(elements)}


def rich(*elements: Block) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


@pytest.mark.parametrize(
    "block",
    [
        section("x" * 3000),
        section(fields=[mrkdwn("x" * 2000)] * 10),
        {"type": "section", "fields": [plain("x")]},
        section(accessory=button(action_id="a" * 255, value="v" * 2000, style="primary", url="https://x.y")),
        {"type": "header", "text": plain("x" * 150)},
        {"type": "context", "elements": [mrkdwn("x"), plain("y"), {"type": "image", "image_url": "https://x.y/z.png", "alt_text": "z"}]},
        actions(*(button(action_id=str(one)) for one in range(25))),
        actions({"type": "static_select", "placeholder": plain("Pick"), "options": [{"text": plain("One"), "value": "1"}]}),
        {"type": "divider", "block_id": "b" * 255},
        {"type": "markdown", "text": "x" * 12_000},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, rich({"type": "text", "text": "b"})]]},
        rich(
            {"type": "user", "user_id": "U1"}, {"type": "broadcast", "range": "here"}, {"type": "date", "timestamp": 1, "format": "{date}"}
        ),
        {"type": "container", "title": plain("More"), "child_blocks": [section()]},
        {
            "type": "carousel",
            "elements": [{"type": "card", "title": mrkdwn("x" * 150), "body": plain("x" * 200), "actions": [button()]}] * 10,
        },
        {"type": "plan", "title": "x", "tasks": [{"type": "task_card", "task_id": "a", "title": "x", "status": "pending"}]},
        {"type": "data_visualization", "title": "x" * 50, "chart": {"type": "bar"}},
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": "d"}]},
    ],
)
def test_slack_takes_blocks_within_their_limits(block: Block) -> None:
    assert problems_in([block]) == []


@pytest.mark.parametrize(
    ("block", "place"),
    [
        (None, "/blocks/0"),
        ({}, "/blocks/0/type"),
        ({"type": "sektion"}, "/blocks/0/type"),
        ({"type": "alert", "text": "modals only"}, "/blocks/0/type"),
        (section("x" * 3001), "/blocks/0/text/text"),
        (section(""), "/blocks/0/text/text"),
        ({"type": "section"}, "/blocks/0"),
        ({"type": "section", "text": "bare"}, "/blocks/0/text"),
        (section(fields=[mrkdwn("x")] * 11), "/blocks/0/fields"),
        (section(fields=[mrkdwn("x" * 2001)]), "/blocks/0/fields/0/text"),
        (section(colour="red"), "/blocks/0"),
        ({"type": "header", "text": plain("x" * 151)}, "/blocks/0/text/text"),
        ({"type": "header", "text": mrkdwn("x")}, "/blocks/0/text/type"),
        ({"type": "card", "subtitle": plain("x")}, "/blocks/0"),
        ({"type": "card", "title": plain("x" * 151)}, "/blocks/0/title/text"),
        ({"type": "card", "body": plain("x" * 201)}, "/blocks/0/body/text"),
        ({"type": "carousel", "elements": [{"type": "card", "title": plain("x")}] * 11}, "/blocks/0/elements"),
        ({"type": "container", "child_blocks": [section()]}, "/blocks/0"),
        (
            {"type": "container", "title": plain("x"), "child_blocks": [{"type": "alert", "text": plain("x")}]},
            "/blocks/0/child_blocks/0/type",
        ),
        ({"type": "data_visualization", "title": "x" * 51, "chart": {}}, "/blocks/0/title"),
        ({"type": "plan", "title": "x", "tasks": [section()]}, "/blocks/0/tasks/0/type"),
        ({"type": "context", "elements": [plain("x")] * 11}, "/blocks/0/elements"),
        ({"type": "context", "elements": [button()]}, "/blocks/0/elements/0/type"),
        (actions(*[button()] * 26), "/blocks/0/elements"),
        (actions(), "/blocks/0/elements"),
        (actions(button("x" * 76)), "/blocks/0/elements/0/text/text"),
        (actions({"type": "button", "text": mrkdwn("x")}), "/blocks/0/elements/0/text/type"),
        (actions(button(value="v" * 2001)), "/blocks/0/elements/0/value"),
        (actions(button(action_id="a" * 256)), "/blocks/0/elements/0/action_id"),
        (actions(button(action_id="a"), button(action_id="a")), "/blocks/0/elements"),
        (actions(button(style="green")), "/blocks/0/elements/0/style"),
        ({"type": "divider", "block_id": "b" * 256}, "/blocks/0/block_id"),
        ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
        ({"type": "image", "image_url": "https://x.y"}, "/blocks/0"),
        ({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 21]}, "/blocks/0/rows/0"),
        (rich({"type": "text", "text": ""}), "/blocks/0/elements/0/elements/0/text"),
        (rich({"type": "mention", "user_id": "U1"}), "/blocks/0/elements/0/elements/0/type"),
    ],
)
def test_slack_refuses_blocks_beyond_their_limits_and_says_where(block: Block, place: str) -> None:
    problems = problems_in([block])

    assert any(problem.endswith(f"[json-pointer:{place}]") for problem in problems), problems


MODAL: Block = {
    "type": "modal",
    "title": plain("x"),
    "submit": plain("x"),
    "blocks": [
        section(accessory=button(action_id="a")),
        {"type": "input", "label": plain("x"), "element": {"type": "plain_text_input", "max_length": 3, "initial_value": "x"}},
        actions({"type": "static_select", "options": [{"text": plain("x"), "value": "x"}], "initial_option": {"text": plain("x")}}),
        actions({"type": "checkboxes", "options": [{"text": plain("x"), "value": "x"}], "initial_options": []}),
        actions({"type": "static_select", "option_groups": [{"label": plain("x"), "options": []}]}),
        rich({"type": "text", "text": "x", "style": {"bold": True}}),
    ],
}
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=2))


def places(part: Any, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield at
    for key, inner in part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ():
        yield from places(inner, (*at, key))


@given(place=st.sampled_from([place for place in places(MODAL) if place]), value=JSON)
def test_whatever_stands_in_a_view_is_taken_or_refused_and_never_a_crash(place: tuple[str | int, ...], value: Any) -> None:
    view: Any = deepcopy(MODAL)
    inner = view
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value

    assert isinstance(problems_in_view(view, "modal"), list)
    if isinstance(view["blocks"], list):
        assert isinstance(problems_in(view["blocks"]), list)


def test_slack_refuses_more_than_fifty_blocks_and_a_block_id_used_twice() -> None:
    assert problems_in([section()] * 50) == []
    assert problems_in([section()] * 51) == ["no more than 50 items allowed [json-pointer:/blocks]"]
    assert problems_in([section(block_id="b"), section(block_id="b")]) == ["block_id already exists: b [json-pointer:/blocks/1/block_id]"]


@pytest.mark.parametrize(
    ("characters", "blocks", "passes"),
    [(9_597, 50, True), (11_341, 45, False), (13_200, 1, True), (13_201, 1, False)],
)
def test_the_size_of_all_blocks_agrees_with_what_others_measured(characters: int, blocks: int, *, passes: bool) -> None:
    each, rest = divmod(characters, blocks)

    measured = size([{"type": "section", "text": {"text": "x" * (each + (rest if not at else 0))}} for at in range(blocks)])

    assert (measured <= 13_200) is passes


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"blocks": "no json"}, "invalid_blocks_format"),
        ({"blocks": {"type": "section"}}, "invalid_blocks_format"),
        ({"blocks": [None]}, "invalid_blocks"),
        ({"blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}] * 2}, "only_one_table_allowed"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": "b"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": "x" * 20_000}}}, "metadata_too_large"),
    ],
)
def test_content_is_refused_with_slacks_error(params: dict[str, Any], error: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_content(params)

    assert refusal.value.code == error


def test_the_limit_on_all_blocks_together_does_not_bind_acks() -> None:
    content = read_content({"blocks": [section("x" * 3000)] * 5}, of_api=False)

    assert content.blocks is not None
    assert len({block["block_id"] for block in content.blocks}) == 5


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("*bold* _it_ ~old~ `co*de*` a*b*c", "bold it old co*de* a*b*c"),
        ("<@U1> and <@U9> in <#C1|gone> or <#C9>", "@Ana and @U9 in #general or #unknown-channel"),
        ("<!channel> <!here|x> <!subteam^S1|@ops>", "@channel @here @ops"),
        ("<https://x.y|the *plan*> <https://x.y/?a=1&amp;b=2> <mailto:a@b.c|a@b.c>", "the *plan* https://x.y/?a=1&b=2 a@b.c"),
        ("&lt;!channel&gt; &amp;amp; R&amp;D", "<!channel> &amp; R&D"),
        ("<!date^1795223810^{date} at {time}|fallback>", "2026-11-21 at 01:16 UTC"),
        ("<!date^soon^{date}|fallback>", "fallback"),
        ("*<!date^1795223810^{time}|x>* · snake_case_name", "01:16 UTC · snake_case_name"),
    ],
)
def test_a_person_reads_mrkdwn_without_its_marks(text: str, read: str) -> None:
    assert readable(text, Names()) == read


def test_a_person_reads_blocks_line_by_line() -> None:
    blocks: list[Block] = [
        {"type": "header", "text": plain("INC-12 <@U1> &amp; co")},
        section("Led by <@U1>", fields=[mrkdwn("*SEV1*"), plain("*plain*")], accessory=button("Take over")),
        {"type": "divider"},
        actions(button("Note"), {"type": "overflow", "options": [{"text": plain("Stop"), "value": "s"}]}),
        {"type": "context", "elements": [mrkdwn("in <#C1>"), {"type": "image", "alt_text": "a chart"}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, rich({"type": "user", "user_id": "U2"})]]},
    ]

    assert shown(blocks, "fallback", Names()).split("\n") == [
        "INC-12 <@U1> & co",
        "Led by @Ana",
        "SEV1",
        "*plain*",
        "[Take over]",
        "---",
        "[Note] [Stop]",
        "in #general (a chart)",
        "a | @Bo Li",
    ]


def test_a_person_reads_rich_text_with_its_lists_and_quotes() -> None:
    def items(*texts: str) -> list[Block]:
        return [{"type": "rich_text_section", "elements": [{"type": "text", "text": text, "style": {"bold": True}}]} for text in texts]

    block: Block = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "*not bold* <@U1> "}, {"type": "user", "user_id": "U1"}]},
            {"type": "rich_text_list", "style": "ordered", "offset": 1, "elements": items("two", "three")},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": items("deep")},
            {"type": "rich_text_quote", "elements": [{"type": "link", "url": "https://x.y"}, {"type": "emoji", "name": "tada"}]},
        ],
    }

    assert shown([block], "", Names()).split("\n") == ["*not bold* <@U1> @Ana", "2. two", "3. three", "  • deep", "> https://x.y:tada:"]


def test_a_message_without_blocks_shows_its_text() -> None:
    assert shown([], "hello <@U1>", Names()) == "hello @Ana"


@pytest.mark.parametrize(
    ("blocks", "text", "pinged"),
    [
        ([], "<@U1> <!here> <!subteam^S1> &lt;!channel&gt; @channel", {"U1", "here", "S1"}),
        ([section("<@U2|bo> <!channel>")], "", {"U2", "channel"}),
        ([{"type": "section", "text": plain("<@U1> <!channel>")}], "", set()),
        ([{"type": "header", "text": plain("<!everyone>")}], "<!everyone>", {"everyone"}),
        ([rich({"type": "user", "user_id": "U1"}, {"type": "text", "text": "<!channel>"})], "", {"U1"}),
        ([rich({"type": "broadcast", "range": "channel"}, {"type": "usergroup", "usergroup_id": "S1"})], "", {"channel", "S1"}),
        ([{"type": "context", "elements": [mrkdwn("<@U1>")]}], "", {"U1"}),
        ([{"type": "markdown", "text": "<!here>"}], "", {"here"}),
        ([actions(button("<@U1>"))], "<https://x.y|@channel> <#C1>", set()),
    ],
)
def test_only_tokens_that_slack_reads_notify_people(blocks: list[Block], text: str, pinged: set[str]) -> None:
    assert pings(blocks, text) == pinged
