"""The Messages API of the sandbox, as the real SDK sees it."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

import anthropic
import pytest
from pydantic import BaseModel, Field

from bot.prompts import Said, render
from bot.prompts.guards import at_most
from sandbox.claude import ScriptedClaude, fails, refuses, says, shaped, thinks, uses

ASK: dict[str, Any] = {"model": "claude-sonnet-5-5", "max_tokens": 100}
HELLO: Any = [{"role": "user", "content": "hello"}]


class Option(BaseModel):
    name: Annotated[str, *at_most(60)]
    effort: Literal["S", "M", "L"]
    advantages: list[str]
    disadvantages: list[str]
    cites: list[str]


class AdrDraft(BaseModel):
    title: Annotated[str, *at_most(80)]
    context: str
    options: list[Option] = Field(min_length=2)
    decision: str
    decided: bool
    cites: list[str]
    review_months: int = Field(ge=1, le=24)


@pytest.fixture
async def api() -> AsyncIterator[ScriptedClaude]:
    async with ScriptedClaude() as scripted:
        yield scripted


@pytest.fixture
async def client(api: ScriptedClaude) -> AsyncIterator[anthropic.AsyncAnthropic]:
    async with anthropic.AsyncAnthropic(api_key="sk-1", base_url=api.url, max_retries=0) as asked:
        yield asked


async def test_a_message_is_the_same_whole_and_in_a_stream(api: ScriptedClaude, client: anthropic.AsyncAnthropic) -> None:
    answer = thinks("well") + says("Grüße, that is “it”.") + uses("look", words="a\nb", most=3)
    api.will(answer, answer)

    whole = await client.messages.create(**ASK, messages=HELLO)
    async with client.messages.stream(**ASK, messages=HELLO) as stream:
        events = [event.type async for event in stream]
    streamed = await stream.get_final_message()

    assert [block.to_dict() for block in streamed.content] == [block.to_dict() for block in whole.content] == list(answer.content)
    assert (streamed.stop_reason, streamed.usage) == (whole.stop_reason, whole.usage)
    assert events[0] == "message_start"
    assert events[-1] == "message_stop"
    assert events.count("text") > 1


async def test_a_shape_and_a_refusal_are_what_the_sdk_takes_for_them(api: ScriptedClaude, client: anthropic.AsyncAnthropic) -> None:
    api.will(shaped({"name": "it", "effort": "S", "advantages": [], "disadvantages": [], "cites": []}), refuses("No."))

    parsed = await client.messages.parse(**ASK, messages=HELLO, output_format=Option)
    refused = await client.messages.create(**ASK, messages=HELLO)

    assert parsed.parsed_output == Option(name="it", effort="S", advantages=[], disadvantages=[], cites=[])
    assert refused.stop_reason == "refusal"
    assert refused.stop_details
    assert refused.stop_details.explanation == "No."


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, anthropic.AuthenticationError),
        (404, anthropic.NotFoundError),
        (429, anthropic.RateLimitError),
        (500, anthropic.InternalServerError),
        (529, anthropic.OverloadedError),
    ],
)
async def test_an_error_is_what_the_sdk_takes_for_it(
    api: ScriptedClaude, client: anthropic.AsyncAnthropic, status: int, error: type[anthropic.APIStatusError]
) -> None:
    api.will(fails(status, retry_after=7))

    with pytest.raises(error) as raised:
        await client.messages.create(**ASK, messages=HELLO)

    assert raised.value.response.headers["retry-after"] == "7"
    assert raised.value.request_id
    assert raised.value.type != "api_error" or status == 500


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"messages": [*HELLO, {"role": "assistant", "content": "I"}]}, "prefill"),
        ({"messages": [{"role": "assistant", "content": "I"}, *HELLO]}, "first message must use the user role"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": ""}]}]}, "must be non-empty"),
        ({"extra_body": {"temperature": 0.5}}, "temperature"),
        ({"thinking": {"type": "disabled"}}, "between_tools"),
        ({"tool_choice": {"type": "any"}}, "forced tool use"),
        ({"output_config": {"format": {"type": "json_schema", "schema": {"type": "object"}}}}, "additionalProperties"),
        ({"output_config": {"format": {"type": "json_schema", "schema": {"type": "string", "maxLength": 3}}}}, "maxLength"),
        (
            {
                "messages": [
                    *HELLO,
                    {"role": "assistant", "content": [{"type": "tool_use", "id": "t1", "name": "x", "input": {}}]},
                    {"role": "user", "content": "go on"},
                ]
            },
            "without `tool_result` blocks",
        ),
    ],
)
async def test_what_the_api_refuses_is_refused(client: anthropic.AsyncAnthropic, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(anthropic.BadRequestError, match=sentence):
        await client.messages.create(**{**ASK, "messages": HELLO, **changed})


async def test_a_key_is_required(api: ScriptedClaude) -> None:
    headers: dict[str, Any] = {"Authorization": anthropic.omit}
    async with anthropic.AsyncAnthropic(api_key="sk-1", base_url=api.url, max_retries=0, default_headers=headers) as client:
        with pytest.raises(anthropic.AuthenticationError):
            await client.messages.create(**ASK, messages=HELLO)


async def test_without_a_script_the_answer_is_made_of_what_people_said(client: anthropic.AsyncAnthropic) -> None:
    thread = {
        "m1": "Checkout is slow because every order locks the stock table. We need to decide before the sale.",
        "m2": "We could move orders to Kafka, or keep PostgreSQL and use SKIP LOCKED.",
        "m3": "Kafka is fast but expensive to run for three people.",
        "m4": "Agreed, let's go with SKIP LOCKED & look again in six months.",
    }
    prompt = render(
        "adr_from_thread",
        title_hint="",
        participants=["Ana", "Bo"],
        today=2026,
        messages=[Said(words, by="Ana", id=name) for name, words in thread.items()],
    )

    async def ask() -> AdrDraft | None:
        asked: Any = [{"role": "user", "content": prompt.request}]
        return (await client.messages.parse(**ASK, messages=asked, output_format=AdrDraft)).parsed_output

    draft = await ask()

    assert draft == await ask()
    assert draft
    assert draft.decision == "Agreed, let's go with SKIP LOCKED & look again in six months."
    assert draft.title
    assert len({option.name for option in draft.options}) == 2
    assert {cited for option in draft.options for cited in option.cites} <= set(thread)
    everything = " ".join(thread.values())
    said = [draft.context, draft.decision, *(option.name for option in draft.options)]
    assert all(text in everything for text in said)


async def test_without_a_script_words_and_tools_are_answered_too(client: anthropic.AsyncAnthropic) -> None:
    asked: Any = [{"role": "user", "content": Said("Should we buy or build the search?", by="Ana").section}]
    tool: Any = {"name": "find", "input_schema": {"type": "object", "properties": {"words": {"type": "string"}}}}

    words = await client.messages.create(**ASK, messages=asked)
    looked = await client.messages.create(**ASK, messages=asked, tools=[tool])

    assert words.content[0].type == "text"
    assert "Should we buy or build the search?" in words.content[0].text
    assert looked.content[0].type == "tool_use"
    assert looked.content[0].input == {"words": "Should we buy or build the search?"}
