"""Asking Claude: what everything else calls."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Self, TypeVar

import structlog
from pydantic import BaseModel, ValidationError

from bot.claude import prices
from bot.claude.patience import Patience
from bot.claude.tools import Tool, what_is_wrong
from bot.claude.trouble import Malformed, Off
from bot.claude.turn import Purse, Turn
from bot.claude.wire import Wire, check_end, text_of
from bot.claude.words import Words
from bot.config import Settings
from bot.metrics import Metrics
from bot.prompts import Prompt
from bot.prompts.guards import guarded
from storage.spending import Call
from storage.store import Store

Json = dict[str, Any]
Shape = TypeVar("Shape", bound=BaseModel)

MOST_TOKENS = 16_000
"""What an answer may have, with the thinking before it."""

AGAIN = "That answer cannot be used:\n{wrong}\nGive the whole answer again, put right."

log = structlog.get_logger()


class Claude:
    """Claude, for every workspace of this process. Without a key it is off, and every question raises Off.

    Every question is counted for a person (`user`) of a workspace (`team`) under its prompt's name, and held to the month's budget.
    Ask in jobs, never in a listener: an answer takes a minute. Hold no transaction meanwhile. The one a job is given is `within` its
    patience: it catches Trouble, in whose place its outline goes out, and lets everything else through.
    """

    def __init__(self, wire: Wire | None, purse: Purse, model: str, patience: Patience | None = None, about: str = "") -> None:
        self.model = model
        self._wire = wire
        self._purse = purse
        self._patience = patience
        self._about = about

    @classmethod
    def as_set(cls, settings: Settings, store: Store, clock: Callable[[], datetime], metrics: Metrics | None = None) -> Self:
        """Build it as the settings say; nothing is loaded or connected."""
        key = settings.anthropic_api_key
        wire = Wire(key, settings.anthropic_base_url) if key else None
        return cls(wire, Purse(store, clock, settings.copilot_monthly_budget_usd, metrics or Metrics()), settings.copilot_model)

    @property
    def is_on(self) -> bool:
        """Whether there is a key."""
        return self._wire is not None

    @property
    def budget(self) -> Decimal:
        """What a workspace may spend in a month, in US dollars."""
        return self._purse.budget

    def within(self, patience: Patience) -> Self:
        """Give the same one for an attempt of a job: that Claude is away is a Trouble only once the patience is used up."""
        return type(self)(self._wire, self._purse, self.model, patience, self._about)

    def about(self, record: str) -> Self:
        """Give the same one, whose calls are counted for a record, such as PLAN-3, too."""
        return type(self)(self._wire, self._purse, self.model, self._patience, record)

    async def ready(self) -> None:
        """Load what asking needs, in a thread. Questions do it themselves; a process does it once it serves."""
        if self._wire:
            await self._wire.ready()
            if not prices.is_known(self.model):
                log.warning("claude.price_unknown", model=self.model, counted_as="the dearest", prices_as_of=str(prices.AS_OF))

    async def close(self) -> None:
        """Close the connections."""
        if self._wire:
            await self._wire.close()

    async def parse(self, shape: type[Shape], prompt: Prompt, *, team: str, user: str) -> Shape:
        """Have an answer in this shape, guarded. One that does not fit is asked for once more. Raises Trouble."""
        messages: list[Json] = [{"role": "user", "content": prompt.request}]
        asked_for = {"format": {"type": "json_schema", "schema": await self._schema(shape)}}
        for _ in range(2):
            turn = self._turn(prompt, team, user, {"messages": messages, "output_config": asked_for})
            async for _words in turn.words():
                pass
            check_end(turn.message)
            try:
                return _fitted(shape, text_of(turn.message), prompt.sources)
            except ValidationError as misfit:
                log.warning("claude.malformed", purpose=prompt.name, faults=misfit.error_count())
                # An empty text is an answer that the API gives and does not take back.
                answer = [{"role": "assistant", "content": turn.message.content}] if text_of(turn.message) else []
                messages = [*messages, *answer, {"role": "user", "content": AGAIN.format(wrong=what_is_wrong(misfit))}]
        raise Malformed

    @asynccontextmanager
    async def stream(self, prompt: Prompt, *, team: str, user: str, tools: Sequence[Tool] = ()) -> AsyncIterator[Words]:
        """Have words as they come, guarded; in between, Claude may have tools called, which only read. Waiting for words raises Trouble."""
        words = Words(lambda body: self._turn(prompt, team, user, body), prompt, tools)
        try:
            yield words
        finally:
            await words.aclose()

    def _turn(self, prompt: Prompt, team: str, user: str, body: Json) -> Turn:
        if self._wire is None:
            raise Off
        # What is the same at every call is marked, so that the API keeps it and reads it for a tenth of the price or less.
        system = [{"type": "text", "text": prompt.stable, "cache_control": {"type": "ephemeral"}}]
        whole = {"model": self.model, "max_tokens": MOST_TOKENS, "system": system, **body}
        return Turn(self._wire, self._purse, Call(team, user, prompt.name, self.model, self._about), whole, self._patience)

    async def _schema(self, shape: type[BaseModel]) -> Json:
        if self._wire is None:
            raise Off
        return await self._wire.schema(shape)


def _fitted(shape: type[Shape], text: str, sources: str) -> Shape:
    """Read the answer. Guarded before it is looked at, so that what the shape holds is what may be shown."""
    try:
        value = guarded(json.loads(text), sources)
    except ValueError:
        return shape.model_validate_json(text)  # which raises, and says what is wrong
    return shape.model_validate_json(json.dumps(value))
