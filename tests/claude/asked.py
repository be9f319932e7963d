"""What the tests here ask, and for whom."""

from datetime import UTC, datetime
from typing import Annotated, TypedDict

from pydantic import BaseModel, Field

from bot.claude import Claude
from bot.config import MODEL, Settings, read_settings
from bot.prompts import Prompt, Said, render
from bot.prompts.guards import at_most
from bot.records.people import Viewer
from sandbox.claude import ScriptedClaude
from storage.store import Store

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEY = "sk-ant-a-key-nobody-may-see"
VIEWER = Viewer.operator("T1")


class Who(TypedDict):
    team: str
    user: str


WHO = Who(team="T1", user="UBO")


class Draft(BaseModel):
    title: Annotated[str, *at_most(40)]
    options: list[str] = Field(min_length=2)


WORDS = "let's keep orders in PostgreSQL, see https://wiki.acme.test/orders"
GOOD = {"title": "Keep orders in PostgreSQL", "options": ["PostgreSQL", "do nothing"]}
BAD = {"title": "Keep orders in PostgreSQL", "options": ["PostgreSQL"]}


def set_up(api: ScriptedClaude, budget: float = 50, model: str = MODEL) -> Settings:
    url = {"anthropic_base_url": api.url, "anthropic_api_key": KEY, "slack_bot_token": "xoxb-1"}
    return read_settings(**url, copilot_monthly_budget_usd=budget, copilot_model=model)


def prompt() -> Prompt:
    participants, said = ["Ana", "Bo"], [Said(WORDS, by="Ana", id="m1", at=NOW)]
    return render("adr_from_thread", title_hint="", participants=participants, today=NOW.date(), messages=said)


async def spent(store: Store) -> int:
    async with store.reading() as db:
        return await db.spending.this_month(seen_by=VIEWER, now=NOW)


async def whole(claude: Claude, asked: Prompt) -> str:
    async with claude.stream(asked, **WHO) as words:
        return "".join([piece async for piece in words])
