"""The real client in a sandbox workspace, with every scope."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Clock, Person, Sandbox, Workspace
from tests.sandbox_client.scopes import SCOPES

MANIFEST = {
    "display_information": {"name": "Toy"},
    "features": {"app_home": {"home_tab_enabled": True}, "agent_view": {"agent_description": "x"}},
    "oauth_config": {"scopes": {"bot": SCOPES}},
}


@pytest.fixture(scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(MANIFEST, Clock()) as slack:
        yield slack


@pytest.fixture
def workspace(slack: Sandbox) -> Workspace:
    return slack.workspace("Acme Inc")


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.person("Ana", tz="Europe/Berlin", admin=True)


@pytest.fixture
def general(workspace: Workspace, ana: Person) -> Channel:
    return workspace.channel("general", members=[ana, workspace.bot])


@pytest.fixture
async def client(slack: Sandbox, workspace: Workspace) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(workspace.bot_token, base_url=slack.api_url, session=session)
