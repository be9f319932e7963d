"""Who writes for Claude in the sandbox: a script on this machine, the real one where there is a key, or nobody."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.config import read_settings
from sandbox.claude import ScriptedClaude

PACE_SECONDS = 0.03
"""How long a dozen letters take, so that one sees them come."""

SCRIPTED = "What Claude would write is scripted: put together from what people say there. With ANTHROPIC_API_KEY, it is Claude who writes."
REAL = "Claude writes, with your ANTHROPIC_API_KEY: it is sent what people say there, and costs what it costs. --no-claude does without."
NOBODY = "Claude is off: drafts are outlines."


@dataclass(frozen=True)
class Writer:
    """Settings that say where Claude is, and the sentence that says it to whoever tries it out."""

    said: str
    settings: Mapping[str, str | None]
    scripted: ScriptedClaude | None = None


@asynccontextmanager
async def writing(*, wanted: bool, by_script: bool = False) -> AsyncIterator[Writer]:
    """Have somebody write for Claude, unless nobody is wanted; by_script: the script, though there be a key."""
    if not wanted:
        yield Writer(NOBODY, {"anthropic_api_key": None})
    elif not by_script and read_settings(slack_bot_token="xoxb-").anthropic_api_key:  # noqa: S106 - only what is set of Claude is looked at
        yield Writer(REAL, {})
    else:
        async with ScriptedClaude(pace=PACE_SECONDS) as scripted:
            yield Writer(SCRIPTED, {"anthropic_api_key": "scripted", "anthropic_base_url": scripted.url}, scripted)
