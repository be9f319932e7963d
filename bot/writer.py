"""Who writes for Claude in the sandbox: the real one where there is a key, nobody where there is none, and in the story a script."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.config import read_settings
from sandbox.claude import ScriptedClaude, refuses

PACE_SECONDS = 0.015
"""How long a dozen letters take, so that one sees them come."""

SCRIPTED = "What Claude writes in the story is scripted, and comes from this machine. Once the story is over, drafts are outlines."
NO_KEY = (
    "There is no key, so Claude is off: drafts are outlines, quoted from what people say. With ANTHROPIC_API_KEY, it is Claude who writes."
)
REAL = "Claude writes, with your ANTHROPIC_API_KEY: it is sent what people say there, and costs what it costs. --no-claude does without."
NOBODY = "Claude is off: drafts are outlines."


@dataclass(frozen=True)
class Writer:
    """Settings that say where Claude is, and the sentence that says it to whoever tries it out."""

    said: str
    settings: Mapping[str, str | None]
    scripted: ScriptedClaude | None = None

    def is_told(self) -> None:
        """The story is over: what is asked from now on no script has thought of, and is declined, so that drafts are honest outlines."""
        if self.scripted:
            self.scripted.script = lambda _asked: refuses("No chapter of the story asks this.")


@asynccontextmanager
async def writing(*, wanted: bool, by_script: bool = False) -> AsyncIterator[Writer]:
    """Have somebody write for Claude, unless nobody is wanted; by_script: the script, though there be a key."""
    if by_script:
        async with ScriptedClaude(pace=PACE_SECONDS) as scripted:
            yield Writer(SCRIPTED, {"anthropic_api_key": "scripted", "anthropic_base_url": scripted.url}, scripted)
    elif not wanted:
        yield Writer(NOBODY, {"anthropic_api_key": None})
    elif read_settings(slack_bot_token="xoxb-").anthropic_api_key:  # noqa: S106 - only what is set of Claude is looked at
        yield Writer(REAL, {})
    else:
        yield Writer(NO_KEY, {"anthropic_api_key": None})
