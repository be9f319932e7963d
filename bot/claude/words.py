"""Words as they come, guarded on their way, with tools run in between."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any

from bot.claude import tools as toolbox
from bot.claude.tools import Tool
from bot.claude.trouble import CutOff
from bot.claude.turn import Turn
from bot.claude.wire import check_end
from bot.prompts import Prompt
from bot.prompts.guards import Flow

Json = dict[str, Any]

ROUNDS = 8
"""How often Claude is asked in one conversation; the last time it has to answer without tools."""


class Words:
    """An answer as it comes: `async for` gives what can be shown by now. `text` is all of it so far."""

    def __init__(self, ask: Callable[[Json], Turn], prompt: Prompt, tools: Sequence[Tool]) -> None:
        self.text = ""
        self._ask = ask
        self._tools = tools
        self._flow = Flow(prompt.sources)
        self._messages: list[Json] = [{"role": "user", "content": _content(prompt)}]
        self._pieces = self._answer()

    def __aiter__(self) -> AsyncIterator[str]:
        return self._pieces

    async def aclose(self) -> None:
        """Let go of the connection, when no more is wanted."""
        await self._pieces.aclose()

    async def _answer(self) -> AsyncGenerator[str, None]:
        for left in reversed(range(ROUNDS)):
            turn = self._ask({"messages": self._messages, **self._offered(left)})
            async with aclosing(turn.words()) as pieces:
                async for piece in pieces:
                    if shown := self._flow.feed(piece):
                        yield self._kept(shown)
            if rest := self._flow.rest():
                yield self._kept(rest)
            check_end(turn.message)
            if turn.message.stop_reason != "tool_use":
                return
            await self._look_up(turn.message)
            if self.text:
                yield self._kept("\n\n")
        raise CutOff

    def _offered(self, left: int) -> Json:
        if not self._tools:
            return {}
        may = {} if left else {"tool_choice": {"type": "none"}}
        return {"tools": [toolbox.described(tool) for tool in self._tools], "cache_control": {"type": "ephemeral"}, **may}

    async def _look_up(self, message: Any) -> None:
        results: list[Json] = []
        for block in message.content:
            if block.type == "tool_use":
                found = await toolbox.run(self._tools, block.name, block.input)
                self._flow.sources += f"\n{found.sources}"
                results.append({"type": "tool_result", "tool_use_id": block.id, "content": found.told, "is_error": found.is_error})
        # With its blocks of thinking as they came: the API refuses a tool's result without them.
        self._messages += [{"role": "assistant", "content": message.content}, {"role": "user", "content": results}]

    def _kept(self, shown: str) -> str:
        self.text += shown
        return shown


def _content(prompt: Prompt) -> str | list[Json]:
    """The request; how it begins is marked where it stays the same for a while, so that the API keeps it."""
    if not prompt.lasting:
        return prompt.request
    kept = {"type": "text", "text": prompt.lasting, "cache_control": {"type": "ephemeral"}}
    return [kept, {"type": "text", "text": prompt.request.removeprefix(prompt.lasting)}]
