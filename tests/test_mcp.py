"""`cto-copilot mcp`: a coding agent reads the team's records with the eyes of one person, and can only ask for more."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.config import read_settings
from bot.serving import Refused
from tests.deciding import accepted
from tests.deployment import Team
from tests.forked import run
from tests.looking import buttons

if TYPE_CHECKING:
    from mcp import Client

HERE = str(Path(__file__).parent.parent)


def settings(team: Team, person: str) -> dict[str, str]:
    url = team.store.database.url.render_as_string(hide_password=False).replace("+aiosqlite", "").replace("+psycopg", "")
    return {"DATABASE_URL": url, "COPILOT_MCP_PERSON": person, "PYTHONPATH": HERE}


@asynccontextmanager
async def an_agent(team: Team, person: str) -> "AsyncIterator[Client]":
    """A coding agent that works for somebody."""
    from mcp import Client, StdioServerParameters  # noqa: PLC0415 - a second to load, which only who runs these tests waits for

    environment = settings(team, person)
    words = ["-m", "bot", "mcp", "--workspace", team.id]
    async with Client(StdioServerParameters(command=sys.executable, args=words, env=environment), read_timeout_seconds=300) as client:
        yield client


async def called(client: "Client", tool: str, **given: Any) -> str:
    """What a tool gives, as text."""
    result = await client.call_tool(tool, given)
    return "\n".join(part.text for part in result.content if part.type == "text")


@pytest.mark.slow
async def test_an_agent_reads_what_was_decided_and_only_asks_for_more(alone: Team) -> None:
    team = alone
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.declares(team.chi, "SEV1 Keys leaked", in_=team.secret)
    await accepted(team, "Use PostgreSQL for queues")

    async with an_agent(team, team.bo.id) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        found = json.loads(await called(client, "search", words="postgresql queues"))
        whole = await called(client, "show", key="ADR-1")
        listed = await called(client, "list_records", kind="adr", status="accepted")
        hidden = [await called(client, "show", key="INC-1"), await called(client, "search", words="Keys leaked")]
        proposed = await called(client, "propose", words="debt add The queue has no dead letters high")
        refused = await called(client, "propose", words="rm -rf /")
    await team.deployment.schedule.tick()
    await team.settled()

    assert set(tools) == {"search", "show", "list_records", "propose"}
    assert found["key"] == "ADR-001"
    assert "It has to be kept somewhere" in whole
    assert "Use PostgreSQL for queues" in listed
    assert "leaked" not in "".join(hidden)
    assert "Nothing has changed" in proposed
    assert "Words begin with a kind" in refused
    asked = team.workspace.dm(team.bo).live[-1]
    assert list(buttons(asked).values()) == ["cto propose debt add The queue has no dead letters high"]
    assert "DEBT-1" not in (await team.runs(team.bo, "/debt list")).shown


async def test_without_anybody_known_it_says_so_in_one_line(team: Team) -> None:
    from bot.mcp import serve  # noqa: PLC0415 - see above

    given = settings(team, "U0NOBODY")
    unset = await asyncio.to_thread(run, ["mcp", "--workspace", team.id], {**given, "COPILOT_MCP_PERSON": ""})

    with pytest.raises(Refused, match="U0NOBODY is nobody known"):
        await serve(read_settings(slack_bot_token="xoxb-1", database_url=given["DATABASE_URL"]), person="U0NOBODY", named=team.id)

    assert (unset.returncode, unset.stdout) == (2, "")
    assert "COPILOT_MCP_PERSON is not set" in unset.stderr
    assert len(unset.stderr.splitlines()) == 1
