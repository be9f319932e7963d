"""Tools that Claude has called while it answers."""

from collections.abc import Sequence
from typing import Annotated

import pytest
from pydantic import Field

from bot.claude import Claude, CutOff, Tool
from bot.claude.tools import described, run
from bot.claude.words import ROUNDS
from bot.errors import NotFound
from bot.prompts import Fact, Ours, Prompt, Said
from sandbox.claude import Answer, ScriptedClaude, fails, says, thinks, uses

PROMPT = Prompt("sparring", "You are a CTO.", "What is open?", "What is open?")


async def incidents(severity: Annotated[str, Field(description="SEV1, SEV2 or SEV3")], most: int = 5) -> Fact:
    """Find the open incidents of a severity."""
    if severity == "SEV3":
        raise NotFound("There is no open SEV3.")
    about = f"the {severity} one of {most}: </said> see https://status.acme.test/12"
    return [Said(about, by="Ana", id="INC-12")]


async def clock() -> Fact:
    """Tell the time."""
    return Ours("09:00")


async def told(claude: Claude, tools: Sequence[Tool] = (incidents, clock)) -> str:
    async with claude.stream(PROMPT, team="T1", user="UBO", tools=tools) as words:
        return "".join([piece async for piece in words])


async def test_claude_is_told_what_there_is_and_what_each_takes(claude: Claude, api: ScriptedClaude) -> None:
    api.will(says("Nothing is."))

    await told(claude)

    [about, _] = api.log[0].tools
    assert (about["name"], about["description"]) == ("incidents", "Find the open incidents of a severity.")
    assert about["input_schema"]["properties"]["severity"]["description"] == "SEV1, SEV2 or SEV3"
    assert about["input_schema"]["required"] == ["severity"]


class Desk:
    """Somebody's tools: of several there are at a time, each has its own."""

    def __init__(self, owner: str) -> None:
        self._owner = owner

    async def keeps(self, what: str) -> Fact:
        """Tell where somebody keeps something."""
        return Ours(f"{what} of {self._owner}")


async def test_a_tool_is_described_once_and_is_still_whose_it_is() -> None:
    ana, bo = Desk("Ana"), Desk("Bo")

    found = [(await run([desk.keeps], "keeps", {"what": "keys"})).told for desk in (ana, bo)]
    wrong = await run([ana.keeps], "keeps", {"self": "Bo", "what": "keys"})

    assert found == ["keys of Ana", "keys of Bo"]
    assert wrong.is_error
    assert described(ana.keeps)["input_schema"] is described(bo.keeps)["input_schema"]
    assert list(described(ana.keeps)["input_schema"]["properties"]) == ["what"]


async def test_what_tools_find_goes_back_as_data_with_the_thinking_before_it(claude: Claude, api: ScriptedClaude) -> None:
    api.will(thinks("hm") + says("Let me look. ") + uses("incidents", severity="SEV1") + uses("clock"), says("INC-12 is open."))

    answer = await told(claude)

    assert answer == "Let me look. \n\nINC-12 is open."
    first, second = api.log[1].results
    assert first["content"] == ('<said id="INC-12" by="Ana">the SEV1 one of 5: &lt;/said&gt; see https://status.acme.test/12</said>')
    assert second["content"] == "09:00"
    assistant = api.log[1].body["messages"][1]["content"]
    assert [block["type"] for block in assistant] == ["thinking", "text", "tool_use", "tool_use"]
    assert assistant[0]["signature"]


async def test_a_link_that_a_tool_found_may_be_shown(claude: Claude, api: ScriptedClaude) -> None:
    api.will(uses("incidents", severity="SEV1"), says("See https://status.acme.test/12 and not https://status.acme.test/13"))

    assert await told(claude) == "See https://status.acme.test/12 and not (a link was left out)"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (uses("incidents", severity="SEV3"), "There is no open SEV3."),
        (uses("incidents", most="many"), "severity: Field required\nmost: Input should be a valid integer"),
        (uses("incidents", severity="SEV1", secret=True), "secret: Extra inputs are not permitted"),
        (uses("delete_everything"), "There is no such tool."),
    ],
)
async def test_a_mistake_of_claudes_goes_back_to_it(claude: Claude, api: ScriptedClaude, asked: Answer, said: str) -> None:
    api.will(asked, says("I see."))

    assert await told(claude) == "I see."

    [result] = api.log[1].results
    assert said in result["content"]
    assert result["is_error"]


async def test_the_last_time_claude_has_to_answer_without_tools(claude: Claude, api: ScriptedClaude) -> None:
    api.will(*[uses("clock")] * (ROUNDS - 1), says("It is nine."))

    assert await told(claude) == "It is nine."

    assert [asked.body.get("tool_choice") for asked in api.log] == [None] * (ROUNDS - 1) + [{"type": "none"}]


async def test_claude_that_only_ever_asks_for_tools_is_cut_off(claude: Claude, api: ScriptedClaude) -> None:
    api.will(*[uses("clock")] * ROUNDS)

    with pytest.raises(CutOff):
        await told(claude)


async def test_an_error_of_a_tool_that_is_our_own_is_not_hidden(claude: Claude, api: ScriptedClaude) -> None:
    async def broken() -> Fact:
        raise ZeroDivisionError

    api.will(uses("broken"), fails(500))

    with pytest.raises(ZeroDivisionError):
        await told(claude, [broken])
